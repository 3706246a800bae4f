"""Two typed codes: what is taken, and the one sentence for each that is not."""

from __future__ import annotations

import pytest

from iamtui.secret import Secret
from iamtui.vault.errors import TypedCodeInvalid
from iamtui.vault.totp import code_at
from iamtui.vault.typed_pair import TypedPair

SEED = Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
# The start of a step.
NOW = 1_772_366_400.0


def code(steps: int) -> str:
    return code_at(SEED, NOW + 30 * steps).text.reveal()


def spaced(text: str) -> str:
    return f" {text[:3]} {text[3:]} "


@pytest.mark.parametrize("seed", [SEED, None])
def test_a_code_of_each_window_makes_a_pair(seed: Secret | None) -> None:
    pair = TypedPair(seed)

    assert pair.take(spaced(code(0)), NOW + 10) is None
    assert pair.has_first
    assert pair.seconds_to_second(NOW + 10) == 20
    assert pair.seconds_to_second(NOW + 31) == 0
    assert pair.take(spaced(code(1)), NOW + 31) == (Secret(code(0)), Secret(code(1)))


@pytest.mark.parametrize("seed", [SEED, None])
def test_the_first_code_again_is_refused_and_the_first_stays(seed: Secret | None) -> None:
    pair = TypedPair(seed)
    pair.take(code(0), NOW)
    with pytest.raises(TypedCodeInvalid, match="first code again"):
        pair.take(code(0), NOW + 5)

    assert pair.take(code(1), NOW + 30) is not None


def test_a_code_of_another_device_is_refused_and_the_first_stays() -> None:
    pair = TypedPair(SEED)
    with pytest.raises(TypedCodeInvalid, match="no code of this device"):
        pair.take("000000", NOW)
    pair.take(code(0), NOW)
    with pytest.raises(TypedCodeInvalid, match="no code of this device"):
        pair.take("000000", NOW + 30)

    assert pair.take(code(1), NOW + 31) is not None


@pytest.mark.parametrize("seed", [SEED, None])
def test_after_a_missed_window_the_last_code_is_the_first(seed: Secret | None) -> None:
    pair = TypedPair(seed)
    pair.take(code(0), NOW)
    late = 2 if seed else 3
    with pytest.raises(TypedCodeInvalid, match="do not follow each other"):
        pair.take(code(late), NOW + 30 * late)

    moment = NOW + 30 * (late + 1)
    assert pair.take(code(late + 1), moment) == (Secret(code(late)), Secret(code(late + 1)))


def test_an_older_code_than_the_first_is_told_apart() -> None:
    pair = TypedPair(SEED)
    pair.take(code(0), NOW)
    with pytest.raises(TypedCodeInvalid, match="older than the first"):
        pair.take(code(-1), NOW)


def test_codes_that_come_too_late_are_asked_for_anew() -> None:
    pair = TypedPair(SEED)
    pair.take(code(0), NOW)
    with pytest.raises(TypedCodeInvalid, match="too late: they were shown 4 minutes ago"):
        pair.take(code(1), NOW + 30 * 9)

    assert not pair.has_first


@pytest.mark.parametrize(
    ("steps", "words"),
    [(10, "5 minutes ahead"), (-10, "5 minutes behind"), (3, "90 seconds ahead")],
)
def test_a_phone_whose_clock_is_off_is_told(steps: int, words: str) -> None:
    with pytest.raises(TypedCodeInvalid, match=f"clock of the phone is {words}"):
        TypedPair(SEED).take(code(steps), NOW)


@pytest.mark.parametrize("typed", ["", "12345", "12345a", "١٢٣٤٥٦"])
def test_only_six_digits_are_a_code(typed: str) -> None:
    with pytest.raises(TypedCodeInvalid, match="six digits"):
        TypedPair().take(typed, NOW)
