"""GetSessionToken, GetFederationToken and the small calls of STS."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.mock_people import (
    Person,
    add_device,
    add_role,
    add_user,
    allow,
    deny,
    document,
    root,
    trust,
)
from tests.support.mock_server import Credentials, RunningMock, mock_server, refused
from tests.support.raw_calls import call as raw_call
from tests.support.raw_calls import form

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture
def person(sandbox: RunningMock, fresh: Fresh) -> Callable[..., Person]:
    """Makes a user who may do what the given statements say."""
    return lambda *statements, **more: add_user(sandbox, fresh("person"), *statements, **more)


def test_a_session_needs_no_permission_but_a_deny_is_heeded(person: Callable[..., Person]) -> None:
    """Source: STS API reference, GetSessionToken, "No permissions are required"."""
    assert person().sts.get_session_token()["Credentials"]["AccessKeyId"].startswith("ASIA")
    with refused("AccessDenied", "sts:GetSessionToken", "explicit deny"):
        person(deny("sts:GetSessionToken")).sts.get_session_token()


def test_who_one_is_needs_no_permission_and_cannot_be_denied(
    person: Callable[..., Person],
) -> None:
    """Source: STS API reference, GetCallerIdentity: works even with an explicit deny."""
    somebody = person(deny("sts:GetCallerIdentity"))
    assert somebody.sts.get_caller_identity()["Arn"] == somebody.arn


@pytest.mark.parametrize("seconds", [899, 129_601])
def test_how_long_a_session_may_last(person: Callable[..., Person], seconds: int) -> None:
    """Source: STS API reference, GetSessionToken: 900 to 129,600 seconds."""
    somebody = person()
    parameters = form("sts", "GetSessionToken", DurationSeconds=str(seconds))
    answer = raw_call(somebody.mock.endpoint_url, somebody.credentials, "sts", parameters)
    assert (answer.status, answer.code) == (400, "ValidationError")
    assert "durationSeconds" in answer.message


def test_what_a_session_without_mfa_may_call(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Compare AWS STS credentials", GetSessionToken."""
    somebody = person(allow("*"))
    role = add_role(sandbox, fresh("role"), trust(somebody.arn))
    session = somebody.holding(somebody.sts.get_session_token())
    assert session.sts.get_caller_identity()["Arn"] == somebody.arn
    session.sts.assume_role(RoleArn=role, RoleSessionName="one")
    with refused("InvalidClientTokenId"):
        session.iam.list_users()
    calls: list[Callable[[], Any]] = [
        lambda: session.sts.get_session_token(),
        lambda: session.sts.get_federation_token(Name="bob"),
        lambda: session.sts.get_access_key_info(AccessKeyId=somebody.credentials.access_key_id),
    ]
    for call in calls:
        with refused("AccessDenied", "session credentials"):
            call()


def test_a_session_with_mfa_may_call_iam_as_its_user(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: IAM User Guide, "Compare AWS STS credentials"; the user's policies decide."""
    somebody = person(allow(["iam:GetUser", "iam:ListAccessKeys"]))
    device = add_device(sandbox, somebody)
    session = somebody.holding(
        somebody.sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code())
    )
    assert session.iam.get_user()["User"]["UserName"] == somebody.name
    with refused("ValidationError", "Must specify userName"):
        session.iam.list_access_keys()
    with refused("AccessDenied", somebody.arn):
        session.iam.list_users()


def test_half_of_an_mfa_code_is_refused(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: STS API reference: SerialNumber and TokenCode belong together."""
    somebody = person()
    device = add_device(sandbox, somebody)
    for half in ({"SerialNumber": device.serial}, {"TokenCode": device.code()}):
        with refused("AccessDenied", "MultiFactorAuthentication failed"):
            somebody.sts.get_session_token(**half)


def test_a_session_outlives_its_key_but_not_its_user(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: IAM User Guide, "Disabling permissions for temporary security credentials"."""
    somebody, iam = person(), sandbox.client("iam")
    session = somebody.holding(somebody.sts.get_session_token())
    key = {"UserName": somebody.name, "AccessKeyId": somebody.credentials.access_key_id}
    iam.update_access_key(**key, Status="Inactive")
    with refused("InvalidClientTokenId"):
        somebody.sts.get_caller_identity()
    session.sts.get_caller_identity()
    iam.delete_access_key(**key)
    iam.delete_user(UserName=somebody.name)
    iam.create_user(UserName=somebody.name)
    with refused("InvalidClientTokenId"):
        session.sts.get_caller_identity()


def test_a_session_follows_the_rename_of_its_user(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM API reference, UpdateUser: the user keeps its unique id and its credentials."""
    somebody, name = person(), fresh("renamed")
    session = somebody.holding(somebody.sts.get_session_token())
    before = session.sts.get_caller_identity()["UserId"]
    sandbox.client("iam").update_user(UserName=somebody.name, NewUserName=name)
    after = session.sts.get_caller_identity()
    assert after["UserId"] == before
    assert after["Arn"].endswith(f":user/{name}")


def test_a_federated_user_is_who_the_call_says(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: STS API reference, GetFederationToken; PackedPolicySize 0 is a recorded answer."""
    account = sandbox.ready.account_id
    somebody = person(allow("sts:GetFederationToken"))
    answer = somebody.sts.get_federation_token(Name="bob")
    arn = f"arn:aws:sts::{account}:federated-user/bob"
    assert answer["FederatedUser"] == {"FederatedUserId": f"{account}:bob", "Arn": arn}
    assert answer["PackedPolicySize"] == 0
    identity = somebody.holding(answer).sts.get_caller_identity()
    assert identity["Arn"] == arn
    assert identity["UserId"] == f"{account}:bob"


def test_federation_needs_permission_on_the_federated_user(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: Service Authorization Reference, GetFederationToken, resource federated-user."""
    arn = f"arn:aws:sts::{sandbox.ready.account_id}:federated-user"
    with refused("AccessDenied", f"sts:GetFederationToken on resource: {arn}/bob because no"):
        person().sts.get_federation_token(Name="bob")
    somebody = person(allow("sts:GetFederationToken", f"{arn}/b*"))
    somebody.sts.get_federation_token(Name="bob")
    with refused("AccessDenied"):
        somebody.sts.get_federation_token(Name="carol")


def test_a_federated_user_has_no_iam_and_no_sts_but_who_it_is(
    person: Callable[..., Person],
) -> None:
    """Source: IAM User Guide, "Compare AWS STS credentials", GetFederationToken."""
    somebody = person(allow("*"))
    session = somebody.holding(
        somebody.sts.get_federation_token(Name="bob", Policy=document(allow("*")))
    )
    with refused("InvalidClientTokenId"):
        session.iam.list_users()
    calls: list[Callable[[], Any]] = [
        lambda: session.sts.get_session_token(),
        lambda: session.sts.assume_role(RoleArn=somebody.arn, RoleSessionName="one"),
    ]
    for call in calls:
        with refused("AccessDenied", "session credentials"):
            call()


def test_tags_of_a_federated_user_need_permission(person: Callable[..., Person]) -> None:
    """Source: IAM User Guide, "Pass session tags in AWS STS": sts:TagSession."""
    tags = [{"Key": "team", "Value": "blue"}]
    with refused("AccessDenied", "sts:TagSession"):
        person(allow("sts:GetFederationToken")).sts.get_federation_token(Name="bob", Tags=tags)
    allowed = person(allow(["sts:GetFederationToken", "sts:TagSession"]))
    assert allowed.sts.get_federation_token(Name="bob", Tags=tags)["PackedPolicySize"] > 0


def test_a_role_gets_neither_of_the_two_tokens(
    sandbox: RunningMock, person: Callable[..., Person], fresh: Fresh
) -> None:
    """Source: IAM User Guide, "Compare AWS STS credentials", AssumeRole."""
    somebody = person(allow("sts:*"))
    role = add_role(sandbox, fresh("role"), trust(somebody.arn), allow("*"))
    session = somebody.holding(somebody.sts.assume_role(RoleArn=role, RoleSessionName="one"))
    calls: list[Callable[[], Any]] = [
        lambda: session.sts.get_session_token(),
        lambda: session.sts.get_federation_token(Name="bob"),
    ]
    for call in calls:
        with refused("AccessDenied", "session credentials"):
            call()
    session.sts.get_access_key_info(AccessKeyId=somebody.credentials.access_key_id)


def test_the_account_of_a_key(sandbox: RunningMock, person: Callable[..., Person]) -> None:
    """Source: STS API reference, GetAccessKeyInfo; Service Authorization Reference."""
    somebody = person(allow("sts:GetAccessKeyInfo"))
    key_id = sandbox.credentials.access_key_id
    assert somebody.sts.get_access_key_info(AccessKeyId=key_id) | {"ResponseMetadata": None} == {
        "Account": sandbox.ready.account_id,
        "ResponseMetadata": None,
    }
    with refused("ValidationError"):
        somebody.sts.get_access_key_info(AccessKeyId="AKIA" + "7" * 16)
    with refused("AccessDenied", "sts:GetAccessKeyInfo"):
        person().sts.get_access_key_info(AccessKeyId=key_id)


def test_an_encoded_message_is_decoded_for_whom_may(
    sandbox: RunningMock, person: Callable[..., Person]
) -> None:
    """Source: STS API reference, DecodeAuthorizationMessage."""
    said = {"allowed": False, "explicitDeny": False, "context": {"action": "ec2:RunInstances"}}
    encoded = sandbox.control("POST", "encoded-message", said)["encoded"]
    sts = sandbox.client("sts")
    decoded = sts.decode_authorization_message(EncodedMessage=encoded)["DecodedMessage"]
    assert json.loads(decoded) == said
    for other in ("nonsense", encoded[:-8] + "AAAAAAA=", ""):
        if other:
            with refused("InvalidAuthorizationMessageException"):
                sts.decode_authorization_message(EncodedMessage=other)
    with refused("AccessDenied", "sts:DecodeAuthorizationMessage on resource: * because"):
        person().sts.decode_authorization_message(EncodedMessage=encoded)


def test_the_root_user_has_sessions_of_its_own(sandbox: RunningMock) -> None:
    """Source: STS API reference, GetSessionToken, by the account's root user."""
    owner = root(sandbox)
    session = owner.holding(owner.sts.get_session_token())
    assert session.sts.get_caller_identity()["Arn"] == owner.arn
    with refused("InvalidClientTokenId"):
        session.iam.list_users()


def test_an_account_in_no_organization_has_no_root_sessions(sandbox: RunningMock) -> None:
    """Source: STS API reference, AssumeRoot: of member accounts, by the management account."""
    with refused("AccessDenied", "sts:AssumeRoot"):
        sandbox.client("sts").assume_root(
            TargetPrincipal="210987654321",
            TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
        )


def test_a_token_of_another_session_is_invalid(person: Callable[..., Person]) -> None:
    """Source: IAM API reference, Common Errors, InvalidClientTokenId."""
    sts = person().sts
    first, second = (sts.get_session_token()["Credentials"] for _ in range(2))
    mixed: dict[str, Any] = {**first, "SessionToken": second["SessionToken"]}
    somebody = person()
    with refused("InvalidClientTokenId"):
        somebody.mock.client("sts", Credentials.of(mixed)).get_caller_identity()


def test_tokens_for_the_world_outside() -> None:
    """Source: STS API reference, GetWebIdentityToken."""
    with mock_server("empty") as own:
        sts, wanted = own.client("sts"), {"Audience": ["api"], "SigningAlgorithm": "ES384"}
        with refused("OutboundWebIdentityFederationDisabledException"):
            sts.get_web_identity_token(**wanted)
        issuer = own.client("iam").enable_outbound_web_identity_federation()["IssuerIdentifier"]
        token = sts.get_web_identity_token(**wanted, DurationSeconds=60)["WebIdentityToken"]
        claims = token.split(".")[1]
        read = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
        assert (read["iss"], read["aud"]) == (issuer, "api")
        assert read["sub"] == sts.get_caller_identity()["Arn"]
        assert read["exp"] - read["iat"] == 60
        with refused("ValidationError"):
            sts.get_web_identity_token(Audience=["api"], SigningAlgorithm="HS256")


def test_there_is_nothing_to_trade_in(sandbox: RunningMock) -> None:
    """Source: STS API reference, GetDelegatedAccessToken, ExpiredTradeInTokenException (400)."""
    with refused("ExpiredTradeInTokenException"):
        sandbox.client("sts").get_delegated_access_token(TradeInToken="x")
