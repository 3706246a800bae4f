"""Commands that show a policy longer or shorter, and what of it could go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from iamtui.ui.document_screen import DocumentScreen
from iamtui.ui.kind import Document
from iamtui.ui.kinds import kind_of
from iamtui.ui.kinds.json_text import pretty

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen


def expand(screen: CommandScreen) -> None:
    """Show the policy with its patterns written out as the actions they name."""
    from iamtui.policy.rewriting import with_actions_expanded

    _rewritten(screen, "with every action", with_actions_expanded)


def minimise(screen: CommandScreen) -> None:
    """Show the policy with the shortest lists of patterns that name the same actions today."""
    from iamtui.policy.rewriting import with_actions_minimised

    _rewritten(screen, "in the fewest patterns, as of today", with_actions_minimised)


def _rewritten(screen: CommandScreen, how: str, rewrite: Callable[[str], str]) -> None:
    if not isinstance(screen, DocumentScreen):
        return
    app, shown = screen.iamtui, screen.document

    def work() -> str:
        try:
            return pretty(rewrite(shown.text))
        except ValueError:
            return shown.text

    def show(text: str) -> None:
        if app.screen is not screen:
            return
        if text == shown.text:
            app.say("That changes nothing: no list of actions can be written so.")
            return
        app.say("")
        app.show_document(replace(shown, title=f"{shown.title} {how}", text=text))

    app.submit(work, show, app.fail)


def show_redundant(screen: CommandScreen) -> None:
    """Show what of the policies of the user or role could go without a change."""
    session, subject = screen.session, screen.subject
    if session is None or subject is None:
        return
    from iamtui.ui.questions.redundant_text import redundant_text

    app, account = screen.iamtui, session.account
    name = kind_of(subject.kind).name(account, subject.key)

    def show(text: str) -> None:
        app.say("")
        if app.screen is screen:
            title = f"What changes nothing for the {subject.kind.value} {name}"
            app.show_document(Document(title, text))

    app.say("Comparing the statements …")
    app.submit(lambda: redundant_text(account, subject), show, app.fail)
