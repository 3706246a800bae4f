"""The access keys in plain text in ~/.aws, what is kept of them already, and what to know first."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from iamtui.aws.file_settings import FileSettings, file_settings
from iamtui.rotation.holders.file_edit import read_text
from iamtui.rotation.importing.plain_lines import has_key, key_line
from iamtui.rotation.places import file_paths
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile


@dataclass(frozen=True, slots=True)
class PlainKey:
    """A profile of ~/.aws whose key lies in `path`, from line `line` on.

    kept_as       the names of the profiles of the vault that use the same key
    same_as       the other profiles of ~/.aws with the same key
    warnings      what to know before it is relied on, a sentence each
    """

    name: str
    path: Path
    line: int
    settings: FileSettings
    kept_as: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> AccessKeyPair:
        """The key itself."""
        return self.settings.key


def plain_keys(
    listed: tuple[Profile, ...], home: Path, environ: Mapping[str, str]
) -> tuple[PlainKey, ...]:
    """The profiles with a long-term key in the AWS files, by name; `listed` are those of the vault.

    Raises UsageError that names file and line where botocore cannot read them, and
    FileNotEditable for a file that cannot be read. Blocks.
    """
    texts = [(path, read_text(path) or "") for path in file_paths(home, environ)]
    settings = file_settings()
    found = []
    for name, own in sorted(settings.items()):
        place = next(((p, t) for p, t in texts if has_key(t, name, own.key)), None)
        path, text = place or (texts[0][0], texts[0][1])
        key_id = own.key.access_key_id
        others = (other for other, each in settings.items() if each.key.access_key_id == key_id)
        found.append(
            PlainKey(
                name,
                path,
                key_line(text, name) or 0,
                own,
                tuple(p.name for p in listed if key_id in p.key_ids),
                tuple(sorted(other for other in others if other != name)),
                _warnings(path, has_lines=place is not None),
            )
        )
    return tuple(found)


def exposed(path: Path) -> str:
    """Why the keys in `path` may be known to others; "" where they are its owner's alone."""
    if os.name != "posix":
        return ""
    status = path.stat()
    if status.st_uid != os.geteuid():
        return "it belongs to another user"
    mode = stat.S_IMODE(status.st_mode)
    return f"other users may read or write it (mode {mode:o})" if mode & 0o077 else ""


def _warnings(path: Path, *, has_lines: bool) -> tuple[str, ...]:
    why = exposed(path)
    found = [f"{path}: {why}; rotate the key once it is kept."] if why else []
    if path.is_symlink():
        found.append(f"{path} is a symbolic link to {os.path.realpath(path)}.")
    if not has_lines:
        found.append("Its lines cannot be told apart, so that iamtui cannot take them out.")
    return tuple(found)
