"""What each place for secrets is worth, in words for the storage panel and the documentation."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.vault.errors import SecretRefused


@dataclass(frozen=True, slots=True)
class Place:
    """A place by its id in the configuration, and what has to be known before it is chosen.

    encrypted         how it lies on the disk
    survives_reboot   whether it is there after a restart
    readers           who else can read it, a sentence
    automatic         whether iamtui may use it without being told to
    """

    id: str
    name: str
    encrypted: str
    survives_reboot: bool
    readers: str
    automatic: bool = True


_SESSION = "any program of the same user while it is unlocked"

PLACES = (
    Place(
        "secret-service",
        "the Secret Service keyring",
        "encrypted by the keyring's passphrase",
        True,
        f"Root, and {_SESSION}.",
    ),
    Place("kwallet5", "KWallet 5", "encrypted by the wallet's passphrase", True,
          f"Root, and {_SESSION}; KWallet can ask for each program."),
    Place("kwallet4", "KWallet 4", "encrypted by the wallet's passphrase", True,
          f"Root, and {_SESSION}; KWallet can ask for each program."),
    Place("macos", "the macOS keychain", "encrypted by the login password", True,
          "Root, and every program run by the same Python without being asked."),
    Place("windows", "the Windows Credential Manager", "encrypted by the login password", True,
          "Administrators, and any program of the same user while that is logged in."),
    Place("sealed", "the sealed file", "encrypted by your passphrase (Argon2id, AES-256-GCM)", True,
          "Root and a debugger of the same user while iamtui is unlocked; nobody else without the "
          "passphrase.", automatic=False),
    Place("pass", "pass", "encrypted by your GPG key; item names are readable", True,
          "Root, and any program of the same user while gpg-agent holds the passphrase; whoever "
          "has the GPG key, and every copy of the store's git history.", automatic=False),
    Place("kernel", "the kernel keyring", "never on a disk, plain in the kernel's memory", False,
          "Root, and any program of the same user until it expires.", automatic=False),
    Place("memory", "memory (forgotten at the end)", "never on a disk, plain in memory", False,
          "Root, and a debugger of the same user while iamtui runs.", automatic=False),
)  # fmt: skip


def place(store_id: str) -> Place:
    """The place of that id; raises SecretRefused with the choice where there is none."""
    for each in PLACES:
        if each.id == store_id:
            return each
    ids = ", ".join(each.id for each in PLACES)
    raise SecretRefused(f"There is no place “{store_id}” for secrets.", f"Choose: {ids}.")
