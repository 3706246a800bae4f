"""What the model says a Change does is what the mock does: apply to both, load anew, compare.

The mock is asked through boto3 with exactly the parameters of each Call.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import NOT_ASKED
from iamtui.account.model import Account
from iamtui.account.operation import Impossible, reduce
from iamtui.aws.cancel import Cancel
from iamtui.aws.credentials import Keys
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.change import SingleCall, steps, undoing
from iamtui.changes.command_line import aws_command
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import ActivateKey, DeactivateKey, DeleteKey
from iamtui.changes.membership import AddToGroup, RemoveFromGroup
from iamtui.changes.tags import Tag, Untag
from iamtui.secret import Secret
from tests.support.accounts import ALLOW_READ, READ_ONLY, TAG_KEYS, TAG_VALUES, TRUST_EC2
from tests.support.mock_server import RunningMock, code_at, mock_server

pytestmark = pytest.mark.slow

USERS = ("ann", "bob", "eve", "joe")
GROUPS = tuple(f"group-{number:02}" for number in range(12))
ROLES = ("web", "batch")
POLICIES = tuple(f"Policy{number:02}" for number in range(11))
EVERYTHING = frozenset(Aspect)


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    """An account of users with all sorts of credentials, groups, roles and policies."""
    with mock_server("empty") as running:
        populate(running)
        yield running


def _tags(number: int) -> list[dict[str, str]]:
    return [{"Key": f"key{n}", "Value": ""} for n in range(number)]


def populate(mock: RunningMock) -> None:
    iam = mock.client("iam")
    for name in POLICIES:
        iam.create_policy(PolicyName=name, PolicyDocument=ALLOW_READ)
    for name in GROUPS:
        iam.create_group(GroupName=name)
    # AWS gives the documents of its own policies only while somebody holds them.
    iam.attach_group_policy(GroupName=GROUPS[5], PolicyArn=READ_ONLY)
    for name in ROLES:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST_EC2)
    for name in USERS:
        iam.create_user(UserName=name)
        for _ in range(2):
            iam.create_access_key(UserName=name)
    for name in ("ann", "bob"):
        equip(mock, iam, name)


def equip(mock: RunningMock, iam: Any, name: str) -> None:
    """Give the user `name` a password, an inline policy, an MFA device and other credentials."""
    iam.create_login_profile(UserName=name, Password="aB3!aB3!aB3!aB3!")
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=ALLOW_READ)
    iam.create_service_specific_credential(UserName=name, ServiceName="codecommit.amazonaws.com")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
    seed, now = device["Base32StringSeed"].decode(), datetime.now(UTC)
    iam.enable_mfa_device(
        UserName=name,
        SerialNumber=device["SerialNumber"],
        AuthenticationCode1=code_at(seed, now, -1),
        AuthenticationCode2=code_at(seed, now),
    )


def loaded(mock: RunningMock) -> Account:
    """The whole account with every aspect of users and customer managed policies."""
    backend = _backend(mock)
    account = backend.load(lambda *_: None, Cancel())
    entities = [Entity(EntityKind.USER, name) for name in account.users]
    entities += [
        Entity(EntityKind.POLICY, arn)
        for arn, policy in account.policies.items()
        if not policy.is_aws_managed
    ]
    for entity in entities:
        account = backend.fetch(entity, EVERYTHING, Cancel())(account)
    return _comparable(account)


def _backend(mock: RunningMock) -> LiveBackend:
    target = Target("mock", TargetKind.MOCK, CredentialSource.GIVEN, endpoint_url=mock.endpoint_url)
    keys = mock.credentials
    return open_backend(target, Keys(keys.access_key_id, Secret(keys.secret_access_key), None))


def _comparable(account: Account) -> Account:
    """`account` without what differs from one load to the next (the use of the administrator's
    own key among it), and without AWS's own policies that nobody holds, which are many."""
    policies = {
        arn: policy
        for arn, policy in account.policies.items()
        if not policy.is_aws_managed or arn == READ_ONLY
    }
    users = {name: user for name, user in account.users.items() if name in USERS}
    return replace(account, users=users, policies=policies, report_time=NOT_ASKED)


def random_change(chance: random.Random, account: Account) -> SingleCall:
    """A Change of one call; some have no effect, some AWS refuses."""
    person = Entity(EntityKind.USER, chance.choice(USERS))
    holder = chance.choice(
        [
            person,
            Entity(EntityKind.GROUP, chance.choice(GROUPS[:2])),
            Entity(EntityKind.ROLE, chance.choice(ROLES)),
        ]
    )
    customer = [arn for arn in account.policies if arn != READ_ONLY][:2]
    policy = chance.choice([*customer, READ_ONLY])
    tagged = chance.choice(
        [
            person,
            Entity(EntityKind.ROLE, chance.choice(ROLES)),
            Entity(EntityKind.POLICY, chance.choice(customer)),
        ]
    )
    owners = sorted(account.index.key_owner.items())
    keys = [(owner, key_id) for key_id, owner in owners if owner in USERS]
    access_key = chance.choice(keys)
    key, value = chance.choice(TAG_KEYS), chance.choice(TAG_VALUES)
    sorts: list[SingleCall] = [
        AttachPolicy(holder, policy),
        DetachPolicy(holder, policy),
        AddToGroup(person.key, chance.choice(GROUPS)),
        AddToGroup(person.key, chance.choice(GROUPS)),
        RemoveFromGroup(person.key, chance.choice(GROUPS)),
        ActivateKey(*access_key),
        DeactivateKey(*access_key),
        Tag(tagged, key, value),
        Tag(tagged, key, value),
        Untag(tagged, key),
    ]
    if len(keys) > 4 and chance.random() < 0.05:
        return DeleteKey(*access_key)
    return chance.choice(sorts)


def send(iam: Any, call: Call) -> None:
    getattr(iam, xform_name(call.operation))(**call.parameters)


def apply(iam: Any, account: Account, call: Call) -> Account:
    """Do `call` on the mock and in the model; where one refuses the other must too."""
    try:
        after = reduce(account, call)
    except Impossible:
        with pytest.raises(ClientError):
            send(iam, call)
        return account
    if after is not account:
        send(iam, call)
        return after
    try:
        send(iam, call)
    except ClientError as refusal:
        # What is gone already cannot be taken away once more.
        if refusal.response["Error"]["Code"] != "NoSuchEntity":
            raise
    return after


def differences(real: Account, model: Account) -> list[str]:
    """Each field that differs, with both its values; but not when each source was read."""
    lines: list[str] = []
    for kind in dataclasses.fields(Account):
        if kind.name == "sources":
            continue
        ours, theirs = getattr(model, kind.name), getattr(real, kind.name)
        if not isinstance(ours, dict):
            ours, theirs = {"": ours}, {"": theirs}
        for key in sorted(ours.keys() | theirs.keys()):
            lines += _field_differences(f"{kind.name} {key}", theirs.get(key), ours.get(key))
    return lines


def _field_differences(where: str, real: object, model: object) -> Iterator[str]:
    if type(real) is not type(model) or not dataclasses.is_dataclass(real):
        if real != model:
            yield f"{where}: the mock has {real}, the model {model}"
        return
    for field in dataclasses.fields(real):
        theirs, ours = getattr(real, field.name), getattr(model, field.name)
        if theirs != ours:
            yield f"{where}.{field.name}: the mock has {theirs}, the model {ours}"


def test_random_changes_do_to_the_model_what_they_do_to_the_mock(mock: RunningMock) -> None:
    iam, chance = mock.client("iam"), random.Random(20260301)
    account = loaded(mock)

    for _ in range(3):
        trail: list[str] = []
        for _ in range(150):
            call = random_change(chance, account).call()
            trail.append(aws_command(call))
            account = apply(iam, account, call)
        assert differences(loaded(mock), account) == [], "\n".join(trail)


def test_what_the_model_calls_impossible_the_mock_refuses(mock: RunningMock) -> None:
    iam, account = mock.client("iam"), loaded(mock)
    serial = next(iter(account.mfa_devices))

    for call in (
        Call("AttachUserPolicy", {"UserName": "eve", "PolicyArn": f"{READ_ONLY}-gone"}),
        Call("AttachUserPolicy", {"UserName": "gone", "PolicyArn": READ_ONLY}),
        Call("AddUserToGroup", {"UserName": "eve", "GroupName": "gone"}),
        Call("UpdateAccessKey", {"UserName": "eve", "AccessKeyId": "A" * 20, "Status": "Active"}),
        Call("TagPolicy", {"PolicyArn": READ_ONLY, "Tags": [{"Key": "a", "Value": "b"}]}),
        Call("TagUser", {"UserName": "eve", "Tags": _tags(51)}),
        Call("DeleteUser", {"UserName": "bob"}),
        Call("DeleteVirtualMFADevice", {"SerialNumber": serial}),
    ):
        with pytest.raises(Impossible):
            reduce(account, call)
        with pytest.raises(ClientError):
            send(iam, call)


def test_both_refuse_the_eleventh_group_and_policy(mock: RunningMock) -> None:
    iam, account = mock.client("iam"), loaded(mock)
    groups = [AddToGroup("eve", group).call() for group in GROUPS]
    policies = [
        AttachPolicy(Entity(EntityKind.GROUP, "group-11"), arn).call() for arn in account.policies
    ]

    for call in (*groups, *policies):
        account = apply(iam, account, call)

    assert len(account.users["eve"].groups.otherwise(())) == 10
    assert len(account.groups["group-11"].attached.otherwise(())) == 10
    assert differences(loaded(mock), account) == []


def test_undoing_brings_the_mock_back_too(mock: RunningMock) -> None:
    iam, chance = mock.client("iam"), random.Random(7)
    before = loaded(mock)
    calls: list[Call] = []
    account = before
    for _ in range(60):
        change = random_change(chance, account)
        if isinstance(change, DeleteKey):
            continue
        try:
            planned = change.calls(account)
        except Impossible:
            continue
        calls += planned
        account = steps(account, planned)[-1].after if planned else account
    inverse, reasons = undoing(steps(before, tuple(calls)))

    for call in (*calls, *inverse):
        send(iam, call)

    assert reasons == ()
    assert differences(loaded(mock), before) == []


def test_users_are_deleted_with_everything_attached(mock: RunningMock) -> None:
    iam, account = mock.client("iam"), loaded(mock)

    for name in ("ann", "bob", "joe"):
        for step in steps(account, DeleteUser(name).calls(account)):
            send(iam, step.call)
            account = step.after

    assert differences(loaded(mock), account) == []
