"""An account of any size, the same at every start: for seeing what a tool does with 5,000 users.

For each thousand users it has 200 roles, 60 groups, 300 policies and 2,000 access keys, of which
every sixth is inactive; two thirds of the users have an MFA device and half a password. Its quotas
are twice the usual ones, so that there is room for more of everything.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from iamtui.mock.accounts.demo.documents import allow, deny, document
from iamtui.mock.accounts.demo.trusts import service
from iamtui.mock.entities import Group, InstanceProfile, KeyUse, MfaDevice, Policy, Role, User
from iamtui.mock.ids import Source
from iamtui.mock.store import Store
from iamtui.mock.usage import attach

_ACCOUNT: Final = "123456789012"
_TEAMS: Final = ("billing", "data", "mobile", "network", "platform", "search", "security", "web")
_GIVEN: Final = ("ana", "bo", "chen", "dora", "emil", "fatima", "goran", "hana", "ivan", "jun")
_SERVICES: Final = ("ec2", "lambda", "ecs-tasks", "glue")
_REGIONS: Final = ("us-east-1", "eu-west-1", "ap-southeast-2")


def scale_account(users: int) -> Store:
    """An account with `users` users and the rest in proportion."""
    store = Store(_ACCOUNT)
    store.quota_factor = 2
    policies = [_policy(store, number) for number in range(max(1, users * 3 // 10))]
    groups = [_group(store, number, policies) for number in range(max(1, users * 6 // 100))]
    for number in range(users):
        _user(store, number, groups, policies)
    for number in range(max(1, users // 5)):
        _role(store, number, policies)
    return store


def _policy(store: Store, number: int) -> Policy:
    source, team = Source(f"scale/policy/{number}"), _TEAMS[number % len(_TEAMS)]
    name = f"{team}-access-{number:05d}"
    created = _ago(store, 100 + number % 1500)
    text = _document(number, team)
    policy = Policy(store.account_id, name, f"/{team}/", text, created, source)
    policy.labels = {"team": team}
    store.policies[policy.arn] = policy
    return policy


def _document(number: int, team: str) -> str:
    bucket = f"arn:aws:s3:::{team}-{number:05d}"
    read = allow(["s3:Get*", "s3:List*"], [bucket, f"{bucket}/*"])
    own = allow(["s3:PutObject", "s3:DeleteObject"], [f"{bucket}/${{aws:username}}/*"])
    tag = {"StringEquals": {"aws:ResourceTag/team": team}}
    machines = allow(["ec2:StartInstances", "ec2:StopInstances"], ["*"], Condition=tag)
    far = {"StringNotEquals": {"aws:RequestedRegion": list(_REGIONS)}}
    kinds = ((read,), (read, own), (machines,), (read, deny(["ec2:*"], ["*"], Condition=far)))
    return document(*kinds[number % len(kinds)])


def _group(store: Store, number: int, policies: list[Policy]) -> Group:
    source, team = Source(f"scale/group/{number}"), _TEAMS[number % len(_TEAMS)]
    created = _ago(store, 1600 + number % 200)
    group = Group(store.account_id, f"{team}-{number:04d}", f"/{team}/", created, source)
    for step in range(3):
        attach(group, policies[(number * 5 + step) % len(policies)])
    store.groups[str(group.name)] = group
    return group


def _user(store: Store, number: int, groups: list[Group], policies: list[Policy]) -> None:
    source, team = Source(f"scale/user/{number}"), _TEAMS[number % len(_TEAMS)]
    name = f"{_GIVEN[number % len(_GIVEN)]}-{number:05d}"
    created = _ago(store, number % 1500)
    user = User(store.account_id, name, f"/{team}/", created, source)
    user.labels = {"team": team}
    store.users[name] = user
    for group in {number % len(groups), (number * 7 + 1) % len(groups)}:
        store.join(user, groups[group])
    for step in range(number % 3):
        attach(user, policies[(number + step) % len(policies)])
    for which in range(2):
        _key(store, user, number * 2 + which, source)
    if number % 3:
        device = MfaDevice(store.arn("mfa", "/", name), source.seed())
        store.devices[device.serial] = device
        store.give_device(user, device)
        device.enabled = created
    if number % 2:
        user.password = source.secret()
        user.password_created = user.password_changed = created
        user.last_sign_in = _ago(store, min(number % 120, number % 1500))


def _key(store: Store, user: User, number: int, source: Source) -> None:
    key = store.add_key(user, source)
    age = number // 2 % 1500
    key.create_date = _ago(store, age)
    key.status = "Inactive" if number % 6 == 1 else "Active"
    if number % 4:
        region = _REGIONS[number % len(_REGIONS)]
        key.use = KeyUse(_ago(store, min(number % 200, age)), region, "s3")


def _role(store: Store, number: int, policies: list[Policy]) -> None:
    source, team = Source(f"scale/role/{number}"), _TEAMS[number % len(_TEAMS)]
    name = f"{team}-service-{number:05d}"
    trust = service(_SERVICES[number % len(_SERVICES)])
    created = _ago(store, number % 1200)
    role = Role(store.account_id, name, f"/{team}/", trust, created, source)
    role.labels = {"team": team}
    for step in range(2):
        attach(role, policies[(number * 3 + step) % len(policies)])
    if number % 2:
        role.used, role.used_region = _ago(store, min(number % 300, number % 1200)), _REGIONS[0]
    store.roles[name] = role
    if number % len(_SERVICES) == 0:
        profile = InstanceProfile(store.account_id, name, f"/{team}/", created, source)
        profile.roles = [role]
        store.profiles[name] = profile


def _ago(store: Store, days: int) -> datetime:
    return store.created.replace(microsecond=0) - timedelta(days=days)
