"""The tree of what hangs together around a user, group or role."""

from __future__ import annotations

import json
from dataclasses import replace

from iamtui.access.tree import Node, relation_tree
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import InstanceProfile
from tests.support.accounts import (
    DENIED,
    READ_ONLY,
    account,
    arn,
    role,
    small_account,
    user,
)

ANN = Entity(EntityKind.USER, "ann")


def lines(node: Node, depth: int = 0) -> list[str]:
    """The tree as indented lines."""
    own = f"{'  ' * depth}{node.relation} {node.label}{'' if node.entity else ' (no link)'}"
    return [own, *(line for child in node.children for line in lines(child, depth + 1))]


def trust(*arns: str) -> Known[str]:
    statement = {"Effect": "Allow", "Principal": {"AWS": arns}, "Action": "sts:AssumeRole"}
    return Known(json.dumps({"Version": "2012-10-17", "Statement": statement}))


def test_a_user_hangs_on_groups_policies_and_roles() -> None:
    small = small_account()
    roles = (
        role("deploy", trust=trust(arn("user", "ann"))),
        role("other", trust=trust(arn("user", "anna"))),
        role("blind", trust=DENIED),
    )
    made = account(*small.users.values(), *small.groups.values(), *small.policies.values(), *roles)

    assert lines(relation_tree(made, ANN)) == [
        " ann",
        "  group admins",
        "    attached ReadOnlyAccess",
        "  inline own (no link)",
        "  attached Audit",
        "  boundary Audit",
        "  may assume deploy",
    ]


def test_a_group_hangs_on_its_members() -> None:
    tree = relation_tree(small_account(), Entity(EntityKind.GROUP, "admins"))

    assert lines(tree) == [" admins", "  attached ReadOnlyAccess", "  member ann"]
    assert [child.entity for child in tree.children] == [Entity(EntityKind.POLICY, READ_ONLY), ANN]


def test_a_role_hangs_on_whom_it_trusts_and_on_who_trusts_it() -> None:
    made = account(
        user("ann"),
        role("first", trust=trust(arn("user", "ann"), "999988887777")),
        role("second", trust=trust(arn("role", "first"))),
    )
    profile = InstanceProfile("p", arn("instance-profile", "p"), "AIPA1", roles=("first",))
    made = replace(made, instance_profiles={"p": profile})

    assert lines(relation_tree(made, Entity(EntityKind.ROLE, "first"))) == [
        " first",
        "  trusts 999988887777 (no link)",
        f"  trusts {arn('user', 'ann')}",
        "  instance profile p",
        "  may assume second",
    ]


def test_what_is_not_known_stands_in_the_tree() -> None:
    made = account(user("bob", groups=DENIED, attached=DENIED), role("web", trust=DENIED))

    assert lines(relation_tree(made, Entity(EntityKind.USER, "bob"))) == [
        " bob",
        "  group denied (iam:Example) (no link)",
        "  attached denied (iam:Example) (no link)",
    ]
    assert lines(relation_tree(made, Entity(EntityKind.ROLE, "web"))) == [
        " web",
        "  trusts denied (iam:Example) (no link)",
    ]


def test_an_entity_that_is_gone_stands_alone() -> None:
    for kind in (EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE):
        entity = Entity(kind, "gone")
        assert relation_tree(small_account(), entity) == Node("", "gone", entity)
