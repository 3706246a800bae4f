"""The filter's language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.ui.filter import (
    Comparison,
    Filter,
    Term,
    Value,
    Word,
    number_test,
    parse,
    text_test,
    told_apart,
)
from iamtui.ui.kinds import KINDS

USERS, GROUPS, ROLES, POLICIES, KEYS, DEVICES, PROFILES = KINDS


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", ()),
        ("   ", ()),
        ("Ann", (Word("ann"),)),
        ("ann ops", (Word("ann"), Word("ops"))),
        ("!ann", (Word("ann", negated=True),)),
        ('"two words"', (Word("two words"),)),
        ('!"two words"', (Word("two words", negated=True),)),
        ('"open', (Word("open"),)),
        ('"mfa:no"', (Word("mfa:no"),)),
        ("!", ()),
        ("groups:Admin*", (Value("groups", "admin*"),)),
        ("group:admin", (Value("groups", "admin"),)),
        ("user:ann", (Value("name", "ann"),)),
        ("mfa:no", (Value("mfa", "no", choice=True),)),
        ("!mfa:no", (Value("mfa", "no", choice=True, negated=True),)),
        ('tags:"cost center"', (Value("tags", "cost center"),)),
        ("mfa:", ()),
        ("age>90", (Comparison("age", ">", 90),)),
        ("!age>=90", (Comparison("age", ">=", 90, negated=True),)),
        ("policies<2", (Comparison("policies", "<", 2),)),
        ("created<=1.5", (Comparison("created", "<=", 1.5),)),
        ("password>2w", (Comparison("password", ">", 14),)),
        ("activity<12h", (Comparison("activity", "<", 0.5),)),
        ("arn:aws:iam::1:user/ann", (Value("arn", "aws:iam::1:user/ann"),)),
        ("<5", (Word("<5"),)),
        ("a@b.c,d+e=f", (Word("a@b.c,d+e=f"),)),
    ],
)
def test_queries_are_read(query: str, terms: tuple[Term, ...]) -> None:
    read = parse(query, USERS)
    assert (read.terms, read.problem) == (terms, "")


def test_age_is_the_age_that_a_kind_has() -> None:
    assert parse("age>90", KEYS).terms == (Comparison("age", ">", 90),)
    assert parse("age>90", ROLES).terms == (Comparison("created", ">", 90),)


def test_arns_can_be_asked_for_where_no_column_shows_them() -> None:
    assert parse("arn:ann", KEYS) == Filter((Value("arn", "ann"),), ("ann",))


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("grps:a", "There is no column grps; there are name, groups, "),
        ("nope>5", "nope> needs a column of figures: activity, age, "),
        ("groups>5", "groups> needs a column of figures: activity, age, "),
        ("age>", "age is compared with a number, or an age such as 12h, 90d, 6mo, 2y."),
        ("age>old", "age is compared with a number, or an age such as 12h, 90d, 6mo, 2y."),
        ("age>-1", "age is compared with a number, or an age such as 12h, 90d, 6mo, 2y."),
    ],
)
def test_what_makes_no_sense_is_told_and_the_rest_still_filters(query: str, sentence: str) -> None:
    read = parse(f"ann {query} mfa:no", USERS)
    assert read.problem.startswith(sentence)
    assert read.terms == (Word("ann"), Value("mfa", "no", choice=True))


def test_what_is_looked_for_is_highlighted() -> None:
    assert parse('Ann !bob groups:ad*min !mfa:no age>9 "a b"', USERS).words == (
        "ann",
        "ad",
        "min",
        "a b",
    )


@pytest.mark.parametrize(
    ("value", "cell", "fits"),
    [
        (Value("c", "min"), "admins, ops", True),
        (Value("c", "admin*"), "admins, ops", True),
        (Value("c", "ops"), "admins, ops", True),
        (Value("c", "op*"), "admins, ops", True),
        (Value("c", "*min"), "admins, ops", False),
        (Value("c", "*mins"), "admins, ops", True),
        (Value("c", "a*s"), "admins, ops", True),
        (Value("c", "dmin*"), "admins, ops", False),
        (Value("c", "*"), "", True),
        (Value("c", "a.*"), "abc", False),
        (Value("c", "active", choice=True), "active", True),
        (Value("c", "active", choice=True), "inactive", False),
        (Value("c", "unknown", choice=True), told_apart("unknown", "denied"), True),
        (Value("c", "denied"), told_apart("unknown", "denied"), True),
        (Value("c", "o"), told_apart("unknown", "denied"), False),
        (Value("c", "*"), told_apart("unknown", "denied"), False),
        (Word("mins"), "admins, ops", True),
        (Word("*"), "admins, ops", False),
    ],
)
def test_values_against_cells(value: Word | Value, cell: str, fits: bool) -> None:
    assert text_test(value)(cell) is fits


@pytest.mark.parametrize("pattern", ["a" + "*a" * 30 + "b", "*" * 40 + "b", "*ab" * 20])
def test_a_value_full_of_stars_is_no_trap(pattern: str) -> None:
    assert text_test(Value("c", pattern))("a, " * 200 + "c") is False


def test_no_figure_is_neither_more_nor_less() -> None:
    for sign in (">", "<", ">=", "<="):
        assert number_test(Comparison("c", sign, 5))(None) is False
    assert number_test(Comparison("c", ">", 5))(float("inf"))
    assert number_test(Comparison("c", ">=", 5))(5)
    assert not number_test(Comparison("c", "<", 5))(5)


FRAGMENTS = st.sampled_from(
    [
        "!",
        ":",
        ">",
        "<",
        ">=",
        '"',
        " ",
        "*",
        "age",
        "mfa",
        "arn",
        "groups",
        "9",
        "d",
        "a",
        "é",
        "ß",
    ]
)


@given(st.text() | st.lists(FRAGMENTS).map("".join), st.sampled_from(KINDS))
def test_any_text_is_a_query(query: str, kind: object) -> None:
    for each in KINDS:
        read = parse(query, each)
        columns = {column.key for column in each.columns} | {"arn"}
        assert all(isinstance(t, Word) or t.column in columns for t in read.terms)
        assert all(read.words)
        assert read.problem == "" or read.problem.endswith(".")


@given(st.lists(st.text("abc-*.", min_size=1).filter(str.strip), max_size=4))
def test_words_are_all_kept(words: list[str]) -> None:
    assert parse(" ".join(words), USERS).terms == tuple(map(Word, words))
