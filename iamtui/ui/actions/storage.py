"""Commands of the storage panel: lock, unlock, passphrase, idle time, leftovers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from iamtui.config import MOST_LOCK_MINUTES
from iamtui.config_edit import change_setting
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.storage.keyring_help import with_unlock_help
from iamtui.vault.errors import WrongPassphrase
from iamtui.vault.index import ProfileIndex
from iamtui.vault.moving import delete_items, leftovers
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_errors import SealedFileOlder
from iamtui.vault.store import SecretStore
from iamtui.vault.targets import OpenedPlaces, open_now

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen
    from iamtui.ui.storage.screen import StorageScreen
    from iamtui.vault.survey import Finding

OLDER = "older"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left in `store`: also in the place in use with the same value, or only here."""

    store: SecretStore
    same: tuple[str, ...]
    only: tuple[str, ...]


def _panel(screen: CommandScreen) -> StorageScreen:
    return cast("StorageScreen", screen)


def show(screen: CommandScreen) -> None:
    """Open the panel."""
    from iamtui.ui.storage.screen import StorageScreen

    screen.app.push_screen(StorageScreen())


def look_again(screen: CommandScreen) -> None:
    """Look at every place anew."""
    _panel(screen).look_again()


# Reasons against


def _sealed(screen: CommandScreen) -> SealedFile | None:
    """The sealed file, if it is in use."""
    store = screen.iamtui.keyring.opened
    return store if isinstance(store, SealedFile) else None


def why_not_sealed(screen: CommandScreen) -> str:
    """Why what concerns the sealed file cannot be done."""
    if _sealed(screen) is None:
        return "That is for the sealed file, which is not in use."
    return ""


def why_not_lock(screen: CommandScreen) -> str:
    """Why there is nothing to lock."""
    store = _sealed(screen)
    return (
        "The sealed file is locked already." if store and store.locked else why_not_sealed(screen)
    )


def why_not_forget(screen: CommandScreen) -> str:
    """Why the kernel has nothing to forget."""
    storage = _panel(screen).storage
    held = storage is not None and storage.sealed.remembered
    return why_not_sealed(screen) or ("" if held else "The kernel keeps no unlock.")


def why_not_unlock(screen: CommandScreen) -> str:
    """Why the place under the cursor cannot be unlocked."""
    finding = _panel(screen).finding
    if finding is None:
        return "Put the cursor on a place."
    if finding.unlock is None:
        return f"There is nothing to unlock here: {finding.reason}"
    return ""


def why_no_leftovers(screen: CommandScreen) -> str:
    """Why nothing can be deleted from the place under the cursor."""
    storage, finding = _panel(screen).storage, _panel(screen).finding
    if storage is None or finding is None:
        return "Put the cursor on a place."
    if finding.place.id == storage.used:
        return "This place is in use: what is in it is removed with its profile."
    if not storage.elsewhere.get(finding.place.id):
        return "Nothing of iamtui is known to be left there."
    return ""


# What they do


def unlock(screen: CommandScreen, problem: str = "") -> None:
    """Ask for the passphrase of the place under the cursor, and unlock it."""
    finding = _panel(screen).finding
    if finding is None or finding.unlock is None:
        return
    use = finding.unlock

    def typed(answer: dict[str, str] | None) -> None:
        if answer is not None:
            passphrase = Secret(answer["passphrase"])
            _unlock(screen, finding, lambda: use(passphrase), passphrase)

    entry = Entry("passphrase", f"Passphrase of {finding.place.name}", masked=True)
    screen.app.push_screen(FormDialog("Unlock", (entry,), problem), typed)


def _unlock(
    screen: CommandScreen, finding: Finding, work: Callable[[], None], passphrase: Secret
) -> None:
    def failed(error: IamtuiError) -> None:
        if isinstance(error, WrongPassphrase):
            unlock(screen, str(error))
        elif isinstance(error, SealedFileOlder) and _sealed(screen) is not None:
            _accept_older(screen, error, passphrase)
        else:
            screen.iamtui.fail(error)

    done = f"{finding.place.name} is unlocked."
    screen.iamtui.submit(work, lambda _none: _done(screen, f"{done[:1].upper()}{done[1:]}"), failed)


def _accept_older(screen: CommandScreen, error: IamtuiError, passphrase: Secret) -> None:
    """An older file is taken only by who says that it was put back on purpose."""
    store = _sealed(screen)
    if store is None:
        return

    def typed(answer: dict[str, str] | None) -> None:
        if answer is None or answer["word"].strip() != OLDER:
            screen.iamtui.say("The older file was not taken.")
            return
        screen.iamtui.submit(
            lambda: store.unlock(passphrase, accept_older=True),
            lambda _none: _done(screen, "The older file is unlocked, and the one in use now."),
            screen.iamtui.fail,
        )

    note = f"{error.what} If you put it back yourself and want it, type {OLDER}."
    screen.app.push_screen(FormDialog("An older file", (Entry("word", "Word"),), note), typed)


def lock(screen: CommandScreen) -> None:
    """Lock the sealed file now, here and in the kernel keyring."""
    store = _sealed(screen)
    if store is not None:
        said = "Locked. What is open stays signed in; the next use of the vault asks."
        screen.iamtui.submit(store.lock, lambda _none: _done(screen, said), screen.iamtui.fail)


def forget(screen: CommandScreen) -> None:
    """Drop the unlock that the kernel keyring keeps; this iamtui stays unlocked."""
    store = _sealed(screen)
    if store is not None:
        said = "The kernel keeps no unlock any more; other iamtui have to ask."
        work = store.forget_remembered
        screen.iamtui.submit(work, lambda _found: _done(screen, said), screen.iamtui.fail)


def change_passphrase(screen: CommandScreen, problem: str = "") -> None:
    """Give the sealed file another passphrase."""
    from iamtui.ui.storage.passphrase_dialog import NewPassphrase, PassphraseDialog

    store = _sealed(screen)
    if store is None:
        return

    def failed(error: IamtuiError) -> None:
        if isinstance(error, WrongPassphrase):
            change_passphrase(screen, str(error))
        else:
            screen.iamtui.fail(error)

    def typed(answer: NewPassphrase | None) -> None:
        if answer is not None and answer.old is not None:
            old, new = answer.old, answer.new
            said = "The passphrase was changed. Copies of the old file stay open to the old one."
            work = lambda: store.change_passphrase(old, new)  # noqa: E731
            screen.iamtui.submit(work, lambda _none: _done(screen, said), failed)

    dialog = PassphraseDialog("Change the passphrase", problem, asks_old=True)
    screen.app.push_screen(dialog, typed)


def idle_minutes(screen: CommandScreen, problem: str = "") -> None:
    """Ask after how many minutes without use the sealed file locks."""
    storage = _panel(screen).storage
    now = f"{storage.sealed.minutes:g}" if storage is not None else ""

    def typed(answer: dict[str, str] | None) -> None:
        if answer is not None:
            screen.iamtui.submit(
                lambda: _set_minutes(screen, answer["minutes"]),
                lambda minutes: _done(screen, f"It locks after {minutes:g} min without use."),
                failed,
            )

    def failed(error: IamtuiError) -> None:
        if isinstance(error, UsageError):
            idle_minutes(screen, str(error))
        else:
            screen.iamtui.fail(error)

    entry = Entry("minutes", "Minutes without use", value=now)
    screen.app.push_screen(FormDialog("Lock after", (entry,), problem), typed)


def _set_minutes(screen: CommandScreen, text: str) -> float:
    try:
        minutes = float(text.strip())
    except ValueError:
        minutes = 0.0
    if not 0 < minutes <= MOST_LOCK_MINUTES:
        raise UsageError(
            f"It can lock after more than 0 and at most {MOST_LOCK_MINUTES:g} minutes.",
            "Type a number.",
        )
    change_setting("lock_minutes", minutes)
    store = _sealed(screen)
    if store is not None:
        store.lock_after(minutes * 60)
    return minutes


def delete_leftovers(screen: CommandScreen) -> None:
    """Delete what iamtui left in a place that is not in use, after its name was typed."""
    finding = _panel(screen).finding
    if finding is not None:
        _compare(screen, finding, OpenedPlaces())


def _compare(screen: CommandScreen, finding: Finding, places: OpenedPlaces) -> None:
    app = screen.iamtui

    def compare() -> Left:
        store = places.get(finding.place.id)
        same, only = leftovers(store, open_now(app.keyring.store()), ProfileIndex())
        return Left(store, same, only)

    helped = with_unlock_help(app, lambda: _compare(screen, finding, places))
    app.submit(compare, lambda left: _ask_to_delete(screen, finding, left), helped)


def _ask_to_delete(screen: CommandScreen, finding: Finding, left: Left) -> None:
    same, only = left.same, left.only
    place_id, app = finding.place.id, screen.iamtui
    note = f"{len(same)} in {finding.place.name} are also in the place in use, with the same value."
    if same:
        note += f" Type {place_id} to delete these."
    if only:
        note += (
            f"\n{len(only)} are only here, or have another value here: to delete them is to lose "
            f"them for good. Type {place_id} {ALL} to delete them too."
        )

    def typed(answer: dict[str, str] | None) -> None:
        words = answer["name"].split() if answer is not None else []
        items = {(place_id,): same, (place_id, ALL): (*same, *only)}.get(tuple(words), ())
        if not items:
            app.say("Nothing was deleted.")
            return
        app.submit(
            lambda: delete_items(left.store, items),
            lambda count: _done(screen, f"Deleted {count} from {finding.place.name}."),
            app.fail,
        )

    form = FormDialog("Delete what is left there", (Entry("name", "Name"),), note)
    screen.app.push_screen(form, typed)


def _done(screen: CommandScreen, said: str) -> None:
    screen.iamtui.say(said)
    if screen.is_open:
        _panel(screen).look_again()
