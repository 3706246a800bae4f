"""`iamtui credential-process` as the AWS SDKs use it: JSON, and one prompt on the terminal."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support.mock_people import add_device, add_role, add_user, allow, trust
from tests.support.mock_server import RunningMock, mock_server
from tests.support.signing import COMMAND, NO_KERNEL_KEYRING, PASSPHRASE, Home

pytestmark = pytest.mark.slow
keeps_sessions = pytest.mark.skipif(NO_KERNEL_KEYRING, reason="no kernel keyring here")
BASE = "[profile base]\nendpoint_url = ENDPOINT\nmfa_serial = {}\n"
WHO = "import boto3; print(boto3.Session(profile_name='tool').client('sts')"
WHO += ".get_caller_identity()['Arn'])"


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


@pytest.fixture
def home(mock: RunningMock, tmp_path: Path) -> Iterator[Home]:
    me = add_user(mock, f"user-{tmp_path.name[-40:]}", allow("*"))
    made = Home(tmp_path, mock, me, add_device(mock, me))
    yield made
    mock.set_clock_ahead(0)
    made.forget_sessions()


def start_session(home: Home, profile: str, out: Path) -> None:
    """Type a code in a terminal, so that a session is there."""
    with home.in_terminal("credential-process", profile, into=out) as program:
        program.until("MFA code of")
        program.press(home.device.code(1).encode() + b"\n")
        assert program.ended() == 0, program.text


def test_without_a_terminal_it_says_what_is_missing(home: Home) -> None:
    home.write_aws(BASE.format(home.device.serial), with_keys="base")
    done = home.run("credential-process", "base")
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert home.device.serial in done.err
    assert "no terminal" in done.err


def test_a_code_on_the_terminal_and_the_document_on_standard_output(home: Home) -> None:
    home.write_aws(BASE.format(home.device.serial), with_keys="base")
    out = home.folder / "out"
    start_session(home, "base", out)
    document = json.loads(out.read_text())
    assert document["Version"] == 1
    assert set(document) == {
        "Version",
        "AccessKeyId",
        "SecretAccessKey",
        "SessionToken",
        "Expiration",
    }
    left = datetime.fromisoformat(document["Expiration"]) - datetime.now(UTC)
    assert timedelta(hours=11) < left <= timedelta(hours=12)


def test_a_wrong_code_is_asked_for_again(home: Home) -> None:
    home.write_aws(BASE.format(home.device.serial), with_keys="base")
    with home.in_terminal("credential-process", "base", into=home.folder / "out") as program:
        program.until("MFA code of")
        program.press(b"12\n")
        program.until("six digits")
        program.press(home.device.code(1).encode() + b"\n")
        assert program.ended() == 0, program.text
    assert json.loads((home.folder / "out").read_text())["SessionToken"]


def test_the_terminal_is_left_as_it_was_after_an_interrupt(home: Home) -> None:
    home.write_aws(BASE.format(home.device.serial), with_keys="base")
    shell = 'before=$(stty -g); "$@" > /dev/null; echo "code $?"; [ "$before" = "$(stty -g)" ]'
    with home.in_terminal(
        "credential-process", "base", before=["sh", "-c", f"trap : INT; {shell}", "sh", *COMMAND]
    ) as program:
        program.until("MFA code of")
        program.press(b"\x03")
        program.until("code 130")
        assert program.ended() == 0, program.text


@keeps_sessions
def test_parallel_calls_ask_once(home: Home) -> None:
    """Each asks in the same terminal, as the calls of one SDK do."""
    home.write_aws(BASE.format(home.device.serial), with_keys="base")
    commands = " ".join(COMMAND)
    each = f"{commands} credential-process base > out$n"
    script = f"cd {home.folder}; for n in 1 2 3 4; do {each} & done; wait"
    with home.in_terminal(before=["sh", "-c", script]) as program:
        program.until("MFA code of")
        program.press(home.device.code(1).encode() + b"\n")
        assert program.ended() == 0, program.text
        assert program.text.count("MFA code of") == 1
    documents = {(home.folder / f"out{n}").read_text() for n in (1, 2, 3, 4)}
    assert len(documents) == 1
    assert json.loads(documents.pop())["SessionToken"]


def clients() -> list[list[str]]:
    """boto3, and the AWS CLI where it is installed."""
    aws = shutil.which("aws")
    cli = [aws, "sts", "get-caller-identity", "--query", "Arn", "--output", "text"]
    found = [[sys.executable, "-c", WHO]]
    return [*found, [*map(str, cli), "--profile", "tool"]] if aws else found


@keeps_sessions
@pytest.mark.parametrize("client", clients(), ids=lambda client: Path(client[0]).name)
def test_the_clients_of_aws_take_it(home: Home, client: list[str]) -> None:
    program = " ".join([*COMMAND, "credential-process", "base"])
    tool = "[profile tool]\nendpoint_url = ENDPOINT\nregion = us-east-1\n"
    tool += f"credential_process = {program}\n"
    home.write_aws(BASE.format(home.device.serial) + tool, with_keys="base")
    with home.in_terminal(before=client) as asked:
        asked.until("MFA code of")
        asked.press(home.device.code(1).encode() + b"\n")
        assert asked.ended() == 0, asked.text
        assert home.me.arn in asked.text
    # The session is there now, and nobody has to be asked.
    done = subprocess.run(
        client, env=home.environment(), capture_output=True, text=True, start_new_session=True
    )
    assert done.stdout.strip() == home.me.arn, done.stderr


def test_a_role_of_the_vault_is_found_by_the_clients_too(home: Home) -> None:
    """`source_profile` names a profile whose credential_process asks the vault."""
    role = add_role(home.mock, f"{home.me.name}-role", trust(home.me.arn), allow("*"))
    home.add_to_vault("prod", with_seed=True)
    # The codes of this moment were used up when the device was enabled.
    home.mock.set_clock_ahead(90)
    program = " ".join([*COMMAND, "credential-process", "prod"])
    home.write_aws(
        f"[profile prod]\ncredential_process = {program}\n"
        f"[profile tool]\nendpoint_url = ENDPOINT\nregion = us-east-1\nsource_profile = prod\n"
        f"role_arn = {role}\n"
    )
    with home.in_terminal(before=[sys.executable, "-c", WHO]) as asked:
        asked.until("Passphrase of the sealed file:")
        asked.press(PASSPHRASE.encode() + b"\n")
        assert asked.ended() == 0, asked.text
        assert f"assumed-role/{home.me.name}-role/" in asked.text
        assert "MFA code of" not in asked.text


def test_a_wrong_passphrase_and_no_more_than_three(home: Home) -> None:
    home.add_to_vault("prod")
    with home.in_terminal("credential-process", "prod", into=home.folder / "out") as program:
        prompt = "iamtui: Passphrase of the sealed file: "
        refusal = "\r\niamtui: The sealed file did not take this passphrase. Enter it again.\r\n"
        for tries in (1, 2, 3):
            program.until(refusal.join([prompt] * tries))
            program.press(b"wrong\n")
        assert program.ended() == 3, program.text
    assert (home.folder / "out").read_text() == ""


def test_a_session_without_mfa_says_so(home: Home) -> None:
    home.add_to_vault("prod", with_mfa=False)
    with home.in_terminal("credential-process", "prod", into=home.folder / "out") as program:
        program.until("Passphrase of the sealed file:")
        program.press(PASSPHRASE.encode() + b"\n")
        assert program.ended() == 0, program.text
        assert "has no MFA" in program.text


def test_nothing_answers(home: Home) -> None:
    home.write_aws(
        "[profile base]\nendpoint_url = http://127.0.0.1:1\n"
        "[profile role]\nsource_profile = base\nendpoint_url = http://127.0.0.1:1\n"
        "role_arn = arn:aws:iam::123456789012:role/admin\n",
        with_keys="base",
    )
    done = home.run("credential-process", "role")
    assert (done.code, done.out) == (4, "")
    assert "No connection" in done.err
