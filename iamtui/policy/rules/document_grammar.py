"""The outermost object of a policy: JSON, Version, Id and the list of statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from iamtui.policy.document import CURRENT_VERSION, OLD_VERSION
from iamtui.policy.json_positions import JsonMember, JsonObject, Text
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import DOCUMENT_ELEMENTS, Draft
from iamtui.policy.rules.fault import Fault, Faults, beginning, fault, quoted
from iamtui.policy.rules.similar import did_you_mean

_END = 1


def syntax(draft: Draft) -> Faults:
    """Everything that is wrong with the JSON."""
    for message, offset in draft.problems:
        yield Fault(codes.JSON_SYNTAX_ERROR, f"{message}: correct the JSON.", offset, offset + _END)


def shape(draft: Draft) -> Faults:
    """A policy is an object with statements."""
    if draft.whole is None:
        if draft.value is not None:
            message = 'A policy is a JSON object: begin with {"Version": …, "Statement": […]}.'
            yield fault(codes.DATA_TYPE_MISMATCH, message, beginning(draft.value))
        return
    yield from unknown_elements(draft.whole, DOCUMENT_ELEMENTS, "policy")
    yield from _version(draft, draft.whole)
    yield from only_text("Id", draft.elements.get("Id"))
    yield from _statements(draft, draft.whole)


def unknown_elements(value: JsonObject, known: tuple[str, ...], owner: str) -> Faults:
    """Elements that the language does not have, wrong case included."""
    names = {name.lower(): name for name in known}
    for key, _ in value.members:
        right = names.get(key.value.lower())
        if right == key.value:
            continue
        if right is not None:
            message = f"Case matters here: write `{right}` for {quoted(key.value)}."
        else:
            meant = did_you_mean(key.value, known) or " Remove it."
            message = f"A {owner} has no element {quoted(key.value)}.{meant}"
        yield fault(codes.INVALID_POLICY_ELEMENT, message, key)


def only_text(name: str, member: JsonMember | None) -> Faults:
    """An element that is a string."""
    value = None if member is None else member.value
    if value is not None and not isinstance(value, Text):
        yield fault(codes.DATA_TYPE_MISMATCH, f"{name} is a string.", value)


def _version(draft: Draft, whole: JsonObject) -> Faults:
    member = draft.elements.get("Version")
    if member is None:
        if not draft.is_broken(whole):
            message = (
                f"Version is missing, so that {OLD_VERSION} applies and policy variables do not "
                f'work: add "Version": "{CURRENT_VERSION}".'
            )
            yield fault(codes.MISSING_VERSION, message, beginning(whole))
    elif isinstance(member.value, Text) and member.value.value == OLD_VERSION:
        message = f"Version {OLD_VERSION} has no policy variables: write {CURRENT_VERSION}."
        yield fault(codes.OLD_VERSION, message, member.value)
    elif member.value is not None and not _is_current(member):
        message = (
            f'There are two versions, "{CURRENT_VERSION}" and "{OLD_VERSION}": write the first.'
        )
        yield fault(codes.INVALID_VERSION, message, member.value)


def _is_current(member: JsonMember) -> bool:
    return isinstance(member.value, Text) and member.value.value == CURRENT_VERSION


def _statements(draft: Draft, whole: JsonObject) -> Faults:
    member = draft.elements.get("Statement")
    if member is None:
        if not draft.is_broken(whole):
            message = "Statement is missing: a policy says what it allows or denies in statements."
            yield fault(codes.MISSING_STATEMENT, message, beginning(whole))
        return
    if member.value is not None and not draft.listed and not draft.is_broken(member.value):
        message = "This policy has no statement and does nothing: add one."
        yield fault(codes.EMPTY_STATEMENT_LIST, message, member.value)
    for item in draft.listed:
        if not isinstance(item, JsonObject):
            message = "A statement is an object with Effect, Action and so on."
            yield fault(codes.DATA_TYPE_MISMATCH, message, item)


def characters(draft: Draft) -> Faults:
    """IAM takes tab, line feed, carriage return and U+0020 to U+00FF only.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    if draft.text.isascii():
        return
    for offset, character in enumerate(draft.text):
        if character > "\u00ff":
            message = (
                f"IAM takes no character such as U+{ord(character):04X} in a policy: leave it out."
            )
            yield Fault(codes.UNSUPPORTED_CHARACTER, message, offset, offset + _END)
            return
