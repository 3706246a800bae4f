"""Every operation of IAM that has a Marker gives pages, and refuses markers that it did not give.

Sources: botocore's model (which operations take a Marker); IAM API reference, the common words for
Marker, MaxItems and IsTruncated; for "Invalid Marker." LocalStack's recorded answers, test_iam_mfa.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.model import StructureShape

from tests.support.keys import certificate_and_key, ssh_public_key
from tests.support.mock_server import RunningMock, mock_server
from tests.support.refusals import Refusal, refusal

pytestmark = pytest.mark.slow

ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
MODEL = botocore.session.get_session().get_service_model("iam")


def members(operation: str) -> dict[str, Any]:
    shape = MODEL.operation_model(operation).input_shape
    return dict(shape.members) if isinstance(shape, StructureShape) else {}


PAGED = [name for name in MODEL.operation_names if "Marker" in members(name)]
# Where there can be one item only, or none in this account.
SHORT = {
    "GetOrganizationsAccessReport",
    "ListAccountAliases",
    "ListDelegationRequests",
    "ListPoliciesGrantingServiceAccess",
    "SimulateCustomPolicy",
    "SimulatePrincipalPolicy",
}


@pytest.fixture(scope="module")
def account() -> Iterator[RunningMock]:
    """The demo account, with three more of what it has fewer of."""
    with mock_server("demo") as running:
        iam = running.client("iam")
        three = [{"Key": key, "Value": key} for key in "abc"]
        name = {"UserName": "hannah.everything"}
        root = f"arn:aws:iam::{running.ready.account_id}"
        for number in range(3):
            iam.put_group_policy(
                GroupName="developers", PolicyName=f"p{number}", PolicyDocument=ALLOW
            )
            iam.put_role_policy(
                RoleName="web-server", PolicyName=f"p{number}", PolicyDocument=ALLOW
            )
            iam.create_instance_profile(InstanceProfileName=f"of-web-server-{number}")
            iam.add_role_to_instance_profile(
                InstanceProfileName=f"of-web-server-{number}", RoleName="web-server"
            )
        policy = f"{root}:policy/engineering/DeveloperAccess"
        iam.attach_role_policy(RoleName="web-server", PolicyArn=policy)
        iam.attach_user_policy(**name, PolicyArn=policy)
        iam.put_user_policy(**name, PolicyName="second", PolicyDocument=ALLOW)
        iam.upload_ssh_public_key(**name, SSHPublicKeyBody=ssh_public_key())
        iam.create_service_specific_credential(**name, ServiceName="cassandra.amazonaws.com")
        body, key = certificate_and_key("second.example.com")
        iam.upload_signing_certificate(**name, CertificateBody=body)
        iam.upload_server_certificate(
            ServerCertificateName="second", CertificateBody=body, PrivateKey=key
        )
        iam.tag_role(RoleName="web-server", Tags=three)
        iam.tag_user(**name, Tags=three)
        iam.tag_policy(PolicyArn=f"{root}:policy/engineering/DeveloperAccess", Tags=three)
        iam.tag_instance_profile(InstanceProfileName="web-server", Tags=three)
        iam.tag_server_certificate(ServerCertificateName="www.acme.example", Tags=three)
        iam.tag_mfa_device(SerialNumber=f"{root}:mfa/spare-phone", Tags=three)
        for kind in ("saml", "open_id_connect"):
            listed = getattr(iam, f"list_{kind}_providers")()
            (arn,) = [item["Arn"] for key in listed if key.endswith("List") for item in listed[key]]
            field = "SAMLProviderArn" if kind == "saml" else "OpenIDConnectProviderArn"
            getattr(iam, f"tag_{kind}_provider")(**{field: arn}, Tags=three)
        yield running


def sample(account: RunningMock, operation: str) -> dict[str, Any]:
    """Parameters for a call of `operation` in the account."""
    iam = account.client("iam")
    root = f"arn:aws:iam::{account.ready.account_id}"
    user = iam.get_user(UserName="hannah.everything")["User"]["Arn"]
    group = iam.get_group(GroupName="developers")["Group"]["Arn"]
    known: dict[str, Any] = {
        "UserName": "hannah.everything",
        "GroupName": "developers",
        "RoleName": "web-server",
        "PolicyArn": f"{root}:policy/engineering/DeveloperAccess",
        "InstanceProfileName": "web-server",
        "ServerCertificateName": "www.acme.example",
        "SerialNumber": f"{root}:mfa/spare-phone",
        "Arn": user,
        "ServiceNamespaces": ["s3"],
        "ServiceNamespace": "s3",
        "PolicyInputList": [ALLOW],
        "ActionNames": ["s3:GetObject"],
        "PolicySourceArn": user,
    }
    wanted = members(operation)
    given = {name: value for name, value in known.items() if name in wanted}
    if operation == "ListMFADevices":
        given["UserName"] = "tomasz.zielinski"
    if "JobId" in wanted and operation.startswith("GetService"):
        job = iam.generate_service_last_accessed_details(Arn=group)
        given["JobId"] = job["JobId"]
    elif "JobId" in wanted:
        path = "o-a1b2c3d4e5/r-f6g7h8i9j0example/ou-1a2b3c-k9l8m7n6o5example"
        given["JobId"] = iam.generate_organizations_access_report(EntityPath=path)["JobId"]
    if "SAMLProviderArn" in wanted:
        given["SAMLProviderArn"] = iam.list_saml_providers()["SAMLProviderList"][0]["Arn"]
    if "OpenIDConnectProviderArn" in wanted:
        listed = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
        given["OpenIDConnectProviderArn"] = listed[0]["Arn"]
    return given


def truncated(answer: dict[str, Any]) -> bool:
    return bool(answer.get("IsTruncated", answer.get("isTruncated")))


def items(answer: dict[str, Any]) -> list[Any]:
    """All that the lists of an answer hold."""
    return [item for value in answer.values() if isinstance(value, list) for item in value]


@pytest.mark.parametrize("operation", PAGED)
def test_pages_of_one_hold_what_one_page_holds(account: RunningMock, operation: str) -> None:
    call = getattr(account.client("iam"), xform_name(operation))
    given = sample(account, operation)
    size = {"MaxItems": 1} if "MaxItems" in members(operation) else {}
    whole = call(**given, **({"MaxItems": 1000} if size else {}))
    assert "IsTruncated" in whole or "isTruncated" in whole
    answer = call(**given, **size)
    pieces = items(answer)
    for _ in range(20):
        if not truncated(answer):
            break
        assert len(items(answer)) == 1
        answer = call(**given, **size, Marker=answer["Marker"])
        pieces += items(answer)
    if truncated(answer):
        assert pieces == items(whole)[: len(pieces)]
    else:
        assert "Marker" not in answer
        assert pieces == items(whole)
    if operation not in SHORT:
        assert len(pieces) > 1, "the account has too few of them to show anything"


@pytest.mark.parametrize("operation", PAGED)
def test_a_marker_that_was_not_given_is_refused(account: RunningMock, operation: str) -> None:
    call = getattr(account.client("iam"), xform_name(operation))
    told = refusal(call, **sample(account, operation), Marker="garbage")
    assert told == Refusal("ValidationError", 400, "Invalid Marker.")
