"""What is said of passphrases: how soon they are guessed, and no part of them."""

from __future__ import annotations

import pytest

from iamtui.secret import Secret
from iamtui.vault.passphrase import Strength, strength


@pytest.mark.parametrize("weak", ["", "a", "password", "iamtui2026", "qwertyuiop", "aaaaaaaaaaaa"])
def test_a_weak_passphrase_is_not_enough(weak: str) -> None:
    found = strength(Secret(weak))
    assert not found.enough
    assert found.score < 3


@pytest.mark.parametrize(
    "strong", ["Kx9#vTq2!mWz7", "wren cobalt thimble quarry", "日本語のとても長い合言葉です"]
)
def test_a_strong_passphrase_is_enough(strong: str) -> None:
    assert strength(Secret(strong)).enough


def test_more_is_never_worse() -> None:
    digits = [strength(Secret("Kx9#vTq2!mWz7"[:length])).digits for length in range(14)]
    assert digits == sorted(digits)


def test_a_very_long_one_is_taken() -> None:
    assert strength(Secret("correct horse battery staple " * 100)).enough


def test_nothing_said_holds_a_part_of_it() -> None:
    found = strength(Secret("canaryword1"))
    assert "canary" not in f"{found!r} {found.sentence}"


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        (1.0, "no time"),
        (4.0, "1 second"),
        (6.2, "3 minutes"),
        (7.6, "1 hour"),
        (9.5, "4 days"),
        (12.0, "3 years"),
        (20.0, "thousands of years"),
    ],
)
def test_the_time_is_in_words(digits: float, words: str) -> None:
    assert words in Strength(digits, 0, "").sentence
