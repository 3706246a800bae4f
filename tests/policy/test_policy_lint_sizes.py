"""How long a policy may be, by what it belongs to."""

from __future__ import annotations

import pytest

from iamtui.policy import Severity
from iamtui.policy.holder import LIMITS, Holder, size
from iamtui.policy.lint import lint


def of_size(characters: int) -> str:
    """A policy of so many characters without white space, and with a lot of white space."""
    start, end = '{"Version":"2012-10-17","Id":"', '","Statement":[]}'
    return start + "a" * (characters - len(start) - len(end)) + end + " \n" * 5000


def severities(characters: int, holder: Holder | None) -> set[Severity]:
    """How bad the length is."""
    found = lint(of_size(characters), holder=holder)
    return {each.severity for each in found if "SIZE" in each.code}


@pytest.mark.parametrize("holder", Holder)
def test_the_limit_is_allowed_and_one_more_is_not(holder: Holder) -> None:
    most = LIMITS[holder].most
    assert size(of_size(most)) == most
    assert severities(most, holder) == {Severity.WARNING}
    assert severities(most + 1, holder) == {Severity.ERROR}
    assert severities(LIMITS[holder].usual // 2, holder) == set()


def test_a_long_trust_policy_needs_a_raised_quota() -> None:
    assert severities(2049, Holder.TRUST) == {Severity.WARNING}


def test_without_a_holder_length_is_not_looked_at() -> None:
    assert severities(100_000, None) == set()
