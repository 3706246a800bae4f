"""`iamtui profile`: list, add, import, rename, remove and check, as a script sees them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iamtui.aws.session_index import Listed, SessionIndex
from iamtui.vault.index import ProfileIndex
from tests.support.mock_people import Person, add_device, add_user, allow
from tests.support.mock_server import RunningMock, mock_server
from tests.support.signing import COMMAND, PASSPHRASE, Done, Home
from tests.support.warm_programs import COMMANDS

pytestmark = pytest.mark.slow


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


def index(home: Home) -> ProfileIndex:
    return ProfileIndex(home.folder / ".config/iamtui/profiles.json")


def run(home: Home, *arguments: str, lines: tuple[str, ...] = ()) -> Done:
    """Run `iamtui profile …` with `lines` on standard input."""
    return start(home, "profile", *arguments, lines=lines)


def start(home: Home, *arguments: str, lines: tuple[str, ...]) -> Done:
    given = home.folder / "lines"
    given.write_text("".join(f"{line}\n" for line in lines))
    with given.open() as file:
        process = COMMANDS.start(
            [*COMMAND[1:], *arguments],
            home.environment(),
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    out, err = process.communicate(120)
    assert "Traceback" not in err, err
    for secret in (home.me.credentials.secret_access_key, PASSPHRASE):
        assert secret not in out + err
    return Done(process.wait(), out, err)


def add(home: Home, person: Person, name: str, *more: str) -> Done:
    keys = person.credentials
    return run(
        home,
        *("add", name, "--access-key-id", keys.access_key_id, "--secret-fd", "0"),
        *("--endpoint-url", home.mock.endpoint_url, "--passphrase-fd", "0", *more),
        lines=(keys.secret_access_key, PASSPHRASE),
    )


def objects(done: Done) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.out.splitlines()]


def write_files(home: Home, *names: str, person: Person | None = None) -> Path:
    home.write_aws("".join(f"[profile {name}]\nendpoint_url = ENDPOINT\n" for name in names))
    keys, file = (person or home.me).credentials, home.folder / ".aws" / "credentials"
    file.write_text(
        "".join(
            f"[{name}]\naws_access_key_id = {keys.access_key_id}\n"
            f"aws_secret_access_key = {keys.secret_access_key}\n"
            for name in names
        )
    )
    file.chmod(0o600)
    return file


def test_a_key_is_added_pinned_listed_and_checked(home: Home) -> None:
    home.add_to_vault("prod")
    bob = add_user(home.mock, f"bob-{home.folder.name[-40:]}", allow("*"))
    done = add(home, bob, "bobs")
    assert done.code == 0, done.err
    assert bob.arn in done.out
    assert bob.credentials.secret_access_key not in done.out + done.err
    assert index(home).profile("bobs").user_arn == bob.arn
    home.write_aws("[profile role]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = prod\n")
    listed = {each["name"]: each for each in objects(run(home, "list", "--json"))}
    assert listed["bobs"]["account"] == home.mock.ready.account_id
    assert listed["role"]["keysIn"] == "~/.aws role"
    assert bob.credentials.access_key_id in run(home, "list").out
    checked = run(home, "check", "--json", "--passphrase-fd", "0", lines=(PASSPHRASE,))
    assert checked.code == 0, checked.err
    prod, bobs = objects(checked)
    assert (prod["arn"], bobs["arn"]) == (home.me.arn, bob.arn)
    assert (prod["keyAgeDays"], prod["keyStatus"]) == (0, "Active")
    assert (prod["mfaDevices"], bobs["mfaDevices"]) == ([home.device.serial], [])


def test_what_cannot_be_added(home: Home) -> None:
    home.add_to_vault("prod")
    assert add(home, home.me, "prod").code == 2
    dead = add_user(home.mock, f"dead-{home.folder.name[-40:]}")
    home.mock.client("iam").delete_access_key(
        UserName=dead.name, AccessKeyId=dead.credentials.access_key_id
    )
    done = add(home, dead, "dead")
    assert done.code == 1
    assert "kept, but AWS does not take it" in done.err
    assert add(home, home.me, "x" * 65).code == 2
    assert add(home, home.me, "other", "--mfa-serial", "x", "--no-check").code == 2
    nobody = run(home, "add", "n", "--access-key-id", home.me.credentials.access_key_id)
    assert nobody.code == 3
    assert "--secret-fd" in nobody.err
    seeded = add(home, home.me, "s", "--seed-fd", "0", "--mfa-serial", home.device.serial)
    assert "no MFA seed" in seeded.err
    assert seeded.code == 2
    assert {p.name for p in index(home).profiles()} == {"prod", "dead"}


def test_keys_of_the_files_are_imported_and_taken_out(home: Home) -> None:
    home.add_to_vault("other")
    bob = add_user(home.mock, f"bob-{home.folder.name[-40:]}", allow("*"))
    file = write_files(home, "work", "same", person=bob)
    shown = objects(run(home, "import", "--json"))
    assert [(each["name"], each["keptAs"]) for each in shown] == [("same", []), ("work", [])]
    assert "not kept, the same key as same" in run(home, "import").out
    options = ("--remove-plaintext", "--write-credential-process", "--passphrase-fd", "0")
    done = run(home, "import", "work", *options, lines=(PASSPHRASE,))
    assert done.code == 0, done.err
    assert "work: kept as work, verified" in done.out
    assert index(home).profile("work").user_arn == bob.arn
    assert bob.credentials.secret_access_key in file.read_text()
    assert "[work]" not in file.read_text()
    (last,) = objects(run(home, "import", "same", "--json", *options, lines=(PASSPHRASE,)))
    assert last == {"name": "same", "result": "kept already", "plaintext": "removed"}
    assert file.read_text() == ""
    config = (home.folder / ".aws/config").read_text()
    assert config.count("credential-process work") == 2


def test_import_says_why_it_refuses(home: Home) -> None:
    home.add_to_vault("other")
    file = write_files(home, "work")
    unverified = run(home, "import", "work", "--remove-plaintext", "--passphrase-fd", "0",
                     lines=(PASSPHRASE,))  # fmt: skip
    assert (unverified.code, "STS has never said" in unverified.err) == (3, True)
    file.chmod(0o644)
    before = file.read_text()
    done = run(home, "import", "work", "--remove-plaintext", "--passphrase-fd", "0",
               lines=(PASSPHRASE,))  # fmt: skip
    assert done.code == 3
    assert "other users may read" in done.err
    assert file.read_text() == before
    assert run(home, "import", "nobody").code == 2
    assert run(home, "import", "work", "--write-credential-process").code == 2
    file.write_text(f"{before}[work]\n")
    broken = run(home, "import")
    assert (broken.code, broken.out) == (2, "")
    assert f"{file}:4" in broken.err


def test_a_profile_is_renamed_and_removed_with_its_sessions(home: Home) -> None:
    home.add_to_vault("prod", with_seed=True)
    sessions = SessionIndex(home.folder / ".local/state/iamtui/sessions.json")
    end = datetime.now(UTC) + timedelta(hours=1)
    key_id = home.me.credentials.access_key_id
    sessions.add(Listed("iamtui/session/a", "prod", key_id, None, end))
    sessions.add(Listed("iamtui/session/b", "prod", "AKIAOFANOTHER0000000", None, end))
    assert run(home, "rename", "prod", "live").code == 0
    assert [each.profile for each in sessions.listed()] == ["live", "prod"]
    assert run(home, "rename", "prod", "x").code == 2
    refused = run(home, "remove", "live")
    assert refused.code == 3
    assert "--yes" in refused.err
    with home.in_terminal("profile", "remove", "live") as program:
        program.until("Type live to go on")
        program.press(b"prod\n")
        assert program.ended() == 3
    assert [p.name for p in index(home).profiles()] == ["live"]
    arguments = ("remove", "live", "--with-seed", "--yes", "--passphrase-fd", "0")
    assert run(home, *arguments, lines=(PASSPHRASE,)).code == 0
    assert index(home).profiles() == ()
    assert run(home, "check").code == 2


def test_a_profile_that_is_somebody_else_now_stops_every_command(home: Home) -> None:
    home.add_to_vault("prod")
    listed = home.folder / ".config/iamtui/profiles.json"
    text = json.loads(listed.read_text())
    text["profiles"][0]["account_id"] = "999999999999"
    listed.write_text(json.dumps(text))
    for command in (("profile", "check", "prod"), ("rotate", "prod", "--yes")):
        done = start(home, *command, "--passphrase-fd", "0", lines=(PASSPHRASE,))
        assert done.code == 3, (command, done)
        assert "999999999999" in done.err
    commands: tuple[tuple[str, ...], ...] = (
        ("exec", "prod", "--", "true"),
        ("credential-process", "prod"),
    )
    for words in commands:
        with home.in_terminal(*words, into=home.folder / "out") as program:
            program.until("iamtui: ")
            if "Passphrase of" in program.text:
                program.press(PASSPHRASE.encode() + b"\n")
            assert program.ended() == 3, program.text
            assert "999999999999" in program.text.replace("\r\n", "")
    keys = home.mock.client("iam").list_access_keys(UserName=home.me.name)["AccessKeyMetadata"]
    assert [key["AccessKeyId"] for key in keys] == [home.me.credentials.access_key_id]
