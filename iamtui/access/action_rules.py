"""Actions that are decided by rules of their own, which tells them apart from others that the same
statements are about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from iamtui.access.action_bits import Universe
from iamtui.access.asking import ASSUMING, TRUSTED_ACTIONS
from iamtui.policy import Principal, Request
from iamtui.policy.context import Context
from iamtui.policy.reference import action as action_of
from iamtui.policy.reference import actions_of, services

# AWS asks for no permission for these; the second heeds a Deny, and exists for users only.
ALWAYS = "sts:getcalleridentity"
UNASKED = "sts:getsessiontoken"
_REGION = "aws:RequestedRegion"


def rule_of(action: str) -> str:
    """What has to be the same for two lower-case actions to be decided alike."""
    service = action.partition(":")[0]
    return action if service in ("sts", "kms") else service


@lru_cache(maxsize=16)
def parts_by_rule(universe: Universe, *, by_region: bool) -> tuple[int, ...]:
    """All actions, apart where rules are; `by_region`: and where their requests go elsewhere."""
    special = [
        universe.of_actions((ALWAYS,)),
        universe.of_actions((UNASKED,)),
        trusted_actions(universe),
        universe.of_actions(ASSUMING),
        universe.of_services(("iam", "sts")),
        universe.of_actions(key_actions()),
    ]
    if by_region:
        special += [universe.of_services((service,)) for service in _of_one_region()]
    return tuple(apart((universe.everything,), special))


def apart(groups: Iterable[int], sets: Iterable[int]) -> list[int]:
    """`groups` of actions, split so that each is inside or outside of every one of `sets`."""
    found = list(groups)
    for bits in sets:
        found = [part for group in found for part in (group & bits, group & ~bits) if part]
    return found


def trusted_actions(universe: Universe) -> int:
    """The actions that a role's trust policy decides on."""
    names = [name for name in actions_of("sts") if name.lower().startswith(TRUSTED_ACTIONS)]
    return universe.of_actions(names)


@lru_cache(maxsize=1)
def key_actions() -> frozenset[str]:
    """The actions that work on a KMS key, in lower case."""
    found = ((name.lower(), action_of(name)) for name in actions_of("kms"))
    return frozenset(
        name
        for name, known in found
        if known is not None and any(use.name == "key" for use in known.resource_types)
    )


@lru_cache(maxsize=1)
def _of_one_region() -> tuple[str, ...]:
    """The services whose requests go to a region that follows from the action alone."""
    nobody = Principal.parse("*")
    return tuple(
        service
        for service in services()
        if isinstance(Context(Request(nobody, f"{service}:x", "*"), None).lookup(_REGION), str)
    )
