"""A bounded search through folders for files that name an access key.

Symbolic links are not followed, binary and very large files are left out, and what was left out or
could not be read is counted, so that "not found" says how far it can be relied on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from iamtui.aws.cancel import Cancel
from iamtui.rotation.env_lines import Mention, mentions

LARGEST_FILE = 1024 * 1024
MOST_FILES = 50_000
DEEPEST = 12
_BINARY_HEAD = 8192
_TOLD_EVERY = 100
# What programs fill by themselves.
LEFT_OUT = frozenset({".git", ".hg", ".svn", "__pycache__", "node_modules", ".venv", ".tox"})


@dataclass(frozen=True, slots=True)
class InText:
    """A line of a file that names the key."""

    path: Path
    mention: Mention

    @property
    def is_editable(self) -> bool:
        """Whether the key can be replaced there by a program."""
        return self.mention.secret_line is not None

    def __str__(self) -> str:
        name = f" ({self.mention.name})" if self.mention.name else ""
        return f"{self.path}, line {self.mention.number}{name}"


@dataclass(frozen=True, slots=True)
class Searched:
    """How far a search came: files read, and those that were not. `cut` says that there was more
    than is looked at."""

    files: int = 0
    large: int = 0
    binary: int = 0
    unreadable: int = 0
    links: int = 0
    cut: bool = False

    def __str__(self) -> str:
        parts = [f"{self.files} files read"]
        for count, what in (
            (self.unreadable, "could not be read"),
            (self.large, "larger than 1 MiB left out"),
            (self.binary, "binary ones left out"),
            (self.links, "links not followed"),
        ):
            if count:
                parts.append(f"{count} {what}")
        if self.cut:
            parts.append("and there was more than is searched: name smaller folders")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class TextSearch:
    """What a search found."""

    found: tuple[InText, ...] = ()
    searched: Searched = Searched()


class Search:
    """One search for `key_id`; `told` hears of its progress, and `cancel` ends it."""

    def __init__(
        self,
        key_id: str,
        cancel: Cancel,
        told: Callable[[Searched], None] = lambda _searched: None,
        skip: frozenset[Path] = frozenset(),
    ) -> None:
        self._key_id = key_id
        self._cancel = cancel
        self._told = told
        self._skip = skip
        self._searched = Searched()

    def through(self, folders: tuple[Path, ...]) -> TextSearch:
        """The lines in files of `folders`, each file once. Raises Cancelled."""
        found: list[InText] = []
        for path in dict.fromkeys(p for folder in folders for p in self._files(folder, 0)):
            if self._searched.files >= MOST_FILES:
                self._count(cut=True)
                break
            found.extend(InText(path, mention) for mention in self._read(path))
        return TextSearch(tuple(found), self._searched)

    def _files(self, folder: Path, depth: int) -> Iterator[Path]:
        self._cancel.check()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except NotADirectoryError:
            yield folder
            return
        except OSError:
            self._count(unreadable=1)
            return
        for entry in entries:
            if entry.is_symlink():
                self._count(links=1)
            elif entry.is_dir(follow_symlinks=False):
                yield from self._below(Path(entry.path), depth + 1)
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)

    def _below(self, folder: Path, depth: int) -> Iterator[Path]:
        if folder.name in LEFT_OUT:
            return
        if depth > DEEPEST:
            self._count(cut=True)
            return
        yield from self._files(folder, depth)

    def _read(self, path: Path) -> tuple[Mention, ...]:
        self._cancel.check()
        if path in self._skip:
            return ()
        try:
            data = _text_of(path)
        except _Large:
            self._count(large=1)
            return ()
        except OSError:
            self._count(unreadable=1)
            return ()
        if b"\0" in data[:_BINARY_HEAD]:
            self._count(binary=1)
            return ()
        self._count(files=1)
        if self._key_id.encode() not in data:
            return ()
        return mentions(data.decode("utf-8", "surrogateescape"), self._key_id)

    def _count(
        self,
        *,
        files: int = 0,
        large: int = 0,
        binary: int = 0,
        unreadable: int = 0,
        links: int = 0,
        cut: bool = False,
    ) -> None:
        so_far = self._searched
        self._searched = replace(
            so_far,
            files=so_far.files + files,
            large=so_far.large + large,
            binary=so_far.binary + binary,
            unreadable=so_far.unreadable + unreadable,
            links=so_far.links + links,
            cut=so_far.cut or cut,
        )
        if files and self._searched.files % _TOLD_EVERY == 0:
            self._told(self._searched)


class _Large(Exception):
    """A file is larger than is read."""


def _text_of(path: Path) -> bytes:
    """The bytes of a file that is still one, and no link, when it is opened."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("no file")
        if status.st_size > LARGEST_FILE:
            raise _Large
        return file.read(LARGEST_FILE + 1)
