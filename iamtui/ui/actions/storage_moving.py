"""The command that moves everything to another place, or chooses the first one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from iamtui.aws.session_index import SessionIndex
from iamtui.errors import IamtuiError, RefusedError
from iamtui.secret import Secret
from iamtui.ui.storage.keyring_help import with_unlock_help
from iamtui.vault.contents import described, lasting_items
from iamtui.vault.errors import StoreNotChosen
from iamtui.vault.index import ProfileIndex
from iamtui.vault.move_record import unfinished
from iamtui.vault.moving import Move, check_lasting, choose, store_id
from iamtui.vault.places import place
from iamtui.vault.storage_words import counted
from iamtui.vault.store import SecretStore
from iamtui.vault.survey import State
from iamtui.vault.targets import OpenedPlaces, open_now

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.screen import CommandScreen
    from iamtui.ui.sessions.opening import Keyring
    from iamtui.ui.storage.screen import StorageScreen
    from iamtui.vault.survey import Finding


class NeedsPassphrase(RefusedError):
    """The place has to be made first, under a new passphrase of `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no {name} yet.", "Make it under a passphrase.")
        self.name = name


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is opened for a move; `move` is None where there is nothing to move yet: the place is
    only chosen. `told` says what it means."""

    target: SecretStore
    move: Move | None = None
    told: str = ""


def why_not_move(screen: CommandScreen) -> str:
    """Why nothing can be moved to the place under the cursor."""
    panel = cast("StorageScreen", screen)
    storage, finding = panel.storage, panel.finding
    if storage is None or finding is None:
        return "Put the cursor on a place."
    if finding.place.id == storage.chosen == storage.used and storage.unfinished is None:
        return "Everything is there already."
    if not finding.place.survives_reboot:
        return "What is kept there is lost: choose a place that survives a reboot."
    if finding.state in (State.READY, State.LOCKED) or finding.create is not None:
        return ""
    return f"{finding.reason} {finding.remedy}".strip()


def move(screen: CommandScreen, passphrase: Secret | None = None) -> None:
    """Make the place under the cursor the one in use, and move everything there."""
    finding = cast("StorageScreen", screen).finding
    if finding is not None:
        _prepare(screen, finding, passphrase, OpenedPlaces())


def _prepare(
    screen: CommandScreen, finding: Finding, passphrase: Secret | None, places: OpenedPlaces
) -> None:
    app = screen.iamtui
    place_id = finding.place.id
    helped = with_unlock_help(app, lambda: _prepare(screen, finding, passphrase, places))

    def failed(error: IamtuiError) -> None:
        app.say("")
        if isinstance(error, NeedsPassphrase):
            _ask_new(screen, finding, error)
        else:
            helped(error)

    app.say("Looking at both places …")
    app.submit(
        lambda: prepared(app.keyring, place_id, passphrase, places),
        lambda found: _prepared(screen, found),
        failed,
    )


def _ask_new(screen: CommandScreen, finding: Finding, error: NeedsPassphrase) -> None:
    from iamtui.ui.storage.passphrase_dialog import NewPassphrase, PassphraseDialog

    note = "Nobody can read the secrets without this passphrase, and nobody can tell it to you."

    def typed(answer: NewPassphrase | None) -> None:
        if answer is not None:
            _prepare(screen, finding, answer.new, OpenedPlaces())

    screen.app.push_screen(PassphraseDialog(f"Make {error.name}", note), typed)


def _prepared(screen: CommandScreen, found: Prepared) -> None:
    from iamtui.ui.storage.move_dialog import MoveDialog

    app = screen.iamtui
    app.say("")
    if found.move is None:
        _use(app, screen, found.target, f"Secrets are kept in {found.target.name} from now on.")
        return

    def ended(was_run: bool | None) -> None:
        if was_run and unfinished() is None:
            _use(app, screen, found.target, "")
        elif screen.is_open:
            cast("StorageScreen", screen).look_again()

    screen.app.push_screen(MoveDialog(found.move, found.told), ended)


def _use(app: IamtuiApp, screen: CommandScreen, target: SecretStore, said: str) -> None:
    """Go on with the place that was moved to: it is open, and opened anew it may not be."""
    app.keyring.use(target)
    app.say(said)
    if screen.is_open:
        cast("StorageScreen", screen).look_again()


def prepared(
    keyring: Keyring, place_id: str, passphrase: Secret | None, places: OpenedPlaces
) -> Prepared:
    """Open both places, and see what is to be moved. Blocks.

    A place that is only to be chosen is chosen by this. Raises NeedsPassphrase, StoreLocked and
    other VaultErrors, UsageError.
    """

    def new_passphrase(name: str) -> Secret:
        if passphrase is None:
            raise NeedsPassphrase(name)
        return passphrase

    source = _source(keyring, place_id, places)
    same = source is not None and store_id(source) == place_id
    target = source if same and source is not None else places.target(place_id, new_passphrase)
    check_lasting(target)
    if source is None or same:
        choose(place_id)
        return Prepared(target)
    sessions = tuple(each.item for each in SessionIndex().listed())
    told = _told(source, target, place_id)
    return Prepared(target, Move(source, target, ProfileIndex(), sessions), told)


def _source(keyring: Keyring, place_id: str, places: OpenedPlaces) -> SecretStore | None:
    """Where everything is now, or the old place of a move that broke off; None: nowhere yet."""
    record = unfinished()
    if record is not None and record.target == place_id != record.source:
        return places.get(record.source)
    try:
        return open_now(keyring.store())
    except StoreNotChosen:
        return None


def _told(source: SecretStore, target: SecretStore, place_id: str) -> str:
    profiles = ProfileIndex().profiles()
    held = described(lasting_items(source, profiles), profiles, {})
    where = place(place_id)
    parts = (
        f"{counted(held)} from {source.name}.",
        f"There: {where.encrypted}.",
        f"Who else could read it there: {where.readers}",
        "Each is copied, read back and compared; then config.toml names the new place, and the "
        "old copies are removed.",
    )
    return "\n".join(parts)
