"""What holds for every Change on every account."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from iamtui.account.field import Unknown
from iamtui.account.model import Account
from iamtui.account.operation import Impossible, reduce
from iamtui.changes.change import Change, Step, steps, undoing
from iamtui.changes.undo import Undo
from tests.support.accounts import accounts, changes


@st.composite
def played(draw: st.DrawFn) -> tuple[Account, Change, tuple[Step, ...]]:
    """An account and a Change that can be planned on it, with its steps."""
    account = draw(accounts())
    change = draw(changes(account))
    try:
        return account, change, steps(account, change.calls(account))
    except Impossible:
        assume(condition=False)
        raise


@settings(deadline=None)
@given(played())
def test_every_change_can_be_relied_on(case: tuple[Account, Change, tuple[Step, ...]]) -> None:
    account, change, done = case
    after = done[-1].after if done else account

    _undoing_gives_the_account_back(account, done)
    _what_is_not_known_stays_so(account, after)
    assert change.calls(after) == ()
    for step in done:
        assert step.after != step.before
        assert reduce(step.after, step.call) is step.after


def _undoing_gives_the_account_back(account: Account, done: tuple[Step, ...]) -> None:
    inverse, reasons = undoing(done)
    if done and not reasons:
        after = done[-1].after
        assert steps(after, Undo("it", inverse).calls(after))[-1].after == account


def _what_is_not_known_stays_so(before: Account, after: Account) -> None:
    later = dict(_fields(after))
    for where, field in _fields(before):
        if isinstance(field, Unknown) and where in later:
            assert later[where] == field


def _fields(account: Account) -> Iterator[tuple[tuple[str, str, str], object]]:
    for kind in ("users", "groups", "roles", "policies"):
        for key, entity in getattr(account, kind).items():
            for field in dataclasses.fields(entity):
                yield (kind, key, field.name), getattr(entity, field.name)
