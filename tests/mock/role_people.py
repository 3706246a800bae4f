"""Fixtures and ways for tests of AssumeRole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.mock_people import (
    Person,
    add_role,
    add_user,
    allow,
)
from tests.support.mock_server import RunningMock

Fresh = Callable[[str], str]
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
MAY = allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"])
ALL = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]


@pytest.fixture
def person(sandbox: RunningMock, fresh: Fresh) -> Callable[..., Person]:
    """Makes a user who may do what the given statements say."""
    return lambda *statements, **more: add_user(sandbox, fresh("person"), *statements, **more)


@pytest.fixture
def role(sandbox: RunningMock, fresh: Fresh) -> Callable[..., str]:
    """Makes a role that trusts; gives its ARN."""
    return lambda *statements, **more: add_role(sandbox, fresh("role"), *statements, **more)


def assume(person: Person, role: str, **more: Any) -> Person:
    """The person with the role's credentials."""
    return person.holding(person.sts.assume_role(RoleArn=role, RoleSessionName="one", **more))
