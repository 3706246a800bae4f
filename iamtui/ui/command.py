"""A command: declared once, and from it the keys, the hint line, the help and the palette."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.changes.change import Change, Sensitivity

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen


class Scope(enum.Flag):
    """The screens that a command is for."""

    LIST = enum.auto()
    DETAIL = enum.auto()
    DOCUMENT = enum.auto()
    JOURNAL = enum.auto()
    PLAN = enum.auto()
    PROFILES = enum.auto()
    SIMULATOR = enum.auto()
    PERMISSIONS = enum.auto()
    WHO_CAN = enum.auto()
    DENIAL = enum.auto()
    ESCALATION = enum.auto()
    PATH = enum.auto()
    RELATIONS = enum.auto()
    IMPORT = enum.auto()
    SECRET = enum.auto()
    ROTATION = enum.auto()
    KEYS_HERE = enum.auto()
    MFA_CODES = enum.auto()
    STORAGE = enum.auto()
    QUEUE = enum.auto()
    WHERE_USED = enum.auto()
    QUESTIONS = SIMULATOR | PERMISSIONS | WHO_CAN | DENIAL | ESCALATION
    PICTURES = PATH | RELATIONS | WHERE_USED
    ACCOUNT = LIST | DETAIL
    BROWSING = LIST | DETAIL | DOCUMENT | JOURNAL | QUESTIONS | PICTURES


def always(_screen: CommandScreen) -> str:
    """No reason against."""
    return ""


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    `name` is what the configuration calls it; `keys` are Textual's key names or the character
    typed, the first one is shown; `label` the word of the hint line, `help` a sentence; `kinds`
    the kinds of entity it acts on (None: none in particular); `hint` its rank in the hint line,
    0 keeps it out, and `hinted_for` the kinds that it is hinted for (None: all it acts on);
    `change` the sort of Change that it proposes; `unless` the reason why it cannot be done now,
    "" where it can; `phrases` what else the palette finds it by.
    """

    name: str
    keys: tuple[str, ...]
    label: str
    help: str
    scopes: Scope
    run: Callable[[CommandScreen], None]
    kinds: frozenset[EntityKind] | None = None
    hint: int = 0
    hinted_for: frozenset[EntityKind] | None = None
    change: type[Change] | None = None
    unless: Callable[[CommandScreen], str] = always
    phrases: tuple[str, ...] = ()

    def fits(self, scope: Scope, kind: EntityKind | None) -> bool:
        """Whether it is for this screen and an entity of `kind` (None where there is none)."""
        return bool(self.scopes & scope) and (self.kinds is None or kind in self.kinds)

    def is_hinted(self, scope: Scope, kind: EntityKind | None) -> bool:
        """Whether the hint line of such a screen is to have it, where there is room."""
        hinted = self.hinted_for is None or kind in self.hinted_for
        return bool(self.hint) and hinted and self.fits(scope, kind)

    @property
    def asks(self) -> str:
        """What the Guard asks for by default, in words; "" for a command that only looks."""
        return SENSITIVITY_WORDS[self.change.sensitivity] if self.change else ""


SENSITIVITY_WORDS = {
    Sensitivity.NOTHING: "nothing more",
    Sensitivity.SESSION: "an MFA session",
    Sensitivity.CODE: "a fresh MFA code",
    Sensitivity.NAME: "a fresh MFA code and the name",
    Sensitivity.FOUR_EYES: "a fresh MFA code, the name and a second person",
}

_SHOWN = {
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "escape": "Esc",
    "enter": "Enter",
    "space": "Space",
    "backspace": "Backspace",
}


def shown_key(key: str) -> str:
    """`key` as a hint shows it: `^R` for `ctrl+r`, `F1` for `f1`, `Esc` for `escape`."""
    if key.startswith("ctrl+"):
        return f"^{key.removeprefix('ctrl+').upper()}"
    if key[0] == "f" and key[1:].isdigit():
        return key.upper()
    return _SHOWN.get(key, key)
