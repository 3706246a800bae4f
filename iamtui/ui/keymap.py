"""From a key to the command it means on a screen; keys can be given anew in the configuration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from textual.keys import Keys

from iamtui.account.entity import EntityKind
from iamtui.errors import UsageError
from iamtui.ui.command import Command, Scope

_NAMED = frozenset(key.value for key in Keys)
_MODIFIERS = frozenset({"alt", "ctrl", "shift"})


class Keymap:
    """The commands with their keys. `changed` gives a command, by name, another key.

    Raises UsageError where `changed` names no command, or gives a key that a command of the same
    screens has.
    """

    def __init__(self, commands: Sequence[Command], changed: Mapping[str, str]) -> None:
        names = {command.name for command in commands}
        for name, key in changed.items():
            if name not in names:
                raise UsageError(
                    f"The configuration gives a key to {name!r}, which is no command.",
                    "The names are in the table of keys of the README.",
                )
            if not _is_key(key):
                raise UsageError(
                    f"The configuration gives {name} the key {key!r}, which is none.",
                    "Use the character that it types, or a name such as f5, ctrl+f or pageup.",
                )
        self.commands = tuple(
            replace(command, keys=(changed[command.name],)) if command.name in changed else command
            for command in commands
        )
        self._check(changed)

    def find(self, key: str, scope: Scope, kind: EntityKind | None) -> Command | None:
        """The command of `key` on a screen of `scope` with an entity of `kind`.

        Where it is for other kinds only, the command is given too: it says why it does not fit.
        """
        of_key = [c for c in self.commands if key in c.keys and c.scopes & scope]
        fitting = [command for command in of_key if command.fits(scope, kind)]
        return next(iter(fitting or of_key), None)

    def hints(self, scope: Scope, kind: EntityKind | None) -> tuple[Command, ...]:
        """The commands that the hint line shows, the most important first."""
        shown = [c for c in self.commands if c.is_hinted(scope, kind)]
        return tuple(sorted(shown, key=lambda command: command.hint))

    def _check(self, changed: Mapping[str, str]) -> None:
        for one in self.commands:
            for other in self.commands:
                if one is other or one.name not in changed or not one.scopes & other.scopes:
                    continue
                if set(one.keys) & set(other.keys) and _overlap(one, other):
                    raise UsageError(
                        f"The configuration gives {one.name} the key of {other.name}.",
                        "Choose another key, or give that command another one too.",
                    )


def _is_key(key: str) -> bool:
    """Whether `key` is a character, or what Textual calls a key that types none."""
    if len(key) == 1:
        return key.isprintable()
    *modifiers, base = key.split("+")
    is_base = base in _NAMED or (len(base) == 1 and base == base.lower() and bool(modifiers))
    return key in _NAMED or (is_base and _MODIFIERS.issuperset(modifiers))


def _overlap(one: Command, other: Command) -> bool:
    return one.kinds is None or other.kinds is None or bool(one.kinds & other.kinds)
