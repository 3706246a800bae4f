"""The JSON reader: the values of `json.loads`, with places, and something for every text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.json_positions import (
    MAX_DEPTH,
    JsonArray,
    JsonObject,
    JsonScalar,
    JsonValue,
    Text,
    place,
    scan,
)

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
_JSON_LIKE = st.text(alphabet='{}[]:,"\\ \n\tab01.-etrufalsn')


def _plain(value: JsonValue | None) -> object:
    if isinstance(value, Text):
        return value.value
    if isinstance(value, JsonScalar):
        return json.loads(value.text)
    if isinstance(value, JsonArray):
        return [_plain(item) for item in value.items]
    if isinstance(value, JsonObject):
        return {member.key.value: _plain(member.value) for member in value.members}
    raise AssertionError("no value was read")


@given(_VALUES, st.sampled_from([None, 2]), st.booleans())
def test_reads_what_the_standard_library_reads(
    value: object, indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found, problems = scan(text)
    assert problems == ()
    assert _plain(found) == json.loads(text)


@given(st.text() | _JSON_LIKE)
def test_finds_a_problem_exactly_where_the_standard_library_refuses(text: str) -> None:
    found, problems = scan(text)
    try:
        expected = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse)
    except ValueError:
        assert problems
    else:
        assert problems == ()
        assert _plain(found) == expected


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("repeated")
    return dict(pairs)


def _refuse(text: str) -> object:
    raise ValueError(text)


@given(st.text() | _JSON_LIKE)
def test_every_value_stands_inside_the_text(text: str) -> None:
    found, problems = scan(text)
    assert all(0 <= problem.offset <= len(text) for problem in problems)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)


def test_tells_where_values_stand() -> None:
    text = '{\n  "Action": ["s3:*",\n    "iam:*"]\n}'
    found, _ = scan(text)
    assert isinstance(found, JsonObject)
    actions = found.members[0].value
    assert isinstance(actions, JsonArray)
    second = actions.items[1]
    assert place(text, second.start) == (3, 5)
    assert text[second.start : second.end] == '"iam:*"'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,}', "comma stands before"),
        ('{"a" 1}', "colon is missing"),
        ('{"a": 1 "b": 2}', "comma is missing"),
        ('{"a": }', "value is missing"),
        ('{"a": 1, "a": 2}', "repeated"),
        ('["abc', "no closing quote"),
        ('["\\x"]', "escape"),
        ("[1", "never closed"),
        ("[tru]", "Unexpected text"),
        ("[01]", "Unexpected text"),
        ("{} {}", "after the end"),
        ("", "value is missing"),
        ("[" * (MAX_DEPTH + 1), "levels deep"),
    ],
)
def test_names_what_is_wrong(text: str, message: str) -> None:
    assert any(message in problem.message for problem in scan(text).problems)


def test_gives_what_could_be_read_of_a_half_typed_text() -> None:
    found, problems = scan('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Act')
    assert problems
    assert isinstance(found, JsonObject)
    statements = found.members[1].value
    assert isinstance(statements, JsonArray)
    statement = statements.items[0]
    assert isinstance(statement, JsonObject)
    assert [member.key.value for member in statement.members] == ["Effect", "Act"]


def test_survives_any_depth() -> None:
    assert scan("[{" * 100_000).problems
