"""A rotation whose terminal goes away in the middle: come back, go on, finish."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mock_people import add_user, allow
from tests.support.mock_server import ROOT, RunningMock, mock_server
from tests.support.tmux import PATIENCE, Tmux, in_tmux

pytestmark = pytest.mark.slow
NAME = "hangup"
# Longer than anything is waited for here, and less than a clock may be off.
UNKNOWN = 50


@pytest.fixture
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as running:
        yield running


def statuses(mock: RunningMock) -> dict[str, str]:
    keys = mock.client("iam").list_access_keys(UserName=NAME)["AccessKeyMetadata"]
    return {key["AccessKeyId"]: key["Status"] for key in keys}


def confirm(tmux: Tmux) -> None:
    """Without an MFA device the Guard asks for the name."""
    tmux.until("To confirm", f"Type {NAME}")
    tmux.type(NAME)
    tmux.press("Enter")


def test_a_dropped_terminal_leaves_a_rotation_that_goes_on(
    mock: RunningMock, tmp_path: Path
) -> None:
    old = add_user(mock, NAME, allow("*")).credentials
    file = tmp_path / ".aws" / "credentials"
    file.parent.mkdir()
    file.write_text(
        f"[work]\naws_access_key_id = {old.access_key_id}\n"
        f"aws_secret_access_key = {old.secret_access_key}\n"
    )
    environ = {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "LANG": os.environ.get("LANG", "C.UTF-8"),
    }
    command = [sys.executable, "-m", "iamtui", "--profile", "work"]
    command += ["--endpoint-url", mock.endpoint_url]
    assert PATIENCE < UNKNOWN
    mock.fault("CreateAccessKey", "propagation", seconds=UNKNOWN)
    (tmp_path / "first").mkdir()
    with in_tmux(command, tmp_path / "first", environ) as tmux:
        tmux.until("Loaded")
        tmux.press("V")
        tmux.until("Enter begins.")
        tmux.press("Enter")
        confirm(tmux)
        tmux.until("0 of 3 passes")
    # The server is gone, and with it the terminal: SIGHUP.
    assert len(statuses(mock)) == 2
    assert file.read_text().count(old.access_key_id) == 1
    mock.set_clock_ahead(UNKNOWN)
    (tmp_path / "second").mkdir()
    with in_tmux(command, tmp_path / "second", environ) as tmux:
        tmux.until("The rotation of the key of hangup broke off", "O goes on.")
        tmux.press("O")
        tmux.until("Enter goes on.")
        tmux.press("Enter")
        confirm(tmux)
        tmux.until("1 of 1 on this machine", "until ")
        tmux.press("n")
        tmux.until("Deactivate the old key now?")
        tmux.press("y")
        confirm(tmux)
        tmux.until("is inactive, and not deleted")
    new = next(key for key in statuses(mock) if key != old.access_key_id)
    assert statuses(mock) == {old.access_key_id: "Inactive", new: "Active"}
    assert f"aws_access_key_id = {new}" in file.read_text().partition("[work]")[2]
