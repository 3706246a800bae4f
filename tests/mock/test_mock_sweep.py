"""Every operation of botocore's models gets an answer in AWS's shape, never a failure inside."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.support.mock_server import RunningMock, mock_server

pytestmark = pytest.mark.slow

DOCUMENT = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
USER = "hannah.everything"


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    """A demo account that may be broken."""
    with mock_server("demo") as running:
        yield running


def sample(name: str, shape: Shape, account: str) -> Any:
    """Some value that the model takes for a parameter."""
    known = {
        "UserName": USER,
        "GroupName": "developers",
        "RoleName": "web-server",
        "InstanceProfileName": "web-server",
        "PolicyDocument": DOCUMENT,
        "PolicyArn": f"arn:aws:iam::{account}:policy/engineering/DeveloperAccess",
        "PermissionsBoundary": f"arn:aws:iam::{account}:policy/security/DeveloperBoundary",
        "VersionId": "v1",
        "Path": "/a/",
        "NewPath": "/b/",
        "SerialNumber": f"arn:aws:iam::{account}:mfa/{USER}",
        "AWSServiceName": "x.amazonaws.com",
        "AuthenticationCode1": "000000",
        "AuthenticationCode2": "000001",
        "TokenCode": "000000",
        "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
        "ServerCertificateName": "www.acme.example",
        "RoleArn": f"arn:aws:iam::{account}:role/web-server",
    }
    if name in known:
        return known[name]
    if isinstance(shape, StructureShape):
        whole = {key: sample(key, member, account) for key, member in shape.members.items()}
        return dict([*whole.items()][:1]) if shape.is_tagged_union else whole
    if isinstance(shape, MapShape):
        return {}
    if isinstance(shape, ListShape):
        return [sample("", shape.member, account)]
    if shape.type_name in ("integer", "long"):
        return max(int(shape.metadata.get("min", 0)), 1000)
    if shape.type_name == "boolean":
        return True
    if shape.type_name == "blob":
        return base64.b64encode(b"blob")
    if shape.metadata.get("enum"):
        return shape.metadata["enum"][0]
    return "A" * max(int(shape.metadata.get("min", 1)), 20)


def operations() -> list[tuple[str, str, bool]]:
    session = botocore.session.get_session()
    return [
        (service, operation, whole)
        for service in ("iam", "sts")
        for operation in session.get_service_model(service).operation_names
        for whole in (False, True)
    ]


def test_no_operation_fails_inside(mock: RunningMock) -> None:
    session = botocore.session.get_session()
    failures: list[tuple[str, dict[str, Any]]] = []
    lacking: set[str] = set()
    for service, operation, whole in operations():
        shape = session.get_service_model(service).operation_model(operation).input_shape
        members = shape.members if isinstance(shape, StructureShape) else {}
        required = shape.required_members if isinstance(shape, StructureShape) else []
        parameters = {
            name: sample(name, member, mock.ready.account_id)
            for name, member in members.items()
            if name != "Marker" and (whole or name in required)
        }
        client = mock.client(service)
        try:
            getattr(client, xform_name(operation))(**parameters)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "InternalFailure":
                failures.append((operation, parameters))
            if code == "NotImplemented":
                lacking.add(operation)
    assert failures == []
    assert mock.process.poll() is None
    assert lacking == set()
