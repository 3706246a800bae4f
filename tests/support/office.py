"""The account that screens are looked at with: a few people, each with something worth seeing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from iamtui.account.field import Known, Unknown, Why
from iamtui.account.model import (
    Account,
    Caller,
    InlinePolicy,
    InstanceProfile,
    KeyStatus,
    LastUsed,
    ManagedPolicy,
    Password,
    PolicyVersion,
    Role,
    Source,
    User,
)
from tests.support.accounts import (
    ACCOUNT_ID,
    ALLOW_READ,
    NOW,
    READ_ONLY,
    SLR_PATH,
    account,
    arn,
    device,
    group,
    key,
    policy,
    role,
    user,
)

ANN = Known(Caller(arn("user", "ann"), "AIDAANN", ACCOUNT_ID))
SSO_PATH = "/aws-reserved/sso.amazonaws.com/"
SSO_ROLE = "AWSReservedSSO_Admins_0123456789abcdef"
DEPLOY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Deploy",
                "Effect": "Allow",
                "Action": ["s3:PutObject", "cloudformation:*"],
                "Resource": "*",
                "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
            }
        ],
    }
)


def ago(days: int) -> datetime:
    """That many days before the tests' moment."""
    return NOW - timedelta(days=days)


def _people() -> tuple[User, ...]:
    used = LastUsed(ago(3), "eu-west-1", "s3")
    return (
        user(
            "ann",
            created=ago(900),
            groups=Known(("admins",)),
            boundary=Known(arn("policy", "Audit")),
            tags=Known({"Team": "core", "cost center": "42"}),
            password=Known(Password(enabled=True, last_used=ago(1), last_changed=ago(30))),
            access_keys=Known((key(1, created=ago(20), last_used=Known(used)),)),
            mfa_active=Known(value=True),
            mfa_devices=Known((arn("mfa", "ann"),)),
        ),
        user(
            "bob",
            created=ago(400),
            groups=Known(("admins", "developers")),
            attached=Known((arn("policy", "Deploy"),)),
            inline=Known((InlinePolicy("own", ALLOW_READ),)),
            tags=Known({"Team": "core"}),
            password=Known(Password(enabled=True, last_used=ago(200), last_changed=ago(300))),
            access_keys=Known(
                (
                    key(2, created=ago(400), last_used=Known(used)),
                    key(3, KeyStatus.INACTIVE, created=ago(410), last_used=Known(None)),
                )
            ),
        ),
        user("carol", created=ago(5)),
    )


def _roles() -> tuple[Role, ...]:
    return (
        role(
            "web",
            created=ago(700),
            attached=Known((READ_ONLY,)),
            tags=Known({"Team": "core"}),
            last_used=Known(LastUsed(ago(2), "eu-west-1")),
            instance_profiles=Known(("web",)),
            description=Known("What the web servers run as"),
            max_session=Known(3600),
        ),
        role("ecs", SLR_PATH, created=ago(700)),
        role(SSO_ROLE, SSO_PATH, created=ago(500), attached=Known((READ_ONLY,))),
    )


def _policies() -> tuple[ManagedPolicy, ...]:
    def version(number: int, document: str, days: int) -> PolicyVersion:
        return PolicyVersion(f"v{number}", number == 2, ago(days), Known(document))

    deploy = policy("Deploy", DEPLOY)
    deploy = replace(
        deploy,
        created=ago(600),
        updated=ago(10),
        default_version="v2",
        versions=Known((version(2, DEPLOY, 10), version(1, ALLOW_READ, 600))),
        description=Known("Puts builds where they run"),
        tags=Known({"Team": "core"}),
    )
    return (policy("Audit"), deploy, policy("ReadOnlyAccess", policy_arn=READ_ONLY))


def office() -> Account:
    """Ann administers it, Bob has everything that can be taken away, Carol has nothing."""
    made = account(
        *_people(),
        group("admins", created=ago(900), attached=Known((READ_ONLY,))),
        group("developers", created=ago(800)),
        *_roles(),
        *_policies(),
        device("ann", "ann"),
        device("spare", None),
    )
    profile = InstanceProfile(
        "web", arn("instance-profile", "web"), "AIPAWEB", created=ago(700), roles=("web",)
    )
    return replace(made, alias=Known("acme"), caller=ANN, instance_profiles={"web": profile})


def without_report(made: Account) -> Account:
    """`made` where the credential report was denied: nobody knows passwords, keys, MFA."""
    denied = Unknown(Why.DENIED, "iam:GenerateCredentialReport")
    users = {
        name: replace(
            one, password=denied, access_keys=denied, mfa_active=denied, mfa_devices=denied
        )
        for name, one in made.users.items()
    }
    sources = {**made.sources, Source.CREDENTIAL_REPORT: denied}
    return replace(made, users=users, sources=sources)
