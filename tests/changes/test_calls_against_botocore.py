"""Every call that a Change makes is one that AWS's own model of the API takes."""

from __future__ import annotations

import re
import unicodedata

import botocore.session
from botocore.validate import validate_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.operation import OPERATIONS, Impossible, is_repeatable
from iamtui.changes.change import Change, steps, undoing
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.tags import Tag
from tests.support.accounts import accounts, changes, small_account

MODEL = botocore.session.Session().get_service_model("iam")


def check(call: Call) -> None:
    """`call` has parameters of the right names, types, lengths and, where no \\p, patterns."""
    shape = MODEL.operation_model(call.operation).input_shape
    assert shape is not None
    assert set(call.parameters) <= set(shape.members)
    validate_parameters(dict(call.parameters), shape)
    for name, value in call.parameters.items():
        pattern = shape.members[name].metadata.get("pattern")
        if isinstance(value, str) and pattern and "\\p" not in pattern:
            assert re.fullmatch(pattern, value), (name, value)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_calls_and_their_inverses_are_of_the_model(data: st.DataObject) -> None:
    account = data.draw(accounts())
    change = data.draw(changes(account))
    try:
        played = steps(account, change.calls(account))
    except Impossible:
        return

    for call in (*(step.call for step in played), *undoing(played)[0]):
        assert call.operation in OPERATIONS
        check(call)


def test_deleting_a_user_with_one_of_everything_is_of_the_model() -> None:
    for call in DeleteUser("ann").calls(small_account()):
        assert call.operation in OPERATIONS
        check(call)


def test_the_table_holds_only_operations_of_the_model() -> None:
    assert is_repeatable("DeleteUser")
    assert set(OPERATIONS) <= set(MODEL.operation_names)


def test_operations_name_their_target_by_a_required_parameter() -> None:
    for operation in OPERATIONS.values():
        shape = MODEL.operation_model(operation.name).input_shape
        assert shape is not None
        assert operation.target[1] in shape.members


@given(st.text(min_size=1, max_size=10), st.text(max_size=10))
def test_a_tag_is_refused_or_fits_the_pattern_of_the_model(key: str, value: str) -> None:
    change: Change = Tag(Entity(EntityKind.USER, "ann"), key, value)
    try:
        calls = change.calls(small_account())
    except Impossible:
        assert any(not _may_be_in_a_tag(c) for c in key + value) or (
            key + " " + value
        ).lower().count("aws:")
        return

    assert all(_may_be_in_a_tag(character) for character in key + value)
    for call in calls:
        check(call)


def _may_be_in_a_tag(character: str) -> bool:
    return unicodedata.category(character)[0] in "LZN" or character in "_.:/=+-@"
