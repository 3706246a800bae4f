"""What to do when the keyring is locked, missing or not chosen yet: unlock it here, make or choose
one, or use memory only.

Nothing is chosen silently: each way is asked for, what it means is said, and the answer is kept in
the configuration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.config import read_settings
from iamtui.errors import IamtuiError
from iamtui.secret import Secret
from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.ui.storage.passphrase_dialog import NewPassphrase, PassphraseDialog
from iamtui.vault.errors import (
    KeyringLocked,
    KeyringMissing,
    SecretRefused,
    StoreNotChosen,
    WrongPassphrase,
)
from iamtui.vault.open_store import new_sealed_file
from iamtui.vault.sealed_errors import StoreLocked
from iamtui.vault.survey import Finding, State, survey
from iamtui.vault.targets import OpenedPlaces

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
        if isinstance(error, StoreNotChosen):
            _choose_first(trouble)
        elif isinstance(error, KeyringMissing):
            _offer_others(trouble, error)
        else:
            _help_to_unlock(trouble)

    return failed


def _help_to_unlock(trouble: _Trouble) -> None:
    error = trouble.error
    if isinstance(error, StoreLocked):
        _use_passphrase(trouble, "Unlock it", (_PASSPHRASE,), str(error), error.unlock)
    elif isinstance(error, KeyringLocked) and error.can_unlock:
        _ask_passphrase(trouble)
    else:
        trouble.fail(error)


def _ask_passphrase(trouble: _Trouble) -> None:
    from iamtui.vault import gnome_keyring

    entry = Entry("passphrase", "Passphrase of the keyring", masked=True)
    note = str(trouble.error)
    _use_passphrase(trouble, "Unlock the keyring", (entry,), note, gnome_keyring.unlock)


def with_unlock_help(app: IamtuiApp, retry: Callable[[], None]) -> Failed:
    """Like `with_keyring_help`, for work that names its place: nothing is offered instead."""
    helped = with_keyring_help(app, retry)

    def failed(error: IamtuiError) -> None:
        (app.fail if isinstance(error, KeyringMissing) else helped)(error)

    return failed


def _offer_others(trouble: _Trouble, error: KeyringMissing) -> None:
    from iamtui.vault.memory import MemoryStore
    from iamtui.vault.sealed_lock import default_path

    memory = Option("memory", "Memory only", "secrets are forgotten when iamtui ends")
    create = Option("create", "Make a keyring for iamtui", "kept by the Secret Service here")
    sealed = Option("sealed", "Make a sealed file", f"encrypted by a passphrase: {default_path()}")

    def chosen(key: str | None) -> None:
        if key == "memory":
            trouble.app.keyring.use(MemoryStore())
            trouble.retry()
        elif key == "create":
            _ask_new(trouble, "Make a keyring", _create)
        elif key == "sealed":
            _ask_new(trouble, "Make a sealed file", lambda new: _seal(trouble.app, new))
        else:
            trouble.leave()

    options = [sealed, memory]
    if read_settings().store is not None:
        # What is named in the configuration holds the secrets: another place would hide them.
        options = [memory]
    elif error.can_create:
        options = [create, sealed, memory]
    title = f"{error.what} {error.next_step}"
    trouble.app.push_screen(ChoiceDialog(title, options, "Nothing matches."), chosen)


def _create(passphrase: Secret) -> None:
    from iamtui.vault import gnome_keyring

    gnome_keyring.create(passphrase)
    _choose("secret-service")


def _seal(app: IamtuiApp, passphrase: Secret) -> None:
    """A new sealed file that is open, and the place of the configuration from now on."""
    made = new_sealed_file(minutes=read_settings().lock_minutes)
    made.create(passphrase)
    _choose(made.id)
    app.keyring.use(made)


def _ask_new(trouble: _Trouble, title: str, make: PassphraseUse) -> None:
    def typed(answer: NewPassphrase | None) -> None:
        if answer is None:
            trouble.leave()
            return
        new = answer.new
        trouble.app.submit(lambda: make(new), lambda _none: trouble.retry(), trouble.fail)

    trouble.app.push_screen(PassphraseDialog(title, _SEALED), typed)


# The first choice


def _choose_first(trouble: _Trouble) -> None:
    """Ask where secrets are to be kept: nobody said so yet. Asked once: the answer is kept."""
    app = trouble.app
    app.say("Looking where secrets could be kept …")
    app.submit(survey, lambda found: _offer(trouble, found), trouble.fail)


def _offer(trouble: _Trouble, findings: tuple[Finding, ...]) -> None:
    from iamtui.vault.memory import MemoryStore

    trouble.app.say("")
    options = [_option(f) for f in findings if f.place.survives_reboot and _is_usable(f)]
    options.append(Option("memory", "Memory only", "forgotten when iamtui ends; asked again"))

    def chosen(key: str | None) -> None:
        if key is None:
            trouble.leave()
        elif key == "memory":
            trouble.app.keyring.use(MemoryStore())
            trouble.retry()
        else:
            _take(trouble, key, None, OpenedPlaces())

    title = "Where shall secrets be kept? Asked once; L moves them later."
    trouble.app.push_screen(ChoiceDialog(title, options, "Nothing matches."), chosen)


def _is_usable(finding: Finding) -> bool:
    return finding.state in (State.READY, State.LOCKED) or finding.create is not None


def _option(finding: Finding) -> Option:
    place = finding.place
    how = "make it" if finding.state is State.MISSING else finding.state.value
    return Option(place.id, f"{place.name} ({how})", place.encrypted)


def _take(
    trouble: _Trouble, place_id: str, passphrase: Secret | None, places: OpenedPlaces
) -> None:
    from iamtui.ui.actions.storage_moving import NeedsPassphrase, prepared

    app = trouble.app

    def ready(target: SecretStore) -> None:
        app.keyring.use(target)
        trouble.retry()

    def failed(error: IamtuiError) -> None:
        if isinstance(error, NeedsPassphrase):
            _ask_first(trouble, place_id, error.name)
        else:
            again = _Trouble(
                app, error, lambda: _take(trouble, place_id, passphrase, places), trouble.left
            )
            _help_to_unlock(again)

    work = lambda: prepared(app.keyring, place_id, passphrase, places).target  # noqa: E731
    app.submit(work, ready, failed)


def _ask_first(trouble: _Trouble, place_id: str, name: str) -> None:
    def typed(answer: NewPassphrase | None) -> None:
        if answer is None:
            trouble.leave()
        else:
            _take(trouble, place_id, answer.new, OpenedPlaces())

    trouble.app.push_screen(PassphraseDialog(f"Make {name}", _SEALED), typed)


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
        passphrase = Secret(answer["passphrase"])
        trouble.app.submit(lambda: use(passphrase), lambda _none: trouble.retry(), again)

    trouble.app.push_screen(FormDialog(title, entries, note), typed)


def _choose(store: str) -> None:
    """Write down where secrets are kept from now on."""
    from iamtui.vault.moving import choose

    choose(store)
