"""What to do when the keyring is locked or missing: unlock it here, make one, or use memory only.

Nothing is chosen silently: each way is asked for, and what it means is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.vault.errors import KeyringLocked, KeyringMissing, WrongPassphrase

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

PassphraseUse = Callable[[Secret], None]


def with_keyring_help(app: IamtuiApp, retry: Callable[[], None]) -> Callable[[IamtuiError], None]:
    """What to do with an error of work that needs the keyring; `retry` does the work again."""

    def failed(error: IamtuiError) -> None:
        if isinstance(error, KeyringLocked) and error.can_unlock:
            _ask_passphrase(app, error, retry)
        elif isinstance(error, KeyringMissing):
            _offer_others(app, error, retry)
        else:
            app.fail(error)

    return failed


def _ask_passphrase(app: IamtuiApp, error: IamtuiError, retry: Callable[[], None]) -> None:
    from iamtui.vault import gnome_keyring

    entry = Entry("passphrase", "Passphrase of the keyring", masked=True)
    _use_passphrase(app, "Unlock the keyring", entry, str(error), gnome_keyring.unlock, retry)


def _offer_others(app: IamtuiApp, error: KeyringMissing, retry: Callable[[], None]) -> None:
    from iamtui.vault import gnome_keyring
    from iamtui.vault.memory import MemoryStore

    memory = Option("memory", "Memory only", "secrets are forgotten when iamtui ends")
    create = Option("create", "Make a keyring for iamtui", "kept by the Secret Service here")

    def chosen(key: str | None) -> None:
        if key == "memory":
            app.keyring.use(MemoryStore())
            retry()
        elif key == "create":
            entry = Entry("passphrase", "A passphrase for the new keyring", masked=True)
            _use_passphrase(app, "Make a keyring", entry, "", gnome_keyring.create, retry)

    options = [create, memory] if error.can_create else [memory]
    title = f"{error.what} {error.next_step}"
    app.push_screen(ChoiceDialog(title, options, "Nothing matches."), chosen)


def _use_passphrase(
    app: IamtuiApp,
    title: str,
    entry: Entry,
    note: str,
    use: PassphraseUse,
    retry: Callable[[], None],
) -> None:
    def again(error: IamtuiError) -> None:
        if isinstance(error, WrongPassphrase):
            _use_passphrase(app, title, entry, str(error), use, retry)
        else:
            app.fail(error)

    def typed(answer: dict[str, str] | None) -> None:
        if answer is not None:
            passphrase = Secret(answer["passphrase"])
            app.submit(lambda: use(passphrase), lambda _none: retry(), again)

    app.push_screen(FormDialog(title, (entry,), note), typed)
