"""The MFA device that a profile signs in with, after devices came and went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session


def offer_device(app: IamtuiApp, session: Session, user: str, serial: str) -> None:
    """Ask whether the open profile shall sign in with the new device, where it is the caller's and
    the profile names none."""
    caller = session.account.caller.otherwise(None)
    if caller is None or caller.user_name != user or session.target.mfa_serial:
        return
    name, device = session.target.name, serial.rpartition("/")[2]

    def found(profile: Profile | None) -> None:
        if profile is not None:
            app.push_screen(
                ConfirmDialog(
                    "Sign in with it?",
                    f"The profile {name} names no MFA device. With {device} as its device, iamtui "
                    "exec and other commands start their sessions with codes of it.",
                    f"use {device}",
                    "leave the profile as it is",
                ),
                lambda yes: use(profile) if yes else None,
            )

    def use(profile: Profile) -> None:
        new = replace(profile, mfa_serial=serial)
        said = f"{name} signs in with {device} from now on."
        app.submit(
            lambda: ProfileIndex().replace(profile, new), lambda _none: app.say(said), app.fail
        )

    app.submit(lambda: _without_device(name), found, app.fail)


def _without_device(name: str) -> Profile | None:
    listed = ProfileIndex().profiles()
    return next((p for p in listed if p.name == name and p.mfa_serial is None), None)


def drop_device(serials: tuple[str, ...]) -> tuple[str, ...]:
    """Have no profile sign in with devices that are gone; gives the names of those that did.

    Raises VaultError; blocks.
    """
    index = ProfileIndex()
    held = [profile for profile in index.profiles() if profile.mfa_serial in serials]
    for profile in held:
        index.replace(profile, replace(profile, mfa_serial=None))
    return tuple(profile.name for profile in held)
