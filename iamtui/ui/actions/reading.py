"""Commands that explain a policy: in words, and against another version."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.ui.kind import Document

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen


def _document(screen: CommandScreen) -> Document | None:
    from iamtui.ui.document_screen import DocumentScreen

    if isinstance(screen, DocumentScreen):
        return screen.document
    return screen.row.document if screen.row is not None else None


def why_no_words(screen: CommandScreen) -> str:
    """Why there is nothing to put into words."""
    shown = _document(screen)
    return "" if shown is not None and shown.holder is not None else "Choose a policy's document."


def show_words(screen: CommandScreen) -> None:
    """Show a policy's document as sentences, and what the linter finds."""
    from iamtui.ui.questions.policy_texts import words_of

    shown = _document(screen)
    if shown is None or shown.holder is None:
        return
    text, holder = shown.text, shown.holder
    _work_out(screen, f"{shown.title} in words", lambda: words_of(text, holder))


def why_no_difference(screen: CommandScreen) -> str:
    """Why there is nothing to compare."""
    shown = _document(screen)
    if shown is None or shown.holder is None:
        return "Choose a version of a policy."
    return "" if shown.compared_with is not None else "There is no other version to compare with."


def show_difference(screen: CommandScreen) -> None:
    """Show what changes in a policy, older version to newer or from the one in force."""
    from iamtui.ui.questions.policy_texts import difference_of

    shown = _document(screen)
    if shown is None or shown.compared_with is None:
        return
    before, after = shown.compared_with, shown
    title = f"From {before.title} to {after.title}"
    _work_out(screen, title, lambda: difference_of(before.text, after.text))


def _work_out(screen: CommandScreen, title: str, work: Callable[[], str]) -> None:
    """Show the text that `work` gives, unless the screen was left meanwhile."""
    app = screen.iamtui

    def show(text: str) -> None:
        app.say("")
        if app.screen is screen:
            app.show_document(Document(title, text))

    app.say("Reading the policy …")
    app.submit(work, show, app.fail)
