"""Actions and patterns of actions that name nothing.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from iamtui.policy.json_positions import Text
from iamtui.policy.reference import action, actions_of, matching, service_exists, services
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.rules.similar import did_you_mean

CLOSED_SERVICES = frozenset(
    {
        "builderid",
        "codestar",
        "deepcomposer",
        "deeplens",
        "deepracer",
        "elastic-inference",
        "evidently",
        "iot1click",
        "iotevents",
        "zocalo",
    }
)
"""Services that AWS has closed: policies still name them."""


def known(draft: Draft, statement: DraftStatement) -> Faults:
    """Every action exists, and every pattern matches one."""
    for pattern in (*statement.actions, *statement.not_actions):
        if not pattern.value or pattern.value.strip("*"):
            yield from _pattern(pattern)


def _pattern(pattern: Text) -> Faults:
    service, colon, name = pattern.value.partition(":")
    if not colon:
        message = f"{quoted(pattern.value)} has no service: write an action as `s3:GetObject`."
        yield fault(codes.INVALID_ACTION, message, pattern)
    elif "*" in service or "?" in service:
        yield from _any_service(pattern, name)
    elif service.lower() in CLOSED_SERVICES:
        message = f"AWS has no service {quoted(service)} any more: remove this."
        yield fault(codes.CLOSED_SERVICE, message, pattern)
    elif not service_exists(service):
        meant = did_you_mean(service, services()) or " Remove it."
        message = f"There is no service {quoted(service)}.{meant}"
        yield fault(codes.INVALID_SERVICE_IN_ACTION, message, pattern)
    elif "*" in name or "?" in name:
        if not matching(pattern.value):
            message = f"No action matches {quoted(pattern.value)}: correct it or remove it."
            yield fault(codes.ACTION_MATCHES_NOTHING, message, pattern)
    elif action(pattern.value) is None:
        meant = did_you_mean(pattern.value, actions_of(service)) or " Remove it."
        message = f"There is no action {quoted(pattern.value)}.{meant}"
        yield fault(codes.INVALID_ACTION, message, pattern)


def _any_service(pattern: Text, name: str) -> Faults:
    if not matching(pattern.value):
        message = f"No action matches {quoted(pattern.value)}: correct it or remove it."
        yield fault(codes.ACTION_MATCHES_NOTHING, message, pattern)
    elif name.strip("*"):
        message = (
            f"{quoted(pattern.value)} spans services that do not exist yet: name the services."
        )
        yield fault(codes.WILDCARD_IN_SERVICE_NAME, message, pattern)
