"""The keymap: which command a key means, and keys given anew."""

from __future__ import annotations

import pytest

from iamtui.account.entity import EntityKind
from iamtui.errors import UsageError
from iamtui.ui.command import Command, Scope
from iamtui.ui.commands import COMMANDS
from iamtui.ui.keymap import Keymap


def command(name: str, key: str, scopes: Scope, *kinds: EntityKind, hint: int = 0) -> Command:
    return Command(
        name, (key,), name, f"{name}.", scopes, lambda _s: None, frozenset(kinds) or None, hint
    )


USER, GROUP, KEY = EntityKind.USER, EntityKind.GROUP, EntityKind.ACCESS_KEY
TABLE = (
    command("filter", "/", Scope.LIST, hint=2),
    command("attach", "a", Scope.ACCOUNT, USER, GROUP, hint=1),
    command("switch", "o", Scope.ACCOUNT, KEY),
    command("open", "enter", Scope.ACCOUNT),
    command("run", "enter", Scope.PLAN),
)


def found(keymap: Keymap, key: str, scope: Scope, kind: EntityKind | None = None) -> str:
    command = keymap.find(key, scope, kind)
    return command.name if command else ""


def test_a_key_means_what_fits_the_screen() -> None:
    keymap = Keymap(TABLE, {})
    assert found(keymap, "enter", Scope.LIST) == "open"
    assert found(keymap, "enter", Scope.PLAN) == "run"
    assert found(keymap, "/", Scope.DETAIL) == ""
    assert found(keymap, "x", Scope.LIST) == ""


def test_a_command_for_other_kinds_is_given_so_that_it_can_say_why_not() -> None:
    assert found(Keymap(TABLE, {}), "a", Scope.LIST, KEY) == "attach"


def test_a_key_given_anew_replaces_the_old_one() -> None:
    keymap = Keymap(TABLE, {"filter": "ctrl+f"})
    assert found(keymap, "ctrl+f", Scope.LIST) == "filter"
    assert found(keymap, "/", Scope.LIST) == ""


def test_two_commands_may_share_a_key_where_they_never_meet() -> None:
    by_kind = Keymap(TABLE, {"switch": "a"})
    assert found(by_kind, "a", Scope.LIST, KEY) == "switch"
    assert found(by_kind, "a", Scope.LIST, USER) == "attach"
    by_screen = Keymap(TABLE, {"run": "a"})
    assert found(by_screen, "a", Scope.PLAN) == "run"


def test_two_keys_can_be_swapped() -> None:
    keymap = Keymap(TABLE, {"filter": "a", "attach": "/"})
    assert found(keymap, "a", Scope.LIST, USER) == "filter"
    assert found(keymap, "/", Scope.LIST, USER) == "attach"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"filtre": "f"}, "'filtre', which is no command"),
        ({"filter": "a"}, "gives filter the key of attach"),
        ({"open": "/"}, "gives open the key of filter"),
        ({"filter": "x", "open": "x"}, "gives filter the key of open"),
        ({"filter": ""}, "'', which is none"),
        ({"filter": "ff"}, "'ff', which is none"),
        ({"filter": "Ctrl+F"}, "'Ctrl\\+F', which is none"),
        ({"filter": "ctrl+F"}, "'ctrl\\+F', which is none"),
        ({"filter": "\x1b"}, "which is none"),
    ],
)
def test_what_cannot_be_meant_is_named(changed: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        Keymap(TABLE, changed)


@pytest.mark.parametrize("key", ["f", "F", "é", "+", "f5", "ctrl+f", "alt+x", "pageup", "shift+up"])
def test_what_a_key_can_be(key: str) -> None:
    assert found(Keymap(TABLE, {"filter": key}), key, Scope.LIST) == "filter"


def test_hints_come_by_their_rank_where_they_fit() -> None:
    keymap = Keymap(TABLE, {})
    assert [c.name for c in keymap.hints(Scope.LIST, USER)] == ["attach", "filter"]
    assert [c.name for c in keymap.hints(Scope.LIST, KEY)] == ["filter"]


def test_enrolling_is_hinted_among_the_devices_and_can_be_done_elsewhere() -> None:
    keymap = Keymap(COMMANDS, {})
    on_devices, on_users = (
        [c.name for c in keymap.hints(Scope.LIST, kind)] for kind in (EntityKind.MFA_DEVICE, USER)
    )
    assert "enrol-mfa" in on_devices
    assert "enrol-mfa" not in on_users
    assert found(keymap, "N", Scope.LIST, USER) == "enrol-mfa"


def test_the_table_of_commands_agrees_with_itself() -> None:
    names = [c.name for c in COMMANDS]
    assert len(set(names)) == len(names)
    same_keys = {c.name: c.keys[0] for c in COMMANDS if len(c.keys) == 1}
    Keymap(COMMANDS, same_keys)
