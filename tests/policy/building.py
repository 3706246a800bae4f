"""Short ways to write policies, layers and requests in these tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from iamtui.policy import Layers, NamedPolicy, Principal, Request, Verdict, evaluate

Element: TypeAlias = "str | bool | int | list[str] | dict[str, Element]"
Statement: TypeAlias = "dict[str, Element]"
Context: TypeAlias = Mapping[str, "str | tuple[str, ...]"]

ACCOUNT = "111122223333"
OTHER_ACCOUNT = "999999999999"
ALICE = f"arn:aws:iam::{ACCOUNT}:user/alice"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app/deploy"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/deploy/ci"
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
FEDERATED = f"arn:aws:sts::{ACCOUNT}:federated-user/alice"
LINKED = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"
OBJECT = "arn:aws:s3:::bucket/key"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def statement(
    effect: str, action: Element = "*", resource: Element = "*", **more: Element
) -> Statement:
    """A statement; `more` adds or replaces elements."""
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def allow(action: Element = "*", resource: Element = "*", **more: Element) -> Statement:
    """A statement that allows."""
    return statement("Allow", action, resource, **more)


def deny(action: Element = "*", resource: Element = "*", **more: Element) -> Statement:
    """A statement that denies."""
    return statement("Deny", action, resource, **more)


def text(*statements: Statement, version: str = "2012-10-17") -> str:
    """The text of a policy."""
    return json.dumps({"Version": version, "Statement": list(statements)})


def policy(*statements: Statement, version: str = "2012-10-17", name: str = "p") -> NamedPolicy:
    """A policy with a name."""
    return NamedPolicy.of(name, text(*statements, version=version))


def request(
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    principal: str = ALICE,
    context: Context | None = None,
    owner: str | None = None,
    *,
    partial: bool = False,
) -> Request:
    """A request at a fixed time."""
    who = Principal.parse(principal, tags={"team": "blue"}, user_id="AIDAEXAMPLE")
    return Request(who, action, resource, context or {}, owner, NOW, partial)


def verdict(asked: Request, *statements: Statement, version: str = "2012-10-17") -> Verdict:
    """The verdict with one identity policy."""
    return evaluate(asked, Layers(identity=(policy(*statements, version=version),))).verdict


def allows(asked: Request, *statements: Statement, version: str = "2012-10-17") -> bool:
    """Whether one identity policy allows the request."""
    return verdict(asked, *statements, version=version) is Verdict.ALLOWED
