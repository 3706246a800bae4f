"""A JSON object in slices: the same values as the standard library's, each with its own text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.json_slices import Malformed, Number, Slice, members

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(st.text(), values, max_size=5)


def plain(value: object) -> object:
    """A value as `json.loads` gives it, numbers as their text."""
    if isinstance(value, Slice):
        return plain(value.value)
    if isinstance(value, Number):
        return ("number", value.text)
    if isinstance(value, list):
        return [plain(each) for each in value]
    return {key: plain(each) for key, each in value.items()} if isinstance(value, dict) else value


def loaded(text: str) -> object:
    def number(written: str) -> tuple[str, str]:
        return ("number", written)

    return json.loads(text, parse_int=number, parse_float=number)


@given(objects, st.sampled_from([None, 0, 2]), st.booleans())
def test_the_values_are_those_of_the_standard_library(
    made: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(made, indent=indent, ensure_ascii=ascii_only)
    found = members(f" {text}\n")
    assert {name: plain(each) for name, each in found.items()} == loaded(text)


@given(objects)
def test_each_value_knows_its_text(made: dict[str, object]) -> None:
    text = json.dumps(made, indent=1)
    todo = list(members(text).values())
    while todo:
        each = todo.pop()
        assert loaded(text[each.start : each.end]) == plain(each)
        if isinstance(each.value, list):
            todo.extend(each.value)


@given(st.text(alphabet='{}[]",:\\ 1ae.-\n', max_size=24))
def test_what_is_no_json_object_is_refused(text: str) -> None:
    try:
        known = json.loads(text)
    except ValueError:
        known = None
    if not isinstance(known, dict):
        with pytest.raises(Malformed):
            members(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 1}}',
        '{"a": NaN}',
        '{"a": [1,]}',
        '{"a": [1}',
        '{"a": 1,}',
        "{} x",
        '{"a": ' + "[" * 100_000,
        '{"a": ' + '{"a":' * 100_000,
    ],
)
def test_what_the_standard_library_lets_pass_is_refused_too(text: str) -> None:
    with pytest.raises(Malformed):
        members(text)
