"""MFA codes against the mock: one code starts one session, whoever asks, and whatever the clock."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iamtui.account.call import Call
from iamtui.aws.backend import Cancel, Cancelled
from iamtui.aws.credentials import Keys
from iamtui.aws.errors import ConnectionBroke, NoConnection, WrongCode
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.errors import RefusedError
from iamtui.execution.mfa import MfaBroker
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed, TypedCodeInvalid
from iamtui.vault.ledger import Ledger
from tests.support.mock_server import RunningMock, code_at, mock_server

pytestmark = pytest.mark.slow
NOBODY = "http://127.0.0.1:1"
CLAIMS = """
import sys, time
from iamtui.secret import Secret
from iamtui.vault.ledger import Ledger
Ledger().claim_typed(sys.argv[1], Secret(sys.argv[2]), time.time() + float(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def served() -> Iterator[RunningMock]:
    with mock_server("empty") as mock:
        yield mock


# AWS takes signatures that are up to 15 minutes off, 30 windows either way.
WINDOWS = itertools.count(-27)


@pytest.fixture
def mock(served: RunningMock) -> Iterator[RunningMock]:
    """The mock early in a window that no test used before."""
    to_second(served, 5)
    yield served
    next(WINDOWS)
    served.clear_faults()


def to_second(served: RunningMock, second: float) -> None:
    """Set the mock's clock to `second` of a later 30-second window than ever before."""
    served.set_clock_ahead(second - time.time() % 30 + 30 * next(WINDOWS))


def backend(mock: RunningMock, url: str = "") -> LiveBackend:
    target = Target(
        "mock",
        TargetKind.MOCK,
        CredentialSource.GIVEN,
        endpoint_url=url or mock.endpoint_url,
        mfa_serial=mock.ready.mfa_serial,
    )
    return open_backend(
        target, Keys(mock.ready.access_key_id, Secret(mock.ready.secret_access_key))
    )


def broker(reached: LiveBackend, mock: RunningMock, ledger: Ledger | None = None) -> MfaBroker:
    seed = Secret(mock.ready.mfa_seed)
    return MfaBroker(
        reached, lambda s: seed if s == mock.ready.mfa_serial else None, ledger or Ledger()
    )


def their_code(mock: RunningMock, reached: LiveBackend) -> str:
    reached.identity()
    offset = reached.clock_offset
    assert offset is not None
    return code_at(mock.ready.mfa_seed, datetime.now(UTC) + offset)


def test_a_code_of_the_seed_starts_a_session_by_the_clock_of_aws(mock: RunningMock) -> None:
    reached = backend(mock)
    reached.identity()
    session = broker(reached, mock).start_from_seed(mock.ready.mfa_serial, Cancel())
    assert session.serial == mock.ready.mfa_serial
    assert timedelta(hours=11) < session.expires - session.started
    assert reached.mfa_session == session
    assert reached.identity().user_name is not None


def test_a_typed_code_starts_a_session(mock: RunningMock) -> None:
    reached = backend(mock)
    typed = their_code(mock, reached)
    broker(reached, mock).start_typed(mock.ready.mfa_serial, f"{typed[:3]} {typed[3:]}")
    assert reached.mfa_session is not None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６"])
def test_what_is_no_code_is_not_sent(mock: RunningMock, typed: str) -> None:
    mock.reset_calls()
    with pytest.raises(TypedCodeInvalid):
        broker(backend(mock), mock).start_typed(mock.ready.mfa_serial, typed)
    assert "GetSessionToken" not in mock.calls()


def test_a_wrong_code_is_told_and_starts_nothing(mock: RunningMock) -> None:
    reached = backend(mock)
    right = their_code(mock, reached)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    with pytest.raises(WrongCode):
        broker(reached, mock).start_typed(mock.ready.mfa_serial, wrong)
    assert reached.mfa_session is None


def test_a_code_is_sent_once(mock: RunningMock) -> None:
    reached = backend(mock)
    typed = their_code(mock, reached)
    asking = broker(reached, mock)
    asking.start_typed(mock.ready.mfa_serial, typed)
    mock.reset_calls()
    with pytest.raises(CodeAlreadyUsed):
        asking.start_typed(mock.ready.mfa_serial, typed)
    assert "GetSessionToken" not in mock.calls()


def test_a_code_that_another_process_used_is_not_sent(mock: RunningMock) -> None:
    reached = backend(mock)
    typed = their_code(mock, reached)
    offset = reached.clock_offset
    assert offset is not None
    arguments = [mock.ready.mfa_serial, typed, str(offset.total_seconds())]
    subprocess.run([sys.executable, "-c", CLAIMS, *arguments], check=True)
    mock.reset_calls()
    with pytest.raises(CodeAlreadyUsed):
        broker(reached, mock).start_typed(mock.ready.mfa_serial, typed)
    assert "GetSessionToken" not in mock.calls()


def test_a_code_that_never_left_is_given_back(mock: RunningMock) -> None:
    reached = backend(mock)
    typed = their_code(mock, reached)
    asking = broker(backend(mock, NOBODY), mock)
    for _ in range(2):
        with pytest.raises(NoConnection):
            asking.start_typed(mock.ready.mfa_serial, typed)
    broker(reached, mock).start_typed(mock.ready.mfa_serial, typed)


def test_a_code_whose_answer_was_lost_is_not_given_back(mock: RunningMock) -> None:
    reached = backend(mock)
    typed = their_code(mock, reached)
    asking = broker(reached, mock)
    mock.fault("GetSessionToken", "lost")
    with pytest.raises(ConnectionBroke):
        asking.start_typed(mock.ready.mfa_serial, typed)
    with pytest.raises(CodeAlreadyUsed):
        asking.start_typed(mock.ready.mfa_serial, typed)


def test_the_next_code_is_waited_for_where_this_one_was_used(mock: RunningMock) -> None:
    to_second(mock, 25)
    reached = backend(mock)
    reached.identity()
    asking = broker(reached, mock)
    first = asking.start_from_seed(mock.ready.mfa_serial, Cancel())
    told: list[float] = []
    second = asking.start_from_seed(mock.ready.mfa_serial, Cancel(), told.append)
    assert second.started > first.started
    assert told
    assert all(0 < left <= 30 for left in told)


def test_the_next_code_is_waited_for_where_this_one_is_about_to_end(mock: RunningMock) -> None:
    to_second(mock, 28.5)
    reached = backend(mock)
    reached.identity()
    told: list[float] = []
    broker(reached, mock).start_from_seed(mock.ready.mfa_serial, Cancel(), told.append)
    assert told


def test_waiting_can_be_cancelled_and_sends_nothing(mock: RunningMock) -> None:
    reached = backend(mock)
    reached.identity()
    asking = broker(reached, mock)
    asking.start_from_seed(mock.ready.mfa_serial, Cancel())
    mock.reset_calls()
    cancel = Cancel()
    with pytest.raises(Cancelled):
        asking.start_from_seed(mock.ready.mfa_serial, cancel, lambda _left: cancel.cancel())
    assert "GetSessionToken" not in mock.calls()


def test_without_a_seed_no_code_is_made(mock: RunningMock) -> None:
    asking = broker(backend(mock), mock)
    assert asking.has_seed(mock.ready.mfa_serial)
    assert not asking.has_seed("arn:aws:iam::123456789012:mfa/other")
    with pytest.raises(RefusedError, match="holds no seed"):
        asking.start_from_seed("arn:aws:iam::123456789012:mfa/other", Cancel())


def test_the_ledger_holds_no_code(mock: RunningMock, tmp_path: Path) -> None:
    reached = backend(mock)
    typed = their_code(mock, reached)
    ledger = Ledger(tmp_path / "ledger.json")
    broker(reached, mock, ledger).start_typed(mock.ready.mfa_serial, typed)
    assert typed not in ledger.path.read_text()
    assert ledger.path.stat().st_mode & 0o777 == 0o600


def test_writes_go_out_in_the_session(mock: RunningMock) -> None:
    reached = backend(mock)
    reached.identity()
    broker(reached, mock).start_from_seed(mock.ready.mfa_serial, Cancel())
    name = reached.identity().user_name or ""
    reached.send(Call("TagUser", {"UserName": name, "Tags": [{"Key": "a", "Value": "b"}]}))
