"""The accounts that can be served, how the server says so, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from iamtui.errors import UsageError
from iamtui.mock.accounts import open_account
from iamtui.mock.accounts.demo import LOGINS, demo_account, demo_login
from tests.support.mock_server import ROOT, Credentials, RunningMock, mock_server

pytestmark = pytest.mark.slow

TRUST: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
    ],
}
ALLOW: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
}
DATE = "2023-03-09T10:41:45+00:00"


def arn(kind: str, name: str, account: str = "200611803367") -> str:
    return f"arn:aws:iam::{account}:{kind}/{name}"


def example() -> dict[str, list[dict[str, Any]]]:
    """A small account in the shape of GetAccountAuthorizationDetails."""
    policy = {
        "PolicyName": "two-versions",
        "PolicyId": "ANPAS5NLFGDT273CJMYEN",
        "Arn": arn("policy", "two-versions"),
        "Path": "/",
        "DefaultVersionId": "v2",
        "AttachmentCount": 1,
        "PermissionsBoundaryUsageCount": 1,
        "IsAttachable": True,
        "CreateDate": DATE,
        "UpdateDate": DATE,
        "PolicyVersionList": [
            {
                "Document": ALLOW,
                "VersionId": f"v{n}",
                "IsDefaultVersion": n == 2,
                "CreateDate": DATE,
            }
            for n in (2, 1)
        ],
    }
    attached = [{"PolicyName": "two-versions", "PolicyArn": policy["Arn"]}]
    bound = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": policy["Arn"]}
    user = {
        "Path": "/team/",
        "UserName": "obama",
        "UserId": "AIDAS5NLFGDTUMT22VJQ2",
        "Arn": arn("user", "team/obama"),
        "CreateDate": DATE,
        "GroupList": ["leaders"],
        "AttachedManagedPolicies": attached,
        "PermissionsBoundary": bound,
        "Tags": [{"Key": "a", "Value": "b"}],
        "UserPolicyList": [{"PolicyName": "own", "PolicyDocument": ALLOW}],
    }
    stranger = {
        **user,
        "UserName": "biden",
        "UserId": "AIDA00000000000000002",
        "Arn": arn("user", "biden", "012345678901"),
        "Path": "/",
        "GroupList": ["leaders", "unknown-group"],
        "AttachedManagedPolicies": [{"PolicyName": "gone", "PolicyArn": arn("policy", "gone")}],
    }
    group = {
        "Path": "/",
        "GroupName": "leaders",
        "GroupId": "AGPAS5NLFGDT46LVQ2E6N",
        "Arn": arn("group", "leaders"),
        "CreateDate": DATE,
        "GroupPolicyList": [],
        "AttachedManagedPolicies": [],
    }
    role = {
        "Path": "/aws-service-role/ecs.amazonaws.com/",
        "RoleName": "AWSServiceRoleForECS",
        "RoleId": "AROAS5NLFGDTVAEPEVY6N",
        "Arn": arn("role", "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"),
        "CreateDate": DATE,
        "AssumeRolePolicyDocument": TRUST,
        "InstanceProfileList": [
            {
                "Path": "/",
                "InstanceProfileName": "profile",
                "InstanceProfileId": "AIPAS5NLFGDTULYZSFS22",
                "Arn": arn("instance-profile", "profile"),
                "CreateDate": DATE,
                "Roles": [],
            }
        ],
        "RolePolicyList": [],
        "AttachedManagedPolicies": [],
        "Tags": [],
        "RoleLastUsed": {"LastUsedDate": DATE, "Region": "us-east-1"},
    }
    return {
        "UserDetailList": [user, stranger],
        "GroupDetailList": [group],
        "RoleDetailList": [role, {"RoleName": "broken"}],
        "Policies": [policy],
    }


def test_a_file_is_served_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "account.json"
    file.write_text(json.dumps(example()))
    with mock_server(str(file)) as mock:
        answer = mock.client("iam").get_account_authorization_details()
        remarks = "\n".join(mock.remarks)
    assert mock.ready.account_id == "200611803367"
    users = {item["UserName"]: item for item in answer["UserDetailList"]}
    assert set(users) == {"obama", "biden", "iamtui-admin"}
    expected = example()["UserDetailList"][0]
    got = {**users["obama"], "CreateDate": users["obama"]["CreateDate"].isoformat()}
    assert {**expected, "CreateDate": got["CreateDate"]} == got
    assert users["biden"]["Arn"] == arn("user", "biden", "012345678901")
    role = answer["RoleDetailList"][0]
    assert role["RoleName"] == "AWSServiceRoleForECS"
    assert role["Arn"] == example()["RoleDetailList"][0]["Arn"]
    assert role["AssumeRolePolicyDocument"] == TRUST
    assert role["InstanceProfileList"][0]["InstanceProfileId"] == "AIPAS5NLFGDTULYZSFS22"
    policy = next(item for item in answer["Policies"] if item["PolicyName"] == "two-versions")
    assert policy["DefaultVersionId"] == "v2"
    assert [v["VersionId"] for v in policy["PolicyVersionList"]] == ["v2", "v1"]
    assert policy["AttachmentCount"] == 1
    assert policy["PermissionsBoundaryUsageCount"] == 2
    for words in ("unknown-group", "policy/gone", "012345678901", "'broken'", "iamtui-admin"):
        assert words in remarks


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no json", "is not JSON"),
        ("[]", "is not an account"),
        ("{}", "is not an account"),
        ('{"UserDetailList": 5}', "not a list"),
        ('{"UserDetailList": []}', "No ARN"),
    ],
)
def test_a_file_that_is_no_account_is_refused(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "account.json"
    file.write_text(content)
    with pytest.raises(UsageError, match=words):
        open_account(str(file))


def test_an_account_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="no account"):
        open_account("no-such-account")


def test_the_demo_account_is_the_same_every_time() -> None:
    (one, login), (other, again) = demo_account(), demo_account()
    assert login == again
    assert set(one.keys) == set(other.keys)
    assert {key.secret_access_key for key in one.keys.values()} == {
        key.secret_access_key for key in other.keys.values()
    }
    assert [user.id for user in one.users.values()] == [user.id for user in other.users.values()]
    assert {d.seed for d in one.devices.values()} == {d.seed for d in other.devices.values()}


def test_ids_of_the_demo_account_are_all_different() -> None:
    store, _ = demo_account()
    ids = [user.id for user in store.users.values()]
    ids += [group.id for group in store.groups.values()]
    ids += [role.id for role in store.roles.values()]
    ids += [policy.id for policy in store.policies.values()]
    assert [known for known, count in Counter(ids).items() if count > 1] == []


def test_the_demo_account_holds_every_situation() -> None:
    store, _ = demo_account()
    users = store.users.values()
    assert len(store.users) == 40
    assert any(not user.devices and user.password for user in users)
    assert any(key.use is None for key in store.keys.values())
    assert any(key.status == "Inactive" for key in store.keys.values())
    assert any(user.password and user.last_sign_in is None for user in users)
    assert any(user.boundary is not None for user in users)
    assert any(not user.keys and not user.password for user in users)
    assert any(device.owner is None for device in store.devices.values())
    assert any(role.path.startswith("/aws-service-role/") for role in store.roles.values())
    assert any(role.name.startswith("AWSReservedSSO_") for role in store.roles.values())
    assert any(len(policy.versions) == 5 for policy in store.customer_policies())
    assert store.moto.account_aliases == ["acme-cloud"]


def test_named_logins_of_the_demo_account_work(demo: RunningMock) -> None:
    store, _ = demo_account()
    for name in LOGINS:
        login = demo_login(store, name)
        key = Credentials(login.access_key_id, login.secret_access_key.reveal())
        assert demo.client("sts", key).get_caller_identity()["Arn"].endswith(f"/{name}")


PROGRAM = """
import sys
from iamtui.mock.server import serve
sys.exit(serve(account="empty", exit_with_parent=sys.argv[1] == "pipe"))
"""


def start(mode: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_the_server(number: signal.Signals) -> None:
    with start("signals") as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["account_id"] == "111122223333"
        process.send_signal(number)
        assert process.wait(timeout=20) == 0


def test_the_server_ends_with_its_parent() -> None:
    with start("pipe") as process:
        assert process.stdout is not None
        assert process.stdin is not None
        process.stdout.readline()
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_a_port_in_use_is_a_clear_refusal() -> None:
    from iamtui.mock.server import serve

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError, match="cannot listen"):
            serve(port=taken.getsockname()[1], account="empty")
