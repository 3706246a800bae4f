"""A refused request: why, and what would allow it. Every proposal is tried here once more."""

from __future__ import annotations

import json
from typing import Any

import pytest

from iamtui.access.denial import Denial, StatedPolicy
from iamtui.access.explanation import Explanation, explain
from iamtui.access.proposal import Proposal, StepKind
from iamtui.access.question import MFA_CONTEXT
from iamtui.access.what_if import with_steps
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import Account, Group, InlinePolicy, ManagedPolicy, Role, User
from iamtui.policy import Verdict
from tests.support.accounts import SLR_PATH, account, arn, group, policy, role, user

KEY = "arn:aws:s3:::bucket/key"
P = arn("policy", "P")
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
NO_MFA = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}


def doc(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


def allow(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def inline(*statements: dict[str, Any]) -> Known[tuple[InlinePolicy, ...]]:
    return Known((InlinePolicy("own", doc(*statements)),))


def denied(
    action: str = "s3:GetObject",
    resource: str = KEY,
    principal: str = arn("user", "ann"),
    **more: Any,
) -> Denial:
    return Denial(principal, action, resource, **more)


def explained(
    denial: Denial, *entities: User | Group | Role | ManagedPolicy, **more: Any
) -> Explanation:
    """The explanation, after every proposal has been seen to work."""
    made = account(*entities)
    found = explain(made, denial, **more)
    for proposal in found.proposals:
        assert works(made, denial, proposal), proposal.sentence
    return found


def works(made: Account, denial: Denial, proposal: Proposal) -> bool:
    mfa = any(step.kind is StepKind.MFA_SESSION for step in proposal.steps)
    changed = with_steps(made, proposal.steps)
    after = explain(changed, denial, context=MFA_CONTEXT if mfa else {}).decision
    return after is not None and (after.allowed or bool(proposal.depends))


def kinds(found: Explanation) -> list[tuple[StepKind, ...]]:
    return list(dict.fromkeys(tuple(s.kind for s in p.steps) for p in found.proposals))


def test_where_nothing_allows_it_the_least_grants_are_proposed() -> None:
    found = explained(
        denied(),
        user("ann"),
        group("readers", attached=Known((P,))),
        group("admins", inline=inline(allow("*"))),
        group("others", inline=inline(allow("ec2:*"))),
        policy("P", doc(allow(["s3:GetObject", "s3:GetObjectTagging"]))),
    )

    assert found.decision is not None
    assert found.decision.verdict is Verdict.IMPLICIT_DENY
    assert found.verdict == f"No policy of user ann allows s3:GetObject on {KEY}."
    assert kinds(found) == [
        (StepKind.ADD_TO_GROUP,),
        (StepKind.ATTACH_POLICY,),
        (StepKind.PUT_INLINE_POLICY,),
    ]
    assert [p.steps[0].name for p in found.proposals[:3]] == ["readers", "admins", "P"]
    assert found.proposals[0].extra == 1
    assert found.proposals[1].extra > 10_000


def test_the_inline_statement_allows_just_this() -> None:
    (step,) = explained(denied(), user("ann")).proposals[-1].steps

    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": KEY}
    assert json.loads(step.statement) == statement
    assert json.loads(step.document)["Statement"] == [statement]


def test_a_condition_on_mfa_is_met_by_an_mfa_session() -> None:
    found = explained(denied(), user("ann", inline=inline(allow("s3:*", Condition=MFA))))

    assert found.decision is not None
    assert found.decision.verdict is Verdict.CONDITIONAL
    assert "needs this: signed in with MFA: there is no MFA session" in found.missing[0]
    assert kinds(found)[0] == (StepKind.MFA_SESSION,)
    assert "enrol one first" in found.proposals[0].sentence


def test_a_deny_without_mfa_asks_for_nothing_but_mfa_or_less_deny() -> None:
    found = explained(
        denied(), user("ann", inline=inline(allow("s3:*"), deny("*", Condition=NO_MFA)))
    )

    assert kinds(found) == [(StepKind.MFA_SESSION,), (StepKind.PUT_INLINE_POLICY,)]
    assert "denies while not signed in with MFA" in found.missing[0]


def test_a_known_context_that_does_not_fit_is_told() -> None:
    only = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    found = explained(
        denied(),
        user("ann", inline=inline(allow("s3:*", Condition=only))),
        context={"aws:SourceIp": "203.0.113.7"},
    )

    assert found.decision is not None
    assert found.decision.verdict is Verdict.IMPLICIT_DENY
    assert "needs this: the source IP is in 10.0.0.0/8" in found.missing[0]


@pytest.mark.parametrize(
    ("actions", "other"),
    [
        (["s3:GetObject", "s3:PutObject"], "s3:PutObject"),
        (["s3:Get*"], "s3:GetBucketAcl"),
        (["*"], "ec2:RunInstances"),
    ],
)
def test_the_denying_statement_is_named_and_narrowed(actions: list[str], other: str) -> None:
    ann = user("ann", inline=inline(allow("*"), deny(actions)))
    found = explained(denied(), ann)

    assert found.decision is not None
    assert found.decision.verdict is Verdict.EXPLICIT_DENY
    assert "Statement 2 of the inline policy own, line 9, denies" in found.verdict
    assert [reason.match.statement_index for reason in found.reasons] == [1]
    (proposal,) = found.proposals
    changed = with_steps(account(ann), proposal.steps)
    kept = explain(changed, denied(other)).decision
    assert kept is not None
    assert kept.verdict is Verdict.EXPLICIT_DENY


def test_a_shared_deny_stays_for_all_others() -> None:
    holds = {"attached": Known((P,)), "inline": inline(allow("s3:*"))}
    people = [user("ann", **holds), user("bob", **holds)]
    shared = policy("P", doc(deny("*")))

    (proposal,) = explained(denied(), *people, shared).proposals

    changed = with_steps(account(*people, shared), proposal.steps)
    bob = explain(changed, denied(principal=arn("user", "bob"))).decision
    assert bob is not None
    assert bob.verdict is Verdict.EXPLICIT_DENY


def test_two_denies_of_one_policy_are_narrowed_in_one_step() -> None:
    found = explained(
        denied(),
        user("ann", attached=Known((P,)), inline=inline(allow("s3:*"))),
        policy("P", doc(deny("s3:Get*"), deny("*", KEY))),
    )

    assert kinds(found) == [(StepKind.EDIT_POLICY,)]


def test_a_policy_of_aws_that_denies_is_detached() -> None:
    deny_all = "arn:aws:iam::aws:policy/AWSDenyAll"
    found = explained(
        denied(),
        user("ann", attached=Known((deny_all,)), inline=inline(allow("s3:*"))),
        policy("AWSDenyAll", doc(deny("*")), deny_all),
    )

    assert kinds(found) == [(StepKind.DETACH_POLICY,)]


def test_a_boundary_is_widened_by_a_statement() -> None:
    found = explained(
        denied(),
        user("ann", boundary=Known(P), inline=inline(allow("s3:*"))),
        policy("P", doc(allow("ec2:*"))),
    )

    assert "permissions boundary P of user ann does not allow" in found.verdict
    assert kinds(found) == [(StepKind.EDIT_POLICY,)]


def test_a_missing_grant_under_a_narrow_boundary_takes_two_steps() -> None:
    found = explained(denied(), user("ann", boundary=Known(P)), policy("P", doc(allow("ec2:*"))))

    assert kinds(found)[-1] == (StepKind.PUT_INLINE_POLICY, StepKind.EDIT_POLICY)
    assert all(len(proposal.steps) == 2 for proposal in found.proposals)


def test_a_boundary_of_aws_cannot_be_widened() -> None:
    view = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
    found = explained(
        denied(),
        user("ann", boundary=Known(view), inline=inline(allow("s3:*"))),
        policy("ViewOnlyAccess", doc(allow("ec2:*")), view),
    )

    assert found.proposals == ()
    assert any("AWS's own and cannot be edited" in note for note in found.notes)


def test_a_trust_policy_that_does_not_let_in_is_extended() -> None:
    found = explained(denied("sts:AssumeRole", arn("role", "web")), user("ann"), role("web"))

    assert found.verdict == f"The trust policy of {arn('role', 'web')} does not let user ann in."
    assert kinds(found) == [(StepKind.EDIT_TRUST_POLICY,)]


def test_the_session_of_a_role_is_explained_by_the_role() -> None:
    session = "arn:aws:sts::123456789012:assumed-role/web/i-0123"
    found = explained(denied(principal=session), role("web", "/apps/"))

    assert found.entity is not None
    assert found.entity.key == "web"
    assert any("session policy" in note for note in found.notes)
    assert kinds(found)[-1] == (StepKind.PUT_INLINE_POLICY,)


@pytest.mark.parametrize(
    "stated", [each for each in StatedPolicy if each.is_outside_iam], ids=lambda each: each.name
)
def test_what_is_decided_outside_of_iam_gets_no_proposal(stated: StatedPolicy) -> None:
    found = explained(denied(explicit=True, stated=stated), user("ann"))

    assert found.proposals == ()
    assert found.agreement
    assert any("No change to this account's IAM" in note for note in found.notes)


def test_agreement_and_disagreement_with_aws_are_told() -> None:
    plain = denied(explicit=False, stated=StatedPolicy.IDENTITY)
    allowed = user("ann", inline=inline(allow("s3:*")))

    assert "say the same" in explained(plain, user("ann")).agreement
    assert "allow it now" in explained(plain, allowed).agreement
    assert (
        "first obstacle is another one"
        in explained(denied(explicit=False, stated=StatedPolicy.BOUNDARY), user("ann")).agreement
    )
    assert "none of which is kept in IAM" in explained(denied(), allowed).agreement
    assert explained(denied(), user("ann")).agreement == ""


def test_what_is_allowed_needs_no_proposal() -> None:
    assert explained(denied(), user("ann", inline=inline(allow("s3:*")))).proposals == ()


@pytest.mark.parametrize(
    ("principal", "words"),
    [
        ("arn:aws:iam::999999999999:user/eve", "belongs to account 999999999999"),
        ("arn:aws:iam::123456789012:user/gone", "not in this account"),
        ("arn:aws:iam::123456789012:root", "root user"),
        ("nobody", "not a principal"),
    ],
)
def test_a_principal_that_cannot_be_looked_into_is_told(principal: str, words: str) -> None:
    found = explained(denied(principal=principal), user("ann"))

    assert found.decision is None
    assert words in found.verdict


def test_an_unreadable_message_is_passed_on() -> None:
    assert explain(account(), Denial(unread="It cannot be read.")).verdict == "It cannot be read."


def test_roles_that_aws_owns_get_no_proposal() -> None:
    linked = role("ecs", SLR_PATH)
    found = explained(denied(principal=linked.arn), linked)

    assert found.proposals == ()
    assert any("linked to a service" in note for note in found.notes)


def test_full_lists_get_nothing_more() -> None:
    names = [f"P{number}" for number in range(10)]
    full = user("ann", attached=Known(tuple(arn("policy", name) for name in names)))
    found = explained(denied(), full, *(policy(name, doc(allow("ec2:*"))) for name in names))

    assert kinds(found) == [(StepKind.PUT_INLINE_POLICY,)]


def test_what_was_not_read_is_no_certainty() -> None:
    found = explained(denied(), user("ann", attached=NOT_ASKED))

    assert found.decision is not None
    assert found.decision.verdict is Verdict.CONDITIONAL
    assert any("not read" in note for note in found.notes)
