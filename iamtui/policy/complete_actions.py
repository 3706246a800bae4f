"""Services and actions to put into Action and NotAction."""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.policy.completion import Offer
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.reference import action, actions_of, services

# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
_TRUST = (
    "sts:AssumeRole",
    "sts:AssumeRoleWithWebIdentity",
    "sts:AssumeRoleWithSAML",
    "sts:TagSession",
    "sts:SetSourceIdentity",
    "sts:SetContext",
)
_GRANTS = "Grants permission to "


def actions(kind: PolicyKind, typed: str) -> Iterator[Offer]:
    """What fits in a list of actions: services first, and the actions of one once it is typed.

    A resource control policy must name a service ("RCP syntax" in the Organizations User Guide).
    """
    service, colon, _ = typed.lower().partition(":")
    if kind is PolicyKind.TRUST:
        yield from (_action(name) for name in _TRUST)
    elif colon:
        yield from _of_service(service)
    else:
        if kind is not PolicyKind.RCP:
            yield Offer("*", "every action of every service")
        for prefix, name in services().items():
            yield Offer(f"{prefix}:", name, open=True)


def _of_service(service: str) -> Iterator[Offer]:
    names = actions_of(service)
    if names:
        yield Offer(f"{service}:*", f"every action of {services()[service]}")
    yield from (_action(name) for name in names)


def _action(name: str) -> Offer:
    known = action(name)
    if known is None:
        return Offer(name, "")
    return Offer(name, f"{known.level.value} – {known.description.removeprefix(_GRANTS)}")
