"""Opening the steps of a leaked key: the screen of a rotation, which deactivates it first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iamtui.ui.rotation.job import RotationJob
from iamtui.ui.rotation.opening import is_own, request_for
from iamtui.ui.rotation.screen import RotationScreen

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp


def open_leaked(app: IamtuiApp, user: str, key_id: str) -> None:
    """Show what is done about the leaked key `key_id` of `user`; nothing is changed by it."""
    session = app.session
    if session is None:
        return
    request = replace(request_for(session, user), leaked=True, key_id=key_id)
    screen = RotationScreen(
        lambda told: RotationJob(app, session, request, told), is_own=is_own(session, user)
    )
    app.push_screen(screen)
