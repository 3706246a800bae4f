"""What is not imported when iamtui starts, seen in a fresh process.

The static contracts in pyproject.toml cannot tell an import at the top from one in a function.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

AWS = {"boto3", "botocore", "s3transfer"}
KEYRING = {"keyring", "secretstorage", "jeepney", "cryptography"}
MOCK = {"moto", "werkzeug", "responses", "requests"}
SCREEN = {"textual", "rich"}
LATE = AWS | KEYRING | MOCK | {"pyotp"}
"""What may be imported after the first frame only."""

PROGRAM = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print("\\n".join({name.partition(".")[0] for name in sys.modules}))
"""


def imported_by(*modules: str) -> set[str]:
    """The top-level packages that are there after importing `modules`."""
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM, *modules], capture_output=True, text=True, check=True
    )
    return set(answer.stdout.split())


def test_the_command_line_starts_without_any_library() -> None:
    assert not imported_by("iamtui.cli") & (LATE | SCREEN)


def test_the_first_frame_comes_before_aws_keyring_and_mock() -> None:
    there = imported_by("iamtui.cli", "iamtui.ui.app", "iamtui.ui.sessions.opening")
    assert "textual" in there
    assert not there & LATE


@pytest.mark.parametrize("room", ["policy", "account", "access", "changes"])
def test_a_pure_room_is_a_library_of_its_own(room: str) -> None:
    assert not imported_by(*modules_of(room)) & (LATE | SCREEN | {"asyncio"})


@pytest.mark.parametrize("room", ["vault", "execution"])
def test_below_the_screens_nothing_needs_a_screen(room: str) -> None:
    assert not imported_by(*modules_of(room)) & (SCREEN | AWS | MOCK)


def test_the_mock_needs_no_screen_and_no_keyring() -> None:
    assert not imported_by("iamtui.mock.server") & {"textual", "keyring"}


def modules_of(room: str) -> list[str]:
    """The names of all modules of a room."""
    import importlib
    import pkgutil

    package = importlib.import_module(f"iamtui.{room}")
    found = pkgutil.walk_packages(package.__path__, f"iamtui.{room}.")
    return [package.__name__, *(module.name for module in found)]
