"""The elements that a policy of each kind may have, and the values of those with few of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iamtui.policy.completion import Offer
from iamtui.policy.document import CURRENT_VERSION, OLD_VERSION
from iamtui.policy.kinds import PolicyKind

_DOCUMENT = {
    "Version": "the version of the policy language",
    "Id": "a name for the policy",
    "Statement": "what is allowed or denied",
}
_STATEMENT = {
    "Sid": "a name for the statement",
    "Effect": "Allow or Deny",
    "Principal": "who",
    "NotPrincipal": "everybody but these",
    "Action": "what may be done",
    "NotAction": "everything but this",
    "Resource": "on what",
    "NotResource": "on everything but this",
    "Condition": "when",
}
# An element and its opposite never stand together.
_OPPOSITES = (
    ("Principal", "NotPrincipal"),
    ("Action", "NotAction"),
    ("Resource", "NotResource"),
)


def document_elements(present: Sequence[str]) -> Iterator[Offer]:
    """The elements of the document that are not there yet."""
    return (Offer(name, detail) for name, detail in _DOCUMENT.items() if name not in present)


def statement_elements(kind: PolicyKind, present: Sequence[str]) -> Iterator[Offer]:
    """The elements that may still be put into a statement of a policy of this kind."""
    excluded = set(present) | set(_not_in(kind))
    for one, other in _OPPOSITES:
        if one in present or other in present:
            excluded |= {one, other}
    return (Offer(name, detail) for name, detail in _STATEMENT.items() if name not in excluded)


def _not_in(kind: PolicyKind) -> tuple[str, ...]:
    """https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html"""
    if kind is PolicyKind.RCP:
        return ("NotPrincipal", "NotAction")
    principals = () if kind.names_principals else ("Principal", "NotPrincipal")
    resources = () if kind.names_resources else ("Resource", "NotResource")
    return (*principals, *resources)


def versions() -> Iterator[Offer]:
    """The versions of the policy language, the current one first."""
    yield Offer(CURRENT_VERSION, "the current version, with policy variables")
    yield Offer(OLD_VERSION, "the old version, without policy variables")


def effects(kind: PolicyKind) -> Iterator[Offer]:
    """Allow and Deny; a resource control policy can only deny."""
    if kind is not PolicyKind.RCP:
        yield Offer("Allow", "nothing is allowed without it")
    yield Offer("Deny", "wins over every Allow")


def skeleton(kind: PolicyKind) -> Iterator[Offer]:
    """A whole policy to start from."""
    body = _statement_skeleton(kind).replace("\n", "\n        ")
    text = f'{{\n    "Version": "{CURRENT_VERSION}",\n    "Statement": [\n        {body}\n    ]\n}}'
    yield Offer(text, "to start from", label="a policy", raw=True)


def statement_skeleton(kind: PolicyKind) -> Iterator[Offer]:
    """A statement to start from."""
    yield Offer(_statement_skeleton(kind), "to start from", label="a statement", raw=True)


def _statement_skeleton(kind: PolicyKind) -> str:
    effect = "Deny" if kind is PolicyKind.RCP else "Allow"
    lines = [f'"Effect": "{effect}"']
    if kind is PolicyKind.RCP:
        lines.append('"Principal": "*"')
    elif kind.names_principals:
        lines.append('"Principal": {"AWS": ""}')
    lines.append('"Action": [""]')
    if kind.names_resources:
        lines.append('"Resource": [""]')
    return "{\n    " + ",\n    ".join(lines) + "\n}"
