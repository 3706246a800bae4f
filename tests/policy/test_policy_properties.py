"""What holds of every decision, whatever the policies, and what no text can do to the engine."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.policy import Layers, NamedPolicy, Verdict, evaluate, parse
from iamtui.policy.case import evaluate_case
from iamtui.policy.compile import CompiledPolicy
from iamtui.policy.grammar import ELEMENTS, TOP_LEVEL
from iamtui.policy.plain import plain_policy, read_plain
from tests.policy.building import ALICE, ROOT, Context, Statement, allow, policy, request, text

ACTIONS = ("s3:GetObject", "s3:PutObject", "iam:PassRole", "ec2:RunInstances")
RESOURCES = ("arn:aws:s3:::bucket/key", "arn:aws:s3:::bucket/other", "arn:aws:iam::1:role/x")
WORDS = ("red", "blue", "")
QUICK = settings(max_examples=60)

_conditions = st.dictionaries(
    st.sampled_from(
        ("StringEquals", "StringNotLike", "StringLikeIfExists", "Null", "ForAllValues:StringEquals")
    ),
    st.dictionaries(st.sampled_from(("k:one", "K:two")), st.sampled_from((*WORDS, "true", "b*"))),
    max_size=2,
)
_statements = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(("Allow", "Deny")),
        "Action": st.sampled_from((*ACTIONS, "*", "s3:*", "s3:G?tObject", "*:*Role")),
        "Resource": st.sampled_from((*RESOURCES, "*", "arn:aws:s3:::bucket/*", "arn:aws:iam::*")),
    },
    optional={"Condition": _conditions},
)
_lists = st.lists(_statements, min_size=1, max_size=4)
_contexts = st.dictionaries(
    st.sampled_from(("k:one", "k:two")),
    st.sampled_from(WORDS) | st.lists(st.sampled_from(WORDS), max_size=2).map(tuple),
)
_asked = st.tuples(st.sampled_from(ACTIONS), st.sampled_from(RESOURCES), _contexts)


def _verdict(
    statements: list[Statement], asked: tuple[str, str, Context], *, partial: bool = False
) -> Verdict:
    action, resource, context = asked
    layers = Layers(identity=(policy(*statements),))
    return evaluate(request(action, resource, context=context, partial=partial), layers).verdict


@QUICK
@given(_lists, _statements, _asked, st.integers(min_value=0))
def test_one_more_deny_never_allows(
    statements: list[Statement], more: Statement, asked: tuple[str, str, Context], place: int
) -> None:
    denying: Statement = {**more, "Effect": "Deny"}
    place %= len(statements) + 1
    before = _verdict(statements, asked)
    after = _verdict([*statements[:place], denying, *statements[place:]], asked)
    assert after in (before, Verdict.EXPLICIT_DENY)


@QUICK
@given(_lists, _asked, st.randoms(use_true_random=False))
def test_the_order_of_statements_never_matters(
    statements: list[Statement], asked: tuple[str, str, Context], chance: Any
) -> None:
    shuffled = list(statements)
    chance.shuffle(shuffled)
    assert _verdict(shuffled, asked) is _verdict(statements, asked)


@QUICK
@given(_statements, _asked)
def test_a_wildcard_is_the_list_of_what_it_names(
    statement: Statement, asked: tuple[str, str, Context]
) -> None:
    wide = {**statement, "Action": "s3:*", "Resource": "arn:aws:s3:::bucket/*"}
    listed = {
        **statement,
        "Action": [each for each in ACTIONS if each.startswith("s3:")],
        "Resource": [each for each in RESOURCES if each.startswith("arn:aws:s3:::bucket/")],
    }
    assert _verdict([wide], asked) is _verdict([listed], asked)


@QUICK
@given(_lists, _asked, _contexts)
def test_what_is_certain_without_the_context_stays_with_it(
    statements: list[Statement], asked: tuple[str, str, Context], more: dict[str, Any]
) -> None:
    action, resource, known = asked
    guess = _verdict(statements, asked, partial=True)
    truth = _verdict(statements, (action, resource, {**more, **known}))
    if guess is Verdict.IMPLICIT_DENY:
        assert truth in (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)
    elif guess is not Verdict.CONDITIONAL:
        assert truth is guess


@QUICK
@given(_lists, _asked)
def test_with_the_whole_context_nothing_is_conditional(
    statements: list[Statement], asked: tuple[str, str, Context]
) -> None:
    action, resource, known = asked
    whole = {"k:one": (), "k:two": (), **known}
    guess = _verdict(statements, (action, resource, whole), partial=True)
    assert guess is _verdict(statements, (action, resource, whole))
    assert guess is not Verdict.CONDITIONAL


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
_anything = st.recursive(
    _scalars | st.sampled_from(("Allow", "Deny", "*", "s3:Get*", ALICE, ROOT, "2012-10-17")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*sorted(ELEMENTS | TOP_LEVEL), "AWS", "StringEquals", "k:one"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
_documents = st.fixed_dictionaries(
    {"Statement": st.lists(_statements | _anything, max_size=3) | _anything},
    optional={"Version": st.just("2012-10-17") | _anything, "Id": _anything, "x": _anything},
)


@QUICK
@given(_documents)
def test_the_fast_reader_says_what_the_careful_one_says(document: dict[str, Any]) -> None:
    written = json.dumps(document)
    fast, careful = read_plain(written), parse(written)
    assert (fast is not None) == careful.complete
    if fast is not None:
        assert _listed(fast) == _listed(plain_policy(careful))


def _listed(found: Any) -> Any:
    return [_listed(each) for each in found] if isinstance(found, list | tuple) else found


@QUICK
@given(_lists, st.data())
def test_a_broken_document_never_allows_for_certain(
    statements: list[Statement], data: st.DataObject
) -> None:
    whole = text(*statements)
    at = data.draw(st.integers(min_value=0, max_value=len(whole) - 1))
    typed = data.draw(st.sampled_from(("", '"', "{", "]", ",", ":", "\\", "\x00", "\ud800", "1")))
    compiled = CompiledPolicy(whole[:at] + typed + whole[at + 1 :])
    decision = evaluate(request(), Layers(identity=(NamedPolicy("p", compiled),)))
    assert compiled.complete or decision.verdict is not Verdict.ALLOWED
    assert compiled.complete or compiled.document.findings


@QUICK
@given(_documents, _anything, _anything, _anything)
def test_a_case_of_any_shape_has_an_answer(
    document: dict[str, Any], who: Any, context: Any, levels: Any
) -> None:
    asked = {"principal": who, "action": "s3:GetObject", "resource": "a:b", "context": context}
    case = {"request": asked, "identityPolicies": [document], "scps": levels}
    for each in (case, {**case, "request": {**asked, "principal": ALICE, "resource": who}}):
        answer = evaluate_case(json.dumps(each))
        assert (answer.decision is None) == bool(answer.error)


def test_big_documents_are_read() -> None:
    many = text(*[allow(f"s3:A{n}") for n in range(10_000)])
    named = NamedPolicy.of("many", many)
    assert evaluate(request("s3:a9999"), Layers(identity=(named,))).allowed
    long = NamedPolicy.of("long", text(allow("*", "x" * 2**21)))
    assert not evaluate(request(), Layers(identity=(long,))).allowed


def test_deep_documents_are_refused() -> None:
    deep = '{"Version": "2012-10-17", "Statement": ' + "[" * 100_000 + "]" * 100_000 + "}"
    assert not CompiledPolicy(deep).complete


def test_numbers_of_any_length_are_read() -> None:
    for number in ("9" * 5000, "1e999999", "-0", "NaN", "Infinity"):
        written = text(allow(Condition={"Null": {"k": 4321}})).replace("4321", number)
        assert (read_plain(written) is not None) == parse(written).complete
