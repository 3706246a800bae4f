"""Keys with many values, and the operators ForAllValues and ForAnyValue that they need.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from iamtui.policy.condition_key import ConditionKey
from iamtui.policy.document import Condition
from iamtui.policy.operators import SetOperator, WrittenOperator, written_operator
from iamtui.policy.reference import condition_key
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted

_TAG_KEYS = "aws:tagkeys"
# Lists in the reference, which the service compares as one value: its own examples do so.
_COMPARED_AS_ONE = frozenset({"events:detail-type"})


def qualifiers(draft: Draft, statement: DraftStatement) -> Faults:
    """A set operator stands where the key has many values, and only there."""
    for condition in statement.conditions:
        written = written_operator(condition.operator.value)
        key = condition_key(condition.key.value)
        if written is None or written.operator.test == "null":
            continue
        if key is not None:
            yield from _qualifier(condition, written, key)
        if statement.allows and written.set_operator is SetOperator.FOR_ALL:
            yield from _empty_set(statement, condition, key)


def _qualifier(condition: Condition, written: WrittenOperator, key: ConditionKey) -> Faults:
    operator = condition.operator
    if key.name.lower() in _COMPARED_AS_ONE:
        return
    if key.multivalued and written.set_operator is None:
        message = (
            f"{key.name} has many values, so that {quoted(operator.value)} is never met: write "
            "`ForAnyValue:` or `ForAllValues:` before it."
        )
        yield fault(codes.MISSING_QUALIFIER, message, operator)
    elif not key.multivalued and written.set_operator is SetOperator.FOR_ALL:
        message = f"{key.name} has one value; ForAllValues is also met without it: leave it out."
        yield fault(codes.FORALLVALUES_WITH_SINGLE_VALUED_KEY, message, operator)
    elif not key.multivalued and written.set_operator is SetOperator.FOR_ANY:
        message = f"{key.name} has one value, so that ForAnyValue is not needed: leave it out."
        yield fault(codes.SET_OPERATOR_ON_SINGLE_VALUED_KEY, message, operator)


def _empty_set(statement: DraftStatement, condition: Condition, key: ConditionKey | None) -> Faults:
    single = key is not None and not key.multivalued
    if single or any(_requires(each, condition.key.value) for each in statement.conditions):
        return
    message = (
        f"ForAllValues is also met by requests without {quoted(condition.key.value)}: add "
        f'"Null": {{"{condition.key.value[:80]}": "false"}}.'
    )
    about_tags = condition.key.value.lower() == _TAG_KEYS
    code = codes.FORALLVALUES_WITHOUT_TAGS if about_tags else codes.FORALLVALUES_WITHOUT_NULL_CHECK
    yield fault(code, message, condition.operator)


def _requires(condition: Condition, key: str) -> bool:
    """Whether a condition is met only by requests that carry the key."""
    written = written_operator(condition.operator.value)
    if written is None or not _is_about(condition.key.value.lower(), key.lower()):
        return False
    if written.operator.test == "null":
        return any(value.value.lower() == "false" for value in condition.values)
    if written.operator.negated or written.operator.test.endswith("!="):
        return False
    if written.set_operator is not None:
        return written.set_operator is SetOperator.FOR_ANY
    return not written.if_exists


def _is_about(name: str, key: str) -> bool:
    """A request with one tag has tag keys."""
    return name == key or (key == _TAG_KEYS and name.startswith("aws:requesttag/"))
