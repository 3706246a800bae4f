"""Actions and resources of one statement that have nothing to do with each other.

`s3:GetObject` works on objects, so that it does nothing with the ARN of a bucket.
"""

from __future__ import annotations

from iamtui.policy.json_positions import Text
from iamtui.policy.rules import codes
from iamtui.policy.rules.arn_types import ArnType, WrittenArn, may_be, types_of, written_arn
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Fault, Faults, fault, quoted
from iamtui.policy.rules.statement_reach import Reach, reaches


def fit(draft: Draft, statement: DraftStatement) -> Faults:
    """Every action works on one of the resources, every resource with one of the actions."""
    resources = statement.resources
    if not resources or any(not each.value.strip("*") for each in resources):
        return
    found = reaches(statement.actions)
    if not found or any(not each.value.startswith("arn:") for each in resources):
        return
    arns = [written_arn(each.value) for each in resources]
    for pattern, reach in zip(statement.actions, found, strict=True):
        if not reach.guessed and not _works(pattern, reach, arns):
            yield _no_resource(pattern, reach)
    if any(reach.guessed or not reach.arn_types for reach in found):
        return
    types = frozenset[ArnType]().union(*(reach.arn_types for reach in found))
    for resource, arn in zip(resources, arns, strict=True):
        is_known = any(may_be(arn, known) for known in types_of(arn.service))
        if is_known and not any(may_be(arn, known) for known in types):
            message = f"No action of this statement works on {quoted(resource.value)}: remove it."
            yield fault(codes.RESOURCE_NOT_OF_ACTIONS, message, resource)


def _works(pattern: Text, reach: Reach, arns: list[WrittenArn]) -> bool:
    """The ARN of everything that a service has also serves actions without a resource."""
    service = pattern.value.partition(":")[0].lower()
    if reach.needs_star and any(arn.service == service and arn.resource == "*" for arn in arns):
        return True
    return any(may_be(arn, known) for arn in arns for known in reach.arn_types)


def _no_resource(pattern: Text, reach: Reach) -> Fault:
    if not reach.arn_types:
        message = (
            f"{quoted(pattern.value)} works on no particular resource: give it a statement with "
            'Resource "*".'
        )
        return fault(codes.ACTION_NEEDS_STAR_RESOURCE, message, pattern)
    example = min((known.example for known in reach.arn_types), key=lambda each: (len(each), each))
    message = f"{quoted(pattern.value)} works on none of these resources, but on `{example}`."
    return fault(codes.ACTION_NOT_ON_RESOURCE, message, pattern)
