"""Where on this machine an access key is held, for the warning before it is changed.

Looks for the key's id only; no secret is kept or given back.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TypeAlias

_VARIABLE = "AWS_ACCESS_KEY_ID"

# The AWS SDK reference guide, "Shared config and credentials files": each file with the variable
# that moves it.
_FILES = (
    ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"),
    ("AWS_CONFIG_FILE", ".aws/config"),
)
_SECTION = re.compile(r"\s*\[\s*(?:profile\s+)?(?P<name>[^\]]*?)\s*\]")
_SETTING = re.compile(r"\s*aws_access_key_id\s*[=:]\s*(?P<id>\S+)\s*$", re.IGNORECASE)
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class InFile:
    """A profile of one of the AWS files; `line` counts from 1."""

    path: Path
    profile: str
    line: int

    def __str__(self) -> str:
        return f"profile {self.profile} in {self.path}, line {self.line}"


@dataclass(frozen=True, slots=True)
class InEnvironment:
    """A variable of this process's environment."""

    variable: str

    def __str__(self) -> str:
        return f"${self.variable} of this shell"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be searched, so that nobody knows whether it holds the key."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path} could not be read: {self.reason}"


Place: TypeAlias = InFile | InEnvironment | Unreadable


def places_of(access_key_id: str, home: Path, environ: Mapping[str, str]) -> tuple[Place, ...]:
    """The places that hold `access_key_id`: the environment, then the AWS files in file order.

    `home` stands for `~`. A file that does not exist holds nothing; one that cannot be read is an
    `Unreadable` among the places.
    """
    return tuple(_search(access_key_id, home, environ))


def file_paths(home: Path, environ: Mapping[str, str]) -> tuple[Path, ...]:
    """Where the AWS files are: the credentials file, then the config file."""
    return tuple(_path(environ, variable, home / usual, home) for variable, usual in _FILES)


def _search(access_key_id: str, home: Path, environ: Mapping[str, str]) -> Iterator[Place]:
    if environ.get(_VARIABLE, "").strip() == access_key_id:
        yield InEnvironment(_VARIABLE)
    for path in file_paths(home, environ):
        yield from _in_file(access_key_id, path)


def _path(environ: Mapping[str, str], variable: str, usual: Path, home: Path) -> Path:
    moved = environ.get(variable, "")
    if not moved:
        return usual
    moved = Template(moved).safe_substitute(environ)
    return home / moved[2:] if moved.startswith("~/") else Path(moved)


def _in_file(access_key_id: str, path: Path) -> Iterator[Place]:
    try:
        # A pipe would be emptied for the program that it was made for.
        if not stat.S_ISREG(path.stat().st_mode):
            yield Unreadable(path, "it is not a regular file")
            return
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        yield Unreadable(path, error.strerror or type(error).__name__)
        return
    profile = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if (section := _SECTION.match(line)) is not None:
            profile = section["name"].strip(_QUOTES)
        elif (setting := _SETTING.match(line)) is not None and setting["id"] == access_key_id:
            yield InFile(path, profile, number)
