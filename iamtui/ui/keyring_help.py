"""What to do when the keyring is locked or missing: unlock it here, make one, or use memory only.

Nothing is chosen silently: each way is asked for, and what it means is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.vault.errors import (
    KeyringLocked,
    KeyringMissing,
    SecretRefused,
    WrongPassphrase,
)
from iamtui.vault.sealed_errors import StoreLocked

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.vault.store import SecretStore

PassphraseUse = Callable[[Secret], None]
Failed = Callable[[IamtuiError], None]
_PASSPHRASE = Entry("passphrase", "Passphrase", masked=True)
_SEALED = "Nobody can read the secrets without this passphrase, and nobody can tell it to you."


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An error of the keyring, and how to go on: `retry` the work, or `left` undone."""

    app: IamtuiApp
    error: IamtuiError
    retry: Callable[[], None]
    left: Failed | None

    def leave(self) -> None:
        if self.left is not None:
            self.left(self.error)

    def fail(self, error: IamtuiError) -> None:
        (self.left or self.app.fail)(error)


def with_keyring_help(
    app: IamtuiApp, retry: Callable[[], None], left: Failed | None = None
) -> Failed:
    """What to do with an error of work that needs the keyring; `retry` does the work again.

    `left` is told why it stays undone: where the help was left, or there is none; without it an
    error is shown in a window.
    """

    def failed(error: IamtuiError) -> None:
        trouble = _Trouble(app, error, retry, left)
        if isinstance(error, StoreLocked):
            _use_passphrase(trouble, "Unlock it", (_PASSPHRASE,), str(error), error.unlock)
        elif isinstance(error, KeyringLocked) and error.can_unlock:
            _ask_passphrase(trouble)
        elif isinstance(error, KeyringMissing):
            _offer_others(trouble, error)
        else:
            trouble.fail(error)

    return failed


def _ask_passphrase(trouble: _Trouble) -> None:
    from iamtui.vault import gnome_keyring

    entry = Entry("passphrase", "Passphrase of the keyring", masked=True)
    note = str(trouble.error)
    _use_passphrase(trouble, "Unlock the keyring", (entry,), note, gnome_keyring.unlock)


def _offer_others(trouble: _Trouble, error: KeyringMissing) -> None:
    from iamtui.vault import gnome_keyring
    from iamtui.vault.memory import MemoryStore
    from iamtui.vault.sealed_lock import default_path

    memory = Option("memory", "Memory only", "secrets are forgotten when iamtui ends")
    create = Option("create", "Make a keyring for iamtui", "kept by the Secret Service here")

    sealed = Option("sealed", "Make a sealed file", f"encrypted by a passphrase: {default_path()}")

    def seal(passphrase: Secret) -> None:
        trouble.app.keyring.use(_sealed(passphrase))

    def chosen(key: str | None) -> None:
        if key == "memory":
            trouble.app.keyring.use(MemoryStore())
            trouble.retry()
        elif key == "create":
            entry = Entry("passphrase", "A passphrase for the new keyring", masked=True)
            _use_passphrase(trouble, "Make a keyring", (entry,), "", gnome_keyring.create)
        elif key == "sealed":
            entries = (_PASSPHRASE, Entry("again", "The same again", masked=True))
            _use_passphrase(trouble, "Make a sealed file", entries, _SEALED, seal)
        else:
            trouble.leave()

    options = [create, sealed, memory] if error.can_create else [sealed, memory]
    title = f"{error.what} {error.next_step}"
    trouble.app.push_screen(ChoiceDialog(title, options, "Nothing matches."), chosen)


def _sealed(passphrase: Secret) -> SecretStore:
    """A new sealed file that is open; raises SecretRefused for a passphrase easily guessed."""
    from iamtui.vault.passphrase import strength
    from iamtui.vault.sealed import SealedFile
    from iamtui.vault.unlock_memory import UnlockMemory

    found = strength(passphrase)
    if not found.enough:
        raise SecretRefused(found.sentence, found.advice or "Take several words by chance.")
    made = SealedFile(memory=UnlockMemory())
    made.create(passphrase)
    return made


def _use_passphrase(
    trouble: _Trouble, title: str, entries: tuple[Entry, ...], note: str, use: PassphraseUse
) -> None:
    def again(error: IamtuiError) -> None:
        if isinstance(error, (WrongPassphrase, SecretRefused)):
            _use_passphrase(trouble, title, entries, str(error), use)
        else:
            trouble.fail(error)

    def typed(answer: dict[str, str] | None) -> None:
        if answer is None:
            trouble.leave()
            return
        if len(set(answer.values())) > 1:
            _use_passphrase(trouble, title, entries, "The two were not the same.", use)
            return
        passphrase = Secret(answer["passphrase"])
        trouble.app.submit(lambda: use(passphrase), lambda _none: trouble.retry(), again)

    trouble.app.push_screen(FormDialog(title, entries, note), typed)
