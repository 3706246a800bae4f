"""Pairs of codes: consecutive, of unused steps, and claimed before they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyotp
import pytest

from iamtui.aws.cancel import Cancel
from iamtui.execution.mfa_pair import Pairs
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import code_at

SEED = Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
DEVICE = "arn:aws:iam::123456789012:mfa/ann"
NOW = 1_772_366_400.0


@dataclass
class Time(Cancel):
    """A clock that jumps where somebody waits for it."""

    now: float = NOW

    def __post_init__(self) -> None:
        super().__init__()

    def __call__(self) -> float:
        return self.now

    def waited(self, left: float) -> None:
        self.now += left
        self.cancel()

    def wait(self, seconds: float) -> None:
        """Nothing: `waited` has moved the clock, and the wait is over."""


def pairs(path: Path, time: Time, monkeypatch: pytest.MonkeyPatch) -> Pairs:
    monkeypatch.setattr("iamtui.execution.mfa_pair.time.monotonic", time)
    return Pairs(Ledger(path / "ledger.json"), time, time.waited, time)


def codes(steps: int) -> tuple[Secret, Secret]:
    otp = pyotp.TOTP(SEED.reveal())
    start = int(NOW) + 30 * steps
    return Secret(otp.at(start)), Secret(otp.at(start + 30))


def test_a_seed_gives_the_codes_of_the_last_step_and_of_this(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pairs(tmp_path, Time(), monkeypatch)
    pair = source.from_seed(DEVICE, SEED)

    assert (pair.first, pair.second) == codes(-1)
    assert pair.parameters == {
        "AuthenticationCode1": pair.first,
        "AuthenticationCode2": pair.second,
    }
    with pytest.raises(CodeAlreadyUsed):
        source.ledger.claim(DEVICE, code_at(SEED, NOW))


def test_after_a_used_code_the_pair_begins_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time()
    source = pairs(tmp_path, time, monkeypatch)
    source.ledger.claim(DEVICE, code_at(SEED, NOW))
    pair = source.from_seed(DEVICE, SEED)

    assert (pair.first, pair.second) == codes(1)
    assert time.now == NOW + 60


def test_no_pair_begins_in_the_last_moments_of_a_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time(NOW + 28)
    pair = pairs(tmp_path, time, monkeypatch).from_seed(DEVICE, SEED)

    assert (pair.first, pair.second) == codes(0)


def test_typed_codes_are_claimed_both_or_neither(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pairs(tmp_path, Time(), monkeypatch)
    first, second = codes(0)
    used = source.ledger.claim_typed(DEVICE, second, NOW)
    with pytest.raises(CodeAlreadyUsed):
        source.from_person(DEVICE, first, second)
    source.ledger.release(used)
    pair = source.from_person(DEVICE, first, second)
    with pytest.raises(CodeAlreadyUsed):
        source.from_person(DEVICE, first, second)

    source.give_back(pair)
    assert source.from_person(DEVICE, first, second).second == second
