"""A code is used once: in a row, again after a crash, and from several processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed, LedgerUnusable
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import STEP, Code, code_at

SEED = Secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
DEVICE = "arn:aws:iam::123456789012:mfa/alice"
NOW = 1_800_000_000.0

# Claims the same steps as the other processes, and prints the ones that it got.
CLAIMER = """
import sys
from pathlib import Path
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed
from iamtui.vault.ledger import Ledger
from iamtui.vault.totp import code_at
ledger, seed = Ledger(Path(sys.argv[1])), Secret(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for step in range(10):
    now = 1_800_000_000.0 + 30 * step
    code = code_at(seed, now)
    try:
        if sys.argv[3] == "typed":
            ledger.claim_typed("device", code.text, now)
        else:
            ledger.claim("device", code)
        print(step)
    except CodeAlreadyUsed:
        pass
"""


def code(step: int) -> Code:
    return code_at(SEED, NOW + STEP * step)


def test_a_code_is_claimed_once(ledger: Ledger) -> None:
    ledger.claim(DEVICE, code(0))
    with pytest.raises(CodeAlreadyUsed) as used:
        ledger.claim(DEVICE, code(0))
    assert used.value.seconds == code(0).seconds_left
    ledger.claim(DEVICE, code(1))


def test_an_older_code_than_the_last_is_used_up_too(ledger: Ledger) -> None:
    ledger.claim(DEVICE, code(2))
    with pytest.raises(CodeAlreadyUsed) as used:
        ledger.claim(DEVICE, code(0))
    assert used.value.seconds == 2 * STEP + code(0).seconds_left


def test_devices_do_not_touch_each_other(ledger: Ledger) -> None:
    ledger.claim(DEVICE, code(0))
    ledger.claim(DEVICE + "2", code(0))


def test_another_ledger_on_the_file_knows_it(ledger: Ledger) -> None:
    ledger.claim(DEVICE, code(0))
    with pytest.raises(CodeAlreadyUsed):
        Ledger(ledger.path).claim(DEVICE, code(0))


@pytest.mark.parametrize("later", [-2, -1, 0, 1, 2])
def test_a_typed_code_is_refused_within_two_steps(ledger: Ledger, later: int) -> None:
    ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    with pytest.raises(CodeAlreadyUsed):
        ledger.claim_typed(DEVICE, Secret("123456"), NOW + later * STEP)


def test_a_typed_code_may_come_again_by_chance_later(ledger: Ledger) -> None:
    ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    ledger.claim_typed(DEVICE, Secret("123456"), NOW + 3 * STEP)


def test_another_code_typed_in_the_same_step_is_for_aws_to_judge(ledger: Ledger) -> None:
    ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    ledger.claim_typed(DEVICE, Secret("654321"), NOW)


def test_typed_and_made_codes_are_the_same_codes(ledger: Ledger) -> None:
    ledger.claim_typed(DEVICE, code(0).text, NOW)
    with pytest.raises(CodeAlreadyUsed):
        ledger.claim(DEVICE, code(0))
    ledger.claim(DEVICE, code(1))
    with pytest.raises(CodeAlreadyUsed):
        ledger.claim_typed(DEVICE, code(1).text, NOW + STEP)


def test_a_released_code_can_be_claimed_again_once(ledger: Ledger) -> None:
    ledger.release(ledger.claim(DEVICE, code(0)))
    ledger.claim(DEVICE, code(0))
    typed = ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    ledger.release(typed)
    ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    ledger.release(typed)
    with pytest.raises(CodeAlreadyUsed):
        ledger.claim_typed(DEVICE, Secret("123456"), NOW)


def test_the_last_step_is_remembered_for_good(ledger: Ledger) -> None:
    ledger.claim(DEVICE, code(0))
    for step in range(1, 50):
        ledger.claim_typed(DEVICE, Secret(f"{step:06}"), NOW + STEP * step)
    with pytest.raises(CodeAlreadyUsed):
        ledger.claim(DEVICE, code(0))


def test_the_file_stays_small(ledger: Ledger) -> None:
    for step in range(60):
        ledger.claim_typed(DEVICE, code(step).text, NOW + STEP * step)
        ledger.claim(DEVICE + "2", code(step))
    entries = json.loads(ledger.path.read_bytes())["devices"]
    assert all(len(found) <= 22 for found in entries.values())


def test_a_process_that_was_suspended_cannot_reuse_a_code(ledger: Ledger) -> None:
    ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    ledger.claim_typed(DEVICE, Secret("654321"), NOW + 5 * STEP)
    with pytest.raises(CodeAlreadyUsed):
        ledger.claim_typed(DEVICE, Secret("123456"), NOW)


def test_a_clock_that_was_set_back_is_named(ledger: Ledger) -> None:
    ledger.claim(DEVICE, code(1000))
    with pytest.raises(LedgerUnusable, match="clock"):
        ledger.claim(DEVICE, code(0))


def test_the_file_is_private_and_holds_no_code(ledger: Ledger) -> None:
    ledger.claim_typed(DEVICE, Secret("123456"), NOW)
    assert ledger.path.stat().st_mode & 0o777 == 0o600
    (entry,) = json.loads(ledger.path.read_bytes())["devices"][DEVICE]
    assert "123456" not in entry.values()
    assert 123456 not in entry.values()


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b'{"devices": {}}',
        b'{"version": 1}',
        b'{"version": 1, "devices": []}',
        b'{"version": 1, "devices": {"d": [{}]}}',
        b'{"version": 1, "devices": {"d": [{"counter": "1", "salt": "", "hash": "", "id": ""}]}}',
        b'{"version": 1, "devices": {"d": [{"counter": 1, "salt": "", "hash": "", "new": 1}]}}',
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(ledger: Ledger, damage: bytes) -> None:
    ledger.path.parent.mkdir(parents=True)
    ledger.path.write_bytes(damage)
    with pytest.raises(LedgerUnusable, match="damaged") as unusable:
        ledger.claim(DEVICE, code(0))
    assert str(ledger.path) in unusable.value.what
    assert "delete the file" in unusable.value.next_step
    assert ledger.path.read_bytes() == damage


def test_a_file_of_another_version_is_refused(ledger: Ledger) -> None:
    ledger.path.parent.mkdir(parents=True)
    ledger.path.write_bytes(b'{"version": 2, "claims": []}')
    with pytest.raises(LedgerUnusable, match="another version"):
        ledger.claim_typed(DEVICE, Secret("123456"), NOW)


def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnusable, match="cannot be used"):
        Ledger(tmp_path / "file" / "ledger.json").claim(DEVICE, code(0))
    (tmp_path / "ledger.json").mkdir()
    with pytest.raises(LedgerUnusable, match="cannot be used"):
        Ledger(tmp_path / "ledger.json").claim(DEVICE, code(0))


@settings(deadline=None)
@given(st.lists(st.integers(min_value=0, max_value=9), max_size=12))
def test_exactly_the_steps_after_the_last_are_given_out(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "ledger.json")
    newest = -1
    for step in steps:
        if step > newest:
            ledger.claim(DEVICE, code(step))
            newest = step
        else:
            with pytest.raises(CodeAlreadyUsed):
                ledger.claim(DEVICE, code(step))


@pytest.mark.slow
@pytest.mark.parametrize("how", ["seed", "typed"])
def test_of_racing_processes_exactly_one_wins_each_code(tmp_path: Path, how: str) -> None:
    command = [sys.executable, "-c", CLAIMER, str(tmp_path / "ledger.json"), SEED.reveal(), how]
    racers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    won = Counter(step for racer in racers for step in racer.communicate()[0].split())
    assert won == {str(step): 1 for step in range(10)}
    assert [racer.returncode for racer in racers] == [0] * 4
