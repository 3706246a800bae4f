"""Editing a policy's text: what is not meant stays as it is written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.writing import add_statement, pretty, remove_statement, replace_statement

ONE = '{"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["a", "b"]}'
TWO = '{"Effect": "Deny", "Action": "*", "Resource": "*"}'
SHORT = '{"Version": "2012-10-17", "Statement": [' + ONE + "]}"
TIGHT = '{"Statement":[{"Effect":"Allow"}],"Version":"2012-10-17"}'
LONG = """{
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "s3:GetObject",
      "Resource": [
        "a",
        "b"
      ]
    }
  ],
  "Id": "caf\\u00e9"
}
"""
STATEMENTS = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Action": st.text() | st.lists(st.text())}
)


def test_a_statement_is_added_on_the_same_line() -> None:
    assert add_statement(SHORT, TWO) == SHORT[:-2] + ", " + TWO + "]}"
    assert add_statement(TIGHT, '{"Effect": "Deny"}') == (
        '{"Statement":[{"Effect":"Allow"},{"Effect":"Deny"}],"Version":"2012-10-17"}'
    )


def test_a_statement_is_added_on_lines_of_its_own() -> None:
    added = add_statement(LONG, TWO)
    new = (
        '    },\n    {\n      "Effect": "Deny",\n      "Action": "*",\n      "Resource": "*"\n    }'
    )
    assert added == LONG.replace("    }", new)


def test_a_lone_statement_becomes_a_list() -> None:
    lone = '{"Version": "2012-10-17", "Statement": ' + ONE + "}"
    assert add_statement(lone, TWO) == SHORT[:-2] + ", " + TWO + "]}"
    spread = add_statement(pretty(lone), TWO)
    assert spread == pretty(spread)
    assert len(json.loads(spread)["Statement"]) == 2


def test_an_empty_list_takes_a_statement() -> None:
    assert add_statement('{"Statement": []}', TWO) == '{"Statement": [' + TWO + "]}"
    spread = add_statement('{\n    "Statement": []\n}\n', TWO)
    assert spread == pretty(spread)


def test_a_statement_is_replaced_where_it_stands() -> None:
    assert replace_statement(SHORT, 0, TWO) == SHORT.replace(ONE, TWO)
    assert json.loads(replace_statement(LONG, 0, TWO))["Statement"] == [json.loads(TWO)]
    assert '"Id": "caf\\u00e9"' in replace_statement(LONG, 0, TWO)


def test_what_was_added_can_be_removed() -> None:
    for text in (SHORT, TIGHT, LONG, pretty(SHORT)):
        added = add_statement(text, TWO)
        assert remove_statement(added, 1) == text
        rest = json.loads(remove_statement(added, 0))
        assert rest == {**json.loads(text), "Statement": [json.loads(TWO)]}
        assert json.loads(remove_statement(text, 0))["Statement"] == []


def test_pretty_keeps_order_spelling_and_line_ends() -> None:
    assert pretty(LONG, indent=2) == LONG
    assert pretty('{"b":\r\n1.50,"a":[],"c":{}}') == (
        '{\r\n    "b": 1.50,\r\n    "a": [],\r\n    "c": {}\r\n}\r\n'
    )


@pytest.mark.parametrize("text", ["", "{", "[]", '{"Version": "2012-10-17"}', '{"a": 1, "a": 2}'])
def test_what_is_no_policy_is_not_edited(text: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        add_statement(text, TWO)


def test_what_is_no_statement_is_not_put_in() -> None:
    with pytest.raises(ValueError, match="object"):
        add_statement(SHORT, "[]")
    with pytest.raises(ValueError, match="no statement 1"):
        remove_statement(SHORT, 1)
    with pytest.raises(ValueError, match="no statement -1"):
        replace_statement(SHORT, -1, TWO)


@given(st.lists(STATEMENTS, min_size=1, max_size=4), STATEMENTS, st.sampled_from([None, 1, 4]))
def test_edits_do_what_they_say(
    statements: list[dict[str, object]], new: dict[str, object], indent: int | None
) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=indent)
    added = json.dumps(new)
    assert json.loads(add_statement(text, added))["Statement"] == [*statements, new]
    assert add_statement(text, added) == json.dumps(
        {"Version": "2012-10-17", "Statement": [*statements, new]}, indent=indent
    )
    for index in range(len(statements)):
        rest = statements[:index] + statements[index + 1 :]
        assert json.loads(remove_statement(text, index))["Statement"] == rest
        changed = [*statements[:index], new, *statements[index + 1 :]]
        assert json.loads(replace_statement(text, index, added))["Statement"] == changed
    assert json.loads(pretty(text)) == json.loads(text)
