"""What is said of unfinished rotations when a profile was opened, and the list of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iamtui.rotation.journal import Kept, unfinished
from iamtui.rotation.states import Pace, Phase, Rotation
from iamtui.ui.rotation.around import folder_of

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session


def after_first_load(app: IamtuiApp, session: Session) -> None:
    """Show the rotation that a profile was opened for, else say what is unfinished here."""
    if app.last_start.rotate and session.target.name == app.last_start.profile:
        from iamtui.ui.rotation.opening import open_rotation

        open_rotation(app)
        return
    account = session.account.id.otherwise("")

    def tell(kept: tuple[Kept, ...]) -> None:
        said = note([each for each in kept if each.account == account], app.now())
        if said:
            app.say(said)

    app.submit(lambda: unfinished(folder_of(session)), tell, app.fail)


def note(kept: list[Kept], now: datetime) -> str:
    """What is to be said of the unfinished rotations `kept`; "" for none."""
    if not kept:
        return ""
    if len(kept) > 1:
        return (
            f"{len(kept)} rotations are unfinished, such as: {sentence(kept[0], now)} O lists them."
        )
    return f"{sentence(kept[0], now)} O goes on."


def sentence(kept: Kept, now: datetime) -> str:
    """An unfinished rotation, and what is to be done about it."""
    rotation = kept.rotation
    if rotation is None:
        return f"The journal of a rotation of {kept.user} is damaged: see whose its keys are."
    if rotation.phase is Phase.INACTIVE:
        return _observed(rotation, now)
    if rotation.phase is Phase.SWITCHED:
        return f"The old key of {kept.user}, {rotation.old_key_id}, is being drained."
    return f"The rotation of the key of {kept.user} broke off ({rotation.phase.value})."


def _observed(rotation: Rotation, now: datetime) -> str:
    spent = now - (rotation.deactivated or rotation.since)
    old = f"The old key of {rotation.user}, {rotation.old_key_id}, is inactive for {_days(spent)}"
    return f"{old}: delete it?" if spent >= Pace().observe else f"{old} and is observed."


def _days(spent: timedelta) -> str:
    if spent.days == 0:
        return f"{max(0, int(spent.total_seconds() // 3600))} h"
    return "a day" if spent.days == 1 else f"{spent.days} days"
