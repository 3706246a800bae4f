"""`iamtui doctor`: each thing with its state and its remedy, and nothing secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.mock_people import add_device, add_user
from tests.support.mock_server import RunningMock, mock_server
from tests.support.signing import PASSPHRASE, Home

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served() -> Iterator[RunningMock]:
    with mock_server("empty") as mock:
        yield mock


@pytest.fixture
def home(served: RunningMock, tmp_path: Path) -> Iterator[Home]:
    me = add_user(served, f"user-{tmp_path.name[-40:]}")
    made = Home(tmp_path, served, me, add_device(served, me))
    yield made
    made.forget_sessions()
    served.set_clock_ahead(0)


def examine(home: Home, *arguments: str, **environ: str) -> tuple[int, dict[str, list[list[str]]]]:
    """The exit code, and [state, sentence, remedy] by the name of the check."""
    url = home.mock.endpoint_url
    done = home.run("doctor", "--json", "--endpoint-url", url, *arguments, environ=environ)
    found: dict[str, list[list[str]]] = {}
    for line in done.out.splitlines():
        check = json.loads(line)
        assert set(check) == {"check", "state", "what", "remedy"}
        found.setdefault(check["check"], []).append(
            [check["state"], check["what"], check["remedy"]]
        )
    assert home.me.credentials.secret_access_key not in done.out + done.err
    return done.code, found


def test_all_is_well(home: Home) -> None:
    home.add_to_vault("prod")
    home.write_aws("[profile base]\nregion = eu-central-1\n", with_keys="base")
    code, found = examine(home)
    assert code == 0, found
    assert found["keyring"][0][:2] == ["ok", "Secrets are kept in the sealed file (locked)."]
    assert found["network"][0][0] == "ok"
    assert found["clock"] == [["ok", "The clock is right.", ""]]
    assert found["terminal"][0][0] == "unknown"
    assert ["ok", f"profile prod: {home.device.serial}.", ""] in found["mfa"]


def test_nothing_is_there_and_every_failure_has_a_remedy(home: Home) -> None:
    done = home.run("doctor", "--endpoint-url", "http://127.0.0.1:1")
    assert done.code == 1
    lines = done.out.splitlines()
    failed = [n for n, line in enumerate(lines) if line.startswith("failed")]
    assert {lines[n].split()[1] for n in failed} == {"keyring", "network"}
    assert all(lines[n + 1].startswith(" ") for n in failed)


@pytest.mark.parametrize(
    ("ahead", "words"), [(300, "MFA codes"), (-300, "ahead of"), (1200, "no call")]
)
def test_a_clock_that_is_off(home: Home, ahead: float, words: str) -> None:
    home.mock.set_clock_ahead(ahead)
    code, found = examine(home)
    (clock,) = found["clock"]
    assert (code, clock[0]) == (1, "failed")
    assert words in clock[1]
    assert clock[2]


def test_mistakes_are_named_by_file_and_line(home: Home) -> None:
    home.write_aws("[profile base]\nduration_seconds = 1h\n", with_keys="base")
    (home.folder / ".aws/credentials").chmod(0o644)
    settings = home.folder / ".config/iamtui/config.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text("colour = 1\n")
    code, found = examine(home)
    said = "\n".join(what for _state, what, _remedy in found["config"])
    assert code == 1
    assert f"{home.folder}/.aws/config:2: profile base" in said
    assert f"{home.folder}/.aws/credentials: other users may read" in said
    assert f"{settings}: colour" in said


def test_what_is_set_and_not_followed(home: Home) -> None:
    home.add_to_vault("prod", with_mfa=False)
    code, found = examine(
        home,
        PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring",
        TEXTUAL_LOG="/tmp/log",
        AWS_ACCESS_KEY_ID="AKIAEXAMPLE000000000",
    )
    assert code == 0
    for name in ("keyring", "process", "config", "mfa"):
        assert "warning" in [state for state, _what, _remedy in found[name]], name


def test_damaged_files_of_its_own(home: Home) -> None:
    for name in (".config/iamtui/profiles.json", ".local/state/iamtui/mfa-ledger.json"):
        path = home.folder / name
        path.parent.mkdir(parents=True)
        path.write_text("{")
    code, found = examine(home)
    assert code == 1
    assert "failed" in [check[0] for check in found["mfa"]]
    assert "profiles.json" in str(found["config"])


def test_sessions_that_are_there(home: Home) -> None:
    home.add_to_vault("prod")
    with home.in_terminal("exec", "prod", "--", "true") as program:
        program.until("Passphrase")
        program.press(PASSPHRASE.encode() + b"\n")
        program.until("MFA code of")
        program.press(home.device.code(1).encode() + b"\n")
        assert program.ended() == 0, program.text
    _code, found = examine(home)
    (session,) = found["session"]
    assert session[1].startswith("prod: ")
    assert session[1].endswith("left, with MFA.")
