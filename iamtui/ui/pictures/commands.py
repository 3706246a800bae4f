"""The commands of the pictures: escalation paths, who can become whom, relations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import picturing
else:
    picturing = late("iamtui.ui.actions.picturing")

_PRINCIPALS = frozenset({EntityKind.USER, EntityKind.ROLE})
_RELATED = _PRINCIPALS | {EntityKind.GROUP}
_FINDINGS = Scope.ESCALATION | Scope.PERMISSIONS | Scope.WHO_CAN | Scope.DENIAL

PICTURE_COMMANDS: tuple[Command, ...] = (
    Command(
        "escalation",
        ("e",),
        "escalation",
        "Show who can come by administrator rights, and how: the user or role here, or all.",
        Scope.BROWSING,
        picturing.escalation,
        hint=17,
        phrases=("privilege escalation", "escalation paths"),
    ),
    Command(
        "who-becomes",
        ("b",),
        "who becomes",
        "Show who can come to act as the user or role, and how.",
        Scope.ACCOUNT | Scope.PICTURES | _FINDINGS,
        picturing.who_becomes,
        _PRINCIPALS,
        hint=19,
        phrases=("who can become this", "who can assume this"),
    ),
    Command(
        "relations",
        ("T",),
        "relations",
        "Draw what hangs together around the user, group or role, as a tree.",
        Scope.ACCOUNT | Scope.PICTURES | _FINDINGS,
        picturing.relations,
        _RELATED,
        hint=18,
        phrases=("relation view", "tree", "graph"),
    ),
    Command(
        "all-paths",
        ("a",),
        "everybody",
        "Show everybody's paths, or only those of the one it was asked for.",
        Scope.ESCALATION,
        picturing.everybody,
        hint=4,
        unless=picturing.why_not_everybody,
    ),
    Command(
        "search-again",
        ("r",),
        "again",
        "Search for paths from the start.",
        Scope.ESCALATION,
        picturing.search_again,
    ),
    Command(
        "open-node",
        ("enter",),
        "open",
        "Open what the cursor is on.",
        Scope.PICTURES,
        moving.open_subject,
        hint=1,
    ),
    Command(
        "next-path",
        ("n",),
        "next path",
        "Show the next path of the same user or role.",
        Scope.PATH,
        picturing.next_path,
        hint=2,
        unless=picturing.why_no_other_path,
    ),
    Command(
        "previous-path",
        ("N",),
        "path before",
        "Show the path before of the same user or role.",
        Scope.PATH,
        picturing.previous_path,
        unless=picturing.why_no_other_path,
    ),
    Command(
        "turn-branch",
        ("space",),
        "open/close",
        "Open or close the branch under the cursor.",
        Scope.RELATIONS | Scope.WHERE_USED,
        picturing.turn,
        hint=2,
    ),
    Command(
        "copy-picture",
        ("y",),
        "copy",
        "Send the picture to the terminal's clipboard, as text.",
        Scope.PICTURES,
        picturing.copy,
        hint=7,
    ),
)
