"""Commands about the safety of keys: a leaked one, where one is used, many that are too old."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

from iamtui.account.entity import EntityKind
from iamtui.account.field import Known
from iamtui.account.model import AccessKey, User
from iamtui.errors import UsageError
from iamtui.rotation.activity_words import use_line
from iamtui.rotation.queue import Choice
from iamtui.rotation.queue_beginning import Delivery
from iamtui.rotation.states import Pace
from iamtui.ui.browser import BrowserScreen
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.kind import View
from iamtui.ui.kinds import key_rows
from iamtui.ui.rotation.leaked_opening import open_leaked
from iamtui.ui.rotation.queue_screen import RotationQueueScreen, Wanted
from iamtui.ui.rotation.where_used_screen import WhereUsedScreen

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen

_MOST_DAYS = 3650


def leaked(screen: CommandScreen) -> None:
    """Say what stops working where the key under the cursor is stopped, then show the steps."""
    user, key = _key(screen)
    if user is None or key is None or not isinstance(key.id, Known):
        return
    key_id = key.id.value
    question = (
        f"{key_id} of {user.name} is deactivated first, sessions that were made with it are "
        "denied, and a new key replaces it.\n\n"
        f"{use_line(key.last_used)}\n\n"
        f"Whatever uses it fails from then on, until it has the new key. On the screen of the "
        "steps b takes all of it back."
    )

    def answered(yes: bool | None) -> None:
        if yes:
            open_leaked(screen.iamtui, user.name, key_id)

    dialog = ConfirmDialog("A leaked key", question, "show the steps", "leave it")
    screen.app.push_screen(dialog, answered)


def where_used(screen: CommandScreen) -> None:
    """Show where the key under the cursor is used."""
    user, key = _key(screen)
    if user is not None and key is not None and isinstance(key.id, Known):
        screen.app.push_screen(WhereUsedScreen(key.id.value, user.arn))


def rotate_many(screen: CommandScreen) -> None:
    """Ask which keys are too old, and where the new ones go; then show the plan."""
    names = _filtered(screen)
    of_whom = f"of the {len(names)} users of this list" if names else "of all users"
    folder = str(Path.home() / "new-keys")
    entries = (
        Entry("days", "Keys older than so many days", value="90"),
        Entry("folder", "Folder for the new keys of others (0600, made where missing)", "", folder),
        Entry("unused", "Deactivate an old key once unused for so many days", value="3"),
    )

    def typed(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        try:
            wanted = _wanted(answer, names)
        except UsageError as error:
            screen.iamtui.fail(error)
        else:
            screen.app.push_screen(RotationQueueScreen(wanted))

    title = f"Rotate the active keys {of_whom}"
    note = "A plan is shown first; nothing is changed by it."
    screen.app.push_screen(FormDialog(title, entries, note), typed)


def _wanted(answer: dict[str, str], names: tuple[str, ...]) -> Wanted:
    folder = answer["folder"].strip()
    delivery = Delivery(Path(folder).expanduser().absolute(), "import") if folder else None
    return Wanted(
        Choice(_days(answer["days"]), names),
        delivery,
        Pace(drain=_days(answer["unused"])),
    )


def _days(text: str) -> timedelta:
    if not text.strip().isascii() or not text.strip().isdigit() or int(text) > _MOST_DAYS:
        raise UsageError(f"{text!r} is no number of days.", "Write it as 90.")
    return timedelta(days=int(text))


def _filtered(screen: CommandScreen) -> tuple[str, ...]:
    """The users of the rows that are listed, where a filter chooses some; else nobody: all."""
    session = screen.session
    if not isinstance(screen, BrowserScreen) or session is None:
        return ()
    chosen = screen.rows.query or screen.rows.only_findings
    if not chosen or screen.kind.entity not in (EntityKind.USER, EntityKind.ACCESS_KEY):
        return ()
    listed = screen.rows.keys(View(session.account, screen.iamtui.now()))
    return tuple(dict.fromkeys(map(key_rows.owner_name, listed)))


def why_not_many(screen: CommandScreen) -> str:
    """Why no queue can be planned."""
    session = screen.session
    if session is None or session.loaded_at is None:
        return "The account is still being loaded; a plan needs all of it."
    return ""


def _key(screen: CommandScreen) -> tuple[User | None, AccessKey | None]:
    session, subject = screen.session, screen.subject
    if session is None or subject is None or subject.kind is not EntityKind.ACCESS_KEY:
        return None, None
    held = key_rows.find(session.account, subject.key)
    if held is None or not isinstance(held.key, Known):
        return None, None
    return held.user, held.key.value


def _queue(screen: CommandScreen) -> RotationQueueScreen:
    return cast(RotationQueueScreen, screen)


def begin_queue(screen: CommandScreen) -> None:
    """Begin the queue or go on with it."""
    _queue(screen).begin()


def why_not_begin(screen: CommandScreen) -> str:
    """Why it cannot begin."""
    return _queue(screen).why_not_begin()


def delete_due(screen: CommandScreen) -> None:
    """Go on with the queue, as far as deleting the old keys that are due."""
    _queue(screen).begin(deletes=True)


def pause_queue(screen: CommandScreen) -> None:
    """Pause the queue after the present row, or let it go on."""
    _queue(screen).pause()


def end_queue(screen: CommandScreen) -> None:
    """End the queue after the present row."""
    _queue(screen).end()


def why_not_running(screen: CommandScreen) -> str:
    """Why there is nothing to pause or end."""
    return "" if _queue(screen).is_busy else "It does not run."


def open_row(screen: CommandScreen) -> None:
    """Show the rotation of the row under the cursor."""
    _queue(screen).open_row()


def why_not_row(screen: CommandScreen) -> str:
    """Why the row has no rotation to show."""
    if _queue(screen).is_busy:
        return "It runs; Space pauses it."
    return "" if _queue(screen).row_shown is not None else "There is no row under the cursor."


def show_row(screen: CommandScreen) -> None:
    """Show the row in full."""
    _queue(screen).open_subject()


def plan_again(screen: CommandScreen) -> None:
    """Plan the queue anew."""
    _queue(screen).plan()


def why_not_plan(screen: CommandScreen) -> str:
    """Why it cannot be planned anew."""
    return "It runs." if _queue(screen).is_busy else ""


def _places(screen: CommandScreen) -> WhereUsedScreen:
    return cast(WhereUsedScreen, screen)


def search_folder(screen: CommandScreen) -> None:
    """Search a folder for files that name the key."""
    _places(screen).ask_folder()


def replace_here(screen: CommandScreen) -> None:
    """Put another key into the place under the cursor."""
    _places(screen).replace_key()


def why_not_replace(screen: CommandScreen) -> str:
    """Why nothing can be replaced there."""
    return _places(screen).why_not_replace()


def look_again(screen: CommandScreen) -> None:
    """Look at all places again."""
    _places(screen).look()
