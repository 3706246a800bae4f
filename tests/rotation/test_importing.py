"""Plain keys of ~/.aws: listed, kept in the vault, and taken out of the files."""

from __future__ import annotations

import configparser
import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import botocore.session
import pytest

from iamtui.account.model import Caller
from iamtui.aws.errors import BadCredentials, NoConnection
from iamtui.errors import IamtuiError, RefusedError, UsageError
from iamtui.rotation.holders.file_edit import FileNotEditable
from iamtui.rotation.importing import taking_out
from iamtui.rotation.importing.keeping import Imported, Verdict, keep
from iamtui.rotation.importing.plain_keys import PlainKey, plain_keys
from iamtui.rotation.importing.plain_lines import with_process, without_key
from iamtui.rotation.importing.taking_out import Files, process_command, take_out
from iamtui.secret import Secret
from iamtui.vault.errors import ProfileExists, ProfileInvalid, ReadBackMismatch
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair, key_item
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault

ACCOUNT = "123456789012"
PHONE = f"arn:aws:iam::{ACCOUNT}:mfa/phone"
CREDENTIALS = """\
# mine since 2019
[default]
aws_access_key_id = AKIAEXAMPLE000000001
aws_secret_access_key = s3cr3t/one+of=mine
; do not touch
cli_pager = less

[work]
aws_access_key_id=AKIAEXAMPLE000000002
aws_secret_access_key=s3cr3t/two

[shared one]
aws_access_key_id = AKIAEXAMPLE000000002
aws_secret_access_key = s3cr3t/two

[session]
aws_access_key_id = ASIAEXAMPLE000000003
aws_secret_access_key = s3cr3t/three
aws_session_token = t0ken
"""
CONFIG = f"""\
[default]
region = eu-central-1

[profile work]
region = eu-west-1
services = here
mfa_serial = {PHONE}

[profile admin]
role_arn = arn:aws:iam::{ACCOUNT}:role/admin
source_profile = default
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/default

[services here]
iam =
  endpoint_url = http://127.0.0.1:9
"""
CALLER = Caller(f"arn:aws:iam::{ACCOUNT}:user/me", "AIDAME", ACCOUNT)


class Lasting(MemoryStore):
    """A store in memory that counts as one on a disk."""

    id = "sealed"
    persistent = True


@dataclass
class Desk:
    """Somebody's files and vault."""

    home: Path
    vault: Vault

    @property
    def credentials(self) -> Path:
        return self.home / ".aws" / "credentials"

    @property
    def config(self) -> Path:
        return self.home / ".aws" / "config"

    @property
    def files(self) -> Files:
        return Files(self.credentials, self.config)

    def plain(self, name: str) -> PlainKey:
        return self.all()[name]

    def all(self) -> dict[str, PlainKey]:
        listed = self.vault.index.profiles()
        return {each.name: each for each in plain_keys(listed, self.home, os.environ)}

    def keep(self, name: str) -> Imported:
        return keep(self.vault, self.plain(name), ask=me)

    def take_out(self, name: str, *, put_process: bool = False) -> str:
        return take_out(self.vault, self.plain(name), self.files, put_process=put_process)


def me(_profile: Profile, _key: AccessKeyPair) -> Caller:
    return CALLER


def says(error: IamtuiError) -> Callable[[Profile, AccessKeyPair], Caller]:
    def ask(_profile: Profile, _key: AccessKeyPair) -> Caller:
        raise error

    return ask


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    folder = tmp_path / ".aws"
    folder.mkdir(mode=0o700)
    (folder / "credentials").write_text(CREDENTIALS)
    (folder / "credentials").chmod(0o600)
    (folder / "config").write_text(CONFIG)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, Vault(Lasting(), ProfileIndex(tmp_path / "profiles.json")))


# What is there


def test_long_term_keys_are_listed_with_what_the_config_says(desk: Desk) -> None:
    found = desk.all()
    assert sorted(found) == ["default", "shared one", "work"]
    default, work = found["default"].settings, found["work"].settings
    assert (default.region, default.endpoint_url) == ("eu-central-1", None)
    assert default.mfa_serial == f"arn:aws:iam::{ACCOUNT}:mfa/default"
    assert default.roles == ("admin",)
    assert (work.region, work.mfa_serial) == ("eu-west-1", PHONE)
    assert work.endpoint_url == "http://127.0.0.1:9"
    assert found["work"].line == 9
    assert found["work"].same_as == ("shared one",)
    assert found["default"].warnings == ()
    assert "s3cr3t" not in repr(found)


def test_the_environment_has_no_say(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "us-west-2")
    monkeypatch.setenv("AWS_PROFILE", "not-there")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    assert desk.plain("default").settings.region == "eu-central-1"
    assert desk.plain("default").settings.endpoint_url is None


def test_a_file_with_a_mistake_is_named_with_its_line(desk: Desk) -> None:
    desk.credentials.write_text(f"{CREDENTIALS}[work]\n")
    with pytest.raises(UsageError) as caught:
        desk.all()
    assert f"{desk.credentials}:" in str(caught.value)
    assert "s3cr3t" not in str(caught.value)
    assert caught.value.__context__ is None


def test_what_others_may_read_is_said(desk: Desk) -> None:
    desk.credentials.chmod(0o640)
    assert "rotate the key" in desk.plain("work").warnings[0]


# Into the vault


def test_a_key_is_kept_read_back_and_pinned(desk: Desk) -> None:
    done = desk.keep("work")
    assert done.verdict is Verdict.VERIFIED
    profile = desk.vault.index.profile("work")
    assert profile == done.profile
    assert (profile.account_id, profile.user_arn) == (ACCOUNT, CALLER.arn)
    assert (profile.region, profile.mfa_serial) == ("eu-west-1", PHONE)
    assert desk.vault.access_key(profile) == desk.plain("work").key
    assert desk.plain("work").kept_as == desk.plain("shared one").kept_as == ("work",)
    assert desk.credentials.read_text() == CREDENTIALS


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (NoConnection("AWS cannot be reached."), Verdict.NOT_ASKED),
        (BadCredentials("AWS does not know it."), Verdict.DEAD),
    ],
)
def test_what_sts_does_not_verify_is_kept_and_said(
    desk: Desk, error: IamtuiError, verdict: Verdict
) -> None:
    done = keep(desk.vault, desk.plain("work"), ask=says(error))
    assert done.verdict is verdict
    assert str(error) in done.said
    assert desk.vault.index.profile("work").account_id is None
    assert desk.vault.access_key(done.profile) == desk.plain("work").key


def test_the_device_of_another_account_is_left_out(desk: Desk) -> None:
    elsewhere = Caller("arn:aws:iam::999999999999:user/me", "AIDA", "999999999999")
    done = keep(desk.vault, desk.plain("work"), ask=lambda _p, _k: elsewhere)
    assert done.profile.mfa_serial is None
    assert PHONE in done.said


def test_a_key_that_is_kept_already_is_not_kept_twice(desk: Desk) -> None:
    desk.keep("work")
    with pytest.raises(UsageError, match="kept already, as work"):
        desk.keep("shared one")


def test_a_name_that_is_taken_or_odd_needs_another(desk: Desk) -> None:
    desk.vault.index.add(Profile("work"))
    with pytest.raises(ProfileExists):
        desk.keep("work")
    assert keep(desk.vault, desk.plain("work"), "job", me).profile.name == "job"
    odd = "x" * 65
    desk.credentials.write_text(CREDENTIALS.replace("[default]", f"[{odd}]"))
    with pytest.raises(ProfileInvalid):
        desk.keep(odd)
    assert desk.credentials.read_text().startswith("# mine since 2019")


def test_a_store_that_loses_what_it_took_gives_no_profile(desk: Desk) -> None:
    class Losing(Lasting):
        def get(self, item: str) -> Secret | None:
            return None

    with pytest.raises((ReadBackMismatch, IamtuiError)):
        keep(Vault(Losing(), desk.vault.index), desk.plain("work"), ask=me)
    assert desk.credentials.read_text() == CREDENTIALS


# Out of the files


def test_only_the_two_lines_go(desk: Desk) -> None:
    desk.keep("default")
    assert desk.take_out("default") == "default"
    after = desk.credentials.read_text()
    assert after == CREDENTIALS.replace(
        "aws_access_key_id = AKIAEXAMPLE000000001\naws_secret_access_key = s3cr3t/one+of=mine\n",
        "",
    )
    assert desk.credentials.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in desk.credentials.parent.iterdir()].count("credentials") == 1
    assert len(list(desk.credentials.parent.iterdir())) == 2


def test_an_empty_section_goes_with_its_key(desk: Desk) -> None:
    desk.keep("work")
    desk.take_out("work")
    assert "[work]" not in desk.credentials.read_text()
    assert "[shared one]" in desk.credentials.read_text()


def test_the_aws_program_goes_on_by_asking_iamtui(desk: Desk) -> None:
    for name in ("default", "work"):
        desk.keep(name)
        desk.take_out(name, put_process=True)
    profiles = botocore.session.Session().full_config["profiles"]
    command = profiles["work"]["credential_process"]
    assert shlex.split(command)[-2:] == ["credential-process", "work"]
    assert profiles["work"]["mfa_serial"] == PHONE
    assert shlex.split(profiles["default"]["credential_process"])[-1] == "default"
    assert "aws_access_key_id" not in profiles["work"]
    assert profiles["admin"]["source_profile"] == "default"


def test_two_profiles_of_one_key_use_the_same_kept_one(desk: Desk) -> None:
    desk.keep("work")
    assert desk.take_out("shared one", put_process=True) == "work"
    profiles = botocore.session.Session().full_config["profiles"]
    assert shlex.split(profiles["shared one"]["credential_process"])[-1] == "work"
    assert "aws_access_key_id" in profiles["work"]


def test_a_config_file_that_is_not_there_is_made_private(desk: Desk) -> None:
    desk.config.unlink()
    desk.keep("work")
    desk.take_out("work", put_process=True)
    assert desk.config.stat().st_mode & 0o777 == 0o600
    assert "credential_process" in desk.config.read_text()


def test_a_link_stays_and_what_it_leads_to_is_edited(desk: Desk) -> None:
    real = desk.home / "real-credentials"
    desk.credentials.rename(real)
    desk.credentials.symlink_to(real)
    assert "symbolic link" in desk.plain("work").warnings[0]
    desk.keep("work")
    desk.take_out("work")
    assert desk.credentials.is_symlink()
    assert "[work]" not in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_read_is_not_edited(desk: Desk, mode: int) -> None:
    desk.keep("work")
    desk.credentials.chmod(mode)
    with pytest.raises(FileNotEditable, match=f"mode {mode:o}"):
        desk.take_out("work", put_process=True)
    assert (desk.credentials.read_text(), desk.config.read_text()) == (CREDENTIALS, CONFIG)


def test_a_file_of_somebody_else_is_not_edited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.keep("work")
    plain = desk.plain("work")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(FileNotEditable, match="another user"):
        take_out(desk.vault, plain, desk.files, put_process=False)
    assert desk.credentials.read_text() == CREDENTIALS


def test_nothing_goes_that_the_vault_does_not_give_back(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="does not give back"):
        desk.take_out("work")
    profile = desk.keep("work").profile
    item = key_item(profile.id, profile.access_key_id or "")
    desk.vault.store.delete(item)
    with pytest.raises(IamtuiError):
        desk.take_out("work")
    other = AccessKeyPair(profile.access_key_id or "", Secret("something/else"))
    desk.vault.save_access_key(profile, other)
    with pytest.raises(RefusedError, match="does not give back"):
        desk.take_out("work")
    assert desk.credentials.read_text() == CREDENTIALS


def test_a_store_that_does_not_last_keeps_the_plain_text(desk: Desk) -> None:
    desk.vault.store = MemoryStore()
    desk.keep("work")
    with pytest.raises(RefusedError, match="only lasting copy"):
        desk.take_out("work")
    assert desk.credentials.read_text() == CREDENTIALS


def test_what_was_changed_since_it_was_read_stays(desk: Desk) -> None:
    desk.keep("work")
    plain = desk.plain("work")
    changed = CREDENTIALS.replace("s3cr3t/two", "s3cr3t/new")
    desk.credentials.write_text(changed)
    with pytest.raises(RefusedError, match="no longer in"):
        take_out(desk.vault, plain, desk.files, put_process=False)
    assert desk.credentials.read_text() == changed


def test_a_change_of_another_program_meanwhile_is_not_lost(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.keep("work")
    more = f"{CREDENTIALS}\n[new]\nregion = here\n"
    calls: list[str] = []

    def change(text: str, profile: str, key: AccessKeyPair) -> str:
        if not calls:
            desk.credentials.write_text(more)
        calls.append(text)
        return without_key(text, profile, key)

    monkeypatch.setattr(taking_out, "without_key", change)
    desk.take_out("work")
    assert calls == [CREDENTIALS, more]
    assert "[new]\nregion = here\n" in desk.credentials.read_text()


def test_a_role_from_its_own_key_keeps_it(desk: Desk) -> None:
    role = f"role_arn = arn:aws:iam::{ACCOUNT}:role/me\nsource_profile = work\n"
    desk.config.write_text(CONFIG.replace("[profile work]\n", f"[profile work]\n{role}"))
    desk.keep("work")
    with pytest.raises(RefusedError, match="role from its own key"):
        desk.take_out("work")


def test_a_key_that_would_come_to_light_is_refused(desk: Desk) -> None:
    more = "aws_access_key_id = AKIAEXAMPLE000000009\naws_secret_access_key = s3cr3t/nine\n"
    desk.config.write_text(CONFIG.replace("[profile work]\n", f"[profile work]\n{more}"))
    desk.keep("work")
    with pytest.raises(RefusedError, match="another key for work"):
        desk.take_out("work")


def test_a_key_in_the_config_file_goes_too(desk: Desk) -> None:
    more = "aws_access_key_id = AKIAEXAMPLE000000009\naws_secret_access_key = s3cr3t/nine\n"
    desk.config.write_text(f"{CONFIG}[profile third]\n{more}")
    desk.config.chmod(0o600)
    desk.keep("third")
    desk.take_out("third", put_process=True)
    own = botocore.session.Session().full_config["profiles"]["third"]
    assert list(own) == ["credential_process"]


# Lines


def test_windows_line_ends_stay() -> None:
    text = CREDENTIALS.replace("\n", "\r\n")
    key = AccessKeyPair("AKIAEXAMPLE000000002", Secret("s3cr3t/two"))
    after = without_key(text, "work", key)
    assert after.count("\n") == after.count("\r\n") == text.count("\n") - 4
    assert with_process("[default]\r\nregion = x\r\n", "default", "p").count("\r\n") == 3


def test_the_last_line_keeps_its_end() -> None:
    key = AccessKeyPair("AKIA0000000000000000", Secret("s"))
    section = "[b]\naws_access_key_id = AKIA0000000000000000\naws_secret_access_key = s\n"
    assert without_key(f"[a]\nregion = x\n{section}", "b", key) == "[a]\nregion = x\n"
    assert without_key(section, "b", key) == ""
    assert without_key(f"[a]\n\n{section}", "b", key) == "[a]\n\n"


@pytest.mark.parametrize("name", ["two words", "ümlaut", "semi;colon", "a#b", "it's"])
def test_odd_names_survive_the_config_file(name: str, tmp_path: Path) -> None:
    if "'" in name:
        with pytest.raises(RefusedError, match="cannot be written"):
            with_process("", name, "p")
        return
    text = with_process(CONFIG, name, process_command(name))
    (tmp_path / "config").write_text(text)
    parser = configparser.RawConfigParser(default_section="")
    parser.read_string(text)
    session = botocore.session.Session()
    session.set_config_variable("config_file", str(tmp_path / "config"))
    command = session.full_config["profiles"][name]["credential_process"]
    assert shlex.split(command)[-1] == name


def test_a_program_that_is_there_already_is_left(desk: Desk) -> None:
    program = "credential_process = helper\n"
    desk.config.write_text(CONFIG.replace("[profile work]\n", f"[profile work]\n{program}"))
    desk.keep("work")
    with pytest.raises(RefusedError, match="credential_process already"):
        desk.take_out("work", put_process=True)
    assert desk.credentials.read_text() == CREDENTIALS


def test_a_name_that_looks_like_an_option_is_none() -> None:
    assert process_command("-x").endswith("credential-process -- -x")
