"""The elements of a statement: which must be there, which exclude each other, of which type.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from iamtui.policy.json_positions import JsonArray, JsonMember, Text
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.codes import Code
from iamtui.policy.rules.document_grammar import only_text, unknown_elements
from iamtui.policy.rules.draft import STATEMENT_ELEMENTS, Draft, DraftStatement, items
from iamtui.policy.rules.fault import Faults, beginning, fault, quoted

_EXCLUSIVE = (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal"))
_LISTS = {
    "Action": codes.MISSING_ACTION,
    "NotAction": codes.MISSING_ACTION,
    "Resource": codes.MISSING_RESOURCE,
    "NotResource": codes.MISSING_RESOURCE,
}
# The policy of a repository belongs to it, so that its statements name no resource.
_WITHOUT_RESOURCE = ("ecr:", "ecr-public:")


def elements(draft: Draft, statement: DraftStatement) -> Faults:
    """Unknown elements, and pairs of which a statement has one only."""
    yield from unknown_elements(statement.written, STATEMENT_ELEMENTS, "statement")
    for one, other in _EXCLUSIVE:
        if one in statement.elements and other in statement.elements:
            message = f"{one} and {other} exclude each other: keep one of them."
            yield fault(
                codes.UNSUPPORTED_ELEMENT_COMBINATION, message, statement.elements[other].key
            )


def effect(draft: Draft, statement: DraftStatement) -> Faults:
    """Effect is Allow or Deny."""
    member = statement.elements.get("Effect")
    if member is None:
        yield from _missing(draft, statement, codes.MISSING_EFFECT, '"Effect": "Allow" or "Deny"')
    elif isinstance(member.value, Text) and member.value.value not in ("Allow", "Deny"):
        right = statement.effect.value if statement.effect is not None else "Allow` or `Deny"
        message = f"{quoted(member.value.value)} is no effect: write `{right}`."
        yield fault(codes.INVALID_EFFECT, message, member.value)
    elif member.value is not None and not isinstance(member.value, Text):
        yield fault(codes.DATA_TYPE_MISMATCH, 'Effect is "Allow" or "Deny".', member.value)


def actions_and_resources(draft: Draft, statement: DraftStatement) -> Faults:
    """Action or NotAction, Resource or NotResource, as lists of strings that are not empty."""
    found = statement.elements
    if "Action" not in found and "NotAction" not in found:
        yield from _missing(draft, statement, codes.MISSING_ACTION, "Action (or NotAction)")
    if "Resource" not in found and "NotResource" not in found and _needs_resource(draft, statement):
        yield from _missing(draft, statement, codes.MISSING_RESOURCE, "Resource (or NotResource)")
    for name, empty in _LISTS.items():
        if name in found:
            yield from _strings(draft, name, found[name], empty)


def _needs_resource(draft: Draft, statement: DraftStatement) -> bool:
    if draft.kind is PolicyKind.RESOURCE:
        named = (*statement.actions, *statement.not_actions)
        return not any(each.value.lower().startswith(_WITHOUT_RESOURCE) for each in named)
    return draft.kind.names_resources


def _missing(draft: Draft, statement: DraftStatement, code: Code, what: str) -> Faults:
    if not draft.is_broken(statement):
        yield fault(code, f"This statement lacks {what}: add it.", beginning(statement))


def _strings(draft: Draft, name: str, member: JsonMember, empty: Code) -> Faults:
    value = member.value
    if isinstance(value, JsonArray) and not value.items and not draft.is_broken(value):
        yield fault(empty, f"{name} is an empty list: name at least one, or `*`.", value)
    for item in items(value):
        if not isinstance(item, Text):
            message = f"{name} is a string or a list of strings."
            yield fault(codes.DATA_TYPE_MISMATCH, message, item)


def sid_type(draft: Draft, statement: DraftStatement) -> Faults:
    """Sid is a string."""
    return only_text("Sid", statement.elements.get("Sid"))
