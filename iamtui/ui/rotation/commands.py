"""The commands of rotations: where one is opened, on its screen, and on that of a user's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.changes.keys import ActivateKey, DeleteKey
from iamtui.changes.rotation import RotateKey
from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import rotating
else:
    rotating = late("iamtui.ui.actions.rotating")

_ENTRY = (
    Command(
        "rotate-key",
        ("V",),
        "rotate key",
        "Rotate the access key: a new one, verified and switched to, before the old one goes.",
        Scope.ACCOUNT,
        rotating.rotate,
        frozenset({EntityKind.USER, EntityKind.ACCESS_KEY}),
        hint=11,
        change=RotateKey,
        unless=rotating.why_not_rotate,
        phrases=("rotate access key", "replace access key", "key rotation"),
    ),
    Command(
        "rotate-profile",
        ("V",),
        "rotate key",
        "Open the profile and rotate its access key.",
        Scope.PROFILES,
        rotating.rotate_profile,
        hint=6,
        unless=rotating.why_not_profile,
        phrases=("rotate access key",),
    ),
    Command(
        "unfinished-rotations",
        ("O",),
        "go on",
        "Go on with a rotation that is unfinished in this account.",
        Scope.ACCOUNT,
        rotating.list_unfinished,
        phrases=("resume rotation", "unfinished rotation", "continue"),
    ),
    Command(
        "keys-here",
        ("H",),
        "keys here",
        "Tell the user's keys apart: in use here, saved, created here and lost, somebody else's.",
        Scope.ACCOUNT,
        rotating.show_keys,
        frozenset({EntityKind.USER, EntityKind.ACCESS_KEY}),
        unless=rotating.why_not_rotate,
        phrases=("reconcile", "orphan key", "whose key"),
    ),
)

_ROTATION = (
    Command(
        "start-rotation",
        ("enter",),
        "begin / go on",
        "Begin the rotation, or go on with it.",
        Scope.ROTATION,
        rotating.start,
        hint=1,
        change=RotateKey,
        unless=rotating.why_not_start,
    ),
    Command(
        "pause-rotation",
        ("space",),
        "pause",
        "Pause before the next step.",
        Scope.ROTATION,
        rotating.pause,
        hint=2,
        unless=rotating.why_not_pause,
    ),
    Command(
        "rotate-until",
        ("u",),
        "until here",
        "Do the steps up to the one under the cursor, and no more.",
        Scope.ROTATION,
        rotating.until_step,
        hint=4,
        change=RotateKey,
        unless=rotating.why_not_until,
    ),
    Command(
        "rotate-back",
        ("b",),
        "back",
        "Take the rotation back: the old key is active and used again, the new one is deleted.",
        Scope.ROTATION,
        rotating.take_back,
        hint=5,
        change=RotateKey,
        unless=rotating.why_not_back,
        phrases=("roll back", "reactivate"),
    ),
    Command(
        "hand-over",
        ("d",),
        "hand over",
        "Show the new secret of another user and deliver it.",
        Scope.ROTATION,
        rotating.hand_over,
        hint=3,
        unless=rotating.why_not_hand_over,
        phrases=("deliver secret",),
    ),
    Command(
        "do-not-wait",
        ("n",),
        "now",
        "Deactivate the old key, or delete it, without waiting any longer.",
        Scope.ROTATION,
        rotating.do_not_wait,
        hint=6,
        change=DeleteKey,
        unless=rotating.why_not_now,
    ),
    Command(
        "look-at-rotation",
        ("r", "ctrl+r"),
        "look",
        "Look at AWS and at this machine again; nothing is changed.",
        Scope.ROTATION,
        rotating.look_again,
        hint=7,
        unless=rotating.why_not_look,
    ),
    Command(
        "keys-of-rotation",
        ("H",),
        "keys here",
        "Tell the user's keys apart: in use here, saved, created here and lost, somebody else's.",
        Scope.ROTATION,
        rotating.show_keys,
        hint=8,
        phrases=("reconcile", "orphan key", "whose key"),
    ),
    Command(
        "where-rotated-used",
        ("U",),
        "where used",
        "Show where the old key is used: profiles, ~/.aws, processes, files, CloudTrail.",
        Scope.ROTATION,
        rotating.where_used,
        hint=9,
        unless=rotating.why_not_where_used,
        phrases=("where is this key used",),
    ),
    Command(
        "lift-denial",
        ("x",),
        "lift denial",
        "End the denial of older sessions, once the leaked key is replaced.",
        Scope.ROTATION,
        rotating.lift,
        hint=2,
        change=RotateKey,
        unless=rotating.why_not_lift,
        phrases=("allow sessions again",),
    ),
    Command(
        "leave-rotation",
        ("escape", "backspace", "["),
        "leave",
        "Leave; while it runs, pause it first. The journal knows how far it is.",
        Scope.ROTATION,
        rotating.leave,
        hint=12,
    ),
)

_KEYS_HERE = (
    Command(
        "rotate-here",
        ("enter",),
        "rotation",
        "Show the rotation of the user's key, which takes up what is there.",
        Scope.KEYS_HERE,
        rotating.rotate_here,
        hint=1,
    ),
    Command(
        "switch-key-here",
        ("o",),
        "on/off",
        "Deactivate the key, or activate it.",
        Scope.KEYS_HERE,
        rotating.switch_key_here,
        hint=2,
        change=ActivateKey,
        unless=rotating.why_not_at_aws,
    ),
    Command(
        "delete-key-here",
        ("D",),
        "delete",
        "Delete the key at AWS.",
        Scope.KEYS_HERE,
        rotating.delete_key_here,
        hint=3,
        change=DeleteKey,
        unless=rotating.why_not_at_aws,
    ),
    Command(
        "forget-key",
        ("x",),
        "forget",
        "Remove from this machine the secret of a key that AWS does not have any more.",
        Scope.KEYS_HERE,
        rotating.forget_key,
        hint=4,
        unless=rotating.why_not_forget,
    ),
    Command(
        "look-at-keys",
        ("r", "ctrl+r"),
        "look",
        "Look again.",
        Scope.KEYS_HERE,
        rotating.look_at_keys,
        hint=5,
    ),
    Command(
        "leave-keys",
        ("escape", "backspace", "["),
        "back",
        "Go back.",
        Scope.KEYS_HERE,
        moving.back,
        hint=12,
    ),
)

ROTATION_COMMANDS: tuple[Command, ...] = (*_ENTRY, *_ROTATION, *_KEYS_HERE)
