"""What loading leaves out, fetched entity by entity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Known, Unknown, Why
from iamtui.account.model import Account, InlinePolicy
from iamtui.aws.backend import Aspect
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.live import LiveBackend
from tests.aws.mock_backends import Open
from tests.support.mock_server import RunningMock

pytestmark = pytest.mark.slow

ALL = frozenset(Aspect)
FRED = Entity(EntityKind.USER, "fred")
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture(autouse=True)
def _no_names_of_aws_policies(demo: RunningMock) -> None:
    """Loading is faster without them, and no test here looks at them."""
    demo.fault("ListPolicies", "deny", times=None)


@pytest.fixture
def iam(demo: RunningMock) -> Iterator[Any]:
    """The administrator's client, with a user `fred` who has two keys, a group and a policy."""
    client = demo.client("iam")
    client.create_group(GroupName="fetched")
    client.create_user(UserName="fred", Tags=[{"Key": "team", "Value": "blue"}])
    client.add_user_to_group(UserName="fred", GroupName="fetched")
    client.put_user_policy(UserName="fred", PolicyName="own", PolicyDocument=ALLOW)
    client.attach_user_policy(UserName="fred", PolicyArn=READ_ONLY)
    made = [client.create_access_key(UserName="fred")["AccessKey"] for _ in range(2)]
    demo.reset_calls()
    yield client
    demo.clear_faults()
    if "fred" not in {u["UserName"] for u in client.list_users(MaxItems=1000)["Users"]}:
        client.delete_group(GroupName="fetched")
        return
    for key in made:
        client.delete_access_key(UserName="fred", AccessKeyId=key["AccessKeyId"])
    client.detach_user_policy(UserName="fred", PolicyArn=READ_ONLY)
    client.delete_user_policy(UserName="fred", PolicyName="own")
    for group in client.list_groups_for_user(UserName="fred")["Groups"]:
        client.remove_user_from_group(UserName="fred", GroupName=group["GroupName"])
    client.delete_user(UserName="fred")
    client.delete_group(GroupName="fetched")


def load(backend: LiveBackend) -> Account:
    return backend.load(lambda *_: None, Cancel())


def fetched(backend: LiveBackend, account: Account, entity: Entity, *aspects: Aspect) -> Account:
    return backend.fetch(entity, frozenset(aspects) or ALL, Cancel())(account)


@pytest.mark.usefixtures("iam")
def test_the_entity_itself_is_what_loading_gives(open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    assert fetched(backend, account, FRED, Aspect.ENTITY) == account
    bare = replace(account, users={}, groups={})
    alone = fetched(backend, bare, FRED, Aspect.ENTITY)
    loaded = account.users["fred"]
    assert alone.users["fred"].groups == loaded.groups == Known(("fetched",))
    assert alone.users["fred"].inline == loaded.inline == Known((InlinePolicy("own", ALLOW),))
    assert alone.users["fred"].attached == loaded.attached == Known((READ_ONLY,))
    assert alone.users["fred"].tags == loaded.tags == Known({"team": "blue"})


def test_keys_get_their_ids_and_last_use(iam: Any, demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    after = fetched(backend, account, FRED, Aspect.ACCESS_KEYS)
    keys = after.users["fred"].access_keys.otherwise(())
    listed = iam.list_access_keys(UserName="fred")["AccessKeyMetadata"]
    assert {key.id.otherwise("") for key in keys} == {key["AccessKeyId"] for key in listed}
    assert all(isinstance(key.last_used, Known) for key in keys)
    assert {key: after.index.key_owner[key] for key in [keys[0].id.otherwise("")]} == {
        keys[0].id.otherwise(""): "fred"
    }
    assert demo.calls()["ListAccessKeys"] == 2


def test_a_last_use_that_the_report_told_is_not_asked_again(
    demo: RunningMock, open_demo: Open
) -> None:
    backend = open_demo()
    account = load(backend)
    caller = account.caller.otherwise(None)
    assert caller is not None
    admin = Entity(EntityKind.USER, str(caller.user_name))
    after = fetched(backend, account, admin, Aspect.ACCESS_KEYS)
    assert "GetAccessKeyLastUsed" not in demo.calls()
    known = after.users[admin.key].access_keys.otherwise(())
    assert [key.last_used for key in known] == [
        key.last_used for key in account.users[admin.key].access_keys.otherwise(())
    ]
    fetched(backend, account, admin, Aspect.KEY_USE)
    assert demo.calls()["GetAccessKeyLastUsed"] == len(known)


@pytest.mark.usefixtures("iam")
def test_password_devices_and_other_credentials(open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    fred = fetched(backend, account, FRED).users["fred"]
    assert not fred.password.otherwise(None).enabled  # type: ignore[union-attr]
    assert fred.mfa_devices == Known(())
    assert fred.mfa_active == Known(False)
    assert fred.ssh_keys == fred.signing_certificates == fred.service_credentials == Known(())


def test_the_devices_of_a_user_with_mfa(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    owner = account.mfa_devices[demo.ready.mfa_serial].user
    assert owner is not None
    entity = Entity(EntityKind.USER, owner)
    after = fetched(backend, account, entity, Aspect.MFA_DEVICES)
    assert demo.ready.mfa_serial in after.users[owner].mfa_devices.otherwise(())
    assert after.mfa_devices == account.mfa_devices


DENIALS = {
    "ListGroupsForUser": "groups",
    "ListAttachedUserPolicies": "attached",
    "ListUserPolicies": "inline",
    "GetUserPolicy": "inline",
    "GetUser": "tags",
    "ListAccessKeys": "access_keys",
    "ListMFADevices": "mfa_devices",
    "GetLoginProfile": "password",
    "ListSSHPublicKeys": "ssh_keys",
}


@pytest.mark.usefixtures("iam")
@pytest.mark.parametrize("operation", sorted(DENIALS))
def test_a_denied_call_makes_its_field_denied(
    operation: str, demo: RunningMock, open_demo: Open
) -> None:
    backend = open_demo()
    account = load(backend)
    demo.fault(operation, "deny", times=None)
    fred = fetched(backend, account, FRED).users["fred"]
    assert getattr(fred, DENIALS[operation]) == Unknown(Why.DENIED, f"iam:{operation}")
    assert fred.created == account.users["fred"].created


@pytest.mark.usefixtures("iam")
def test_a_denied_last_use_leaves_the_ids(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("GetAccessKeyLastUsed", "deny", times=None)
    backend = open_demo()
    fred = fetched(backend, load(backend), FRED, Aspect.KEY_USE).users["fred"]
    denied = Unknown(Why.DENIED, "iam:GetAccessKeyLastUsed")
    keys = fred.access_keys.otherwise(())
    assert [key.last_used for key in keys] == [denied, denied]
    assert all(isinstance(key.id, Known) for key in keys)


@pytest.mark.parametrize(
    "kind", [EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE, EntityKind.POLICY]
)
def test_an_entity_that_is_gone_is_removed(kind: EntityKind, open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    arn = "arn:aws:iam::314159265358:policy/ghost"
    name = arn if kind is EntityKind.POLICY else "ghost"
    haunted = replace(
        account,
        users={**account.users, "ghost": replace(next(iter(account.users.values())), name="ghost")},
        groups={
            **account.groups,
            "ghost": replace(next(iter(account.groups.values())), name="ghost"),
        },
        roles={**account.roles, "ghost": replace(next(iter(account.roles.values())), name="ghost")},
        policies={**account.policies, arn: next(iter(account.policies.values()))},
    )
    after = fetched(backend, haunted, Entity(kind, name))
    attribute = {"user": "users", "group": "groups", "role": "roles", "policy": "policies"}[
        kind.value
    ]
    assert getattr(after, attribute) == getattr(account, attribute)


def test_a_role_and_a_policy_in_full(open_demo: Open, demo: RunningMock) -> None:
    iam = demo.client("iam")
    iam.create_role(
        RoleName="fetched",
        AssumeRolePolicyDocument=TRUST,
        Description="why",
        MaxSessionDuration=7200,
    )
    arn = iam.create_policy(PolicyName="fetched", PolicyDocument=ALLOW, Description="what")[
        "Policy"
    ]["Arn"]
    backend = open_demo()
    account = load(backend)
    role = fetched(backend, account, Entity(EntityKind.ROLE, "fetched")).roles["fetched"]
    policy = fetched(backend, account, Entity(EntityKind.POLICY, arn)).policies[arn]
    iam.delete_role(RoleName="fetched")
    iam.delete_policy(PolicyArn=arn)
    assert role.description == Known("why")
    assert role.max_session == Known(7200)
    assert replace(role, description=NOT_ASKED, max_session=NOT_ASKED) == account.roles["fetched"]
    assert policy.description == Known("what")
    assert policy.tags == Known({})
    assert policy.versions == account.policies[arn].versions
    assert [v.document for v in policy.versions.otherwise(())] == [Known(ALLOW)]


def test_a_group_that_is_fetched_alone_tells_its_members(iam: Any, open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    iam.remove_user_from_group(UserName="fred", GroupName="fetched")
    after = fetched(backend, account, Entity(EntityKind.GROUP, "fetched"))
    assert after.users["fred"].groups == Known(())
    assert after.groups == account.groups


@pytest.mark.usefixtures("iam")
def test_an_answer_older_than_a_write_changes_nothing(open_demo: Open) -> None:
    backend = open_demo()
    account = load(backend)
    stale = backend.fetch(FRED, frozenset({Aspect.ENTITY}), Cancel())
    other = backend.fetch(Entity(EntityKind.GROUP, "ops"), frozenset({Aspect.KEY_USE}), Cancel())
    backend.send(Call("RemoveUserFromGroup", {"UserName": "fred", "GroupName": "fetched"}))
    empty = replace(account, users={})
    assert stale(empty) is empty
    assert other(account) is account
    fresh = backend.fetch(FRED, frozenset({Aspect.ENTITY}), Cancel())
    assert fresh(empty).users["fred"].groups == Known(())


def test_fetching_can_be_cancelled(open_demo: Open) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(Cancelled):
        open_demo().fetch(FRED, ALL, cancel)
