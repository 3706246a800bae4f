"""Who may talk to the mock at all."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.mock_server import Credentials, RunningMock, code_at, refused

pytestmark = pytest.mark.slow


def test_a_long_term_key_is_its_user(sandbox: RunningMock, iam: Any, user: str) -> None:
    """Source: STS API reference, GetCallerIdentity."""
    key = iam.create_access_key(UserName=user)["AccessKey"]
    answer = sandbox.client("sts", Credentials.of(key)).get_caller_identity()
    assert answer["Arn"] == f"arn:aws:iam::{sandbox.ready.account_id}:user/{user}"
    assert answer["UserId"] == iam.get_user(UserName=user)["User"]["UserId"]
    assert answer["Account"] == sandbox.ready.account_id


def test_an_unknown_key_is_refused(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, InvalidClientTokenId."""
    stranger = Credentials("AKIAAAAAAAAAAAAAAAAA", "x" * 40)
    with refused("InvalidClientTokenId"):
        sandbox.client("sts", stranger).get_caller_identity()


def test_a_wrong_secret_is_refused(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, SignatureDoesNotMatch."""
    forged = replace(sandbox.credentials, secret_access_key="x" * 40)
    with refused("SignatureDoesNotMatch"):
        sandbox.client("iam", forged).list_users()


def test_an_inactive_key_is_refused_until_it_is_active_again(
    sandbox: RunningMock, iam: Any, user: str
) -> None:
    """Source: IAM API reference, UpdateAccessKey; Common Errors, InvalidClientTokenId."""
    key = iam.create_access_key(UserName=user)["AccessKey"]
    named = {"UserName": user, "AccessKeyId": key["AccessKeyId"]}
    sts = sandbox.client("sts", Credentials.of(key))
    iam.update_access_key(**named, Status="Inactive")
    with refused("InvalidClientTokenId"):
        sts.get_caller_identity()
    iam.update_access_key(**named, Status="Active")
    sts.get_caller_identity()
    iam.delete_access_key(**named)
    with refused("InvalidClientTokenId"):
        sts.get_caller_identity()


def test_a_session_needs_its_own_token(sandbox: RunningMock) -> None:
    """Source: IAM User Guide, "Use temporary credentials with AWS resources"."""
    session = Credentials.of(sandbox.client("sts").get_session_token()["Credentials"])
    sandbox.client("sts", session).get_caller_identity()
    for token in (f"{session.session_token}x", None):
        with refused("InvalidClientTokenId"):
            sandbox.client("sts", replace(session, session_token=token)).get_caller_identity()


def test_an_unsigned_call_is_refused_in_xml(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, MissingAuthenticationToken."""
    target = urlsplit(sandbox.endpoint_url)
    connection = http.client.HTTPConnection(target.hostname or "", target.port)
    connection.request("POST", "/", "Action=ListUsers&Version=2010-05-08")
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 403
    assert "<Code>MissingAuthenticationToken</Code>" in body


def test_an_access_key_knows_its_last_use(sandbox: RunningMock, iam: Any, user: str) -> None:
    """Source: IAM API reference, AccessKeyLastUsed."""
    key = iam.create_access_key(UserName=user)["AccessKey"]
    before = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert before["UserName"] == user
    assert "LastUsedDate" not in before["AccessKeyLastUsed"]
    assert before["AccessKeyLastUsed"]["ServiceName"] == "N/A"
    sandbox.client("sts", Credentials.of(key)).get_caller_identity()
    after = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]
    assert after["ServiceName"] == "sts"
    assert after["Region"] == "us-east-1"
    assert "LastUsedDate" in after


def test_the_last_use_of_an_unknown_key_is_access_denied(iam: Any) -> None:
    """Source: recorded answer of AWS (LocalStack's snapshots)."""
    with refused("AccessDenied"):
        iam.get_access_key_last_used(AccessKeyId="AKIABBBBBBBBBBBBBBBB")


def test_codes_of_the_administrator_fit_the_ready_line(sandbox: RunningMock) -> None:
    devices = sandbox.client("iam").list_mfa_devices()["MFADevices"]
    assert [device["SerialNumber"] for device in devices] == [sandbox.ready.mfa_serial]
    assert len(code_at(sandbox.ready.mfa_seed, devices[0]["EnableDate"])) == 6


def test_calls_with_a_session_must_name_the_user(
    sandbox: RunningMock, iam: Any, fresh: Callable[[str], str]
) -> None:
    """Source: recorded answer of AWS to a call under a role's credentials."""
    role = fresh("role")
    trust = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
        f'"Principal":{{"AWS":"arn:aws:iam::{sandbox.ready.account_id}:root"}}}}}}'
    )
    arn = iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    iam.attach_role_policy(RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    assumed = sandbox.client("sts").assume_role(RoleArn=arn, RoleSessionName="test")
    session = Credentials.of(assumed["Credentials"])
    with refused("ValidationError", "Must specify userName"):
        sandbox.client("iam", session).list_access_keys()
    assert sandbox.client("iam", session).list_users()["Users"]
    identity = sandbox.client("sts", session).get_caller_identity()
    assert identity["Arn"].endswith(f":assumed-role/{role}/test")
    with refused("AccessDenied", "session credentials"):
        sandbox.client("sts", session).get_session_token()
