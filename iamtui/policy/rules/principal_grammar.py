"""Principal and NotPrincipal: where they belong, and how principals are written.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re

from iamtui.policy.document import PrincipalEntry
from iamtui.policy.json_positions import JsonArray, JsonMember, JsonObject, Text
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement, items
from iamtui.policy.rules.fault import Faults, beginning, fault, quoted
from iamtui.policy.rules.similar import did_you_mean

_ELEMENTS = ("Principal", "NotPrincipal")
_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
_NAMES = {
    PolicyKind.IDENTITY: "An identity policy",
    PolicyKind.BOUNDARY: "A permissions boundary",
    PolicyKind.SCP: "A service control policy",
}
_ARN = r"arn:aws[a-z-]*:"
_UNIQUE_ID = r"A[A-Z]{3}[A-Z0-9]{12,}"
_FORMS = {
    "AWS": re.compile(
        r"\d{12}|"
        + _UNIQUE_ID
        + "|"
        + _ARN
        + r"iam::(?:\d{12}:(?:root|(?:user|role)/.+)|cloudfront:user/.+)|"
        + _ARN
        + r"sts::\d{12}:(?:assumed-role/[^/]+/.+|federated-user/.+|self)",
        re.ASCII,
    ),
    "Service": re.compile(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)+", re.ASCII),
    "Federated": re.compile(
        _ARN + r"iam::\d{12}:(?:saml|oidc)-provider/.+|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/].*)?",
        re.ASCII,
    ),
    "CanonicalUser": re.compile(r"[0-9a-f]{64}", re.ASCII),
}
_EXAMPLES = {
    "AWS": "an account id, or the ARN of an account's root, of a user, a role or a session",
    "Service": "a service principal such as `ec2.amazonaws.com`",
    "Federated": "the ARN of a SAML or OIDC provider, or a web identity provider's domain",
    "CanonicalUser": "the 64 hexadecimal digits of a canonical user id",
}


def presence(draft: Draft, statement: DraftStatement) -> Faults:
    """A resource, trust or resource control policy says who; the others must not."""
    written = [statement.elements[name] for name in _ELEMENTS if name in statement.elements]
    if draft.kind.names_principals:
        if not written and not draft.is_broken(statement):
            message = "This statement lacks Principal: say whom it is for."
            yield fault(codes.MISSING_PRINCIPAL, message, beginning(statement))
        return
    for member in written:
        message = (
            f"{_NAMES[draft.kind]} has no {member.key.value[:20]}, since it belongs to whom it is "
            "attached to: remove it."
        )
        yield fault(codes.UNSUPPORTED_PRINCIPAL, message, member.key)


def form(draft: Draft, statement: DraftStatement) -> Faults:
    """`*`, or an object of known kinds with strings."""
    if not draft.kind.names_principals:
        return
    for name in _ELEMENTS:
        member = statement.elements.get(name)
        if member is not None and member.value is not None:
            yield from _shape(draft, name, member)
    for entry in (*statement.principals, *statement.not_principals):
        yield from _name(entry)


def _shape(draft: Draft, name: str, member: JsonMember) -> Faults:
    value = member.value
    if isinstance(value, Text):
        if value.value != "*":
            message = f'{name} is "*" or an object: write {{"AWS": …}} for {quoted(value.value)}.'
            yield fault(codes.INVALID_PRINCIPAL_FORMAT, message, value)
    elif not isinstance(value, JsonObject):
        if value is not None:
            message = f'{name} is "*" or an object such as {{"AWS": "111122223333"}}.'
            yield fault(codes.DATA_TYPE_MISMATCH, message, value)
    else:
        if not value.members and not draft.is_broken(value):
            yield fault(codes.MISSING_PRINCIPAL, f"{name} names nobody: add a principal.", value)
        for each in value.members:
            yield from _kind(draft, name, each)


def _kind(draft: Draft, name: str, member: JsonMember) -> Faults:
    key, value = member
    if key.value not in _KINDS:
        meant = did_you_mean(key.value, _KINDS) or f" Use one of {', '.join(_KINDS)}."
        message = f"{name} has no kind {quoted(key.value)}.{meant}"
        yield fault(codes.INVALID_PRINCIPAL_KEY, message, key)
    if isinstance(value, JsonArray) and not value.items and not draft.is_broken(value):
        message = f"{quoted(key.value)} names nobody: add a principal."
        yield fault(codes.MISSING_PRINCIPAL, message, value)
    for item in items(value):
        if not isinstance(item, Text):
            message = "A principal is a string."
            yield fault(codes.DATA_TYPE_MISMATCH, message, item)


def _name(entry: PrincipalEntry) -> Faults:
    kind, name = entry
    known = _FORMS.get(kind)
    if known is None or name.value == "*" or "${" in name.value:
        return
    if "*" in name.value or "?" in name.value:
        message = f"A principal has no wildcards: name it whole, not as {quoted(name.value)}."
        yield fault(codes.UNSUPPORTED_WILDCARD_IN_PRINCIPAL, message, name)
    elif not known.fullmatch(name.value):
        message = f"{quoted(name.value)} is no principal of this kind: write {_EXAMPLES[kind]}."
        yield fault(codes.INVALID_PRINCIPAL_FORMAT, message, name)
