"""Many clients at once, and what one connection carries."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.mock_server import RunningMock

pytestmark = pytest.mark.slow


def test_readers_and_writers_do_not_disturb_each_other(
    sandbox: RunningMock, fresh: Callable[[str], str]
) -> None:
    path = f"/{fresh('together')}/"

    def write(number: int) -> None:
        iam = sandbox.client("iam")
        for turn in range(10):
            name = f"{path[1:-1]}-{number}-{turn}"
            iam.create_user(UserName=name, Path=path)
            iam.create_access_key(UserName=name)
            if turn % 2:
                iam.update_user(UserName=name, NewUserName=f"{name}-renamed")

    def read(_: int) -> None:
        iam = sandbox.client("iam")
        for _turn in range(10):
            iam.get_account_authorization_details()
            iam.list_users(PathPrefix=path)

    with ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(write, n) for n in range(4)] + [pool.submit(read, n) for n in range(4)]
        for job in jobs:
            job.result()
    users = sandbox.client("iam").list_users(PathPrefix=path, MaxItems=1000)["Users"]
    assert len(users) == 40


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
