"""Whether one is MFA-authenticated, as the header and the window of `i` say it; typed codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

import pytest

from iamtui.aws.backend import Backend, MfaSession, Signing
from iamtui.aws.mfa_codes import MfaCodeNeeded
from iamtui.ui.mfa.typed_codes import KEPT, TypedCodes
from iamtui.ui.sessions.role_words import plans_in_words
from iamtui.ui.sessions.words import mfa_sentence, mfa_words
from tests.support.accounts import NOW, arn

HOUR = timedelta(hours=1)
DEVICE = arn("mfa", "ann")


@dataclass
class Signed:
    """What calls are signed with."""

    signing: Signing
    mfa_session: MfaSession | None = None


def signed(has_mfa: bool | None, left: timedelta | None) -> Backend:
    expires = NOW + left if left is not None else None
    started = MfaSession(DEVICE, NOW - HOUR, NOW + HOUR) if has_mfa else None
    return cast(Backend, Signed(Signing(has_mfa, expires), started))


@pytest.mark.parametrize(
    ("has_mfa", "left", "short", "full"),
    [
        (True, HOUR, "MFA 1h00m", "gave a code 1h00m ago, until 2026-03-01 13:00 UTC"),
        (False, None, "no MFA", "none; M gives a code"),
        (False, HOUR, "no MFA 1h00m", "none, until 2026-03-01 13:00 UTC; M gives a code"),
        (None, None, "MFA unknown", "not known: the session was started elsewhere"),
        (None, HOUR, "MFA unknown 1h00m", "started elsewhere, until"),
        (False, -HOUR, "session ended", "the session has ended; M begins another"),
    ],
)
def test_an_unknown_is_shown_as_unknown(
    has_mfa: bool | None, left: timedelta | None, short: str, full: str
) -> None:
    backend = signed(has_mfa, left)
    assert mfa_words(backend, NOW) == short
    assert full in mfa_sentence(backend, NOW)


def test_a_typed_code_is_taken_once_and_not_for_long() -> None:
    moment = 0.0
    codes = TypedCodes(lambda: moment)
    codes.put(DEVICE, "123456")
    with pytest.raises(MfaCodeNeeded):
        codes("other", "")
    assert codes(DEVICE, "") == "123456"
    with pytest.raises(MfaCodeNeeded) as needed:
        codes(DEVICE, "AWS did not take it.")
    assert (needed.value.serial, needed.value.why) == (DEVICE, "AWS did not take it.")
    codes.put(DEVICE, "654321")
    moment = KEPT + 1
    with pytest.raises(MfaCodeNeeded):
        codes(DEVICE, "")
    assert "654321" not in repr(vars(codes))


def test_both_ways_to_assume_a_role_are_told() -> None:
    both = plans_in_words(14_400, own_key=True, mfa=None)
    assert "one code" in both
    assert "longest session: 4 h" in both
    session = MfaSession(DEVICE, NOW, NOW + HOUR)
    assert "no further code" in plans_in_words(None, own_key=True, mfa=session)
    chained = plans_in_words(None, own_key=False, mfa=session)
    assert "1 h at most" in chained
    assert "not known here" in chained
