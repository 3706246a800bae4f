"""Every policy that reaches an entity, with its way, and what nobody knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.access.held import Held, NotKnown, Way, held_policies
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import InlinePolicy
from tests.support.accounts import (
    ALLOW_READ,
    DENIED,
    READ_ONLY,
    account,
    arn,
    group,
    policy,
    role,
    small_account,
    user,
)

ANN = Entity(EntityKind.USER, "ann")
AUDIT = arn("policy", "Audit")
DOCUMENT = Known(ALLOW_READ)


def test_policies_come_inline_attached_by_group_and_as_boundary() -> None:
    assert held_policies(small_account(), ANN) == (
        Held(Way.INLINE, "own", DOCUMENT),
        Held(Way.ATTACHED, "Audit", DOCUMENT, AUDIT),
        Held(Way.ATTACHED, "ReadOnlyAccess", DOCUMENT, READ_ONLY, group="admins"),
        Held(Way.BOUNDARY, "Audit", DOCUMENT, AUDIT),
    )


def test_groups_have_no_boundary_and_roles_no_groups() -> None:
    inline = Known((InlinePolicy("i", ALLOW_READ),))
    made = account(group("g", inline=inline), role("r", boundary=Known(AUDIT)), policy("Audit"))

    assert held_policies(made, Entity(EntityKind.GROUP, "g")) == (Held(Way.INLINE, "i", DOCUMENT),)
    assert held_policies(made, Entity(EntityKind.ROLE, "r")) == (
        Held(Way.BOUNDARY, "Audit", DOCUMENT, AUDIT),
    )


@pytest.mark.parametrize(
    ("field", "way"),
    [
        ("inline", Way.INLINE),
        ("attached", Way.ATTACHED),
        ("groups", Way.MEMBERSHIP),
        ("boundary", Way.BOUNDARY),
    ],
)
def test_what_is_not_known_is_told_as_such(field: str, way: Way) -> None:
    blind = replace(user("bob"), **{field: DENIED})  # type: ignore[arg-type]

    held = held_policies(account(blind), Entity(EntityKind.USER, "bob"))

    assert held == (NotKnown(way, DENIED),)


def test_a_group_whose_policies_are_not_known_is_named() -> None:
    bob = user("bob", groups=Known(("blind", "gone")))
    made = account(bob, group("blind", attached=DENIED))

    assert held_policies(made, Entity(EntityKind.USER, "bob")) == (
        NotKnown(Way.ATTACHED, DENIED, "blind"),
        NotKnown(Way.MEMBERSHIP, NOT_ASKED, "gone"),
    )


def test_a_policy_without_document_is_held_all_the_same() -> None:
    audit = replace(policy("Audit"), versions=DENIED)
    bob = user("bob", attached=Known((AUDIT, READ_ONLY)))

    assert held_policies(account(bob, audit), Entity(EntityKind.USER, "bob")) == (
        Held(Way.ATTACHED, "Audit", DENIED, AUDIT),
        Held(Way.ATTACHED, "ReadOnlyAccess", NOT_ASKED, READ_ONLY),
    )


@pytest.mark.parametrize(
    "entity", [Entity(EntityKind.USER, "nobody"), Entity(EntityKind.POLICY, AUDIT)]
)
def test_what_holds_no_policies_gives_none(entity: Entity) -> None:
    assert held_policies(small_account(), entity) == ()
