"""The commands of the profiles screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import profiles
else:
    profiles = late("iamtui.ui.actions.profiles")

PROFILE_COMMANDS = (
    Command(
        "open-profile",
        ("enter",),
        "open",
        "Open the profile.",
        Scope.PROFILES,
        moving.open_subject,
        hint=1,
    ),
    Command(
        "add-profile",
        ("n",),
        "add",
        "Add a profile: its key goes into the keyring.",
        Scope.PROFILES,
        profiles.add,
        hint=2,
    ),
    Command(
        "check-profile",
        ("c",),
        "check",
        "Ask AWS who the profile is.",
        Scope.PROFILES,
        profiles.check,
        hint=3,
        unless=profiles.why_not_listed,
    ),
    Command(
        "rename-profile",
        ("e",),
        "rename",
        "Give the profile another name.",
        Scope.PROFILES,
        profiles.rename,
        hint=4,
        unless=profiles.why_not_listed,
    ),
    Command(
        "remove-profile",
        ("D",),
        "remove",
        "Remove the profile, and its key from the keyring.",
        Scope.PROFILES,
        profiles.remove,
        hint=5,
        unless=profiles.why_not_listed,
    ),
)
