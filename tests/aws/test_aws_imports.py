"""What screens look into at start imports no library that is slow to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = ("boto3", "botocore", "keyring", "moto", "urllib3")
AT_START = ("backend", "cancel", "codes", "errors", "target", "aws_files", "session", "memory")

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("module", AT_START)
def test_modules_for_the_start_are_cheap(module: str) -> None:
    program = (
        f"import sys, iamtui.aws.{module}\n"
        f"print(*[name for name in {SLOW!r} if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []
