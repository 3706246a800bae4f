"""Many clients at once, and what one connection carries."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from tests.support.mock_people import add_device, add_user
from tests.support.mock_server import RunningMock

pytestmark = pytest.mark.slow


def test_sixteen_writers_and_readers_do_not_disturb_each_other(
    sandbox: RunningMock, fresh: Callable[[str], str]
) -> None:
    path = f"/{fresh('together')}/"

    def write(number: int) -> None:
        iam, sts = sandbox.client("iam"), sandbox.client("sts")
        for turn in range(4):
            name = f"{path[1:-1]}-{number}-{turn}"
            iam.create_user(UserName=name, Path=path)
            iam.create_access_key(UserName=name)
            sts.get_session_token()
            if turn % 2:
                iam.update_user(UserName=name, NewUserName=f"{name}-renamed")

    def read(_: int) -> None:
        iam = sandbox.client("iam")
        for _turn in range(4):
            iam.get_account_authorization_details()
            iam.list_users(PathPrefix=path)
            iam.list_virtual_mfa_devices()

    with ThreadPoolExecutor(32) as pool:
        jobs = [pool.submit(write, n) for n in range(16)]
        jobs += [pool.submit(read, n) for n in range(16)]
        for job in jobs:
            job.result()
    users = sandbox.client("iam").list_users(PathPrefix=path, MaxItems=1000)["Users"]
    assert len(users) == 16 * 4


def test_of_many_who_delete_the_same_thing_one_succeeds(
    sandbox: RunningMock, iam: Any, user: str
) -> None:
    """Source: IAM API reference, DeleteUser: NoSuchEntity for who comes too late."""

    def delete(_: int) -> str:
        try:
            sandbox.client("iam").delete_user(UserName=user)
        except ClientError as error:
            return str(error.response["Error"]["Code"])
        return "deleted"

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(delete, range(8)))
    assert answers == ["NoSuchEntity"] * 7 + ["deleted"]


def test_a_code_given_by_many_at_once_opens_one_session(
    sandbox: RunningMock, fresh: Callable[[str], str]
) -> None:
    """Source: RFC 6238, 5.2: a code is accepted once."""
    person = add_user(sandbox, fresh("person"))
    device = add_device(sandbox, person)
    given = {"SerialNumber": device.serial, "TokenCode": device.code()}
    sts = person.sts

    def enter(_: int) -> bool:
        try:
            sts.get_session_token(**given)
        except ClientError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enter, range(8))) == 1


def test_a_connection_is_kept_for_the_next_call(sandbox: RunningMock) -> None:
    target = urlsplit(sandbox.endpoint_url)
    connection = http.client.HTTPConnection(target.hostname or "", target.port)
    connection.request("POST", "/", "Action=ListUsers")
    connection.getresponse().read()
    first = connection.sock
    connection.request("POST", "/", "Action=ListUsers")
    assert connection.getresponse().status == 403
    assert connection.sock is first
    connection.close()


def test_markup_and_wide_characters_survive_the_way(iam: Any, fresh: Callable[[str], str]) -> None:
    name, description = fresh("markup"), "a & b < c > \"d\" 'e' [/x] ünï\tcödé\r\nend"
    trust = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
        '"Principal":{"Service":"ec2.amazonaws.com"}}}'
    )
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust, Description=description)
    iam.tag_role(RoleName=name, Tags=[{"Key": "名前", "Value": "田中 ゆき"}])
    shown = iam.get_role(RoleName=name)["Role"]
    assert shown["Description"] == description
    assert shown["Tags"] == [{"Key": "名前", "Value": "田中 ゆき"}]


def test_a_target_that_is_no_url_is_answered(sandbox: RunningMock) -> None:
    address = urlsplit(sandbox.endpoint_url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as connection:
        connection.sendall(b"GET http://[no-url HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"<Code>MalformedInput</Code>" in answer
