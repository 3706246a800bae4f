"""Commands of the import screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.ui.profiles.import_screen import ImportScreen
from iamtui.ui.profiles.import_work import Result, keep_all, take_out_all
from iamtui.ui.storage.keyring_help import with_keyring_help

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen

_PROCESS = "so that aws goes on working"
_ONLY = "aws has no credentials then"


def _import(screen: CommandScreen) -> ImportScreen:
    return cast(ImportScreen, screen)


def show(screen: CommandScreen) -> None:
    """Show the keys in plain text."""
    screen.app.push_screen(ImportScreen())


def mark(screen: CommandScreen) -> None:
    """Mark the key under the cursor, or take its mark away."""
    _import(screen).toggle_mark()


def mark_all(screen: CommandScreen) -> None:
    """Mark every key that is not kept, or none."""
    _import(screen).mark_all()


def why_none(screen: CommandScreen) -> str:
    """Why there is nothing to do anything with; "" where there is."""
    return "" if _import(screen).chosen else "There is no key to choose."


def why_not_kept(screen: CommandScreen) -> str:
    """Why the plain text must stay; "" where it may go."""
    chosen = _import(screen).chosen
    missing = [plain.name for plain in chosen if not plain.kept_as]
    if missing:
        return f"Import {', '.join(missing)} first: the file has the only copy of the key."
    return why_none(screen)


def keep(screen: CommandScreen) -> None:
    """Keep the chosen keys in the vault."""
    names = [plain.name for plain in _import(screen).chosen if not plain.kept_as]
    if names:
        _keep(screen, names)
    else:
        screen.iamtui.say("The vault keeps all of these already; x takes their plain text out.")


def _keep(screen: CommandScreen, names: list[str], as_name: str = "") -> None:
    app = screen.iamtui
    generation = app.generation

    def tell(sentence: str) -> None:
        app.jobs.tell(generation, lambda: app.say(sentence))

    def done(results: tuple[Result, ...]) -> None:
        app.say(_in_words(results))
        if not screen.is_open:
            return
        _import(screen).show_results(results)
        unnamed = next((result for result in results if result.needs_name), None)
        if unnamed is not None:
            _ask_name(screen, unnamed)

    failed = with_keyring_help(app, lambda: _keep(screen, names, as_name))
    app.submit(lambda: keep_all(app.keyring.vault, names, as_name, tell), done, failed)


def _ask_name(screen: CommandScreen, result: Result) -> None:
    def typed(answer: dict[str, str] | None) -> None:
        if answer is not None and answer["name"].strip():
            _keep(screen, [result.name], answer["name"].strip())

    entry = Entry("name", "Keep it under the name", value=result.name)
    title = f"Another name for {result.name}"
    screen.app.push_screen(FormDialog(title, (entry,), result.said), typed)


def take_out(screen: CommandScreen) -> None:
    """Take the plain text of the chosen keys out of the files, after a question."""
    names = [plain.name for plain in _import(screen).chosen]
    options = (
        Option("process", "Let ~/.aws ask iamtui for it", _PROCESS),
        Option("only", "Only take it out", _ONLY),
    )

    def chosen(key: str | None) -> None:
        if key is not None:
            _take_out(screen, names, put_process=key == "process")

    title = f"Take the plain text of {', '.join(names)} out of ~/.aws"
    screen.app.push_screen(ChoiceDialog(title, options, "Nothing matches."), chosen)


def _take_out(screen: CommandScreen, names: list[str], *, put_process: bool) -> None:
    app = screen.iamtui
    generation = app.generation

    def tell(sentence: str) -> None:
        app.jobs.tell(generation, lambda: app.say(sentence))

    def done(results: tuple[Result, ...]) -> None:
        app.say(_in_words(results))
        if screen.is_open:
            _import(screen).show_results(results)

    failed = with_keyring_help(app, lambda: _take_out(screen, names, put_process=put_process))
    app.submit(
        lambda: take_out_all(app.keyring.vault, names, tell, put_process=put_process),
        done,
        failed,
    )


def _in_words(results: tuple[Result, ...]) -> str:
    return "; ".join(f"{result.name}: {result.state}" for result in results)
