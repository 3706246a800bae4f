"""Codes by RFC 6238, seeds as people paste them, codes as people type them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.secret import Secret
from iamtui.vault.errors import SecretRefused, TypedCodeInvalid
from iamtui.vault.totp import (
    STEP,
    clean_seed,
    code_at,
    counter_at,
    seconds_to_next,
    seconds_to_wait,
    typed_code,
)

# RFC 6238, appendix B: the ASCII key "12345678901234567890"; the table shows eight digits, of
# which the last six are the six-digit code.
RFC_SEED = Secret(base64.b32encode(b"12345678901234567890").decode())
RFC_TABLE = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]

moments = st.floats(min_value=0, max_value=4e9, allow_nan=False)


@pytest.mark.parametrize(("now", "eight_digits"), RFC_TABLE)
def test_codes_are_those_of_the_rfc(now: int, eight_digits: str) -> None:
    assert code_at(RFC_SEED, now).text.reveal() == eight_digits[-6:]


@settings(deadline=None)
@given(moments)
def test_a_code_holds_for_its_step(now: float) -> None:
    code = code_at(RFC_SEED, now)
    assert code.counter == counter_at(now)
    assert 0 < code.seconds_left <= STEP
    assert code_at(RFC_SEED, code.counter * STEP).text == code.text
    assert code_at(RFC_SEED, code.counter * STEP + 29.9).text == code.text


@settings(deadline=None)
@given(moments)
def test_a_code_is_waited_for_in_the_last_three_seconds_only(now: float) -> None:
    wait = seconds_to_wait(now)
    assert wait == (seconds_to_next(now) if now % STEP > 27 else 0)


@settings(deadline=None)
@given(st.binary(min_size=14, max_size=64), st.data())
def test_a_seed_is_cleaned_however_it_is_grouped(key: bytes, data: st.DataObject) -> None:
    seed = base64.b32encode(key).decode().rstrip("=")
    blanks = st.sampled_from(["", "", " ", "\n", "\u00a0"])
    typed = "".join(char + data.draw(blanks) for char in seed)
    typed = typed.lower() if data.draw(st.booleans()) else typed + "="
    assert clean_seed(Secret(typed)) == Secret(seed)


@pytest.mark.parametrize(
    "text", ["", "AAAA", "A" * 31 + "1", "otpauth://totp/x?secret=" + "A" * 32, "é" * 32, "123456"]
)
def test_what_is_no_seed_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(SecretRefused) as refused:
        clean_seed(Secret(text))
    assert refused.value.__context__ is None
    assert not text or text not in str(refused.value)


def test_a_code_is_not_printed() -> None:
    code = code_at(RFC_SEED, 59)
    assert "287082" not in repr(code)


@pytest.mark.parametrize("text", ["123456", "123 456", " 123456\n", "12 34 56", "123\u00a0456"])
def test_a_typed_code_may_have_blanks(text: str) -> None:
    assert typed_code(text) == Secret("123456")


@pytest.mark.parametrize(
    "text",
    ["", "12345", "1234567", "12345a", "123-456", "１２３４５６", "12345²", "+12345", "１23456"],
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(TypedCodeInvalid, match="six digits"):
        typed_code(text)
