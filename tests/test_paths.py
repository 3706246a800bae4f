"""Lock files: held by one at a time, and never waited for without end."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path

import pytest

from iamtui.paths import locked

HOLDING = """
import sys
from pathlib import Path
from iamtui.paths import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_lock_that_others_keep_ends_at_the_deadline(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    with (
        locked(path),
        pytest.raises(TimeoutError, match="another process holds its lock") as late,
        locked(path, seconds=0.01),
    ):
        pytest.fail("was held twice")
    assert late.value.errno == errno.ETIMEDOUT
    assert late.value.filename == str(path)


def test_a_lock_is_free_after_the_block_and_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.lock"
    with pytest.raises(KeyError), locked(path):
        raise KeyError
    with locked(path, seconds=0):
        pass
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_a_lock_is_free_when_its_holder_was_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdin=pipe, stdout=pipe, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(TimeoutError), locked(path, seconds=0.01):
            pytest.fail("was held twice")
        holder.kill()
        holder.wait()
        with locked(path):
            pass
