"""What is found wrong in an account, and what is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest
from hypothesis import given

from iamtui.access.findings import findings, unseen
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known
from iamtui.account.model import (
    Account,
    Group,
    InlinePolicy,
    KeyStatus,
    LastUsed,
    ManagedPolicy,
    Password,
    Role,
    Source,
    User,
)
from tests.support.accounts import (
    ALLOW_READ,
    DENIED,
    NOW,
    READ_ONLY,
    account,
    accounts,
    arn,
    device,
    group,
    key,
    policy,
    role,
    user,
)

ADMIN = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess"
PASSWORD = Known(Password(enabled=True, last_used=NOW, last_changed=NOW))
MFA, NO_MFA = Known(value=True), Known(value=False)
OTHER = "999988887777"

Holder: TypeAlias = User | Group | Role | ManagedPolicy


def days(number: int) -> datetime:
    return NOW + timedelta(days=number)


def codes(found: Holder, *others: Holder) -> list[str]:
    """The codes of what is wrong with `found`, now, in an account with `others`."""
    return codes_at(NOW, found, *others)


def codes_at(now: datetime, found: Holder, *others: Holder) -> list[str]:
    made = account(found, *others)
    entity = made.index.by_arn[found.arn]
    return [finding.code for finding in findings(made, now).get(entity, ())]


@pytest.mark.parametrize(
    ("password", "mfa", "expected"),
    [
        (PASSWORD, NO_MFA, ["user-password-without-mfa"]),
        (PASSWORD, MFA, []),
        (Known(Password(enabled=False)), NO_MFA, []),
        (PASSWORD, DENIED, []),
        (DENIED, NO_MFA, []),
    ],
)
def test_a_password_needs_mfa(
    password: Field[Password], mfa: Field[bool], expected: list[str]
) -> None:
    assert codes(user("ann", password=password, mfa_active=mfa)) == expected


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (90, []),
        (91, [("medium", "key-old")]),
        (365, [("medium", "key-old")]),
        (366, [("high", "key-old")]),
    ],
)
def test_an_active_key_is_rotated_within_90_days(age: int, expected: list[object]) -> None:
    used = Known(LastUsed(days(age)))
    ann = user("ann", access_keys=Known((key(1, last_used=used),)))

    found = findings(account(ann), days(age)).get(Entity(EntityKind.USER, "ann"), ())

    assert [(finding.severity, finding.code) for finding in found] == expected
    assert all(f"AKIA{1:0>16} is {age} days old" in finding.text for finding in found)


@pytest.mark.parametrize(
    ("used", "now", "expected"),
    [
        (Known(None), days(90), []),
        (Known(None), days(91), ["key-old", "key-unused", "user-unused"]),
        (Known(LastUsed(days(40))), days(100), ["key-old"]),
        (Known(LastUsed(days(5))), days(96), ["key-old", "key-unused", "user-unused"]),
        (DENIED, days(200), ["key-old"]),
    ],
)
def test_a_key_that_nobody_uses_is_found(
    used: Field[LastUsed | None], now: datetime, expected: list[str]
) -> None:
    assert codes_at(now, user("ann", access_keys=Known((key(1, last_used=used),)))) == expected


def test_inactive_keys_and_second_keys_are_found() -> None:
    inactive = key(2, KeyStatus.INACTIVE)

    assert codes(user("ann", access_keys=Known((key(1), inactive)))) == ["key-inactive"]
    assert codes(user("ann", access_keys=Known((key(1), key(2))))) == ["key-two-active"]


def test_a_key_without_id_is_named_by_its_place() -> None:
    ann = user("ann", access_keys=Known((key(1), key(2, KeyStatus.INACTIVE, id=DENIED))))

    (finding,) = findings(account(ann), NOW)[Entity(EntityKind.USER, "ann")]

    assert finding.text == "Access key #2 is inactive and still there."


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"password": PASSWORD}, ["user-unused"]),
        ({"password": Known(Password(True, last_used=days(50)))}, []),
        ({"password": Known(Password(True, last_changed=days(50)))}, []),
        ({"password": PASSWORD, "access_keys": DENIED}, []),
        ({"password": DENIED, "access_keys": Known(())}, []),
        ({}, []),
    ],
)
def test_a_user_whom_nobody_uses_is_found(fields: dict[str, object], expected: list[str]) -> None:
    ann = user("ann", mfa_active=MFA, **fields)

    assert codes_at(days(91), ann) == expected


@pytest.mark.parametrize(
    "fields",
    [{"attached": Known((READ_ONLY,))}, {"inline": Known((InlinePolicy("p", ALLOW_READ),))}],
)
def test_direct_policies_are_found(fields: dict[str, object]) -> None:
    assert codes(user("ann", **fields)) == ["user-direct-policies"]


NO_MFA_ADMIN = "user-administrator-without-mfa"


@pytest.mark.parametrize(
    "holding",
    [
        {"attached": Known((ADMINISTRATOR_ACCESS,))},
        {"attached": Known((arn("policy", "Power"),))},
        {"inline": Known((InlinePolicy("p", ADMIN),))},
        {"groups": Known(("admins",))},
        {"groups": Known(("admins",)), "boundary": Known(ADMINISTRATOR_ACCESS)},
    ],
)
def test_an_administrator_needs_mfa_whichever_way_the_rights_come(
    holding: dict[str, object],
) -> None:
    others = (policy("Power", ADMIN), group("admins", attached=Known((ADMINISTRATOR_ACCESS,))))

    assert NO_MFA_ADMIN in codes(user("ann", mfa_active=NO_MFA, **holding), *others)
    assert NO_MFA_ADMIN not in codes(user("ann", mfa_active=MFA, **holding), *others)
    assert NO_MFA_ADMIN not in codes(user("ann", mfa_active=DENIED, **holding), *others)


@pytest.mark.parametrize("boundary", [Known(READ_ONLY), DENIED])
def test_a_boundary_or_a_doubt_about_it_makes_no_administrator(
    boundary: Field[str | None],
) -> None:
    ann = user("ann", attached=Known((ADMINISTRATOR_ACCESS,)), boundary=boundary)

    assert codes(ann) == ["user-direct-policies"]


@pytest.mark.parametrize(
    ("statement", "is_admin"),
    [
        ({"Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["a", "*"]}, True),
        ({"Effect": "Allow", "Action": "*:*", "Resource": "*"}, True),
        ({"Effect": "Deny", "Action": "*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}, False),
        ({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::*"}, False),
        ({"Effect": "Allow", "NotAction": "*", "Resource": "*"}, False),
        (
            {
                "Effect": "Allow",
                "Action": "*",
                "Resource": "*",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            },
            False,
        ),
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_only_everything_on_everything_makes_an_administrator(
    statement: dict[str, object], is_admin: bool, indent: int | None
) -> None:
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=indent)

    found = codes(user("ann", inline=Known((InlinePolicy("p", document),))))

    assert (NO_MFA_ADMIN in found) is is_admin


def test_an_escaped_star_is_seen_and_a_broken_document_counts_for_nothing() -> None:
    escaped = ADMIN.replace('"Action":"*"', '"Action":"\\u002a"')

    assert NO_MFA_ADMIN in codes(user("ann", inline=Known((InlinePolicy("p", escaped),))))
    assert NO_MFA_ADMIN not in codes(user("ann", inline=Known((InlinePolicy("p", ADMIN[:-2]),))))


def trusting(principal: object, **condition: dict[str, object]) -> Role:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    if condition:
        statement["Condition"] = condition
    return role("web", trust=Known(json.dumps({"Version": "2012-10-17", "Statement": statement})))


ANYONE, OTHERS = ["role-trusts-anyone"], ["role-trusts-account"]


@pytest.mark.parametrize(
    ("trusted", "expected"),
    [
        (trusting("*"), ANYONE),
        (trusting({"AWS": "*"}), ANYONE),
        (trusting({"AWS": "*"}, Bool={"aws:SecureTransport": "true"}), ANYONE),
        (trusting({"AWS": "*"}, StringLike={"aws:PrincipalOrgID": "*"}), ANYONE),
        (trusting({"AWS": "*"}, StringNotEquals={"sts:ExternalId": "x"}), ANYONE),
        (trusting({"AWS": "*"}, StringEquals={"aws:PrincipalOrgID": "o-1"}), []),
        (trusting({"Service": "*"}), []),
        (trusting({"AWS": f"arn:aws:iam::{OTHER}:root"}), OTHERS),
        (trusting({"AWS": ["123456789012", OTHER]}), OTHERS),
        (trusting({"AWS": OTHER}, StringEqualsIfExists={"sts:ExternalId": "x"}), OTHERS),
        (trusting({"AWS": OTHER}, StringEquals={"aws:PrincipalOrgID": "o-1"}), OTHERS),
        (trusting({"AWS": OTHER}, StringEquals={"STS:externalid": "x"}), []),
        (trusting({"AWS": f"arn:aws:iam::{OTHER}:role/one"}), []),
        (trusting({"AWS": "arn:aws:iam::123456789012:root"}), []),
        (trusting({"Service": "ec2.amazonaws.com"}), []),
        (role("web", trust=DENIED), []),
    ],
)
def test_trust_in_the_wide_world_is_found(trusted: Role, expected: list[str]) -> None:
    assert codes(trusted) == expected


def test_a_group_without_members_is_found_only_where_all_memberships_are_known() -> None:
    admins, member = group("admins"), user("ann", groups=Known(("admins",)))

    assert codes(admins) == ["group-empty"]
    assert codes(admins, user("bob")) == ["group-empty"]
    assert codes(admins, member) == []
    assert codes(admins, user("bob", groups=DENIED)) == []
    unlisted = replace(account(admins), sources={Source.USERS: DENIED})
    assert findings(unlisted, NOW) == {}


def test_a_customer_policy_that_nobody_has_is_found() -> None:
    audit = policy("Audit")
    attached = group("g", attached=Known((audit.arn,)))
    bounded = user("ann", boundary=Known(audit.arn), groups=Known(("g",)))

    assert codes(audit) == ["policy-unattached"]
    assert codes(audit, attached) == []
    assert codes(audit, bounded) == []
    assert codes(policy("ReadOnlyAccess", policy_arn=READ_ONLY)) == []
    blind = account(audit)
    policies = {audit.arn: replace(audit, attachment_count=DENIED)}
    assert findings(replace(blind, policies=policies), NOW) == {}


def test_a_device_of_nobody_is_found() -> None:
    made = account(device("spare", None), device("ann", "ann"))

    assert [str(entity) for entity in findings(made, NOW)] == [f"MFA device {arn('mfa', 'spare')}"]


def test_what_could_not_be_looked_at_is_told() -> None:
    made = account(
        user("ann", password=DENIED, groups=DENIED), user("bob"), role("web", trust=DENIED)
    )

    assert unseen(made) == {
        Entity(EntityKind.USER, "ann"): (
            "password: denied (iam:Example)",
            "groups: denied (iam:Example)",
        ),
        Entity(EntityKind.ROLE, "web"): ("trust policy: denied (iam:Example)",),
    }


@given(accounts())
def test_each_finding_is_told_in_sentences(made: Account) -> None:
    for found in findings(made, days(400)).values():
        assert found
        for finding in found:
            assert finding.severity in ("high", "medium", "low")
            assert finding.text.endswith(".")
            assert finding.remedy.endswith(".")
            assert "{" not in finding.text


@given(accounts())
def test_less_knowledge_never_finds_more_in_a_user(made: Account) -> None:
    known = findings(made, days(400))
    for name, whole in made.users.items():
        for field in ("password", "mfa_active", "access_keys", "attached", "inline", "boundary"):
            blind = replace(whole, **{field: DENIED})  # type: ignore[arg-type]
            less = findings(replace(made, users={**made.users, name: blind}), days(400))
            entity = Entity(EntityKind.USER, name)
            assert set(less.get(entity, ())) <= set(known.get(entity, ()))
