"""Accounts for tests: one small account to read about, and random ones for properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations, product
from typing import Any, TypeVar

from hypothesis import strategies as st

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known, Unknown, Why
from iamtui.account.index import holders
from iamtui.account.model import (
    AccessKey,
    Account,
    Caller,
    Group,
    InlinePolicy,
    KeyStatus,
    LastUsed,
    ManagedPolicy,
    MfaDevice,
    Password,
    PolicyVersion,
    Role,
    Source,
    User,
)
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.change import Change
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import ActivateKey, DeactivateKey, DeleteKey
from iamtui.changes.membership import AddToGroup, RemoveFromGroup
from iamtui.changes.tags import Tag, Untag

ACCOUNT_ID = "123456789012"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DENIED = Unknown(Why.DENIED, "iam:Example")
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
ALLOW_READ = (
    '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}'
)
SLR_PATH = "/aws-service-role/ecs.amazonaws.com/"
TRUST_EC2 = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)

CERTIFICATE = "EXAMPLECERTIFICATE000001"
SSH_KEY = "APKAEXAMPLE000000001"
SERVICE_CREDENTIAL = "ACCAEXAMPLE000000001"

T = TypeVar("T")


def arn(kind: str, name: str, path: str = "/") -> str:
    """The ARN of an entity of the test account."""
    return f"arn:aws:iam::{ACCOUNT_ID}:{kind}{path}{name}"


def user(name: str, **fields: Any) -> User:
    """A user of whom all is known and nothing held, but for `fields`."""
    nothing: Mapping[str, Any] = {
        "created": NOW,
        "groups": Known(()),
        "attached": Known(()),
        "inline": Known(()),
        "boundary": Known(None),
        "tags": Known({}),
        "password": Known(Password(enabled=False)),
        "access_keys": Known(()),
        "mfa_active": Known(value=False),
        "mfa_devices": Known(()),
        "signing_certificates": Known(()),
        "ssh_keys": Known(()),
        "service_credentials": Known(()),
    }
    return User(name, arn("user", name), f"AIDA{name.upper():0>17}", **{**nothing, **fields})


def group(name: str, **fields: Any) -> Group:
    """A group of which all is known and nothing held, but for `fields`."""
    nothing: Mapping[str, Any] = {"attached": Known(()), "inline": Known(())}
    return Group(name, arn("group", name), f"AGPA{name.upper():0>17}", **{**nothing, **fields})


def role(name: str, path: str = "/", **fields: Any) -> Role:
    """A role of which all is known, which EC2 may assume, but for `fields`."""
    nothing: Mapping[str, Any] = {
        "trust": Known(TRUST_EC2),
        "attached": Known(()),
        "inline": Known(()),
        "boundary": Known(None),
        "tags": Known({}),
        "last_used": Known(None),
        "instance_profiles": Known(()),
    }
    role_id = f"AROA{name.upper():0>17}"
    return Role(name, arn("role", name, path), role_id, path, **{**nothing, **fields})


def policy(name: str, document: str = ALLOW_READ, policy_arn: str = "") -> ManagedPolicy:
    """A managed policy with one version; customer managed unless `policy_arn` says otherwise."""
    return ManagedPolicy(
        name,
        policy_arn or arn("policy", name),
        f"ANPA{name.upper():0>17}",
        attachment_count=Known(0),
        boundary_count=Known(0),
        versions=Known((PolicyVersion("v1", is_default=True, document=Known(document)),)),
        tags=Known({}),
    )


def key(number: int, status: KeyStatus = KeyStatus.ACTIVE, **fields: Any) -> AccessKey:
    """An access key with the id AKIA…`number`."""
    return AccessKey(**{"id": Known(key_id(number)), "status": status, "created": NOW, **fields})


def key_id(number: int) -> str:
    """The id of `key(number)`."""
    return f"AKIA{number:0>16}"


def device(name: str, owner: str | None) -> MfaDevice:
    """A virtual MFA device."""
    return MfaDevice(arn("mfa", name), owner, NOW if owner else None)


def account(*entities: User | Group | Role | ManagedPolicy | MfaDevice) -> Account:
    """An account of `entities` whose sources were all read and whose counts are right."""
    made = Account(
        id=Known(ACCOUNT_ID),
        alias=Known(None),
        caller=Known(Caller(arn("user", "zoe"), "AIDA", ACCOUNT_ID)),
        users={e.name: e for e in entities if isinstance(e, User)},
        groups={e.name: e for e in entities if isinstance(e, Group)},
        roles={e.name: e for e in entities if isinstance(e, Role)},
        policies={e.arn: e for e in entities if isinstance(e, ManagedPolicy)},
        mfa_devices={e.serial: e for e in entities if isinstance(e, MfaDevice)},
        sources={source: Known(NOW) for source in Source},
    )
    return replace(_counted(made), summary=Known(_summary(made)))


def _summary(made: Account) -> Mapping[str, int]:
    return {
        "Users": len(made.users),
        "MFADevices": len(made.mfa_devices),
        "MFADevicesInUse": sum(d.user is not None for d in made.mfa_devices.values()),
        "GroupsPerUserQuota": 10,
        "AttachedPoliciesPerUserQuota": 10,
        "AttachedPoliciesPerGroupQuota": 10,
        "AttachedPoliciesPerRoleQuota": 10,
    }


def _counted(made: Account) -> Account:
    policies = {
        policy_arn: replace(
            managed,
            attachment_count=Known(len(made.index.attached_to.get(policy_arn, ()))),
            boundary_count=Known(len(made.index.boundary_of.get(policy_arn, ()))),
        )
        for policy_arn, managed in made.policies.items()
    }
    return replace(made, policies=policies)


def small_account() -> Account:
    """Ann, who holds one of everything; Bob, who holds nothing; what they can be given.

    Groups `admins` (Ann's) and `developers`; customer managed policies `Audit` (Ann's, and the
    boundary of Ann) and `Deploy`; the AWS managed `ReadOnlyAccess` (of `admins`); roles `web`, and
    `ecs`, which is linked to a service.
    """
    return account(
        user(
            "ann",
            groups=Known(("admins",)),
            attached=Known((arn("policy", "Audit"),)),
            inline=Known((InlinePolicy("own", ALLOW_READ),)),
            boundary=Known(arn("policy", "Audit")),
            tags=Known({"Team": "core"}),
            password=Known(Password(enabled=True, last_used=NOW, last_changed=NOW)),
            access_keys=Known((key(1), key(2, KeyStatus.INACTIVE))),
            mfa_active=Known(value=True),
            mfa_devices=Known((arn("mfa", "ann"),)),
            signing_certificates=Known((CERTIFICATE,)),
            ssh_keys=Known((SSH_KEY,)),
            service_credentials=Known((SERVICE_CREDENTIAL,)),
        ),
        user("bob"),
        group("admins", attached=Known((READ_ONLY,))),
        group("developers"),
        role("web"),
        role("ecs", SLR_PATH),
        policy("Audit"),
        policy("Deploy"),
        policy("ReadOnlyAccess", policy_arn=READ_ONLY),
        device("ann", "ann"),
    )


def fields(values: Sequence[T]) -> st.SearchStrategy[Field[T]]:
    """A known field of one of `values`, now and then an unknown one."""
    known: list[Field[T]] = [Known(value) for value in values]
    unknown: list[Field[T]] = [DENIED, Unknown(Why.NOT_ASKED)]
    return st.sampled_from(known * (1 + 8 // len(known)) + unknown)


def subsets(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    """All subsets of `values`, each sorted."""
    ordered = sorted(values)
    return [s for size in range(len(ordered) + 1) for s in combinations(ordered, size)]


USERS = ("ann", "bob", "eve")
GROUPS = ("admins", "developers", "-ops")
ROLES = ("web", "batch")
POLICIES = (arn("policy", "Audit"), arn("policy", "Deploy"), READ_ONLY)
TAG_KEYS = ("Team", "team", "cost center", "é:/=+-@_.", "-x")
TAG_VALUES = ("", "core", "Core", "a b", "x=y", "ünï")


def _same(text: str) -> str:
    return text


def _tags(same: Callable[[str], str]) -> st.SearchStrategy[Field[Mapping[str, str]]]:
    keys = [s for s in subsets(TAG_KEYS) if len({same(key) for key in s}) == len(s)]

    def tags(chosen: tuple[str, ...], turn: int) -> Mapping[str, str]:
        return {k: TAG_VALUES[(turn + n) % len(TAG_VALUES)] for n, k in enumerate(chosen)}

    return fields([tags(chosen, turn) for chosen in keys for turn in range(len(TAG_VALUES))])


def _keys(number: int) -> list[tuple[AccessKey, ...]]:
    def make(numbered: int) -> list[AccessKey]:
        ids: list[Field[str]] = [Known(key_id(numbered)), Known(key_id(numbered)), DENIED]
        used: list[Field[LastUsed | None]] = [
            Known(None),
            Known(LastUsed(NOW, "eu-west-1", "s3")),
            DENIED,
        ]
        return [AccessKey(i, status, NOW, u) for i, status, u in product(ids, KeyStatus, used)]

    first, second = make(number), make(number + 1)
    return [(), *((k,) for k in first), *product(first, second)]


def _users(number: int, name: str) -> st.SearchStrategy[User]:
    return st.builds(
        user,
        st.just(name),
        groups=fields(subsets(GROUPS)),
        attached=fields(subsets(POLICIES)),
        inline=fields([(), (InlinePolicy("own", ALLOW_READ),)]),
        boundary=fields([None, *POLICIES]),
        tags=_tags(str.lower),
        password=fields([Password(enabled=True), Password(enabled=False)]),
        access_keys=fields(_keys(number * 2)),
        mfa_devices=fields(subsets((arn("mfa", name), f"GAHT0000{number}"))),
        ssh_keys=fields(subsets((SSH_KEY, SSH_KEY[:-1] + "Z"))),
    )


def _with_devices(made: Account, spare: bool) -> Account:
    owned = [
        MfaDevice(serial, owner.name, NOW)
        for owner in made.users.values()
        for serial in owner.mfa_devices.otherwise(())
        if ":mfa/" in serial
    ]
    devices = {d.serial: d for d in (*owned, *([device("spare", None)] if spare else []))}
    users = {
        owner.name: replace(owner, mfa_active=Known(value=bool(owner.mfa_devices.otherwise(()))))
        for owner in made.users.values()
    }
    return replace(made, users=users, mfa_devices=devices)


_EVERYBODY = [_users(number, name) for number, name in enumerate(USERS)]
_USER_SUBSETS: tuple[list[st.SearchStrategy[User]], ...] = (
    _EVERYBODY,
    _EVERYBODY[:1],
    _EVERYBODY[1:],
    [],
)
_PEOPLE = st.one_of(*(st.tuples(*chosen) for chosen in _USER_SUBSETS))
_GROUPS = st.tuples(
    *(st.builds(group, st.just(name), attached=fields(subsets(POLICIES))) for name in GROUPS)
)
_ROLES = st.tuples(
    *(
        st.builds(role, st.just(name), attached=fields(subsets(POLICIES)), tags=_tags(str.lower))
        for name in ROLES
    )
)
_POLICIES = st.tuples(
    *(
        st.builds(replace, st.just(policy(a.rsplit("/", 1)[-1], policy_arn=a)), tags=_tags(_same))
        for a in POLICIES
    )
)


def accounts() -> st.SearchStrategy[Account]:
    """Accounts of up to three users, and of three groups, two roles and three policies.

    Links are consistent and fields now and then unknown.
    """

    def made(
        people: tuple[User, ...],
        groups: tuple[Group, ...],
        roles: tuple[Role, ...],
        policies: tuple[ManagedPolicy, ...],
        spare: bool,
    ) -> Account:
        return _with_devices(account(*people, *groups, *roles, *policies), spare)

    return st.builds(made, _PEOPLE, _GROUPS, _ROLES, _POLICIES, st.booleans())


@st.composite
def changes(draw: st.DrawFn, made: Account) -> Change:
    """Changes that name what is in `made`; some have no effect, some AWS would refuse."""

    def one(values: Sequence[T]) -> T:
        return values[draw(st.integers(0, len(values) - 1))]

    people = sorted(made.users) or ["nobody"]
    entities = [entity for entity, _ in holders(made)]
    taggable = [e for e in entities if e.kind is not EntityKind.GROUP]
    taggable += [Entity(EntityKind.POLICY, policy_arn) for policy_arn in made.policies]
    keys = [(name, k) for k, name in made.index.key_owner.items()] or [("nobody", "K")]
    sort = one(
        (
            *(AttachPolicy, DetachPolicy, AddToGroup, RemoveFromGroup, Tag, Untag, DeleteUser),
            *(ActivateKey, DeactivateKey, DeleteKey),
        )
    )
    if sort in (AttachPolicy, DetachPolicy):
        return sort(one(entities), one(POLICIES))
    if sort in (AddToGroup, RemoveFromGroup):
        return sort(one(people), one(GROUPS))
    if sort is Tag:
        return Tag(one(taggable), one(TAG_KEYS), one(TAG_VALUES))
    if sort is Untag:
        return Untag(one(taggable), one(TAG_KEYS))
    if sort is DeleteUser:
        return DeleteUser(one(people))
    key_change: Change = sort(*one(keys))
    return key_change
