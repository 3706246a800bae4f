"""`iamtui rotate` as a process against the mock over HTTP: faults, kills, refusals, deliveries."""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from iamtui.secret import Secret
from iamtui.vault.detect import find_store
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.store import SecretStore
from iamtui.vault.vault import Vault
from tests.support.mock_people import Person, add_device, add_user, allow, deny, root, trust
from tests.support.mock_people import add_role as make_role
from tests.support.mock_server import ROOT, Credentials, RunningMock, mock_server
from tests.support.secret_service import PrivateBus

pytestmark = pytest.mark.slow

ALL = ("--drain", "0", "--observe", "0")
LONGEST = 60
OWN_KEYS = allow(
    [
        "iam:CreateAccessKey",
        "iam:ListAccessKeys",
        "iam:UpdateAccessKey",
        "iam:DeleteAccessKey",
        "iam:GetAccessKeyLastUsed",
        "iam:ListMFADevices",
        "iam:SimulatePrincipalPolicy",
    ]
)
FILE = """\
# mine, and not to be touched
[other]
aws_access_key_id = AKIAOTHER00000000000
aws_secret_access_key = theirs

[work]
region = eu-central-1
aws_access_key_id = {id}
aws_secret_access_key={secret}

; the end
"""


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as running:
        yield running


@pytest.fixture(autouse=True)
def _no_faults(mock: RunningMock) -> Iterator[None]:
    yield
    mock.clear_faults()
    mock.set_clock_ahead(0)


@dataclass(frozen=True, slots=True)
class Desk:
    """A home folder with ~/.aws, and the program in it."""

    mock: RunningMock
    home: Path

    @property
    def file(self) -> Path:
        """The credentials file."""
        return self.home / ".aws" / "credentials"

    def holds(self, person: Person) -> str:
        """Write the person's key into the profile `work`; gives the key's id."""
        self.file.parent.mkdir(exist_ok=True)
        key = person.credentials
        self.file.write_text(FILE.format(id=key.access_key_id, secret=key.secret_access_key))
        self.file.chmod(0o640)
        return key.access_key_id

    def start(
        self, *arguments: str, limit: int | None = None, stdin: IO[str] | int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        """Start `iamtui rotate`; `limit` is how large a file it may write, as on a full disk."""
        names = ("AWS_", "XDG_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(names)}
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "iamtui", "rotate", *arguments],
            env={**environment, "HOME": str(self.home), "PYTHONPATH": str(ROOT)},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            preexec_fn=None if limit is None else lambda: _limit_files(limit),
        )

    def rotate(self, *arguments: str, limit: int | None = None) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        process = self.start(*arguments, limit=limit)
        out, err = process.communicate(timeout=LONGEST)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def first(self, *arguments: str) -> tuple[str, ...]:
        """The arguments of a first run, which says where to ask."""
        return ("work", "--endpoint-url", self.mock.endpoint_url, *ALL, *arguments)

    def kill_at(self, operation: str, *arguments: str) -> None:
        """Kill the program when the mock has seen it call `operation`."""
        before = self.mock.calls().get(operation, 0)
        process = self.start(*arguments)
        wait_until(lambda: self.mock.calls().get(operation, 0) > before)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=LONGEST)

    def key(self) -> Credentials:
        """What `work` has now."""
        lines = self.file.read_text().partition("[work]")[2].splitlines()
        values = [line.partition("=")[2].strip() for line in lines if line.startswith("aws_")]
        return Credentials(values[0], values[1])


@pytest.fixture
def desk(mock: RunningMock, tmp_path: Path) -> Desk:
    return Desk(mock, tmp_path)


@pytest.fixture
def person(mock: RunningMock, request: pytest.FixtureRequest) -> Person:
    """A user of his own for each test."""
    name = f"u{abs(hash(request.node.nodeid)) % 10**12}"
    return add_user(mock, name, OWN_KEYS)


def _limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def wait_until(happened: Callable[[], bool]) -> None:
    """Ask until it is so; fails after LONGEST seconds."""
    end = time.monotonic() + LONGEST
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def keys_of(person: Person) -> dict[str, str]:
    """The person's keys with their status, as an administrator sees them."""
    listed = person.mock.client("iam").list_access_keys(UserName=person.name)
    return {key["AccessKeyId"]: key["Status"] for key in listed["AccessKeyMetadata"]}


def works(person: Person, key: Credentials) -> bool:
    """Whether that key is the person's."""
    arn = person.mock.client("sts", key).get_caller_identity()["Arn"]
    return bool(arn == person.arn)


def assert_rotated(desk: Desk, person: Person, old: str) -> None:
    """One active key, a new one, which is in the file and works; nothing else is changed there."""
    new = desk.key()
    assert keys_of(person) == {new.access_key_id: "Active"}
    assert new.access_key_id != old
    assert works(person, new)
    expected = FILE.format(id=new.access_key_id, secret=new.secret_access_key)
    assert desk.file.read_text() == expected
    assert desk.file.stat().st_mode & 0o777 == 0o640


def assert_private(desk: Desk, *secrets: str) -> None:
    """No secret in anything that the program keeps but the credentials file; all of it 0600."""
    kept = [p for p in (desk.home / ".local").rglob("*") if p.is_file()]
    assert any(path.suffix == ".jsonl" for path in kept)
    for path in kept:
        assert path.stat().st_mode & 0o077 == 0, path
        assert not any(secret in path.read_text() for secret in secrets), path


def test_a_rotation_from_start_to_end(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    done = desk.rotate(*desk.first())
    assert (done.returncode, done.stderr) == (0, "")
    assert_rotated(desk, person, old)
    assert_private(desk, person.credentials.secret_access_key, desk.key().secret_access_key)
    assert desk.key().secret_access_key not in done.stdout
    assert "way back: iamtui rotate --back" in done.stdout


def test_each_step_ends_where_it_is_asked_to_and_the_next_run_goes_on(
    desk: Desk, person: Person
) -> None:
    old = desk.holds(person)
    assert desk.rotate(*desk.first("--until", "verify")).returncode == 0
    assert desk.key().access_key_id == old
    assert sorted(keys_of(person).values()) == ["Active", "Active"]
    assert desk.rotate("--until", "switch").returncode == 0
    assert works(person, desk.key())
    assert desk.rotate("--until", "verify", *ALL).returncode == 0
    assert keys_of(person)[old] == "Active"
    told = desk.rotate("--json")
    last = json.loads(told.stdout.splitlines()[-1])
    assert (last["ended"], last["phase"], told.returncode) == ("waiting", "switched", 0)
    assert desk.rotate("--until", "deactivate", *ALL).returncode == 0
    assert keys_of(person)[old] == "Inactive"
    assert desk.rotate(*ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_it_is_taken_back_after_the_deactivation(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    before = desk.file.read_text()
    desk.rotate(*desk.first("--until", "deactivate"))
    back = desk.rotate("--back")
    assert (back.returncode, back.stderr) == (0, "")
    assert keys_of(person) == {old: "Active"}
    assert desk.file.read_text() == before


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        ("CreateAccessKey", "drip"),
        ("CreateAccessKey", "delay"),
        ("UpdateAccessKey", "drip"),
        ("DeleteAccessKey", "drip"),
    ],
)
def test_killed_when_a_write_was_sent_it_goes_on(
    desk: Desk, person: Person, operation: str, fault: str
) -> None:
    """With `drip` the write was applied and its answer is on the way; with `delay` it is applied
    after the death of who sent it."""
    old = desk.holds(person)
    before = desk.mock.calls().get(operation, 0)
    desk.mock.fault(operation, fault, seconds=2)
    desk.kill_at(operation, *desk.first())
    assert desk.mock.calls()[operation] == before + 1
    if operation == "CreateAccessKey":
        wait_until(lambda: len(keys_of(person)) == 2)
        assert desk.key().access_key_id == old
        asked = desk.rotate(*ALL)
        assert asked.returncode == 1
        assert "nobody has its secret" in asked.stdout
    assert desk.rotate("--yes", *ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_killed_again_in_the_recovery_it_still_goes_on(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "drip", seconds=2)
    desk.kill_at("CreateAccessKey", *desk.first())
    assert len(keys_of(person)) == 2
    desk.mock.fault("DeleteAccessKey", "drip", seconds=2)
    desk.kill_at("DeleteAccessKey", "--yes", *ALL)
    assert keys_of(person) == {old: "Active"}
    # The killed one had no time to note that the orphan is gone: half a minute is waited for.
    process = desk.start("--yes", *ALL)
    before = desk.mock.calls().get("ListAccessKeys", 0)
    wait_until(lambda: desk.mock.calls().get("ListAccessKeys", 0) > before)
    desk.mock.set_clock_ahead(40)
    _out, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, err
    assert_rotated(desk, person, old)


@pytest.mark.parametrize("nth", [1, 3, 5, 8])
def test_killed_between_the_writes_it_goes_on(desk: Desk, person: Person, nth: int) -> None:
    """The n-th look at the keys: before the creation, in the verification, around the switch."""
    old = desk.holds(person)
    desk.mock.fault("ListAccessKeys", "delay", times=None, seconds=0.2)
    seen = desk.mock.calls().get("ListAccessKeys", 0)
    process = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("ListAccessKeys", 0) >= seen + nth)
    process.kill()
    process.communicate(timeout=LONGEST)
    assert works(person, desk.key())
    desk.mock.clear_faults()
    assert desk.rotate(*desk.first()).returncode == 0
    assert_rotated(desk, person, old)


def test_an_answer_that_was_lost_leads_to_one_question(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "lost")
    asked = desk.rotate(*desk.first("--json"))
    last = json.loads(asked.stdout.splitlines()[-1])
    assert (asked.returncode, last["ended"]) == (1, "unanswered")
    assert sorted(keys_of(person).values()) == ["Active", "Active"]
    assert desk.rotate("--yes", *ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_a_creation_that_never_arrived_is_made_again(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "reset")
    before = desk.mock.calls().get("CreateAccessKey", 0)
    process = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    # AWS shows late what was created: the next half minute passes at once.
    desk.mock.set_clock_ahead(40)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 0
    assert_rotated(desk, person, old)


@pytest.mark.parametrize("operation", ["UpdateAccessKey", "DeleteAccessKey"])
def test_a_lost_answer_to_a_write_that_may_be_repeated_is_no_matter(
    desk: Desk, person: Person, operation: str
) -> None:
    old = desk.holds(person)
    desk.mock.fault(operation, "lost", times=2)
    assert desk.rotate(*desk.first()).returncode == 0
    assert_rotated(desk, person, old)


def test_a_key_that_aws_knows_late_is_switched_to_when_it_is_known(
    desk: Desk, person: Person
) -> None:
    old = desk.holds(person)
    desk.mock.fault("CreateAccessKey", "propagation", seconds=3)
    assert desk.rotate(*desk.first()).returncode == 0
    assert_rotated(desk, person, old)


def test_on_a_full_disk_nothing_is_sent(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    sent = desk.mock.calls().get("CreateAccessKey", 0)
    full = desk.rotate(*desk.first(), limit=0)
    assert full.returncode == 4
    assert "cannot be written" in full.stderr
    assert desk.mock.calls().get("CreateAccessKey", 0) == sent
    assert keys_of(person) == {old: "Active"}


def test_a_disk_that_fills_up_on_the_way_loses_nothing(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    full = desk.rotate(*desk.first(), limit=2500)
    assert full.returncode == 4
    assert works(person, desk.key())
    assert desk.rotate(*ALL).returncode == 0
    assert_rotated(desk, person, old)


def test_a_damaged_journal_is_put_aside_and_the_keys_tell(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    desk.rotate(*desk.first("--until", "switch"))
    (journal,) = (desk.home / ".local/state/iamtui/rotations").glob("*.jsonl")
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join([lines[0].replace("prepared", "deleting"), *lines[1:]]))
    again = desk.rotate(*desk.first())
    assert again.returncode == 0, again.stderr
    assert "was changed or taken out" in again.stderr
    assert_rotated(desk, person, old)


def test_a_second_iamtui_is_told_of_the_first(desk: Desk, person: Person) -> None:
    desk.holds(person)
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.fault("CreateAccessKey", "delay", seconds=4)
    first = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    second = desk.rotate(*desk.first())
    assert second.returncode == 3
    assert "Another iamtui on this machine" in second.stderr
    first.communicate(timeout=LONGEST)
    assert first.returncode == 0


def test_one_mfa_session_serves_the_whole_run(desk: Desk, person: Person, bus: PrivateBus) -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    device = add_device(desk.mock, person)
    desk.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="mfa",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [deny("iam:*AccessKey", Condition=mfa)]}
        ),
    )
    bus.start_keyring("ci-pass")
    vault = kept_in_vault(desk, person)
    vault.add_totp_seed(device.serial, Secret(device.seed))
    # The code of this step was used when the device was enabled.
    desk.mock.set_clock_ahead(30)
    before = desk.mock.calls().get("GetSessionToken", 0)
    done = desk.rotate("vaulted", *ALL)
    assert done.returncode == 0, done.stderr
    assert desk.mock.calls()["GetSessionToken"] == before + 1
    profile = vault.index.profile("vaulted")
    assert keys_of(person) == {profile.access_key_id: "Active"}
    assert profile.spare_key_ids == ()


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus of this test, whose home is the desk's."""
    found = PrivateBus(tmp_path)
    for name, value in found.environment.items():
        monkeypatch.setenv(name, value)
    yield found
    found.stop()


def sealed_at(desk: Desk) -> SealedFile:
    """The sealed file where the program looks for it."""
    local = desk.home / ".local"
    return SealedFile(local / "share/iamtui/vault.sealed", state=local / "state/iamtui")


def kept_in_vault(desk: Desk, person: Person, store: SecretStore | None = None) -> Vault:
    """The person's key in the vault (the keyring's, or another), as the profile `vaulted`."""
    vault = Vault(store or find_store(), ProfileIndex(desk.home / ".config/iamtui/profiles.json"))
    profile = Profile(
        "vaulted",
        access_key_id=person.credentials.access_key_id,
        endpoint_url=desk.mock.endpoint_url,
    )
    vault.add_access_key(profile, Secret(person.credentials.secret_access_key))
    return vault


def test_a_keyring_that_is_killed_before_the_secret_is_saved(
    desk: Desk, person: Person, bus: PrivateBus
) -> None:
    bus.start_keyring("ci-pass")
    vault = kept_in_vault(desk, person)
    old = person.credentials.access_key_id
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.fault("CreateAccessKey", "delay", seconds=1)
    process = desk.start("vaulted", *ALL)
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    bus.signal_keyring(signal.SIGKILL)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 4
    assert keys_of(person) == {old: "Active"}
    bus.start_keyring("ci-pass")
    again = desk.rotate("vaulted", *ALL)
    assert again.returncode == 0, again.stderr
    profile = vault.index.profile("vaulted")
    key = Vault(find_store(), vault.index).access_key(profile)
    assert keys_of(person) == {key.access_key_id: "Active"}
    assert works(person, Credentials(key.access_key_id, key.secret.reveal()))


def test_cron_unlocks_the_sealed_file_with_a_descriptor(desk: Desk, person: Person) -> None:
    sealed = sealed_at(desk)
    sealed.create(Secret("a long passphrase for cron"))
    vault = kept_in_vault(desk, person, sealed)
    passphrase = desk.home / "passphrase"
    for words, code in (("wrong", 3), ("a long passphrase for cron", 0)):
        passphrase.write_text(f"{words}\n")
        with passphrase.open() as given:
            process = desk.start("vaulted", *ALL, "--passphrase-fd", "0", stdin=given)
        _out, err = process.communicate(timeout=LONGEST)
        assert process.returncode == code, err
        assert "passphrase for cron" not in err
    profile = vault.index.profile("vaulted")
    assert profile.access_key_id != person.credentials.access_key_id
    assert keys_of(person) == {profile.access_key_id: "Active"}


def test_nobody_is_there_to_unlock_the_sealed_file(desk: Desk, person: Person) -> None:
    sealed = sealed_at(desk)
    sealed.create(Secret("a long passphrase for cron"))
    kept_in_vault(desk, person, sealed)
    assert desk.rotate("vaulted", *ALL).returncode == 3
    assert keys_of(person) == {person.credentials.access_key_id: "Active"}


def test_the_network_is_gone_between_the_creation_and_its_answer(
    desk: Desk, person: Person
) -> None:
    old = desk.holds(person)
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.control("POST", "conditions", {"latency": 0.5})
    desk.mock.fault("CreateAccessKey", "lost")
    process = desk.start(*desk.first())
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    desk.mock.fault("*", "reset", times=None)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 4
    desk.mock.clear_faults()
    desk.mock.control("POST", "conditions", {})
    assert desk.rotate("--yes", *ALL).returncode == 0
    assert_rotated(desk, person, old)


@pytest.mark.parametrize(
    ("form", "columns"),
    [
        ("console", ["Access key ID", "Secret access key"]),
        ("import", ["User Name", "Access key ID", "Secret access key"]),
    ],
)
def test_another_users_key_is_delivered_into_a_private_file(
    desk: Desk, person: Person, form: str, columns: list[str]
) -> None:
    admin = add_user(desk.mock, f"admin-{person.name}-{form}", allow("*"))
    desk.holds(admin)
    file = desk.home / "for-them.csv"
    arguments = ("--user", person.name, "--deliver", str(file), "--format", form)
    done = desk.rotate(*desk.first(*arguments))
    assert done.returncode == 0, done.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    header, row = csv.reader(io.StringIO(file.read_text()))
    assert header == columns
    assert keys_of(person) == {row[-2]: "Active"}
    assert works(person, Credentials(row[-2], row[-1]))
    assert row[-1] not in done.stdout
    assert keys_of(admin) == {admin.credentials.access_key_id: "Active"}


def test_another_users_key_needs_a_place(desk: Desk, person: Person) -> None:
    admin = add_user(desk.mock, f"admin-{person.name}", allow("*"))
    desk.holds(admin)
    refused = desk.rotate(*desk.first("--user", person.name))
    assert refused.returncode == 1
    assert "--deliver FILE" in refused.stderr


def refusal(desk: Desk, person: Person, *arguments: str) -> tuple[int, str]:
    """How the program refuses; it must have changed nothing."""
    before = keys_of(person)
    sent = desk.mock.calls().get("CreateAccessKey", 0)
    refused = desk.rotate(*desk.first(*arguments))
    assert desk.mock.calls().get("CreateAccessKey", 0) == sent
    assert keys_of(person) == before
    assert refused.stdout == ""
    return refused.returncode, refused.stderr


def test_two_keys_are_refused_with_what_is_known_of_each(desk: Desk, person: Person) -> None:
    desk.holds(person)
    other = desk.mock.client("iam").create_access_key(UserName=person.name)["AccessKey"]
    code, said = refusal(desk, person)
    assert code == 1
    assert f"{other['AccessKeyId']} (active, 0 days old, never used, not of this machine)" in said


def test_a_missing_permission_is_found_before_anything_is_changed(
    desk: Desk, person: Person
) -> None:
    desk.holds(person)
    desk.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="no",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [deny("iam:DeleteAccessKey")]}
        ),
    )
    code, said = refusal(desk, person)
    assert code == 3
    assert "may not call iam:DeleteAccessKey" in said


def test_a_clock_that_is_off_is_refused(desk: Desk, person: Person) -> None:
    desk.holds(person)
    desk.mock.set_clock_ahead(120)
    code, said = refusal(desk, person)
    assert code == 3
    assert "behind AWS's" in said


def _read_only(file: Path) -> None:
    file.chmod(0o440)


def _in_an_editor(file: Path) -> None:
    (file.parent / ".credentials.swp").touch()


def _in_an_open_folder(file: Path) -> None:
    file.parent.chmod(0o777)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_read_only, "read-only"),
        (_in_an_editor, "an editor has it open"),
        (_in_an_open_folder, "others may write to its folder"),
    ],
)
def test_a_file_that_cannot_be_changed_safely_is_refused(
    desk: Desk, person: Person, spoil: Callable[[Path], None], words: str
) -> None:
    desk.holds(person)
    spoil(desk.file)
    code, said = refusal(desk, person)
    assert code == 3
    assert words in said


def test_a_link_is_followed_and_stays_one(desk: Desk, person: Person) -> None:
    old = desk.holds(person)
    real = desk.home / "dotfiles"
    desk.file.rename(real)
    desk.file.symlink_to(real)
    assert desk.rotate(*desk.first()).returncode == 0
    assert desk.file.is_symlink()
    assert_rotated(desk, person, old)


def holds_session(desk: Desk, key: Any) -> None:
    """Write temporary or root credentials into the profile `work`."""
    desk.file.parent.mkdir(exist_ok=True)
    token = f"aws_session_token = {key.session_token}\n" if key.session_token else ""
    desk.file.write_text(
        f"[work]\naws_access_key_id = {key.access_key_id}\n"
        f"aws_secret_access_key = {key.secret_access_key}\n{token}"
    )


def test_root_and_roles_are_told_what_to_do_instead(desk: Desk, person: Person) -> None:
    holds_session(desk, root(desk.mock).credentials)
    code, said = refusal(desk, person)
    assert (code, "Root should have no access key" in said) == (1, True)
    role = make_role(desk.mock, f"role-{person.name}", trust(person.arn))
    desk.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="assume",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [allow("sts:AssumeRole")]}
        ),
    )
    session = person.sts.assume_role(RoleArn=role, RoleSessionName="session")
    holds_session(desk, person.holding(session).credentials)
    code, said = refusal(desk, person)
    assert (code, "roles have no access keys" in said) == (1, True)


def test_nothing_is_under_way_to_be_taken_back(desk: Desk, person: Person) -> None:
    desk.holds(person)
    code, said = refusal(desk, person, "--back")
    assert code == 1
    assert "nothing to take back" in said


def test_a_read_only_profile_is_left_alone(desk: Desk, person: Person) -> None:
    desk.holds(person)
    config = desk.home / ".config/iamtui/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[profiles.work]\nread_only = true\n")
    code, said = refusal(desk, person)
    assert code == 3
    assert "read-only" in said
