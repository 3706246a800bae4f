"""Condition keys that do not exist, or that no request for the statement's actions carries.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from iamtui.policy.global_keys import global_keys
from iamtui.policy.json_positions import Text
from iamtui.policy.reference import condition_key, condition_keys_of, service_exists, services
from iamtui.policy.rules import codes
from iamtui.policy.rules.action_names import CLOSED_SERVICES
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.rules.similar import did_you_mean
from iamtui.policy.rules.statement_reach import reaches

# Global by name, yet only requests that create, tag or use resources with tags carry them.
_TAG_KEYS = ("aws:requesttag/", "aws:tagkeys", "aws:resourcetag/")
_RESOURCE_TAG = ":resourcetag/"
# Keys that come with the credentials of an instance or a function, to every service, and keys that
# the reference lists without the actions whose requests carry them.
_CARRIED_ELSEWHERE = frozenset(
    {
        "aws-marketplace:productid",
        "ec2:roledelivery",
        "ec2:sourceinstancearn",
        "glue:roleassumedby",
        "iottwinmaker:linkedservices",
        "lambda:sourcefunctionarn",
        "ssm:sourceinstancearn",
    }
)


def known(draft: Draft, statement: DraftStatement) -> Faults:
    """Every key exists."""
    for condition in statement.conditions:
        if condition_key(condition.key.value) is None:
            yield from _unknown(condition.key)


def _unknown(key: Text) -> Faults:
    prefix, colon, _ = key.value.partition(":")
    prefix = prefix.lower()
    if not colon:
        message = f"{quoted(key.value)} is no condition key: write it as `service:key`."
        yield fault(codes.INVALID_CONDITION_KEY_FORMAT, message, key)
    elif prefix in CLOSED_SERVICES:
        return
    elif prefix == "aws":
        names = (each.name for each in global_keys().values())
        meant = did_you_mean(key.value, names) or " Remove it."
        message = f"There is no global condition key {quoted(key.value)}.{meant}"
        yield fault(codes.INVALID_GLOBAL_CONDITION_KEY, message, key)
    elif service_exists(prefix):
        names = (each.name for each in condition_keys_of(prefix).values())
        meant = did_you_mean(key.value, names) or " Remove it."
        message = f"{prefix} has no condition key {quoted(key.value)}.{meant}"
        yield fault(codes.INVALID_SERVICE_CONDITION_KEY, message, key)
    elif "." not in prefix and "/" not in prefix and "${" not in prefix:
        meant = did_you_mean(prefix, (*services(), "aws")) or " Remove it."
        message = f"No service has keys such as {quoted(key.value)}.{meant}"
        yield fault(codes.INVALID_SERVICE_CONDITION_KEY, message, key)


def supported(draft: Draft, statement: DraftStatement) -> Faults:
    """Every key is carried by requests for at least one of the statement's actions."""
    if not statement.conditions:
        return
    found = reaches(statement.actions)
    if not found:
        return
    carried = frozenset[str]().union(*(reach.condition_keys for reach in found))
    for condition in statement.conditions:
        key = condition_key(condition.key.value)
        if key is None or key.name.lower() in carried or not _is_particular(key.name):
            continue
        message = f"No action of this statement carries {quoted(condition.key.value)}: remove it."
        yield fault(codes.CONDITION_KEY_NOT_SUPPORTED, message, condition.key)


def _is_particular(name: str) -> bool:
    """Whether a key is carried by some requests only, and the reference says by which."""
    lowered = name.lower()
    if lowered.startswith("aws:"):
        return lowered.startswith(_TAG_KEYS)
    if lowered in _CARRIED_ELSEWHERE or _RESOURCE_TAG in lowered:
        return False
    return service_exists(lowered.partition(":")[0])
