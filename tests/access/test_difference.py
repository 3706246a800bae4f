"""What a change gives and takes away."""

from __future__ import annotations

import json
import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.access.delta import Delta
from iamtui.access.difference import permission_difference
from iamtui.account.field import Known
from iamtui.account.model import Account, InlinePolicy
from iamtui.policy import Verdict
from tests.access.cross_checks import check_difference
from tests.access.wide_accounts import ANN, WEB, changed, wide_account
from tests.support.accounts import account, group, policy, role, user


def shape(deltas: tuple[Delta, ...]) -> set[tuple[object, ...]]:
    return {(action, d.resources, d.verdict) for d in deltas for action in d.actions}


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=10)
def test_what_changes_is_what_the_decisions_on_requests_say(chance: random.Random) -> None:
    before = wide_account(chance)

    check_difference(before, changed(before, chance))


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=3)
def test_backwards_is_the_mirror_image(chance: random.Random) -> None:
    one = wide_account(chance, of_the_request=True)
    other = changed(one, chance, of_the_request=True)
    there = {d.entity: d for d in permission_difference(one, other)}
    back = {d.entity: d for d in permission_difference(other, one)}

    assert there.keys() == back.keys()
    for entity, found in there.items():
        mirrored = back[entity]
        assert shape(found.gained) == shape(mirrored.lost)
        assert shape(found.lost) == shape(mirrored.gained)
        assert shape(found.now_conditional) == shape(mirrored.now_unconditional)


@given(st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=10)
def test_nothing_differs_from_itself(chance: random.Random) -> None:
    made = wide_account(chance, of_the_request=True)

    assert permission_difference(made, made) == ()
    assert permission_difference(made, replace(made, users=dict(made.users))) == ()


def holding(*names: str, **fields: object) -> Account:
    """An account whose user ann holds some of the policies Read and List, which overlap."""
    read = policy("Read")
    text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject",'
    both = policy("Both", text + '"sqs:ListQueues"],"Resource":"*"}}')
    arns = tuple(p.arn for p in (read, both) if p.name in names)
    ann = user("ann", attached=Known(arns), **fields)
    return account(ann, group("g", attached=Known((read.arn,))), role("web"), read, both)


def test_what_another_policy_still_gives_is_no_loss() -> None:
    (found,) = permission_difference(holding("Read", "Both"), holding("Read"))

    assert found.entity == ANN
    assert [(d.patterns, d.resources) for d in found.lost] == [(("sqs:ListQueues",), ("*",))]
    assert found.gained == ()


def test_the_same_policy_by_another_way_is_no_difference() -> None:
    assert permission_difference(holding("Read"), holding(groups=Known(("g",)))) == ()


def test_what_a_new_boundary_does_not_mention_is_lost() -> None:
    text = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}'
    queues = policy("Queues", text)
    before = account(user("ann", attached=Known((policy("Read").arn,))), policy("Read"), queues)
    bounded = replace(before.users["ann"], boundary=Known(queues.arn))

    (found,) = permission_difference(before, replace(before, users={"ann": bounded}))

    assert [d.patterns for d in found.lost] == [("s3:Get*",)]
    assert found.gained == ()


def test_a_policy_that_bounds_instead_of_allowing_gives_nothing_any_more() -> None:
    read = policy("Read")
    attached = account(user("ann", attached=Known((read.arn,))), read)
    bounding = account(user("ann", boundary=Known(read.arn)), read)

    (found,) = permission_difference(attached, bounding)

    assert [d.patterns for d in found.lost] == [("s3:Get*",)]


def test_who_is_deleted_loses_all_and_gains_nothing() -> None:
    before = holding("Read")

    (found,) = permission_difference(before, replace(before, users={}))

    assert found.gained == ()
    lost = {action for delta in found.lost for action in delta.actions}
    assert {"s3:GetObject", "sts:GetCallerIdentity", "sts:GetSessionToken"} <= lost


def test_a_condition_that_is_added_is_told_as_such() -> None:
    def inline(**more: object) -> Account:
        grant = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **more}
        text = json.dumps({"Version": "2012-10-17", "Statement": grant})
        return account(user("ann", inline=Known((InlinePolicy("own", text),))))

    mfa = inline(Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}})

    (found,) = permission_difference(inline(), mfa)

    assert (found.gained, found.lost) == ((), ())
    (delta,) = found.now_conditional
    assert delta.actions == ("s3:GetObject",)
    assert delta.verdict is Verdict.CONDITIONAL
    assert [c.key.value for c in delta.conditions] == ["aws:MultiFactorAuthPresent"]


def test_a_trust_policy_decides_for_users_and_for_outsiders() -> None:
    def trusting(name: object) -> Account:
        text = {"Effect": "Allow", "Principal": name, "Action": "sts:AssumeRole"}
        trust = Known(json.dumps({"Version": "2012-10-17", "Statement": text}))
        return account(user("ann"), user("bob"), role("web", trust=trust))

    before = trusting({"Service": "ec2.amazonaws.com"})
    ann = trusting({"AWS": before.users["ann"].arn})

    by_entity = {each.entity: each for each in permission_difference(before, ann)}

    assert by_entity.keys() == {ANN, WEB}
    (gained,) = by_entity[ANN].gained
    assert (gained.actions, gained.resources) == (("sts:AssumeRole",), (ann.roles["web"].arn,))
    assert by_entity[WEB].untrusted == ("ec2.amazonaws.com",)


def test_a_policy_that_nobody_read_is_lost_as_far_as_it_goes() -> None:
    before = account(user("ann", attached=Known(("arn:aws:iam::123456789012:policy/Gone",))))

    (found,) = permission_difference(before, account(user("ann")))

    assert {d.verdict for d in found.lost} == {Verdict.CONDITIONAL}
    assert any("was not read" in reason for d in found.lost for reason in d.reasons)
