"""Keys whose secret was lost with the answer to their creation, told apart from all others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import AccessKey, KeyStatus, LastUsed
from iamtui.rotation.orphans import orphans
from tests.support.accounts import NOW, key, key_id

SOON = NOW + timedelta(seconds=2)
UNUSED = Known(None)


def new(number: int = 2, **fields: Any) -> AccessKey:
    return key(number, **{"created": SOON, "last_used": UNUSED, **fields})


def found(*keys: AccessKey) -> tuple[str, ...]:
    return orphans("alice", [key_id(1)], keys, NOW)


def test_a_new_key_that_was_never_used_is_one() -> None:
    assert found(key(1), new()) == (key_id(2),)
    assert found(key(1), new(last_used=NOT_ASKED)) == (key_id(2),)


def test_a_key_of_before_a_used_and_an_older_one_are_none() -> None:
    used = Known(LastUsed(SOON, "us-east-1", "iam"))
    assert found(new(1)) == ()
    assert found(new(last_used=used)) == ()
    assert found(new(created=NOW - timedelta(hours=1))) == ()
    assert found(new(created=None)) == ()


def test_a_key_whose_id_is_not_known_is_passed_over() -> None:
    assert found(new(id=NOT_ASKED, status=KeyStatus.ACTIVE)) == ()
