"""The commands of the screen of a new secret, and the one that makes a new access key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.changes.new_key import CreateKey
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import creating_keys, delivering
else:
    creating_keys = late("iamtui.ui.actions.creating_keys")
    delivering = late("iamtui.ui.actions.delivering")

SECRET_COMMANDS: tuple[Command, ...] = (
    Command(
        "create-key",
        ("K",),
        "new key",
        "Create an access key for the user, or for the owner of the key.",
        Scope.ACCOUNT,
        creating_keys.create_key,
        frozenset({EntityKind.USER, EntityKind.ACCESS_KEY}),
        change=CreateKey,
        phrases=("create access key", "new access key"),
    ),
    Command(
        "show-secret",
        ("space",),
        "show",
        "Show the secret while the key is held; pressed once, for 10 seconds.",
        Scope.SECRET,
        delivering.show,
        hint=1,
    ),
    Command(
        "write-key-file",
        ("f",),
        "file",
        "Write the key into a file (0600) as the console does.",
        Scope.SECRET,
        delivering.write_console_file,
        hint=2,
    ),
    Command(
        "write-import-file",
        ("i",),
        "import file",
        "Write the key into a file (0600) that `aws configure import` reads.",
        Scope.SECRET,
        delivering.write_import_file,
        hint=3,
    ),
    Command(
        "seal-secret",
        ("e",),
        "seal",
        "Seal the key into a file that only its owner can open, by a public key or a passphrase.",
        Scope.SECRET,
        delivering.seal,
        hint=4,
        unless=delivering.why_not_seal,
    ),
    Command(
        "copy-secret",
        ("y",),
        "copy",
        "Send the secret to the terminal's clipboard; says first where it goes.",
        Scope.SECRET,
        delivering.copy,
        hint=5,
    ),
    Command(
        "leave-secret",
        ("escape", "q", "ctrl+c", "ctrl+q"),
        "done",
        "Leave: the secret is gone then.",
        Scope.SECRET,
        delivering.leave,
        hint=6,
    ),
)
