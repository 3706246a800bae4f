"""How long a secret is seen: keys as terminals send them, and a clock of the test."""

from __future__ import annotations

import pytest

from iamtui.ui.secret.reveal import LONGEST_SECONDS, SHOWN_SECONDS, Reveal

# X11's default: 660 ms until a held key comes again, then 25 times a second.
DELAY, RATE = 0.66, 0.04


def hold(reveal: Reveal, start: float, seconds: float) -> float:
    """Hold the key for `seconds`; gives the moment at which it came last."""
    now = start
    reveal.press(now)
    now += DELAY
    while now <= start + seconds:
        reveal.press(now)
        now += RATE
    return now - RATE if seconds >= DELAY else start


def test_at_first_nothing_is_seen() -> None:
    assert not Reveal().is_shown(0)
    assert Reveal().left(0) == 0


def test_one_press_shows_it_for_a_set_time() -> None:
    reveal = Reveal()
    reveal.press(100)
    assert reveal.is_shown(100)
    assert reveal.left(104) == SHOWN_SECONDS - 4
    assert reveal.is_shown(100 + SHOWN_SECONDS - 0.1)
    assert not reveal.is_shown(100 + SHOWN_SECONDS)


def test_a_second_press_hides_it_and_a_third_shows_it_again() -> None:
    reveal = Reveal()
    reveal.press(100)
    reveal.press(102)
    assert not reveal.is_shown(102)
    reveal.press(104)
    assert reveal.is_shown(104)


@pytest.mark.parametrize("seconds", [1, 5, 20])
def test_a_held_key_shows_it_until_it_is_let_go(seconds: float) -> None:
    reveal = Reveal()
    last = hold(reveal, 100, seconds)
    assert reveal.is_shown(last)
    assert not reveal.is_shown(last + 1)


def test_a_key_that_is_held_for_ever_does_not_show_it_for_ever() -> None:
    reveal = Reveal()
    last = hold(reveal, 100, LONGEST_SECONDS + 20)
    assert not reveal.is_shown(last)
    assert not reveal.is_shown(100 + LONGEST_SECONDS)
    reveal.press(last + 2)
    assert reveal.is_shown(last + 2)


def test_hidden_is_hidden() -> None:
    reveal = Reveal()
    reveal.press(100)
    reveal.hide()
    assert not reveal.is_shown(100)
