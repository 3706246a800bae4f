"""The configuration file: `config.toml` in the configuration folder, read strictly.

theme = "textual-dark"          # any theme that Ctrl+P lists
mouse = true                    # false keeps the terminal's own selection
store = "sealed"                # where secrets are kept; left out: the first keyring that is here
lock_minutes = 15               # an unlocked sealed file locks when it was not used for so long

[guard]                         # what a sort of change asks for, by its name
fresh_minutes = 5               # how old an MFA code may be to count as fresh
attach-policy = "code"          # nothing | session | code | name | four-eyes
every = "nothing"               # the least that is asked for, where anything is

[keys]                          # another key for a command, by the command's name
filter = "ctrl+f"

[profiles.production]           # the same per profile
read_only = true
colour = "red"                  # a band in the header: red yellow green blue magenta cyan
banner = "PRODUCTION"           # a word or two in the header
[profiles.production.guard]
fresh_minutes = 1
tag = "code"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from iamtui import paths
from iamtui.errors import UsageError

D = TypeVar("D")
FRESH_MINUTES = 5.0
# A day: nobody calls an older code fresh.
MOST_FRESH_MINUTES = 1440.0
LOCK_MINUTES = 15.0
MOST_LOCK_MINUTES = 1440.0
COLOURS = ("red", "yellow", "green", "blue", "magenta", "cyan")
# What leaves room for the account and the caller beside it in 80 columns.
LONGEST_BANNER = 24


@dataclass(frozen=True, slots=True)
class ProfileSettings:
    """What the file says of one profile.

    `guard` holds levels by the name of a change, and the least one as `every`; `fresh_minutes` is
    None where the general one holds; `colour` and `banner` mark the header.
    """

    read_only: bool = False
    guard: Mapping[str, str] = field(default_factory=dict)
    fresh_minutes: float | None = None
    colour: str | None = None
    banner: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole file. `guard` and `keys` are by the names of changes and of commands."""

    theme: str | None = None
    mouse: bool = True
    store: str | None = None
    lock_minutes: float = LOCK_MINUTES
    fresh_minutes: float = FRESH_MINUTES
    guard: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, ProfileSettings] = field(default_factory=dict)

    def profile(self, name: str) -> ProfileSettings:
        """What holds for the profile `name`: the general levels with its own over them."""
        own = self.profiles.get(name, ProfileSettings())
        return replace(own, guard={**self.guard, **own.guard})


def settings_file() -> Path:
    """Where the file is."""
    return paths.config_folder() / "config.toml"


def read_settings(path: Path | None = None) -> Settings:
    """Read the file; a missing one gives the defaults.

    Raises UsageError that names the file and the key where something in it cannot be meant.
    """
    path = path or settings_file()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path} cannot be read ({type(error).__name__}).", "Make it a readable UTF-8 file."
        ) from None
    try:
        return _settings(_Table(path, "", tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not TOML: {error}.", "Mend that line.") from None


def _settings(table: _Table) -> Settings:
    guard = table.table("guard")
    fresh = guard.number("fresh_minutes", FRESH_MINUTES, MOST_FRESH_MINUTES)
    settings = Settings(
        theme=table.text("theme"),
        mouse=table.flag("mouse", True),
        store=table.text("store"),
        lock_minutes=table.number("lock_minutes", LOCK_MINUTES, MOST_LOCK_MINUTES),
        fresh_minutes=fresh,
        guard=guard.texts(),
        keys=table.table("keys").texts(),
        profiles={name: _profile(own) for name, own in table.table("profiles").tables()},
    )
    table.done()
    return settings


def _profile(table: _Table) -> ProfileSettings:
    guard = table.table("guard")
    settings = ProfileSettings(
        read_only=table.flag("read_only", False),
        fresh_minutes=guard.number("fresh_minutes", None, MOST_FRESH_MINUTES),
        guard=guard.texts(),
        colour=table.choice("colour", COLOURS),
        banner=table.short("banner", LONGEST_BANNER),
    )
    table.done()
    return settings


class _Table:
    """A table of the file, taken out key by key, so that what is left over can be named."""

    def __init__(self, path: Path, name: str, values: object) -> None:
        self._path = path
        self._name = name
        if not isinstance(values, dict):
            raise self._wrong("", "a table")
        self._values: dict[str, object] = dict(values)

    def _wrong(self, key: str, wanted: str) -> UsageError:
        place = ".".join(part for part in (self._name, key) if part)
        return UsageError(f"{self._path}: {place} must be {wanted}.", "Mend it and start again.")

    def text(self, key: str) -> str | None:
        value = self._values.pop(key, None)
        if value is not None and not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        value = self.text(key)
        if value is not None and value not in choices:
            raise self._wrong(key, f"one of {', '.join(choices)}")
        return value

    def short(self, key: str, most: int) -> str:
        value = (self.text(key) or "").strip()
        if len(value) > most or not value.isprintable():
            raise self._wrong(key, f"one line of at most {most} characters")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._values.pop(key, default)
        if not isinstance(value, bool):
            raise self._wrong(key, "true or false")
        return value

    def number(self, key: str, default: D, most: float) -> float | D:
        if key not in self._values:
            return default
        value = self._values.pop(key)
        # Python counts true as 1, and TOML has nan, for which no comparison holds.
        if type(value) in (int, float) and 0 < (number := cast(float, value)) <= most:
            return float(number)
        raise self._wrong(key, f"a number above 0 and at most {most:g}")

    def table(self, key: str) -> _Table:
        place = f"{self._name}.{key}" if self._name else key
        return _Table(self._path, place, self._values.pop(key, {}))

    def texts(self) -> Mapping[str, str]:
        return {key: self.text(key) or "" for key in list(self._values)}

    def tables(self) -> list[tuple[str, _Table]]:
        return [(key, self.table(key)) for key in list(self._values)]

    def done(self) -> None:
        if self._values:
            key = next(iter(self._values))
            raise self._wrong(key, "left out: there is no such setting")
