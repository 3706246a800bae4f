"""The profiles of ~/.aws, without their secrets."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.target import CredentialSource, TargetKind, leads_to_aws
from iamtui.errors import UsageError

CONFIG = """
[default]
region = eu-central-1

[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = default
mfa_serial = arn:aws:iam::123456789012:mfa/phone
s3 =
    max_concurrent_requests = 2

[profile "two words"]
sso_session = corp
endpoint_url = http://127.0.0.1:5000

[profile helper]
credential_process = /bin/helper --token hunter2

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
"""
CREDENTIALS = """
[default]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = hunter2%(x)s
[only-here]
aws_access_key_id = AKIAOTHER
aws_secret_access_key = hunter2
aws_session_token = hunter2
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text(CONFIG)
    credentials.write_text(CREDENTIALS)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    return config, credentials


@pytest.mark.usefixtures("files")
def test_both_files_are_read_and_other_sections_are_not() -> None:
    profiles = {profile.name: profile.way for profile in aws_profiles()}
    assert profiles == {
        "admin": "role",
        "default": "access key",
        "helper": "program",
        "only-here": "access key",
        "two words": "SSO",
    }


@pytest.mark.usefixtures("files")
def test_no_secret_is_kept() -> None:
    assert "hunter2" not in repr(aws_profiles())


@pytest.mark.usefixtures("files")
def test_a_profile_says_where_it_leads() -> None:
    profiles = {profile.name: profile for profile in aws_profiles()}
    admin = profiles["admin"].target()
    assert (admin.kind, admin.source) == (TargetKind.LIVE, CredentialSource.AWS_PROFILE)
    assert admin.mfa_serial == "arn:aws:iam::123456789012:mfa/phone"
    elsewhere = profiles["two words"].target(read_only=True)
    assert (elsewhere.kind, elsewhere.read_only) == (TargetKind.ENDPOINT, True)


def test_missing_files_hold_no_profiles(files: tuple[Path, Path]) -> None:
    for file in files:
        file.unlink()
    assert aws_profiles() == ()


def test_a_broken_file_is_an_error_that_does_not_repeat_it(files: tuple[Path, Path]) -> None:
    files[1].write_text("aws_secret_access_key = hunter2\n")
    with pytest.raises(UsageError) as caught:
        aws_profiles()
    assert str(files[1]) in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://iam.amazonaws.com", True),
        ("https://iam.cn-north-1.amazonaws.com.cn", True),
        ("https://iam.eusc-de-east-1.amazonaws.eu", True),
        ("http://iam.amazonaws.com", False),
        ("https://amazonaws.com.example.org", False),
        ("https://notamazonaws.com", False),
        ("http://127.0.0.1:5000", False),
    ],
)
def test_only_awss_own_endpoints_count_as_aws(url: str, expected: bool) -> None:
    assert leads_to_aws(url) is expected
