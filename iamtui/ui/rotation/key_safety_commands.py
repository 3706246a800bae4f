"""The commands about the safety of keys: leaked ones, where one is used, many that are too old."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.changes.keys import DeleteKey
from iamtui.changes.rotation import RotateKey
from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import changing, key_safety
else:
    changing = late("iamtui.ui.actions.changing")
    key_safety = late("iamtui.ui.actions.key_safety")

_KEYS = frozenset({EntityKind.ACCESS_KEY})

_ENTRY = (
    Command(
        "leaked-key",
        ("X",),
        "leaked",
        "The key leaked: deactivate it first, end sessions made with it, then replace it.",
        Scope.ACCOUNT,
        key_safety.leaked,
        _KEYS,
        hint=13,
        change=RotateKey,
        unless=changing.why_not_key,
        phrases=("leaked access key", "compromised key", "revoke sessions"),
    ),
    Command(
        "where-used",
        ("U",),
        "where used",
        "Show where the key is used: profiles, ~/.aws, processes, files, CloudTrail.",
        Scope.ACCOUNT,
        key_safety.where_used,
        _KEYS,
        hint=14,
        unless=changing.why_not_key,
        phrases=("where is this key used", "last activity of a key"),
    ),
    Command(
        "rotate-many",
        ("Q",),
        "rotate many",
        "Rotate all keys that are too old, or those of the filtered list, one after another.",
        Scope.LIST,
        key_safety.rotate_many,
        frozenset({EntityKind.USER, EntityKind.ACCESS_KEY}),
        change=RotateKey,
        unless=key_safety.why_not_many,
        phrases=("rotate old keys", "queue of rotations", "keys older than"),
    ),
)

_QUEUE = (
    Command(
        "begin-queue",
        ("enter",),
        "begin / go on",
        "Begin with the first key of the plan, or go on with the next.",
        Scope.QUEUE,
        key_safety.begin_queue,
        hint=1,
        change=RotateKey,
        unless=key_safety.why_not_begin,
    ),
    Command(
        "pause-queue",
        ("space",),
        "pause",
        "Pause after the present row; once more: go on.",
        Scope.QUEUE,
        key_safety.pause_queue,
        hint=2,
        unless=key_safety.why_not_running,
    ),
    Command(
        "end-queue",
        ("x",),
        "end",
        "End after the present row; what is open can be gone on with later.",
        Scope.QUEUE,
        key_safety.end_queue,
        hint=3,
        unless=key_safety.why_not_running,
    ),
    Command(
        "open-row",
        ("o",),
        "open",
        "Show the rotation of the row, where its questions are answered and it is taken back.",
        Scope.QUEUE,
        key_safety.open_row,
        hint=4,
        unless=key_safety.why_not_row,
    ),
    Command(
        "row-in-full",
        ("J",),
        "in full",
        "Show the row under the cursor in full.",
        Scope.QUEUE,
        key_safety.show_row,
        hint=5,
        unless=key_safety.why_not_row,
    ),
    Command(
        "delete-due",
        ("D",),
        "delete due",
        "Go on, and also delete old keys that were inactive for long enough.",
        Scope.QUEUE,
        key_safety.delete_due,
        hint=6,
        change=DeleteKey,
        unless=key_safety.why_not_begin,
    ),
    Command(
        "plan-again",
        ("r", "ctrl+r"),
        "plan",
        "Plan anew from the account and what is unfinished.",
        Scope.QUEUE,
        key_safety.plan_again,
        hint=7,
        unless=key_safety.why_not_plan,
    ),
    Command(
        "leave-queue",
        ("escape", "backspace", "["),
        "leave",
        "Leave; the present row is done to its end.",
        Scope.QUEUE,
        moving.back,
        hint=12,
    ),
)

_PLACES = (
    Command(
        "search-folder",
        ("n",),
        "folder",
        "Search the text files of a folder too.",
        Scope.WHERE_USED,
        key_safety.search_folder,
        hint=2,
    ),
    Command(
        "replace-here",
        ("x",),
        "replace",
        "Put another key into the place under the cursor.",
        Scope.WHERE_USED,
        key_safety.replace_here,
        hint=3,
        unless=key_safety.why_not_replace,
    ),
    Command(
        "look-for-uses",
        ("r", "ctrl+r"),
        "look",
        "Look at all places again.",
        Scope.WHERE_USED,
        key_safety.look_again,
        hint=5,
    ),
)

KEY_SAFETY_COMMANDS: tuple[Command, ...] = (*_ENTRY, *_QUEUE, *_PLACES)
