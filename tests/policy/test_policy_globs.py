"""Wildcard patterns against a naive reference, and sets of texts against brute force."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.globs import Wild, covers, glob, intersects, matcher

_PATTERNS = st.text(alphabet="ab*?", max_size=5)
_TEXTS = ["".join(letters) for size in range(6) for letters in product("ab", repeat=size)]


def _reference(pattern: str, text: str) -> bool:
    expression = "".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


@given(st.text(alphabet="ab*?.[\n", max_size=8), st.text(alphabet="ab.[\n", max_size=8))
def test_matches_as_a_naive_matcher_does(pattern: str, text: str) -> None:
    assert matcher(glob(pattern))(text) == _reference(pattern, text)


@given(_PATTERNS, _PATTERNS)
def test_intersection_is_a_common_text(one: str, other: str) -> None:
    common = any(_reference(one, text) and _reference(other, text) for text in _TEXTS)
    found = intersects(glob(one), glob(other))
    assert found or not common
    if not found:
        assert not common
    elif len(one.replace("*", "")) + len(other.replace("*", "")) <= 5:
        assert common


@given(_PATTERNS, _PATTERNS)
def test_a_covering_pattern_matches_all_that_the_covered_one_matches(
    wide: str, narrow: str
) -> None:
    if covers(glob(wide), glob(narrow)):
        assert all(_reference(wide, text) for text in _TEXTS if _reference(narrow, text))


def test_covering_is_found_in_the_plain_cases() -> None:
    for wide, narrow in [("*", "a*"), ("a*", "a*b"), ("a*", "ab"), ("a?", "ab"), ("*a*", "ba?")]:
        assert covers(glob(wide), glob(narrow)), (wide, narrow)
    for wide, narrow in [("a*", "*"), ("a?", "a*"), ("ab", "a?"), ("a?*", "a*")]:
        assert not covers(glob(wide), glob(narrow)), (wide, narrow)


def test_a_wildcard_of_a_part_stops_at_a_colon() -> None:
    part = ("a", Wild.ANY_PART, "b")
    assert matcher(part)("axb")
    assert not matcher(part)("ax:b")
    assert not covers(part, glob("a*b"))
    assert covers(glob("a*b"), part)
    assert intersects(part, glob("a*b"))
