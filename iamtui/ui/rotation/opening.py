"""Opening the screen of a rotation: of one's own key, or as an administrator of another user's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.rotation.states import IN_VAULT
from iamtui.ui.rotation.job import RotationJob
from iamtui.ui.rotation.progress import RotationRequest
from iamtui.ui.rotation.screen import RotationScreen

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session


def request_for(session: Session, user: str) -> RotationRequest:
    """What is asked of a rotation of `user`'s key ("" for the caller's own); another user's new
    secret waits in the vault until it is handed over."""
    if is_own(session, user):
        return RotationRequest()
    return RotationRequest(user, deliver=IN_VAULT, form=IN_VAULT)


def is_own(session: Session, user: str) -> bool:
    """Whether the key of `user` is the caller's own."""
    caller = session.account.caller.otherwise(None)
    return not user or (caller is not None and caller.user_name == user)


def open_rotation(app: IamtuiApp, user: str = "") -> None:
    """Show the rotation of the key of `user`, or of the caller's own; nothing is changed by it."""
    session = app.session
    if session is None:
        app.say("No profile is open. Press P to choose one.")
        return
    request = request_for(session, user)
    screen = RotationScreen(
        lambda told: RotationJob(app, session, request, told), is_own=is_own(session, user)
    )
    app.say("")
    app.push_screen(screen)
