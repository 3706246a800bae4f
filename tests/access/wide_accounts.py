"""Accounts made at random with what is rarer: keys, trust policies, regions, variables without a
value, roles of services, parts that nobody read."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known
from iamtui.account.model import Account, InlinePolicy, Source
from tests.support.accounts import (
    DENIED,
    SLR_PATH,
    TRUST_EC2,
    account,
    arn,
    group,
    policy,
    role,
    user,
)

T = TypeVar("T")

ANN = Entity(EntityKind.USER, "ann")
WEB = Entity(EntityKind.ROLE, "web")
Json: TypeAlias = "str | Sequence[str] | dict[str, Json]"

OTHER = "999988887777"
WEB_ARN = arn("role", "web")
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234"
# Action and resources that go together, most of them in the account itself.
REQUESTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "s3:GetObject",
        (
            "arn:aws:s3:::a/b/c",
            "arn:aws:s3:::a/ann/x",
            "arn:aws:s3:::a/core/x",
            "arn:aws:s3:::other/b",
        ),
    ),
    ("s3:PutObject", ("arn:aws:s3:::a/ann/x", "arn:aws:s3:::a/")),
    ("s3:ListAllMyBuckets", ("*",)),
    (
        "sqs:SendMessage",
        ("arn:aws:sqs:eu-west-1:123456789012:q", f"arn:aws:sqs:us-east-1:{OTHER}:q"),
    ),
    ("iam:CreateUser", (arn("user", "bob"), f"arn:aws:iam::{OTHER}:user/bob")),
    ("iam:PassRole", (WEB_ARN, f"arn:aws:iam::{OTHER}:role/far")),
    ("kms:Decrypt", (KEY, f"arn:aws:kms:eu-west-1:{OTHER}:key/9")),
    ("kms:CreateAlias", (KEY, "arn:aws:kms:eu-west-1:123456789012:alias/a")),
    ("kms:ListKeys", ("*",)),
    ("sts:AssumeRole", (WEB_ARN, arn("role", "gone"), f"arn:aws:iam::{OTHER}:role/far")),
    ("sts:TagSession", (WEB_ARN,)),
    ("sts:GetCallerIdentity", ("*",)),
    ("sts:GetSessionToken", ("*",)),
    ("sts:GetFederationToken", ("arn:aws:sts::123456789012:federated-user/x",)),
)
_ACTIONS = tuple(action for action, _ in REQUESTS)
_ACTION_PATTERNS = (
    *_ACTIONS,
    *("s3:*", "s3:Get*", "*", "kms:*", "sts:*", "sts:Assume*", "iam:*", "*:*Object", "*:Get*"),
)
_RESOURCES = tuple(resource for _, resources in REQUESTS for resource in resources)
_RESOURCE_PATTERNS = (
    *_RESOURCES,
    *("*", "*", "*", "arn:aws:s3:::a/*", "arn:aws:s3:::a/b*", "arn:aws:s3:::?/*", "arn:aws:s3:::*"),
    *("arn:aws:kms:*:123456789012:key/*", "arn:aws:kms:*:*:*", "arn:aws:sqs:*:*:q"),
    *("arn:aws:iam::123456789012:*", "arn:aws:iam::*:role/*", f"arn:aws:*:*:{OTHER}:*"),
    *(
        "arn:aws:s3:::a/${aws:username}/*",
        "arn:aws:s3:::a/${aws:PrincipalTag/Team}/*",
        "arn:aws:s3:::a/${aws:PrincipalTag/None, 'core'}/*",
        "arn:aws:s3:::a/${aws:SourceIp}/*",
        "arn:aws:s3:::${s3:prefix}/${*}",
        "arn:aws:iam::123456789012:user/${aws:PrincipalTag/None}",
    ),
)
_PERSONAL: tuple[Json, ...] = (
    {"StringEquals": {"aws:username": "ann"}},
    {"StringNotEquals": {"aws:PrincipalTag/Team": "core"}},
    {"StringNotEqualsIfExists": {"aws:PrincipalTag/None": "core"}},
    {"StringLike": {"aws:PrincipalArn": "*:role/*"}},
    {"StringEquals": {"aws:PrincipalAccount": "123456789012"}},
)
_OPEN: tuple[Json, ...] = (
    {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "Null": {"aws:TagKeys": "false"}},
    {"StringEquals": {"aws:userid": "${aws:SourceIdentity}"}},
    {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}},
    {"Nonsense": {"aws:TagKeys": "b"}},
)
# Met or not by the request, so that a row on a pattern cannot tell.
_OF_THE_REQUEST: tuple[Json, ...] = (
    {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}},
    {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
    {"StringEquals": {"aws:ResourceAccount": "123456789012"}},
    {"StringNotEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
    {"StringEquals": {"iam:ResourceTag/Team": "ops"}},
    {"StringEquals": {"aws:ResourceTag/Team": "${aws:PrincipalTag/Team}"}},
)
_TRUSTED: tuple[Json, ...] = (
    {"AWS": arn("user", "ann")},
    {"AWS": "arn:aws:iam::123456789012:root"},
    {"AWS": ["123456789012", OTHER]},
    {"AWS": [arn("role", "web"), arn("user", "bob")]},
    "*",
    {"Service": "ec2.amazonaws.com"},
)
WIDE = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def wide_account(chance: random.Random, *, of_the_request: bool = False) -> Account:
    """Users ann and bob, roles web and linked, a group; `of_the_request`: see the conditions."""
    return _Maker(chance, of_the_request=of_the_request).account()


def changed(made: Account, chance: random.Random, *, of_the_request: bool = False) -> Account:
    """The same account after something small: one policy, attachment, group or trust."""
    other = wide_account(chance, of_the_request=of_the_request)
    sort = chance.choice(("policy", "user", "role", "group", "trust", "delete", "all"))
    if sort == "policy":
        name = chance.choice(tuple(made.policies))
        return replace(made, policies={**made.policies, name: other.policies[name]})
    if sort == "user":
        return replace(made, users={**made.users, "ann": other.users["ann"]})
    if sort == "role":
        return replace(made, roles={**made.roles, "web": other.roles["web"]})
    if sort == "group":
        return replace(made, groups=other.groups)
    if sort == "trust":
        web = replace(made.roles["web"], trust=other.roles["web"].trust)
        return replace(made, roles={**made.roles, "web": web})
    if sort == "delete":
        return replace(made, users={"bob": made.users["bob"]})
    return other


class _Maker:
    def __init__(self, chance: random.Random, *, of_the_request: bool) -> None:
        self._chance = chance
        self._conditions = (*_PERSONAL, *_OPEN, *(_OF_THE_REQUEST if of_the_request else ()))

    def account(self) -> Account:
        names = ("P", "Q", "R")
        policies = [policy(name, self._document()) for name in names]
        policies.append(policy("Wide", WIDE))
        arns = tuple(made.arn for made in policies)
        ann = user(
            "ann",
            attached=self._read(self._some(arns)),
            inline=self._read((InlinePolicy("own", self._document()),)),
            groups=self._read(self._chance.choice(((), ("g",), ("g", "missing")))),
            boundary=self._boundary(arns),
            tags=self._read({"Team": self._chance.choice(("core", "ops"))}),
        )
        bob = user("bob", attached=Known(self._some(arns)), tags=Known({"Team": "ops"}))
        web = role(
            "web",
            attached=Known(self._some(arns)),
            boundary=self._boundary(arns),
            trust=self._read(self._trust()),
            tags=Known({"Team": "core"}),
        )
        linked = role("linked", SLR_PATH, attached=Known(self._some(arns)), trust=Known(TRUST_EC2))
        team = group("g", attached=self._read(self._some(arns)))
        made = account(ann, bob, web, linked, team, *policies)
        if self._seldom():
            made = replace(made, sources={**made.sources, Source.ROLES: DENIED})
        return made

    def _seldom(self) -> bool:
        return self._chance.randrange(20) == 0

    def _read(self, value: T) -> Field[T]:
        return DENIED if self._seldom() else Known(value)

    def _some(self, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._chance.sample(values[:3], self._chance.randrange(3)))

    def _boundary(self, arns: tuple[str, ...]) -> Field[str | None]:
        return self._read(self._chance.choice((None, None, *arns)))

    def _one_or_more(self, values: Sequence[str]) -> list[str]:
        return self._chance.sample(values, self._chance.choice((1, 1, 2, 3)))

    def _trust(self) -> str:
        made: dict[str, Json] = {
            "Effect": self._chance.choice(("Allow", "Allow", "Allow", "Deny")),
            "Principal": self._chance.choice(_TRUSTED),
            "Action": self._one_or_more(("sts:AssumeRole", "sts:TagSession", "sts:*")),
        }
        if self._chance.randrange(4) == 0:
            made["Condition"] = self._chance.choice((*_PERSONAL, *_OPEN))
        allow = {
            "Effect": "Allow",
            "Principal": {"AWS": "123456789012"},
            "Action": "sts:AssumeRole",
        }
        return _text([made, allow] if made["Effect"] == "Deny" else [made])

    def _document(self) -> str:
        statements: list[object] = [self._statement() for _ in range(self._chance.randint(1, 3))]
        if self._seldom():
            statements.append({"Effect": "Maybe"})
        return _text(statements)

    def _statement(self) -> dict[str, Json]:
        made: dict[str, Json] = {"Effect": self._chance.choice(("Allow", "Allow", "Allow", "Deny"))}
        action = self._chance.choice(("Action", "Action", "Action", "NotAction"))
        made[action] = self._one_or_more(_ACTION_PATTERNS)
        resource = self._chance.choice(("Resource", "Resource", "Resource", "NotResource"))
        made[resource] = self._one_or_more(_RESOURCE_PATTERNS)
        if self._chance.randrange(3) == 0:
            made["Condition"] = self._chance.choice(self._conditions)
        return made


def _text(statements: Sequence[object]) -> str:
    version = "2012-10-17"
    return json.dumps({"Version": version, "Statement": list(statements)})
