"""Commands that keep a filter by name, and use a kept one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.ui.saved_filters import SavedFilter, read_filters, save_filter

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen


def why_not_save(screen: CommandScreen) -> str:
    """Why there is no filter to save; "" where there is."""
    return "" if screen.iamtui.browser.rows.query else "There is no filter to save; / starts one."


def save(screen: CommandScreen) -> None:
    """Keep the filter of the list under a name."""
    app, browser = screen.iamtui, screen.iamtui.browser
    query, pane = browser.rows.query, browser.kind.title

    def named(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        new = SavedFilter(answer["name"].strip(), pane, query)
        kept = f"Saved: {new.name}. f uses it."
        app.submit(lambda: save_filter(new), lambda _none: app.say(kept), app.fail)

    form = FormDialog("Save the filter", (Entry("name", "Name"),), f"{pane}: {query}")
    screen.app.push_screen(form, named)


def use(screen: CommandScreen) -> None:
    """Choose one of the kept filters; the list it is for is shown with it."""
    app = screen.iamtui

    def choose(filters: tuple[SavedFilter, ...]) -> None:
        by_name = {saved.name: saved for saved in filters}
        options = [Option(s.name, s.name, f"{s.pane}: {s.query}") for s in filters]

        def chosen(name: str | None) -> None:
            if name is not None:
                app.show_root()
                app.browser.show_filtered(by_name[name].pane, by_name[name].query)

        nothing = "No filter is saved; F on a filtered list saves one."
        screen.app.push_screen(ChoiceDialog("Use which filter?", options, nothing), chosen)

    app.submit(read_filters, choose, app.fail)
