"""Resources that are no ARNs, or ARNs that nothing can have.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

import re

from iamtui.policy.arns import PARTS
from iamtui.policy.json_positions import Text
from iamtui.policy.rules import codes
from iamtui.policy.rules.arn_types import (
    WrittenArn,
    may_be,
    may_be_resource,
    types_of,
    written_arn,
)
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.rules.similar import did_you_mean

_PARTITIONS = (
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
)
_ACCOUNT = re.compile(r"\d{12}|", re.ASCII)
_DIGITS = re.compile(r"[\d-]+", re.ASCII)
_FORM = "arn:partition:service:region:account:resource"


def form(draft: Draft, statement: DraftStatement) -> Faults:
    """Every Resource is `*` or an ARN that some resource can have."""
    for resource in (*statement.resources, *statement.not_resources):
        if resource.value.strip("*") or not resource.value:
            yield from _resource(resource)


def _resource(resource: Text) -> Faults:
    text = resource.value
    if not text.startswith("arn:"):
        if not text.startswith(("*", "arn*", "${")):
            message = f"{quoted(text)} is no ARN: write `{_FORM}` or `*`."
            yield fault(codes.INVALID_ARN_PREFIX, message, resource)
        return
    arn = written_arn(text)
    if arn.parts < PARTS and not text.endswith("*"):
        message = f"{quoted(text)} lacks parts of an ARN: write `{_FORM}`."
        yield fault(codes.MISSING_ARN_FIELD, message, resource)
    elif _is_plain(arn.partition) and arn.partition not in _PARTITIONS:
        meant = did_you_mean(arn.partition, _PARTITIONS) or " Write `aws`."
        message = f"There is no partition {quoted(arn.partition)}.{meant}"
        yield fault(codes.INVALID_PARTITION, message, resource)
    elif arn.service != arn.service.lower():
        message = f"Services are in lower case in ARNs: write `{arn.service.lower()[:40]}`."
        yield fault(codes.INVALID_ARN_SERVICE_CASE, message, resource)
    elif _DIGITS.fullmatch(arn.account) and not _ACCOUNT.fullmatch(arn.account):
        message = f"{quoted(arn.account)} is no account id: write its 12 digits."
        yield fault(codes.INVALID_ARN_ACCOUNT, message, resource)
    else:
        yield from _known(resource, arn)


def _is_plain(part: str) -> bool:
    return "*" not in part and "?" not in part


def _known(resource: Text, arn: WrittenArn) -> Faults:
    """Whether a type of the service has such ARNs; services without types say nothing."""
    types = types_of(arn.service)
    if not types or any(may_be(arn, known) for known in types):
        return
    alike = [known for known in types if may_be_resource(arn, known)]
    if not alike:
        message = (
            f"No resource of {arn.service} has an ARN such as {quoted(resource.value)}: correct it."
        )
        yield fault(codes.INVALID_ARN_RESOURCE, message, resource)
    elif arn.region and not any(known.region for known in alike):
        message = f"ARNs of {arn.service} have no region: write `{alike[0].example}`."
        yield fault(codes.ARN_REGION_NOT_ALLOWED, message, resource)
    elif arn.account and not any(known.account for known in alike):
        message = f"ARNs of {arn.service} have no account: write `{alike[0].example}`."
        yield fault(codes.ARN_ACCOUNT_NOT_ALLOWED, message, resource)
    else:
        message = (
            f"{quoted(resource.value)} is no ARN of {alike[0].name}: write `{alike[0].example}`."
        )
        yield fault(codes.INVALID_ARN_RESOURCE, message, resource)
