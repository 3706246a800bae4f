"""The commands around keys in plain text in ~/.aws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import importing
else:
    importing = late("iamtui.ui.actions.importing")

IMPORT_COMMANDS: tuple[Command, ...] = (
    Command(
        "import-profiles",
        ("i",),
        "import",
        "Show the access keys in plain text in ~/.aws, to keep them in the vault.",
        Scope.PROFILES,
        importing.show,
        hint=3,
    ),
    Command(
        "import-key",
        ("i",),
        "import",
        "Keep the marked keys in the vault, and ask STS whose they are.",
        Scope.IMPORT,
        importing.keep,
        hint=1,
        unless=importing.why_none,
    ),
    Command(
        "mark-key",
        ("space", "enter"),
        "mark",
        "Mark the key under the cursor.",
        Scope.IMPORT,
        importing.mark,
        hint=2,
    ),
    Command(
        "mark-all-keys",
        ("a",),
        "all",
        "Mark every key that is not kept yet; where all are, every key.",
        Scope.IMPORT,
        importing.mark_all,
        hint=3,
    ),
    Command(
        "take-out-key",
        ("x",),
        "take out",
        "Take the plain text of the marked keys out of ~/.aws, once the vault gives them back.",
        Scope.IMPORT,
        importing.take_out,
        hint=4,
        unless=importing.why_not_kept,
    ),
    Command(
        "leave-import",
        ("escape", "backspace", "["),
        "back",
        "Go back to the profiles.",
        Scope.IMPORT,
        moving.back,
        hint=5,
    ),
)
