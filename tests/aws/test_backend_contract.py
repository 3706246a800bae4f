"""One contract for every backend: the account in memory and the mock over HTTP.

Each test is run against both; the demo account's own entities stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import Account, KeyStatus, Source
from iamtui.account.operation import reduce
from iamtui.aws.backend import Aspect, Backend, Progress
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.errors import WrongCode
from iamtui.aws.live import open_backend
from iamtui.aws.memory import MemoryBackend
from iamtui.errors import UsageError
from iamtui.secret import Secret
from tests.aws.mock_backends import keys, target
from tests.support.mock_server import RunningMock, code_at

pytestmark = pytest.mark.slow

CARL = Entity(EntityKind.USER, "carl")
CAST = Entity(EntityKind.GROUP, "cast")
STAGE = Entity(EntityKind.ROLE, "stage")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
POLICY = Entity(EntityKind.POLICY, READ_ONLY)
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)


@pytest.fixture(scope="module")
def demo_account(served_demo: RunningMock) -> Account:
    """The demo account, loaded once."""
    return load(open_backend(target(served_demo), keys(served_demo.credentials)))


@pytest.fixture
def stage(demo: RunningMock, demo_account: Account) -> Iterator[Account]:
    """A user `carl` with two keys, a group `cast` and a role `stage`; the account with them, in
    full."""
    iam = demo.client("iam")
    iam.create_group(GroupName="cast")
    iam.create_user(UserName="carl")
    iam.create_role(RoleName="stage", AssumeRolePolicyDocument=TRUST)
    for _ in range(2):
        iam.create_access_key(UserName="carl")
    yield in_full(open_backend(target(demo), keys(demo.credentials)), demo_account)
    remove_stage(iam)


def remove_stage(iam: Any) -> None:
    users = {user["UserName"] for user in iam.list_users(MaxItems=1000)["Users"]}
    if "carl" in users:
        for key in iam.list_access_keys(UserName="carl")["AccessKeyMetadata"]:
            iam.delete_access_key(UserName="carl", AccessKeyId=key["AccessKeyId"])
        for group in iam.list_groups_for_user(UserName="carl")["Groups"]:
            iam.remove_user_from_group(UserName="carl", GroupName=group["GroupName"])
        for policy in iam.list_attached_user_policies(UserName="carl")["AttachedPolicies"]:
            iam.detach_user_policy(UserName="carl", PolicyArn=policy["PolicyArn"])
        for name in iam.list_user_policies(UserName="carl")["PolicyNames"]:
            iam.delete_user_policy(UserName="carl", PolicyName=name)
        iam.delete_user(UserName="carl")
    for kind, name in (("group", "cast"), ("role", "stage")):
        listed = getattr(iam, f"list_attached_{kind}_policies")(**{f"{kind.title()}Name": name})
        for policy in listed["AttachedPolicies"]:
            about = {f"{kind.title()}Name": name, "PolicyArn": policy["PolicyArn"]}
            getattr(iam, f"detach_{kind}_policy")(**about)
        getattr(iam, f"delete_{kind}")(**{f"{kind.title()}Name": name})


@pytest.fixture(params=["memory", "live"])
def backend(request: pytest.FixtureRequest, demo: RunningMock, stage: Account) -> Backend:
    if request.param == "live":
        live: Backend = open_backend(target(demo), keys(demo.credentials))
        return live

    def takes_code(_serial: str, code: str) -> bool:
        return code == code_at(demo.ready.mfa_seed, datetime.now(UTC))

    return MemoryBackend(without_details(stage), stage, takes_code=takes_code)


def without_details(account: Account) -> Account:
    """`account` with the keys of `carl` as the credential report has them."""
    carl = account.users["carl"]
    blank = tuple(replace(key, id=NOT_ASKED) for key in carl.access_keys.otherwise(()))
    bare = replace(carl, access_keys=Known(blank), ssh_keys=NOT_ASKED)
    return replace(account, users={**account.users, "carl": bare})


def load(backend: Backend) -> Account:
    return backend.load(lambda *_: None, Cancel())


def in_full(backend: Backend, account: Account) -> Account:
    """`account` with everything that can be fetched of what the tests change."""
    for entity in (CARL, CAST, STAGE, POLICY):
        account = backend.fetch(entity, frozenset(Aspect), Cancel())(account)
    return account


def carl(name: str, **parameters: str) -> Call:
    return Call(name, {"UserName": "carl", **parameters})


TAG = Call("TagUser", {"UserName": "carl", "Tags": [{"Key": "team", "Value": "blue"}]})
SEQUENCES: dict[str, list[Call]] = {
    "group": [carl("AddUserToGroup", GroupName="cast")],
    "group twice": [carl("AddUserToGroup", GroupName="cast")] * 2,
    "out of a group that one is not in": [carl("RemoveUserFromGroup", GroupName="cast")],
    "attach": [carl("AttachUserPolicy", PolicyArn=READ_ONLY)],
    "attach twice": [carl("AttachUserPolicy", PolicyArn=READ_ONLY)] * 2,
    "attach and detach": [
        carl("AttachUserPolicy", PolicyArn=READ_ONLY),
        carl("DetachUserPolicy", PolicyArn=READ_ONLY),
    ],
    "attach to a group": [Call("AttachGroupPolicy", {"GroupName": "cast", "PolicyArn": READ_ONLY})],
    "attach to a role": [Call("AttachRolePolicy", {"RoleName": "stage", "PolicyArn": READ_ONLY})],
    "tag": [TAG],
    "tag in another case": [
        TAG,
        Call("TagUser", {"UserName": "carl", "Tags": [{"Key": "Team", "Value": "red"}]}),
    ],
    "untag": [TAG, Call("UntagUser", {"UserName": "carl", "TagKeys": ["team", "none"]})],
    "inline": [carl("PutUserPolicy", PolicyName="own", PolicyDocument=ALLOW)],
    "inline and away": [
        carl("PutUserPolicy", PolicyName="own", PolicyDocument=ALLOW),
        carl("DeleteUserPolicy", PolicyName="own"),
    ],
}


@pytest.mark.parametrize("name", sorted(SEQUENCES))
def test_what_is_sent_is_what_the_reducers_say(name: str, backend: Backend, stage: Account) -> None:
    expected = stage
    for call in SEQUENCES[name]:
        backend.send(call)
        expected = reduce(expected, call)
    account = in_full(backend, stage)
    assert account.users["carl"] == expected.users["carl"]
    assert account.groups["cast"] == expected.groups["cast"]
    assert account.roles["stage"].attached == expected.roles["stage"].attached
    count = account.policies[READ_ONLY].attachment_count
    assert count == expected.policies[READ_ONLY].attachment_count


def key_ids(account: Account) -> list[str]:
    return [key.id.otherwise("") for key in account.users["carl"].access_keys.otherwise(())]


def test_keys_are_deactivated_and_deleted(backend: Backend, stage: Account) -> None:
    first, second = key_ids(stage)
    backend.send(carl("UpdateAccessKey", AccessKeyId=first, Status="Inactive"))
    backend.send(carl("DeleteAccessKey", AccessKeyId=second))
    (left,) = in_full(backend, stage).users["carl"].access_keys.otherwise(())
    assert (left.id, left.status) == (Known(first), KeyStatus.INACTIVE)


def test_a_user_goes_when_nothing_is_left_of_it(backend: Backend, stage: Account) -> None:
    backend.send(carl("AddUserToGroup", GroupName="cast"))
    with pytest.raises(UsageError):
        backend.send(carl("DeleteUser"))
    for key_id in key_ids(stage):
        backend.send(carl("DeleteAccessKey", AccessKeyId=key_id))
    with pytest.raises(UsageError):
        backend.send(carl("DeleteUser"))
    backend.send(carl("RemoveUserFromGroup", GroupName="cast"))
    backend.send(carl("DeleteUser"))
    assert "carl" not in load(backend).users
    assert "carl" not in backend.fetch(CARL, frozenset(Aspect), Cancel())(stage).users


REFUSED = {
    "no such policy": carl("AttachUserPolicy", PolicyArn="arn:aws:iam::aws:policy/NoSuchPolicy"),
    "no such group": carl("AddUserToGroup", GroupName="nobodies"),
    "no such user": Call("AttachUserPolicy", {"UserName": "nobody", "PolicyArn": READ_ONLY}),
    "no such key": carl("UpdateAccessKey", AccessKeyId="AKIANOSUCHKEY0000000", Status="Inactive"),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_cannot_be_is_refused(name: str, backend: Backend) -> None:
    with pytest.raises(UsageError):
        backend.send(REFUSED[name])


def test_details_are_unknown_until_they_are_fetched(backend: Backend, stage: Account) -> None:
    account = load(backend)
    loaded = account.users["carl"]
    assert loaded.ssh_keys == NOT_ASKED
    patched = backend.fetch(CARL, frozenset({Aspect.ACCESS_KEYS}), Cancel())(account)
    assert sorted(key_ids(patched)) == sorted(key_ids(stage))
    assert patched.users["carl"].ssh_keys == NOT_ASKED
    assert in_full(backend, stage).users["carl"] == stage.users["carl"]


def test_loading_reports_and_can_be_cancelled(backend: Backend) -> None:
    seen: list[Progress] = []
    backend.load(lambda _account, progress: seen.append(progress), Cancel())
    assert {progress.source for progress in seen if progress.done} == set(Source)
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        backend.load(lambda *_: None, cancel)
    with pytest.raises(Cancelled):
        backend.fetch(CARL, frozenset({Aspect.ENTITY}), cancel)


def test_who_is_asking_and_whose_key_it_is(backend: Backend, stage: Account) -> None:
    assert Known(backend.identity()) == stage.caller
    assert backend.owner_of_key(key_ids(stage)[0]) == "carl"


def test_a_session_starts_with_the_right_code_only(backend: Backend, demo: RunningMock) -> None:
    serial, hour = demo.ready.mfa_serial, timedelta(hours=1)
    with pytest.raises(UsageError):
        backend.start_mfa_session(serial, Secret("12 456"), hour)
    with pytest.raises(WrongCode):
        backend.start_mfa_session(serial, Secret(wrong_code(demo)), hour)
    assert backend.mfa_session is None
    backend.drop_mfa_session()
    assert backend.mfa_session is None


def wrong_code(demo: RunningMock) -> str:
    """A code that is none of those around this moment."""
    near = {code_at(demo.ready.mfa_seed, datetime.now(UTC), steps) for steps in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)
