"""The commands that change what the cursor is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import DeactivateKey
from iamtui.changes.membership import AddToGroup
from iamtui.changes.tags import Tag
from iamtui.changes.undo import Undo
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import changing
else:
    changing = late("iamtui.ui.actions.changing")

_USER, _GROUP, _ROLE = EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE
_POLICY, _KEY = EntityKind.POLICY, EntityKind.ACCESS_KEY

CHANGING_COMMANDS = (
    Command(
        "attach-policy",
        ("a",),
        "attach",
        "Attach a managed policy.",
        Scope.ACCOUNT,
        changing.attach_policy,
        frozenset({_USER, _GROUP, _ROLE, _POLICY}),
        hint=5,
        change=AttachPolicy,
        phrases=("add permissions", "attach policies directly"),
    ),
    Command(
        "add-to-group",
        ("m",),
        "group",
        "Add a user to a group.",
        Scope.ACCOUNT,
        changing.add_to_group,
        frozenset({_USER, _GROUP}),
        hint=6,
        change=AddToGroup,
        phrases=("add user to group", "add users to group", "membership"),
    ),
    Command(
        "take-away",
        ("x",),
        "take away",
        "Take away what the cursor is on: detach the policy, leave the group, remove the tag.",
        Scope.DETAIL,
        changing.take_away,
        hint=4,
        change=DetachPolicy,
        unless=changing.why_not_take_away,
        phrases=("detach policy", "remove user from group", "remove permissions", "untag"),
    ),
    Command(
        "tag",
        ("t",),
        "tag",
        "Set a tag.",
        Scope.ACCOUNT,
        changing.tag,
        frozenset({_USER, _ROLE, _POLICY}),
        change=Tag,
        phrases=("add tag", "edit tags"),
    ),
    Command(
        "switch-key",
        ("o",),
        "on/off",
        "Deactivate or activate the access key.",
        Scope.ACCOUNT,
        changing.switch_key,
        frozenset({_KEY}),
        hint=5,
        change=DeactivateKey,
        unless=changing.why_not_key,
        phrases=("deactivate access key", "activate access key", "disable key"),
    ),
    Command(
        "delete",
        ("D",),
        "delete",
        "Delete the user with everything attached, or the access key.",
        Scope.ACCOUNT,
        changing.delete,
        frozenset({_USER, _KEY}),
        hint=10,
        change=DeleteUser,
        unless=changing.why_not_delete,
        phrases=("delete user", "delete access key"),
    ),
    Command(
        "undo",
        ("z",),
        "undo",
        "Take back the last thing done in this account.",
        Scope.ACCOUNT | Scope.JOURNAL,
        changing.undo,
        hint=11,
        change=Undo,
        phrases=("revert",),
    ),
    Command(
        "mfa-code",
        ("M",),
        "MFA",
        "Start or renew the MFA session now.",
        Scope.BROWSING,
        changing.mfa_code,
        phrases=("renew session", "enter MFA code"),
    ),
)
