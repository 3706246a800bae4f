"""Who can come by everything, over how many steps, and what stops it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from iamtui.access.escalation import Escalations, escalation_paths, who_can_become
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import (
    Account,
    Group,
    InlinePolicy,
    ManagedPolicy,
    Password,
    PolicyVersion,
    Role,
    User,
)
from tests.support.accounts import DENIED, SLR_PATH, account, arn, group, key, policy, role, user

ANN = Entity(EntityKind.USER, "ann")
P = arn("policy", "P")
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
LAMBDA = ["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"]


def doc(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def inline(*statements: dict[str, Any]) -> Known[tuple[InlinePolicy, ...]]:
    return Known((InlinePolicy("own", doc(*statements)),))


def trust(*principals: str, service: str = "") -> Known[str]:
    named: dict[str, Any] = {"Service": service} if service else {"AWS": list(principals)}
    return Known(doc({"Effect": "Allow", "Principal": named, "Action": "sts:AssumeRole"}))


def ann(*statements: dict[str, Any], **more: Any) -> User:
    return user("ann", inline=inline(*statements), **more)


BOSS = user("boss", inline=inline(allow("*")))
BOSS_ROLE = role("boss", inline=inline(allow("*")), trust=trust(service="lambda.amazonaws.com"))


def escalations(*entities: User | Group | Role | ManagedPolicy) -> Escalations:
    return escalation_paths(account(*entities))


def methods(found: Escalations, entity: Entity = ANN) -> tuple[str, ...]:
    """The methods of the first path, () where there is none."""
    paths = found.paths.get(entity, ())
    return tuple(step.method for step in paths[0].steps) if paths else ()


def test_administrators_are_told_apart_and_need_no_path() -> None:
    found = escalations(BOSS, BOSS_ROLE, ann(allow("s3:*")))

    assert set(found.administrators) == {
        Entity(EntityKind.USER, "boss"),
        Entity(EntityKind.ROLE, "boss"),
    }
    assert found.paths == {}
    assert found.complete


@pytest.mark.parametrize(
    ("action", "method"),
    [
        ("iam:AttachUserPolicy", "iam-008"),
        ("iam:PutUserPolicy", "iam-007"),
        ("iam:CreateAccessKey", "iam-002"),
    ],
)
def test_one_step_of_a_user(action: str, method: str) -> None:
    (path,) = escalations(BOSS, ann(allow(action))).paths[ANN]

    (step,) = path.steps
    assert (step.method, step.certain) == (method, True)
    assert step.sentence.startswith("user ann ")
    assert path.start == ANN


@pytest.mark.parametrize("action", ["iam:AttachRolePolicy", "iam:PutRolePolicy"])
def test_a_role_strengthens_itself(action: str) -> None:
    entity = Entity(EntityKind.ROLE, "web")
    found = escalations(role("web", inline=inline(allow(action))))

    assert found.paths[entity][0].steps[0].makes_administrator


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("iam:AttachUserPolicy", arn("user", "bob")),
        ("iam:CreateAccessKey", arn("user", "bob")),
        ("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}"),
        ("iam:AddUserToGroup", arn("group", "harmless")),
        ("sts:AssumeRole", "*"),
        ("iam:PassRole", "*"),
    ],
)
def test_what_the_permission_is_scoped_to_decides(action: str, resource: str) -> None:
    found = escalations(
        BOSS, BOSS_ROLE, user("bob"), group("harmless"), group("g"), ann(allow(action, resource))
    )

    assert methods(found) == ()


def test_a_key_of_another_of_the_same_rights_leads_nowhere() -> None:
    keys = allow("iam:CreateAccessKey", arn("user", "bob"))

    assert methods(escalations(BOSS, ann(keys), user("bob", inline=inline(keys)))) == ()


def test_a_deny_and_a_boundary_stop_it() -> None:
    attach = allow("iam:AttachUserPolicy")
    bounded = ann(attach, boundary=Known(P))

    assert methods(escalations(ann(attach, deny("iam:*")))) == ()
    assert methods(escalations(bounded, policy("P", doc(allow("s3:*"))))) == ()
    # The boundary lets the call pass, and whatever is attached still ends at the boundary.
    assert methods(escalations(bounded, policy("P", doc(allow(["iam:*", "s3:*"]))))) == ()
    assert methods(escalations(bounded, policy("P", doc(allow("*"))))) == ("iam-008",)


def test_the_policy_that_may_be_attached_decides() -> None:
    def only(policy_arn: str) -> User:
        return ann(
            allow("iam:AttachUserPolicy", Condition={"ArnEquals": {"iam:PolicyARN": policy_arn}})
        )

    assert methods(escalations(only(ADMINISTRATOR))) == ("iam-008",)
    assert methods(escalations(only("arn:aws:iam::aws:policy/ReadOnlyAccess"))) == ()


def test_an_open_condition_is_named() -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    found = escalations(ann(allow("iam:AttachUserPolicy", Condition=mfa)))

    (path,) = found.paths[ANN]
    assert not path.certain
    assert path.steps[0].conditions == ("signed in with MFA",)


def test_groups_count_for_their_members() -> None:
    member = user("ann", groups=Known(("g",)))
    strong = group("g", inline=inline(allow("iam:PutGroupPolicy", arn("group", "g"))))

    assert methods(escalations(member, strong)) == ("iam-011",)


def test_joining_a_group_of_administrators() -> None:
    admins = group("admins", attached=Known((ADMINISTRATOR,)))
    everything = policy("AdministratorAccess", doc(allow("*")), ADMINISTRATOR)
    joins = ann(allow("iam:AddUserToGroup"))

    assert methods(escalations(joins, admins, everything)) == ("iam-013",)


def test_joining_a_group_that_leads_on_takes_two_steps() -> None:
    helpers = group("helpers", inline=inline(allow("iam:CreateAccessKey")))

    assert methods(escalations(BOSS, ann(allow("iam:AddUserToGroup")), helpers)) == (
        "iam-013",
        "iam-002",
    )


def test_a_version_of_an_own_policy() -> None:
    holder = user("ann", attached=Known((P,)))
    makes = policy("P", doc(allow("iam:CreatePolicyVersion", P)))
    other = policy("P", doc(allow("iam:CreatePolicyVersion", arn("policy", "Q"))))

    assert methods(escalations(holder, makes)) == ("iam-001",)
    assert methods(escalations(holder, other, policy("Q"))) == ()


def test_going_back_to_an_older_version_that_allowed_everything() -> None:
    switch = policy("P", doc(allow("iam:SetDefaultPolicyVersion")))
    older = PolicyVersion("v0", is_default=False, document=Known(doc(allow("*"))))
    tame = replace(older, document=Known(doc(allow("s3:*"))))
    holder = user("ann", attached=Known((P,)))

    def with_older(version: PolicyVersion) -> ManagedPolicy:
        return replace(switch, versions=Known((*switch.versions.otherwise(()), version)))

    assert methods(escalations(holder, with_older(older))) == ("iam:SetDefaultPolicyVersion",)
    assert methods(escalations(holder, with_older(tame))) == ()


def test_a_role_is_passed_to_a_service_that_it_trusts() -> None:
    found = escalations(BOSS_ROLE, ann(allow(LAMBDA)))

    assert methods(found) == ("lambda-001",)
    assert "passes role boss to" in found.paths[ANN][0].steps[0].sentence


@pytest.mark.parametrize(
    "statements",
    [
        [allow(LAMBDA[1:]), allow("iam:PassRole", arn("role", "other"))],
        [allow(LAMBDA), deny("iam:PassRole", arn("role", "boss"))],
        [
            allow(LAMBDA[1:]),
            allow(
                "iam:PassRole",
                Condition={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
            ),
        ],
        [allow(["iam:PassRole", "ec2:RunInstances"])],
        [allow("iam:PassRole")],
    ],
    ids=["another role", "denied", "another service", "not trusted", "nothing to pass it to"],
)
def test_passing_a_role_needs_role_service_and_trust(statements: list[dict[str, Any]]) -> None:
    assert methods(escalations(BOSS_ROLE, ann(*statements))) == ()


def test_passing_to_the_service_asked_for() -> None:
    to_lambda = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    passes = ann(
        allow("iam:PassRole", arn("role", "boss"), Condition=to_lambda),
        allow(LAMBDA[1:], "arn:aws:lambda:eu-west-1:123456789012:function:dev-*"),
    )

    assert escalations(BOSS_ROLE, passes).paths[ANN][0].certain


def test_a_resource_that_runs_as_the_role_may_or_may_not_be_there() -> None:
    (path,) = escalations(BOSS_ROLE, ann(allow("lambda:UpdateFunctionCode"))).paths[ANN]

    assert path.steps[0].conditions == ("there is a Lambda function that runs as boss",)


def test_assuming_a_role_needs_both_sides_unless_it_names_the_user() -> None:
    assume = allow("sts:AssumeRole", arn("role", "boss"))
    whole = replace(BOSS_ROLE, trust=trust("arn:aws:iam::123456789012:root"))
    named = replace(BOSS_ROLE, trust=trust(arn("user", "ann")))
    other = replace(BOSS_ROLE, trust=trust(arn("user", "bob")))

    assert methods(escalations(whole, ann(assume))) == ("sts-001",)
    assert methods(escalations(whole, ann(allow("s3:*")))) == ()
    assert methods(escalations(named, user("ann"))) == ("sts-001",)
    assert methods(escalations(named, ann(deny("sts:*")))) == ()
    assert methods(escalations(other, ann(assume))) == ()


def test_a_trust_policy_is_rewritten() -> None:
    update = allow("iam:UpdateAssumeRolePolicy", arn("role", "boss"))

    assert methods(escalations(BOSS_ROLE, ann(update))) == ("iam-012",)
    assert methods(escalations(BOSS_ROLE, ann(update, deny("sts:AssumeRole")))) == ()


def test_roles_that_belong_to_aws_are_neither_changed_nor_actors() -> None:
    linked = role(
        "linked", SLR_PATH, inline=inline(allow("*")), trust=trust(service="ecs.amazonaws.com")
    )
    acting = role("acting", SLR_PATH, inline=inline(allow("iam:AttachRolePolicy")))
    update = ann(allow(["iam:UpdateAssumeRolePolicy", "sts:AssumeRole", *LAMBDA]))

    assert escalations(linked, acting, update).paths == {}


def test_two_keys_and_passwords_decide_by_which_credential() -> None:
    full = replace(BOSS, access_keys=Known((key(1), key(2))))
    signed_in = replace(BOSS, password=Known(Password(enabled=True)))

    assert methods(escalations(full, ann(allow("iam:CreateAccessKey")))) == ()
    assert methods(escalations(full, ann(allow("iam:*AccessKey")))) == ("iam-003",)
    assert methods(escalations(BOSS, ann(allow("iam:CreateLoginProfile")))) == ("iam-004",)
    assert methods(escalations(signed_in, ann(allow("iam:CreateLoginProfile")))) == ()
    assert methods(escalations(signed_in, ann(allow("iam:UpdateLoginProfile")))) == ("iam-006",)


def test_who_can_both_strengthen_a_role_and_assume_it() -> None:
    web = role("web", trust=trust("arn:aws:iam::123456789012:root"))
    both = ann(allow(["sts:AssumeRole", "iam:AttachRolePolicy"]))

    assert methods(escalations(web, both)) == ("iam-009", "sts-001")


def chain() -> Account:
    """ann -> bob -> web -> boss, and a circle of ann and bob."""
    return account(
        BOSS_ROLE,
        ann(allow("iam:CreateAccessKey", arn("user", "bob"))),
        user("bob", inline=inline(allow("iam:CreateAccessKey", arn("user", "ann")))),
        role(
            "web",
            trust=trust(arn("user", "bob")),
            inline=inline(allow("iam:UpdateAssumeRolePolicy", arn("role", "boss"))),
        ),
    )


def test_several_steps_follow_each_other_and_circles_end() -> None:
    found = escalation_paths(chain())

    assert methods(found) == ("iam-002", "sts-001", "iam-012")
    assert methods(found, Entity(EntityKind.USER, "bob")) == ("sts-001", "iam-012")
    steps = found.paths[ANN][0].steps
    assert [step.target for step in steps[:-1]] == [step.actor for step in steps[1:]]
    assert steps[-1].target == Entity(EntityKind.ROLE, "boss")


def test_a_longer_certain_path_comes_before_a_short_one_on_conditions() -> None:
    made = chain()
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    either = ann(
        allow("iam:CreateAccessKey", arn("user", "bob")),
        allow("iam:AttachUserPolicy", Condition=mfa),
    )
    found = escalation_paths(replace(made, users={**made.users, "ann": either}))

    paths = found.paths[ANN]
    assert [path.certain for path in paths] == [True] + [False] * (len(paths) - 1)
    assert [len(path.steps) for path in paths][:2] == [3, 1]


def test_who_can_become_a_role() -> None:
    paths = {
        path.start.key: path for path in who_can_become(chain(), Entity(EntityKind.ROLE, "web"))
    }

    assert set(paths) == {"ann", "bob", "boss"}
    assert [step.method for step in paths["ann"].steps] == ["iam-002", "sts-001"]


def test_users_of_the_same_policies_get_the_same_paths_each_in_his_own_name() -> None:
    people = [user(f"u{number}", groups=Known(("help",))) for number in range(5)]
    found = escalations(
        BOSS, *people, group("help", inline=inline(allow("iam:CreateAccessKey", BOSS.arn)))
    )

    for person in people:
        (path,) = found.paths[Entity(EntityKind.USER, person.name)]
        assert path.start.key == person.name
        assert path.steps[0].sentence == f"user {person.name} creates an access key of user boss"


def test_whose_policies_were_not_read_is_told() -> None:
    found = escalations(user("ann", attached=DENIED), BOSS)

    assert found.blind == (ANN,)
    assert methods(found) == ()


def test_a_search_that_is_cancelled_says_so() -> None:
    found = escalation_paths(chain(), cancelled=lambda: True)

    assert not found.complete
