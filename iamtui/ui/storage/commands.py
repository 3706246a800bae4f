"""The commands of the storage panel, and the one that opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import storage, storage_moving
else:
    storage = late("iamtui.ui.actions.storage")
    storage_moving = late("iamtui.ui.actions.storage_moving")

STORAGE_COMMANDS: tuple[Command, ...] = (
    Command(
        "storage",
        ("L",),
        "vault",
        "Show where secrets are kept, who else could read them, and move or lock them.",
        Scope.BROWSING | Scope.PROFILES,
        storage.show,
        hint=20,
        phrases=("vault", "keyring", "storage", "lock", "unlock", "change passphrase"),
    ),
    Command(
        "move-secrets",
        ("m",),
        "move here",
        "Keep secrets in the place under the cursor from now on, and move all there.",
        Scope.STORAGE,
        storage_moving.move,
        hint=1,
        unless=storage_moving.why_not_move,
    ),
    Command(
        "unlock-place",
        ("u",),
        "unlock",
        "Unlock the place under the cursor.",
        Scope.STORAGE,
        storage.unlock,
        hint=2,
        unless=storage.why_not_unlock,
    ),
    Command(
        "lock-vault",
        ("l",),
        "lock",
        "Lock the sealed file now, for every iamtui that would still get in by the kernel keyring.",
        Scope.STORAGE,
        storage.lock,
        hint=3,
        unless=storage.why_not_lock,
    ),
    Command(
        "change-passphrase",
        ("p",),
        "passphrase",
        "Give the sealed file another passphrase.",
        Scope.STORAGE,
        storage.change_passphrase,
        hint=4,
        unless=storage.why_not_sealed,
    ),
    Command(
        "lock-minutes",
        ("i",),
        "idle",
        "Set after how many minutes without use the sealed file locks.",
        Scope.STORAGE,
        storage.idle_minutes,
        hint=5,
        unless=storage.why_not_sealed,
    ),
    Command(
        "forget-unlock",
        ("f",),
        "forget",
        "Drop the unlock that the kernel keyring keeps for other iamtui.",
        Scope.STORAGE,
        storage.forget,
        hint=6,
        unless=storage.why_not_forget,
    ),
    Command(
        "delete-leftovers",
        ("D",),
        "delete",
        "Delete what is left in a place that is not in use, after its name was typed.",
        Scope.STORAGE,
        storage.delete_leftovers,
        hint=7,
        unless=storage.why_no_leftovers,
    ),
    Command(
        "open-place",
        ("enter",),
        "in full",
        "Say all there is to say of what the cursor is on.",
        Scope.STORAGE,
        lambda screen: screen.open_subject(),
        hint=8,
    ),
    Command(
        "look-again",
        ("r",),
        "again",
        "Look at every place anew.",
        Scope.STORAGE,
        storage.look_again,
    ),
)
