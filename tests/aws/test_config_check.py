"""Mistakes in ~/.aws, each named by file and line with what to do about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from iamtui.aws.config_check import ConfigFinding, check_aws_files

ROLE = "role_arn = arn:aws:iam::123456789012:role/admin\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "config").write_text("")
    (tmp_path / "credentials").write_text("")
    (tmp_path / "credentials").chmod(0o600)
    return tmp_path


def check(home: Path, config: str = "", credentials: str = "") -> tuple[ConfigFinding, ...]:
    (home / "config").write_text(config)
    (home / "credentials").write_text(credentials)
    return look(home)


def look(home: Path, *vault: str) -> tuple[ConfigFinding, ...]:
    environ = {
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(home / "credentials"),
    }
    return check_aws_files(vault, environ)


GOOD = """
# a comment
[default]
region = eu-central-1
s3 =
    max_concurrent_requests = 20
    addressing_style = path

[profile admin]
role_arn = arn:aws-cn:iam::123456789012:role/path/admin
source_profile = default
mfa_serial = arn:aws:iam::123456789012:mfa/phone
duration_seconds = 3600

[profile self]
role_arn = arn:aws:iam::123456789012:role/self
source_profile = self
aws_access_key_id = AKIAX
aws_secret_access_key = x

[profile here]
role_arn = arn:aws:iam::123456789012:role/here
credential_source = Ec2InstanceMetadata

[profile "two words"]
sso_session = corp

[sso-session corp]
sso_start_url = https://example.awsapps.com/start

[services local]
iam =
  endpoint_url = http://127.0.0.1:1
"""


def test_files_that_work_have_no_findings(home: Path) -> None:
    keys = "[default]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n"
    assert check(home, GOOD, keys) == ()


def test_missing_files_are_fine(tmp_path: Path) -> None:
    assert look(tmp_path) == ()


@pytest.mark.parametrize(
    ("config", "line", "words"),
    [
        ("region = eu-central-1\n", 1, "no section"),
        ("[default]\nhunter2\n", 2, "neither a section nor a setting"),
        ("[default\nregion = a\n", 1, "no section"),
        ("[default]\nregion = a\nregion = b\n", 3, "set already, in line 2"),
        ("[default]\n\n[default]\n", 3, "already, in line 1"),
        ("[admin]\nregion = eu-central-1\n", 1, "is no profile in this file"),
        ("[profile a]\n" + ROLE, 2, "whose credentials"),
        ("[profile a]\n" + ROLE + "source_profile = b\n", 3, "no profile 'b'"),
        (
            "[profile a]\n" + ROLE + "source_profile = b\n"
            "[profile b]\n" + ROLE + "source_profile = a\n",
            3,
            "circle: a → b → a",
        ),
        ("[profile a]\n" + ROLE + "credential_source = Elsewhere\n", 3, "no credential_source"),
        (
            "[profile b]\nregion = a\n[profile a]\n"
            + ROLE
            + "source_profile = b\ncredential_source = Environment\n",
            6,
            "cannot both be set",
        ),
        ("[profile a]\nrole_arn = admin\ncredential_source = Environment\n", 2, "no role's ARN"),
        ("[profile a]\nduration_seconds = 1h\n", 2, "no length"),
        ("[profile a]\nduration_seconds = 60\n", 2, "no length"),
        ("[profile a]\nregion = Frankfurt\n", 2, "no region"),
        ("[profile a]\nendpoint_url = localhost:5000\n", 2, "no URL"),
        ("[profile a]\nmfa_serial = arn:aws:iam::1:u2f/user/key\n", 2, "passkey"),
        ("[profile a]\nsso_session = corp\n", 2, "no section [sso-session corp]"),
        ("[profile a]\naws_access_key_id = AKIAX\n", 2, "aws_secret_access_key is missing"),
        (
            "[profile a]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n"
            "credential_process = tool --token hunter2\n",
            4,
            "never run",
        ),
    ],
)
def test_a_mistake_is_named_by_its_line(home: Path, config: str, line: int, words: str) -> None:
    found = [f for f in check(home, config) if f.line == line]
    assert any(words in f.what for f in found), check(home, config)
    assert all(f.remedy for f in found)
    assert all(f.place == f"{home / 'config'}:{line}" for f in found)
    assert "hunter2" not in repr(check(home, config))


def test_a_source_may_lie_in_the_vault(home: Path) -> None:
    (home / "config").write_text("[profile a]\n" + ROLE + "source_profile = prod\n")
    assert look(home, "prod") == ()
    assert len(look(home)) == 1


def test_a_profile_heading_in_the_credentials_file(home: Path) -> None:
    (found,) = check(home, "", "[profile admin]\n")
    assert found.place == f"{home / 'credentials'}:1"
    assert "[admin]" in found.remedy


@pytest.mark.parametrize(
    ("file", "mode", "words"),
    [
        ("credentials", 0o640, "may read"),
        ("credentials", 0o604, "may read"),
        ("config", 0o666, "may write"),
        ("credentials", 0o620, "may write"),
    ],
)
def test_others_may_use_the_file(home: Path, file: str, mode: int, words: str) -> None:
    (home / file).chmod(mode)
    (found,) = look(home)
    assert words in found.what
    assert "chmod" in found.remedy


def test_a_config_that_others_may_read_is_usual(home: Path) -> None:
    (home / "config").chmod(0o644)
    assert look(home) == ()


def test_a_linked_credentials_file_is_worth_a_look(home: Path) -> None:
    (home / "credentials").rename(home / "real")
    (home / "credentials").symlink_to(home / "real")
    (found,) = look(home)
    assert not found.is_error
    assert str(home / "real") in found.what


def test_a_file_that_is_no_text(home: Path) -> None:
    (home / "config").write_bytes(b"\xff\xfe")
    (found,) = look(home)
    assert (found.line, found.what) == (0, "the file is not UTF-8")


def test_a_folder_in_place_of_a_file(home: Path) -> None:
    os.unlink(home / "config")
    (home / "config").mkdir()
    (found,) = look(home)
    assert "cannot be read" in found.what
