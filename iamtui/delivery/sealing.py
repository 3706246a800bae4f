"""A file that only one person can open: age's format, https://age-encryption.org/v1.

The recipient's public key is an age one (`age1…`) or an SSH one (`ssh-ed25519 …`, `ssh-rsa …`);
without one a passphrase seals it, which has to go another way than the file. `age`, `rage` and
every other program for the format open it: `age -d -i ~/.ssh/id_ed25519 FILE`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret

ENDING = ".age"
_MOST_READ = 20_000
_PUBLIC = ("age1", "ssh-ed25519 ", "ssh-rsa ")
_SECRETS = ("AGE-SECRET-KEY-", "-----BEGIN")


def why_not() -> str:
    """Why nothing can be sealed here; "" where it can."""
    try:
        _library()
    except IamtuiError as error:
        return str(error)
    return ""


def public_key(named: str) -> str:
    """The public key that `named` is, or that the file of that name holds on its first line.

    Raises UsageError.
    """
    text = named.strip()
    if not text.startswith((*_PUBLIC, *_SECRETS)):
        text = _first_line(Path(text).expanduser())
    if text.startswith(_SECRETS):
        raise UsageError(
            "That is a private key, which nobody but its owner should have.",
            "Ask for the public key: the line in the file that ends in .pub, or age1….",
        )
    if not text.startswith(_PUBLIC):
        raise UsageError(
            "That is no public key that a file can be sealed for.",
            "Give age1…, ssh-ed25519 … or ssh-rsa …, or the name of a .pub file.",
        )
    return text


def sealed_for(data: bytes, key: str) -> bytes:
    """`data` for the owner of a public key. Raises UsageError where that is none after all, and
    IamtuiError where the library is missing."""
    age = _library()
    kind = age.x25519 if key.startswith("age1") else age.ssh
    try:
        recipient = kind.Recipient.from_str(key)
    except age.RecipientError:
        failure = UsageError("The public key is damaged or cut off.", "Copy all of its line.")
    else:
        sealed: bytes = age.encrypt(data, [recipient])
        return sealed
    raise failure


def sealed_with(data: bytes, passphrase: Secret) -> bytes:
    """`data` under a passphrase. Blocks for about a second: age makes guessing slow. Raises
    IamtuiError where the library is missing."""
    sealed: bytes = _library().passphrase.encrypt(data, passphrase.reveal())
    return sealed


def _library() -> Any:
    try:
        import pyrage
    except ModuleNotFoundError:
        pass
    else:
        return pyrage
    raise IamtuiError(
        "Sealing needs the package pyrage.", 'Install it: pip install "iamtui[seal]".'
    )


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            read = file.read(_MOST_READ)
    except (OSError, ValueError):
        return ""
    lines = read.decode("utf-8", "replace").splitlines()
    return next((line.strip() for line in lines if line.strip() and not line.startswith("#")), "")
