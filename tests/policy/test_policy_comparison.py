"""Comparing two versions of a policy by what they mean."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.policy import Condition, Document, Effect, Text, parse
from iamtui.policy.comparison import ChangedPermission, ChangeKind, Comparison, compare
from iamtui.policy.comparison_words import change_in_words
from tests.policy.building import (
    ACCOUNT,
    ROOT,
    Element,
    Statement,
    allow,
    deny,
    request,
    text,
    verdict,
)

BUCKET = "arn:aws:s3:::bucket"
INSIDE = "arn:aws:s3:::bucket/*"
KEY = "arn:aws:s3:::bucket/key"
MFA: Statement = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}


def document(*statements: Statement, version: str = "2012-10-17") -> Document:
    return parse(text(*statements, version=version))


def compared(before: Statement | list[Statement], after: Statement | list[Statement]) -> Comparison:
    sides = [side if isinstance(side, list) else [side] for side in (before, after)]
    return compare(*(document(*side) for side in sides))


def row(
    before: Statement | list[Statement], after: Statement | list[Statement]
) -> ChangedPermission:
    (only,) = compared(before, after).rows
    return only


def trust(principal: object, **more: object) -> Document:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal, **more}
    return parse(json.dumps({"Version": "2012-10-17", "Statement": statement}))


SAME: list[tuple[list[Statement], list[Statement]]] = [
    ([allow("s3:GetObject", KEY)], [allow(["S3:getobject"], [KEY])]),
    (
        [allow(["s3:GetObject", "s3:PutObject"], [BUCKET, KEY])],
        [
            allow("s3:PutObject", KEY),
            allow("s3:GetObject", [KEY, BUCKET]),
            allow("s3:PutObject", BUCKET, Sid="Last"),
        ],
    ),
    ([allow("s3:*"), allow("s3:GetObject", KEY)], [allow("s3:*")]),
    ([allow("s3:GetObject", INSIDE)], [allow("s3:GetObject", [INSIDE, KEY])]),
    ([allow("iam:*AccessKeys")], [allow("iam:ListAccessKeys")]),
    ([allow("s3:GetObject"), allow("s3:GetObject", Condition=MFA)], [allow("s3:GetObject")]),
    (
        [allow("s3:GetObject", Condition={"StringEquals": {"aws:username": ["a", "b"]}})],
        [
            allow("s3:GetObject", Condition={"StringEquals": {"aws:UserName": "b"}}),
            allow("s3:GetObject", Condition={"StringLike": {"aws:username": ["a"]}}),
        ],
    ),
    ([allow("nosuch:Action")], [allow("NoSuch:action")]),
    ([allow("*"), allow("nosuch:Action")], [allow(["*"])]),
    ([allow("*", "**")], [allow("*:*", "*")]),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_how_it_is_written_makes_no_difference(
    before: list[Statement], after: list[Statement]
) -> None:
    assert compared(before, after) == Comparison((), complete=True)
    assert compared(after, before).same


def test_an_action_is_granted() -> None:
    found = row(allow("s3:GetObject", KEY), [deny("s3:*", BUCKET), allow("s3:Get*", KEY)][1:])
    assert found.kind is ChangeKind.GRANTED
    assert found.effect is Effect.ALLOW
    assert "s3:GetObject" not in found.actions
    assert (found.resources, found.before, found.after) == ((KEY,), (), ((),))
    assert (found.statements_before, found.statements_after) == ((), (0,))


def test_an_action_is_revoked() -> None:
    found = row([allow("s3:GetObject"), allow("ec2:RunInstances", Sid="x")], allow("s3:GetObject"))
    assert found.kind is ChangeKind.REVOKED
    assert (found.actions, found.statements_before) == (("ec2:RunInstances",), (1,))


def test_a_deny_comes_and_goes() -> None:
    with_deny = [allow("s3:*"), deny("s3:DeleteBucket", BUCKET)]
    found = row(allow("s3:*"), with_deny)
    assert (found.kind, found.actions) == (ChangeKind.DENIED, ("s3:DeleteBucket",))
    assert row(with_deny, allow("s3:*")).kind is ChangeKind.NO_LONGER_DENIED


def test_a_condition_is_added() -> None:
    found = row(allow("s3:GetObject", KEY), allow("s3:GetObject", KEY, Condition=MFA))
    assert found.kind is ChangeKind.CONDITIONS
    assert found.before == ((),)
    assert [[each.key.value for each in one] for one in found.after] == [
        ["aws:MultiFactorAuthPresent"]
    ]


def test_fewer_values_of_a_condition() -> None:
    several: Element = {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}}
    one: Element = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    found = row(allow("s3:GetObject", Condition=several), allow("s3:GetObject", Condition=one))
    assert found.kind is ChangeKind.CONDITIONS


def test_a_narrower_resource_says_what_is_kept() -> None:
    found = row(allow("s3:GetObject"), allow("s3:GetObject", INSIDE))
    assert (found.kind, found.resources, found.inside) == (ChangeKind.REVOKED, ("*",), (INSIDE,))


def test_a_narrower_resource_under_a_condition_has_two_rows() -> None:
    rows = compared(allow("s3:GetObject"), allow("s3:GetObject", INSIDE, Condition=MFA)).rows
    assert [(each.kind, each.resources) for each in rows] == [
        (ChangeKind.REVOKED, ("*",)),
        (ChangeKind.CONDITIONS, (INSIDE,)),
    ]


def test_most_of_everything_is_told_by_what_is_missing() -> None:
    found = row(allow("*"), allow("s3:*"))
    assert (found.actions, found.but_actions) == (("*",), ("s3:*",))


def test_actions_that_are_left_out() -> None:
    before: Statement = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}
    after: Statement = {**before, "NotAction": ["s3:*", "iam:*"]}
    found = row(before, after)
    assert (found.kind, found.actions) == (ChangeKind.REVOKED, ("iam:*",))


def test_resources_that_are_left_out() -> None:
    before: Statement = {"Effect": "Deny", "Action": "s3:GetObject", "NotResource": [KEY, BUCKET]}
    after: Statement = {**before, "NotResource": KEY}
    found = row(before, after)
    assert (found.kind, found.resources) == (ChangeKind.DENIED, (f"all but {KEY}",))
    assert found.inside == (f"all but {BUCKET}, {KEY}",)


def test_a_pattern_that_names_nothing_is_told_as_it_is_written() -> None:
    found = row(allow("s3:GetObject"), allow(["s3:GetObject", "nosuch:DoIt"]))
    assert found.actions == ("nosuch:DoIt",)


def test_a_variable_means_nothing_in_an_old_version() -> None:
    statement = allow("s3:GetObject", "arn:aws:s3:::bucket/${aws:username}/*")
    found = compare(document(statement), document(statement, version="2008-10-17"))
    assert {each.kind for each in found.rows} == {ChangeKind.GRANTED, ChangeKind.REVOKED}


def test_principals() -> None:
    assert compare(trust({"AWS": ACCOUNT}), trust({"AWS": [ROOT]})).same
    service = {"AWS": ACCOUNT, "Service": "ec2.amazonaws.com"}
    (found,) = compare(trust({"AWS": ACCOUNT}), trust(service)).rows
    assert (found.kind, found.principals) == (ChangeKind.GRANTED, ("Service ec2.amazonaws.com",))
    assert found.resources == ()


def test_what_could_not_be_read_may_differ() -> None:
    good = document(allow("s3:GetObject"))
    broken = parse(text(allow("s3:GetObject"))[:-2])
    assert not compare(good, broken).same
    assert compare(broken, broken).same


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            allow("s3:GetObject", KEY),
            allow(["s3:GetObject", "s3:PutObject"], KEY),
            "Newly allows writing in Amazon S3 (s3:PutObject) on object key in bucket bucket.",
        ),
        (
            allow("s3:GetObject", BUCKET),
            allow("s3:GetObject", BUCKET, Condition=MFA),
            "Allows under other conditions reading in Amazon S3 (s3:GetObject) on bucket bucket: "
            "before always, now if signed in with MFA.",
        ),
        (
            allow("s3:GetObject", "*", Condition=MFA),
            allow("s3:GetObject", KEY, Condition=MFA),
            "No longer allows reading in Amazon S3 (s3:GetObject) on everything, apart from "
            f"{KEY}, if signed in with MFA.",
        ),
    ],
)
def test_a_row_in_words(before: Statement, after: Statement, told: str) -> None:
    assert change_in_words(row(before, after)) == told


# Properties, over policies small enough to overlap often.

ACTIONS = ["s3:GetObject", "s3:Get*", "s3:PutObject", "s3:*", "nosuch:Do", "iam:PassRole"]
RESOURCES = ["*", BUCKET, INSIDE, KEY, "arn:aws:s3:::b*", "arn:aws:s3:::*/key"]
CONDITIONS: list[Statement] = [
    {},
    MFA,
    {"StringEquals": {"aws:username": ["a", "b"]}},
    {"StringEquals": {"aws:username": "a"}},
    {"StringNotEquals": {"aws:username": ["a", "b"]}},
]


def _some(values: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    made: Statement = {"Effect": draw(st.sampled_from(["Allow", "Deny"]))}
    made[draw(st.sampled_from(["Action", "Action", "NotAction"]))] = draw(_some(ACTIONS))
    made[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(_some(RESOURCES))
    condition = draw(st.sampled_from(CONDITIONS))
    return {**made, "Condition": condition} if condition else made


policies = st.lists(statements(), min_size=1, max_size=4)


def spread(made: list[Statement]) -> list[Statement]:
    """The same with a statement for each action and each resource."""
    for name in ("Action", "Resource"):
        made = [
            {**each, name: value} if value else each for each in made for value in _of(each, name)
        ]
    return made


def _of(statement: Statement, name: str) -> list[str]:
    """The values of an element that is a list; one that says nothing where there is none."""
    values = statement.get(name)
    return values if isinstance(values, list) else [""]


MIRRORED = {
    ChangeKind.GRANTED: ChangeKind.REVOKED,
    ChangeKind.REVOKED: ChangeKind.GRANTED,
    ChangeKind.DENIED: ChangeKind.NO_LONGER_DENIED,
    ChangeKind.NO_LONGER_DENIED: ChangeKind.DENIED,
    ChangeKind.CONDITIONS: ChangeKind.CONDITIONS,
}


def _placeless(sets: tuple[tuple[Condition, ...], ...]) -> tuple[tuple[Condition, ...], ...]:
    """The conditions without the places of their texts: of two that are equal either may stand."""

    def bare(text: Text) -> Text:
        return Text(text.value, 0, 0)

    return tuple(
        tuple(Condition(bare(o), bare(k), tuple(map(bare, values))) for o, k, values in conditions)
        for conditions in sets
    )


def placeless(found: ChangedPermission) -> ChangedPermission:
    return replace(found, before=_placeless(found.before), after=_placeless(found.after))


def mirrored(found: ChangedPermission) -> ChangedPermission:
    return replace(
        found,
        kind=MIRRORED[found.kind],
        before=_placeless(found.after),
        after=_placeless(found.before),
        statements_before=found.statements_after,
        statements_after=found.statements_before,
    )


@settings(deadline=None, max_examples=40)
@given(policies)
def test_nothing_differs_from_itself(made: list[Statement]) -> None:
    assert compared(made, made).same


@settings(deadline=None, max_examples=40)
@given(policies, st.randoms())
def test_neither_order_nor_spreading_counts(made: list[Statement], random: Random) -> None:
    shuffled = spread(made)
    random.shuffle(shuffled)
    assert compared(made, shuffled).same


@settings(deadline=None, max_examples=20)
@given(policies, policies)
def test_the_other_way_round_is_the_mirror(one: list[Statement], other: list[Statement]) -> None:
    there, back = compared(one, other), compared(other, one)
    assert set(map(mirrored, there.rows)) == set(map(placeless, back.rows))


@settings(deadline=None, max_examples=40)
@given(policies, st.data())
def test_what_means_the_same_decides_the_same(made: list[Statement], data: st.DataObject) -> None:
    fewer = data.draw(st.lists(st.sampled_from(made), unique_by=id))
    if not compared(made, fewer).same:
        return
    for action in ("s3:GetObject", "s3:PutObject", "iam:PassRole", "ec2:RunInstances"):
        for resource in (BUCKET, KEY, "arn:aws:s3:::other/key"):
            for mfa in ("true", "false"):
                asked = request(action, resource, context={"aws:MultiFactorAuthPresent": mfa})
                assert verdict(asked, *made) is verdict(asked, *fewer)
