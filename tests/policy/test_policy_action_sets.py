"""From patterns to actions and back: `minimise` then `expand` gives what was there."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.policy.action_sets import expand, minimise, unmatched
from iamtui.policy.globs import glob, matcher
from iamtui.policy.pattern_cover import cover
from iamtui.policy.reference import AccessLevel, access_level, actions_of, all_actions, matching

SERVICES = ("s3", "iam", "sqs", "ec2", "kms", "dynamodb", "s3-outposts")
REAL = tuple(name for service in SERVICES for name in actions_of(service))


def test_expanding_sorts_by_service_and_name_and_keeps_the_case_of_aws() -> None:
    assert expand(["sqs:SENDMESSAGE", "iam:getuser", "iam:GetUser*"]) == (
        "iam:GetUser",
        "iam:GetUserPolicy",
        "sqs:SendMessage",
    )
    assert expand([]) == ()
    assert expand(["*"]) == all_actions()


def test_patterns_that_name_nothing_are_told_apart() -> None:
    patterns = ["s3:GetObject", "s3:Fetch*", "nosuch:*", "s3"]
    assert expand(patterns) == ("s3:GetObject",)
    assert unmatched(patterns) == ("s3:Fetch*", "nosuch:*", "s3")


def test_the_fewest_patterns_are_found() -> None:
    assert minimise(matching("ec2:Describe*")) == ("ec2:Describe*",)
    assert minimise(expand(["s3:Get*", "s3:List*"])) == ("s3:Get*", "s3:List*")
    assert minimise(matching("iam:*AccessKey*")) == ("iam:*AccessKey*",)
    assert minimise(matching("iam:Get*Policy")) == ("iam:Get*Policy",)


def test_a_whole_service_and_everything_are_a_star() -> None:
    assert minimise(actions_of("sqs")) == ("sqs:*",)
    assert minimise(all_actions()) == ("*",)
    assert minimise(all_actions()[1:])[-1] != "*"


def test_one_action_keeps_its_name() -> None:
    assert minimise(["S3:getobject"]) == ("s3:GetObject",)
    assert minimise([]) == ()


def test_the_beginning_and_the_end_of_a_pattern_do_not_overlap() -> None:
    assert cover(["Get", "GetGet", "GetSetGet"], [1, 2]) == ["Get*Get"]
    assert cover(["GetSet", "GetSetSet", "PutGetSet"], [0, 1]) == ["GetSet*"]


def test_the_most_specific_of_equal_patterns_is_taken() -> None:
    assert cover(["DescribeTableA", "DescribeTableB", "PutTable"], [0, 1]) == ["DescribeTable*"]


NAMES = st.sets(
    st.lists(st.sampled_from(["Get", "Set", "DB", "Db", "A", "a1"]), min_size=1, max_size=4).map(
        "".join
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=300)
@given(NAMES, st.data())
def test_a_cover_names_what_is_wanted_and_nothing_else(
    names: set[str], data: st.DataObject
) -> None:
    ordered = sorted({name.lower(): name for name in names}.values(), key=str.lower)
    places = data.draw(st.sets(st.integers(0, len(ordered) - 1)))
    matchers = [matcher(glob(pattern.lower())) for pattern in cover(ordered, sorted(places))]
    named = {
        place
        for place, name in enumerate(ordered)
        if any(matches(name.lower()) for matches in matchers)
    }
    assert named == places
    assert len(matchers) <= len(places)


def test_what_is_not_known_is_kept() -> None:
    assert minimise(["s3:GetObject", "s3:BrandNew", "s3:BrandNew"]) == (
        "s3:GetObject",
        "s3:BrandNew",
    )


@settings(max_examples=60)
@given(st.sets(st.sampled_from(REAL), max_size=120))
def test_minimise_then_expand_is_the_identity(actions: set[str]) -> None:
    minimised = minimise(actions)
    assert expand(minimised) == expand(actions)
    assert set(expand(actions)) == actions
    assert len(minimised) <= len(actions)


@settings(max_examples=25)
@given(st.sets(st.sampled_from(REAL), min_size=1, max_size=12), st.sampled_from(SERVICES))
def test_a_service_without_a_few_actions_is_named_exactly(left: set[str], service: str) -> None:
    actions = tuple(name for name in actions_of(service) if name not in left)
    assert expand(minimise(actions)) == actions


def test_the_actions_that_only_read_are_named_exactly() -> None:
    reads = (AccessLevel.READ, AccessLevel.LIST)
    reading = tuple(name for name in all_actions() if access_level(name) in reads)
    minimised = minimise(reading)
    assert expand(minimised) == reading
    assert len(minimised) < len(reading) / 4
