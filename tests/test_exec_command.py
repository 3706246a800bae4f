"""`iamtui exec` and `iamtui export`: what the command sees, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.aws.credentials import Keys
from iamtui.aws.sign_in import SignedIn
from iamtui.commands.child_environment import child_environment
from iamtui.secret import Secret
from tests.support.mock_people import add_device, add_role, add_user, allow, trust
from tests.support.mock_server import RunningMock, mock_server
from tests.support.signing import COMMAND, PASSPHRASE, Home

pytestmark = pytest.mark.slow
SHOW = "import json, os, sys; json.dump([sys.argv[1:], dict(os.environ)], sys.stdout)"
BASE = "[profile base]\nendpoint_url = ENDPOINT\nregion = eu-central-1\n"


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


@pytest.fixture
def home(mock: RunningMock, tmp_path: Path) -> Iterator[Home]:
    me = add_user(mock, f"user-{tmp_path.name[-40:]}", allow("*"))
    made = Home(tmp_path, mock, me, add_device(mock, me))
    yield made
    made.forget_sessions()


@pytest.fixture
def base(home: Home) -> Home:
    home.write_aws(BASE, with_keys="base")
    return home


def test_the_command_sees_the_credentials_and_no_old_ones(base: Home) -> None:
    old = {
        "AWS_PROFILE": "other",
        "AWS_SESSION_TOKEN": "old",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/old",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1/old",
        "AWS_PAGER": "",
        "TEXTUAL_LOG": "/tmp/log",
        "KEEP": "this",
    }
    done = base.run("exec", "base", "--", sys.executable, "-c", SHOW, "a b", "--", environ=old)
    assert done.code == 0, done.err
    arguments, seen = json.loads(done.out)
    assert arguments == ["a b", "--"]
    added = {
        "AWS_ACCESS_KEY_ID": base.me.credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": base.me.credentials.secret_access_key,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL": base.mock.endpoint_url,
        "AWS_IAMTUI_PROFILE": "base",
    }
    expected = base.environment({"AWS_PAGER": "", "KEEP": "this"}) | added
    assert {k: v for k, v in seen.items() if k not in ("LC_CTYPE", "PWD", "SHLVL", "_")} == expected


def test_a_session_of_a_key_in_the_vault_after_a_passphrase_and_a_code(home: Home) -> None:
    home.add_to_vault("prod")
    out = home.folder / "out"
    with home.in_terminal("exec", "prod", "--", sys.executable, "-c", SHOW, into=out) as program:
        program.until("Passphrase of the sealed file:")
        program.press(PASSPHRASE.encode() + b"\n")
        program.until("MFA code of")
        program.press(home.device.code(1).encode() + b"\n")
        assert program.ended() == 0, program.text
        assert PASSPHRASE not in program.text
    seen = json.loads(out.read_text())[1]
    assert seen["AWS_SESSION_TOKEN"]
    assert seen["AWS_CREDENTIAL_EXPIRATION"].endswith("Z")
    assert PASSPHRASE not in out.read_text()


def test_the_exit_code_and_the_signal_are_those_of_the_command(base: Home) -> None:
    assert base.run("exec", "base", "--", "sh", "-c", "exit 42").code == 42
    assert base.run("exec", "base", "--", "sh", "-c", "kill -TERM $$").code == -signal.SIGTERM


def test_a_signal_reaches_the_command(base: Home) -> None:
    script = "trap 'echo got; exit 7' USR1; echo ready; while :; do sleep 0.1; done"
    with subprocess.Popen(
        [*COMMAND, "exec", "base", "--", "sh", "-c", script],
        env=base.environment(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGUSR1)
        assert process.stdout.readline() == "got\n"
        assert process.wait(30) == 7


def test_a_closed_pipe_ends_the_command_as_in_a_shell(base: Home) -> None:
    done = base.run("exec", "base", "--", "sh", "-c", "kill -PIPE $$; exit 9")
    assert done.code == -signal.SIGPIPE


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["base"], 2, "No command"),
        (["base", "--"], 2, "No command"),
        (["base", "--", "no-such-command"], 127, "no command"),
        (["base", "--", "/etc/hostname"], 126, "cannot be run"),
        (["nobody", "--", "true"], 2, "no profile 'nobody'"),
        (["base", "--duration", "1y", "--", "true"], 2, "no length"),
        (["base", "--duration", "5m", "--", "true"], 2, "no length"),
        (["base", "--duration", "1h", "--no-session", "--", "true"], 2, "has no end"),
        (["base", "--federated", "me", "--", "true"], 2, "one of the vault"),
        (["base", "--policy", "p.json", "--", "true"], 2, "--federated"),
        (["base", "stray", "--", "true"], 2, "stray"),
    ],
)
def test_what_cannot_be_meant(base: Home, arguments: list[str], code: int, words: str) -> None:
    done = base.run("exec", *arguments)
    assert (done.code, done.out) == (code, "")
    assert words in done.err


def test_one_within_another_is_refused_unless_it_is_meant(base: Home) -> None:
    inner = [*COMMAND, "exec", "base", "--", "true"]
    done = base.run("exec", "base", "--", *inner)
    assert done.code == 3
    assert "credentials of base already" in done.err
    meant = [*COMMAND, "exec", "base", "--nested", "--", "true"]
    assert base.run("exec", "base", "--", *meant).code == 0


@pytest.mark.parametrize(
    ("config", "line", "words"),
    [
        (
            "[profile a]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = no\n",
            3,
            "no",
        ),
        ("[profile a]\nregion = eu-central-1\n[profile b\nx = 1\n", 3, "[profile NAME]"),
    ],
)
def test_a_mistake_in_the_files_is_told_by_its_line(
    home: Home, config: str, line: int, words: str
) -> None:
    home.write_aws(config)
    done = home.run("exec", "a", "--", "true")
    assert done.code == 2
    assert f"{home.folder}/.aws/config:{line}: " in done.err
    assert words in done.err


def test_a_vault_that_nobody_can_unlock_here_is_to_be_unlocked_before(home: Home) -> None:
    home.add_to_vault("prod")
    done = home.run("exec", "prod", "--", "true")
    assert done.code == 3
    assert "iamtui vault unlock" in done.err


def test_nothing_secret_is_on_the_command_line(base: Home) -> None:
    done = base.run("exec", "base", "--", "cat", "/proc/self/cmdline")
    assert done.out == "cat\0/proc/self/cmdline\0"


def given(**changes: object) -> SignedIn:
    keys = Keys("AKIAEXAMPLE000000000", Secret("it's secret"))
    return SignedIn("prod", keys, "eu-central-1", **changes)  # type: ignore[arg-type]


def test_endpoints_of_others_do_not_get_the_key_of_a_vault() -> None:
    elsewhere = {"AWS_ENDPOINT_URL": "http://old", "AWS_ENDPOINT_URL_S3": "http://old", "A": "b"}
    seen = child_environment(given(), elsewhere)
    assert not [name for name in seen if name.startswith("AWS_ENDPOINT")]
    assert (seen["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], seen["A"]) == ("true", "b")
    own = child_environment(given(endpoint_url="http://own"), elsewhere)
    assert own["AWS_ENDPOINT_URL"] == "http://own"
    assert "AWS_ENDPOINT_URL_S3" not in own
    files = given(from_vault=False, service_urls={"AWS_ENDPOINT_URL_S3": "http://s3"})
    seen = child_environment(files, elsewhere | {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"})
    endpoints = {name: url for name, url in seen.items() if "ENDPOINT" in name}
    assert endpoints == {"AWS_ENDPOINT_URL_S3": "http://s3"}


ENDPOINTS = """
import botocore.session
for service in ("s3", "iam", "elasticbeanstalk", "sqs"):
    client = botocore.session.Session(profile=PROFILE).create_client(service, "eu-central-1")
    print(client.meta.endpoint_url)
"""
SERVICES = """
[default]
endpoint_url = http://127.0.0.1:1
[profile own]
region = eu-central-1
services = some
[profile none]
region = eu-central-1
[services some]
s3 =
  endpoint_url = http://127.0.0.1:2
elastic_beanstalk =
  endpoint_url = http://127.0.0.1:3
"""


@pytest.mark.parametrize(
    ("profile", "more"),
    [
        ("own", {}),
        ("own", {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:4"}),
        ("own", {"AWS_ENDPOINT_URL": "http://127.0.0.1:5"}),
        ("none", {}),
    ],
)
def test_the_command_calls_the_endpoints_that_the_profile_has(
    home: Home, profile: str, more: dict[str, str]
) -> None:
    default = "" if profile == "own" else SERVICES.split("[profile own]")[0]
    home.write_aws(default + SERVICES[SERVICES.index("[profile own]") :], with_keys=profile)
    environ = home.environment(more)
    expected = subprocess.run(
        [sys.executable, "-c", ENDPOINTS.replace("PROFILE", repr(profile))],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    code = ENDPOINTS.replace("PROFILE", "None")
    done = home.run("exec", profile, "--", sys.executable, "-c", code, environ=more)
    assert done.out == expected, done.err


# export


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_lines_set_up_a_shell(base: Home, shell: str) -> None:
    old = {"AWS_PROFILE": "other", "AWS_SESSION_TOKEN": "old"}
    done = base.run("export", "base", environ=old)
    assert done.code == 0
    assert "Every program" in done.err
    assert base.me.credentials.secret_access_key not in done.err
    script = f"{done.out}\nexec {sys.executable} -c '{SHOW}'"
    seen = json.loads(
        subprocess.run(
            [shell, "-c", script],
            env={**base.environment(), **old},
            capture_output=True,
            check=True,
        ).stdout
    )[1]
    assert seen["AWS_SECRET_ACCESS_KEY"] == base.me.credentials.secret_access_key
    assert not {"AWS_PROFILE", "AWS_SESSION_TOKEN"} & seen.keys()


def test_fish_gets_its_own_words(base: Home) -> None:
    lines = base.run("export", "base", "--shell", "fish").out.splitlines()
    assert f"set -gx AWS_ACCESS_KEY_ID '{base.me.credentials.access_key_id}';" in lines


@pytest.mark.parametrize("command", ["export", "credential-process"])
def test_nothing_is_printed_onto_a_terminal(base: Home, command: str) -> None:
    with base.in_terminal(command, "base") as program:
        assert program.ended() == 2
        assert "scrollback" in program.text
        assert base.me.credentials.secret_access_key not in program.text
    with base.in_terminal(command, "base", "--show") as program:
        assert program.ended() == 0
        assert base.me.credentials.secret_access_key in program.text


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--external-id", "blue"), "belong to a role"),
        (("--role", "admin"), "no ARN of a role"),
        (("--role", "arn:aws:iam::111122223333:role/a", "--no-session"), "neither the access key"),
        (("--role", "arn:aws:iam::111122223333:role/a", "--duration", "13h"), "12 hours"),
    ],
)
def test_what_goes_with_a_role_and_what_does_not(
    base: Home, options: tuple[str, ...], words: str
) -> None:
    done = base.run("exec", "base", *options, "--", "true")
    assert done.code == 2
    assert words in done.err


def test_a_role_is_assumed_for_a_command(base: Home) -> None:
    role = add_role(base.mock, f"{base.me.name}-r"[-60:], trust(base.me.arn), allow("*"))
    done = base.run("exec", "base", "--role", role, "--", sys.executable, "-c", SHOW)
    assert done.code == 0, done.err
    seen = json.loads(done.out)[1]
    assert seen["AWS_SESSION_TOKEN"]
    assert seen["AWS_ACCESS_KEY_ID"] != base.me.credentials.access_key_id
    refused = add_role(
        base.mock, f"{base.me.name}-x"[-60:], trust({"Service": "ec2.amazonaws.com"}), allow("*")
    )
    done = base.run("exec", "base", "--role", refused, "--", "true")
    assert done.code == 3
    assert "does not let you assume" in done.err
