"""A canary: no secret comes out of iamtui, on whatever screen it crashes.

The real app runs in a terminal against the mock, with a key and an MFA seed in its vault and an MFA
session started by a typed code. Keys lead to each screen, and F9 makes it crash with all of these
in local variables, in the exception and in its cause.
"""

from __future__ import annotations

import base64
import json
import os
import select
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.support.crashes import screens
from tests.support.mock_server import ROOT, RunningMock, mock_server
from tests.support.pty_program import (
    ALTERNATE_SCREEN,
    PLAIN_SCREEN,
    Program,
    in_terminal,
    plain_environment,
)
from tests.support.warm_programs import SCREENS

pytestmark = pytest.mark.slow

F9 = b"\x1b[20~"
ENTER = b"\r"
PATIENCE_SECONDS = 30
TYPED_SECRET = "CanaryCanaryCanaryCanaryCanaryCanary1234"
TYPED_SEED = "CANARYCANARYCANARYCANARYCANARY234567"

# From the place in use, which is memory, to the sealed file, which is then made.
TO_SEALED = [(b"L", "picture of StorageScreen"), (b"jjjjm", "PassphraseDialog")]
PASSPHRASE = b"wren cobalt thimble quarry\r"

# What the plan screen says when Enter runs the plan.
RUNS = "Enter runs it."

# What the screen of a rotation says when it can begin, and when another user's secret waits.
BEGINS = "Enter begins."
HANDS_OVER = "until somebody hands"
A_KEY = "AKIA"
TO_ROTATION = [(b"/ben.okafor\r", ""), (b"V", "RotationScreen"), (b"", BEGINS)]

# The keys that lead from the list of users to a screen, with what is shown on the way.
# A role that is to be assumed for two hours with a code of a device that has no seed here.
ASSUMED = b"arn:aws:iam::111122223333:role/x\rme\r\x152h\r\r\x15GAHT12345678\r"
WAYS: dict[str, list[tuple[bytes, str]]] = {
    # The first, since no rotation begins where the clocks are a minute apart.
    "ConfirmDialog": [*TO_ROTATION, (ENTER, ""), (b"", HANDS_OVER), (b"b", "ConfirmDialog")],
    "BrowserScreen": [],
    "DetailScreen": [(ENTER, "DetailScreen")],
    "DocumentScreen": [(b"J", "DocumentScreen")],
    "PlanScreen": [(b"D", "PlanScreen")],
    "JournalScreen": [(b"@", "JournalScreen")],
    "ProfilesScreen": [(b"P", "ProfilesScreen")],
    "ImportScreen": [(b"P", "ProfilesScreen"), (b"i", "ImportScreen")],
    "FormDialog": [(b"P", "ProfilesScreen"), (b"n", "")],
    "HelpScreen": [(b"?", "HelpScreen")],
    "ChoiceDialog": [(b"a", "ChoiceDialog")],
    "MessageDialog": [(b"z", "MessageDialog")],
    "SimulatorScreen": [(b"w", "SimulatorScreen")],
    "WhoCanScreen": [(b"W", "WhoCanScreen")],
    "ExplanationScreen": [(b"E", "ExplanationScreen")],
    "PermissionsScreen": [(b"p", "PermissionsScreen")],
    "ServicePermissionsScreen": [
        (b"p", "rows of PermissionsScreen"),
        (ENTER, "ServicePermissionsScreen"),
    ],
    "EscalationScreen": [(b"e", "EscalationScreen")],
    "BecomingScreen": [(b"b", "BecomingScreen")],
    "PathScreen": [(b"2", ""), (b"e", "rows of EscalationScreen"), (ENTER, "PathScreen")],
    "RelationScreen": [(b"T", "RelationScreen")],
    "TwoCodesScreen": [
        (b"N", "FormDialog"),
        (ENTER, "PlanScreen"),
        (b"", RUNS),
        (ENTER, "TwoCodesScreen"),
    ],
    "CodeDialog": [(b"A", "FormDialog"), (ASSUMED, "CodeDialog")],
    "CodeNowDialog": [(b"6", ""), (b"/maya.lindqvist\r", ""), (b"C", "CodeNowDialog")],
    "SecretScreen": [
        (b"K", "FormDialog"),
        (ENTER, "PlanScreen"),
        (b"", RUNS),
        (ENTER, "SecretScreen"),
    ],
    "RotationScreen": [(b"V", "RotationScreen")],
    "KeysHereScreen": [(b"H", "KeysHereScreen")],
    "RotationQueueScreen": [(b"Q", "FormDialog"), (ENTER * 3, "RotationQueueScreen")],
    "WhereUsedScreen": [
        (b"5", ""),
        (b"/ben.okafor\r", ""),
        (b"", A_KEY),
        (b"U", "WhereUsedScreen"),
    ],
    "StorageScreen": TO_SEALED[:1],
    "PassphraseDialog": [*TO_SEALED, (TYPED_SECRET.encode(), "")],
    "MoveDialog": [*TO_SEALED, (PASSPHRASE, ""), (PASSPHRASE, "MoveDialog")],
}
# What a debugging user has set, under which Textual would write each key into a file.
DEBUGGING = {"TEXTUAL_LOG": "textual.log", "TEXTUAL": "debug,devtools", "BOTO_DEBUG": "1"}
FORM = {
    "name": "new",
    "key": "AKIACANARYCANARY",
    "secret": TYPED_SECRET,
    "region": "",
    "endpoint": "",
    "mfa": "GAHT12345678",
    "seed": TYPED_SEED,
}


# Each test starts a session, for which a mock takes a code once: each has a mock of its own.
@pytest.fixture
def mock() -> Iterator[RunningMock]:
    with mock_server("demo") as running:
        yield running


class Told:
    """What the program tells beside its terminal."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._read = b""

    def close(self) -> None:
        """Listen no longer."""
        os.close(self._handle)

    def until(self, name: str, value: str = "") -> object:
        """Wait until `name` (with `value`, if that is given) is told; gives its value."""
        for line in self._lines():
            told = json.loads(line)
            if name in told and value in ("", told[name]):
                return told[name]
        raise AssertionError(f"{name} {value} was never told")

    def _lines(self) -> Iterator[bytes]:
        """What is told, until nothing comes any more."""
        while True:
            while b"\n" in self._read:
                line, _, self._read = self._read.partition(b"\n")
                yield line
            told, _, _ = select.select([self._handle], [], [], PATIENCE_SECONDS)
            more = os.read(self._handle, 65536) if told else b""
            if not more:
                return
            self._read += more


def test_every_screen_is_made_to_crash() -> None:
    assert {sort.__name__ for sort in screens()} == set(WAYS)


@pytest.mark.parametrize("screen", WAYS)
def test_no_secret_comes_out_of_a_crash(mock: RunningMock, tmp_path: Path, screen: str) -> None:
    given, giving = os.pipe()
    telling, tell = os.pipe()
    os.write(giving, json.dumps(asdict(mock.ready)).encode())
    os.close(giving)
    command = [sys.executable, "-m", "tests.support.crashing", str(given), str(tell)]
    environ = plain_environment(str(tmp_path)) | {"PYTHONPATH": str(ROOT), **DEBUGGING}
    with ExitStack() as stack:
        program = stack.enter_context(
            in_terminal(
                # Where secrets are typed, Textual is imported under the environment of the user.
                command if screen == "FormDialog" else command[1:],
                environ,
                pass_fds=(given, tell),
                warm=None if screen == "FormDialog" else SCREENS,
                folder=tmp_path,
            )
        )
        for handle in (given, tell):
            os.close(handle)
        told = stack.enter_context(closing(Told(telling)))
        secrets = told.until("secrets")
        assert isinstance(secrets, dict)
        assert len(secrets) == 5
        go_to(screen, program, told)
        program.press(F9)
        if screen in ("SecretScreen", "TwoCodesScreen"):
            secrets["new"] = str(told.until("new_secret"))
        told.until("crashed", screen)
        program.check_restored()
        assert program.ended() not in (0, None)
        output = program.output
    if screen == "SecretScreen":
        assert secrets["new"] in program.text
        output = outside_the_screens(output)
    assert "failed (RuntimeError)" in program.text
    known = {*secrets.values(), TYPED_SECRET, TYPED_SEED}
    assert found(known, output) == set()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tmp_path / f"{screen}.svg" in kept
    if screen == "FormDialog":
        assert "•" * 20 in (tmp_path / f"{screen}.svg").read_text()
    assert {path.name: found(known, path.read_bytes()) for path in kept} == {
        path.name: set() for path in kept
    }


def go_to(screen: str, program: Program, told: Told) -> None:
    for keys, next_screen in WAYS[screen]:
        program.press(keys)
        if next_screen in (RUNS, BEGINS, HANDS_OVER, A_KEY):
            program.until(next_screen)
        elif next_screen:
            told.until("shown", next_screen)
    if screen == "SecretScreen":
        program.press(b" ")
        program.until("Hidden in")
    if screen == "FormDialog":
        for name, text in FORM.items():
            told.until("focused", f"entry-{name}")
            program.press(text.encode())
            if name != "seed":
                program.press(ENTER)


def outside_the_screens(output: bytes) -> bytes:
    """What was printed before the screens came and after they went: that stays in a terminal."""
    return output.partition(ALTERNATE_SCREEN)[0] + output.rpartition(PLAIN_SCREEN)[2]


def found(secrets: set[str], data: bytes) -> set[str]:
    """The secrets that `data` holds: as they are, broken over lines, or in another alphabet."""
    joined = b"".join(data.split())
    return {
        secret
        for secret in secrets
        for form in (
            secret.encode(),
            base64.b64encode(secret.encode()),
            secret.encode().hex().encode(),
        )
        if form in data or form in joined
    }


def test_the_search_finds_what_it_looks_for() -> None:
    assert found({TYPED_SEED}, f"x{TYPED_SEED[:9]}\r\n{TYPED_SEED[9:]}".encode()) == {TYPED_SEED}
    assert found({TYPED_SEED}, base64.b64encode(TYPED_SEED.encode())) == {TYPED_SEED}
    assert found({TYPED_SEED}, b"nothing") == set()
