"""Item names as `pass` and every file system take them.

The path is the item's own name, as users of pass expect it: “iamtui/key/…”. What is not a letter,
a digit or one of a few signs is percent-encoded, so that no name leaves the store, is taken for
an option, or is the same as another one on some file system.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

from iamtui.vault.errors import SecretRefused

SAFE = "@:+=,._-"
# Not what quote() makes of anything printable: an empty part, and a file that is being written.
EMPTY = "%00"
NEW = "%new-"
# Most file systems take 255 bytes; “%new-”, eight digits and “.gpg” are added.
LONGEST = 255 - 17


def to_path(item: str) -> str:
    """The pass-name of an item; raises SecretRefused where a part is too long for a file name."""
    parts = [_encoded(part) for part in item.split("/")]
    if any(len(part) > LONGEST for part in parts):
        raise SecretRefused(
            "The item's name is too long for a file name; nothing was stored.",
            "Keep it in another place.",
        )
    return "/".join(parts)


def to_item(path: str) -> str | None:
    """The item that `to_path` makes `path` of; None for any other file."""
    if NEW in path:
        return None
    item = "/".join("" if part == EMPTY else unquote(part) for part in path.split("/"))
    return item if to_path(item) == path else None


def _encoded(part: str) -> str:
    text = quote(part, safe=SAFE)
    if text[:1] in (".", "-"):
        text = f"%{ord(text[0]):02X}{text[1:]}"
    return text or EMPTY
