"""Commands of the screen of a new secret: see it, copy it, write it into a file, leave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from iamtui.delivery import sealing
from iamtui.delivery.key_file import Form, file_bytes, file_name, spreadsheet_note
from iamtui.delivery.new_file import write_new
from iamtui.delivery.new_secret import NewSecret
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.secret import words as secret_words
from iamtui.vault.passphrase import strength

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen
    from iamtui.ui.secret.screen import SecretScreen

_FORMS = {
    Form.CONSOLE: "a file as the console writes it",
    Form.IMPORT: "a file for aws configure import",
}


def _screen(screen: CommandScreen) -> SecretScreen:
    return cast("SecretScreen", screen)


def show(screen: CommandScreen) -> None:
    """Show the secret while the key is held, or for some seconds."""
    _screen(screen).show_secret()


def leave(screen: CommandScreen) -> None:
    """Leave the screen; the secret is gone then."""
    screen.go_back()


def copy(screen: CommandScreen) -> None:
    """Send the secret to the terminal's clipboard, when asked for a second time."""
    secret_screen = _screen(screen)
    new = secret_screen.new
    if new is None or secret_screen.asks_again("copy", secret_words.CLIPBOARD):
        return
    screen.iamtui.lend_to_clipboard(new.secret.reveal())
    secret_screen.delivered("sent to the terminal's clipboard")
    secret_screen.note(secret_words.COPIED)


def write_console_file(screen: CommandScreen) -> None:
    """Ask where to write the file that the console would write."""
    _ask_for_file(screen, Form.CONSOLE)


def write_import_file(screen: CommandScreen) -> None:
    """Ask where to write the file that `aws configure import` reads."""
    _ask_for_file(screen, Form.IMPORT)


def _ask_for_file(screen: CommandScreen, form: Form, typed: str = "", problem: str = "") -> None:
    new = _screen(screen).new
    if new is None:
        return
    app = screen.iamtui

    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        path = answer["path"]

        def ask_again(error: IamtuiError) -> None:
            _ask_for_file(screen, form, path, str(error))

        app.submit(
            lambda: write_new(_path(path), file_bytes(new, form)),
            lambda real: _written(
                screen, f"written to {_shown(real)}", spreadsheet_note(new, form)
            ),
            ask_again,
        )

    entry = Entry("path", "File (only you may read it; nothing is overwritten)")
    entry = Entry(entry.name, entry.label, value=typed or _default(file_name(new, form)))
    screen.app.push_screen(FormDialog(f"Write {_FORMS[form]}", (entry,), problem), entered)


def seal(screen: CommandScreen) -> None:
    """Ask for whom the key is to be sealed, and into which file."""
    _ask_for_recipient(screen, {}, "")


def why_not_seal(_screen: CommandScreen) -> str:
    """Why nothing can be sealed here."""
    return sealing.why_not()


def _ask_for_recipient(screen: CommandScreen, typed: dict[str, str], problem: str) -> None:
    new = _screen(screen).new
    if new is None:
        return
    app = screen.iamtui
    name = f"{file_name(new, Form.IMPORT)}{sealing.ENDING}"
    entries = (
        Entry(
            "key",
            "Public key of who gets it, or its file (empty: a passphrase)",
            "ssh-ed25519 …, age1…, ~/alice.pub",
            typed.get("key", ""),
        ),
        Entry("passphrase", "Passphrase (where there is no public key)", masked=True),
        Entry("path", "File (nothing is overwritten)", value=typed.get("path") or _default(name)),
    )

    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        passphrase = Secret(answer.pop("passphrase"))

        def ask_again(error: IamtuiError) -> None:
            _ask_for_recipient(screen, answer, str(error))

        _screen(screen).note("Sealing …")
        app.submit(
            lambda: write_new(_path(answer["path"]), _sealed(new, answer["key"], passphrase)),
            lambda real: _written(screen, f"sealed into {_shown(real)}", ""),
            ask_again,
        )

    note = problem or secret_words.SEALED_HELP
    screen.app.push_screen(FormDialog("Seal the key for somebody", entries, note), entered)


def _sealed(new: NewSecret, key: str, passphrase: Secret) -> bytes:
    data = file_bytes(new, Form.IMPORT)
    if key.strip() and passphrase:
        raise UsageError(
            "A file is sealed for a public key or under a passphrase.", "Empty one of the two."
        )
    if key.strip():
        return sealing.sealed_for(data, sealing.public_key(key))
    found = strength(passphrase)
    if not found.enough:
        raise UsageError(f"That passphrase is too weak. {found.sentence}", found.advice)
    return sealing.sealed_with(data, passphrase)


def _written(screen: CommandScreen, how: str, note: str) -> None:
    if screen.is_open:
        _screen(screen).delivered(how)
        _screen(screen).note(note)


def _default(name: str) -> str:
    return f"~/{name}"


def _shown(path: Path) -> str:
    """The path as people write it."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def _path(typed: str) -> Path:
    if not typed.strip():
        raise UsageError("The file has no name.", "Type one.")
    return Path(typed.strip()).expanduser()
