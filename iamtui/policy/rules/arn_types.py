"""Whether a Resource can mean a resource of some type, part by part of the ARN."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from iamtui.policy.arns import PARTS, resource_segments
from iamtui.policy.globs import glob, intersects
from iamtui.policy.reference import resource_types

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_VARIABLE = re.compile(r"\$\{[^{}]*\}")
_WILD = re.compile(r"[*?]")
_BUCKET = "${BucketName}"
_PADDING = ["*"]


class ArnType(NamedTuple):
    """The ARN of a type of resource, placeholders as `*`; `example` as the reference writes it.

    `flat`: the last part has no slash although it is free, as the name of a bucket.
    """

    name: str
    example: str
    service: str
    region: str
    account: str
    resource: str
    flat: bool


class WrittenArn(NamedTuple):
    """A Resource taken apart, variables as `*`; `parts` is how many parts are written."""

    partition: str
    service: str
    region: str
    account: str
    resource: str
    parts: int


@lru_cache(maxsize=4096)
def arn_type(name: str, pattern: str) -> ArnType:
    """The type with an ARN pattern such as `arn:${Partition}:s3:::${BucketName}`."""
    parts = _PLACEHOLDER.sub("*", pattern).split(":", PARTS - 1)
    _, _, service, region, account, resource = parts + _PADDING * (PARTS - len(parts))
    example = pattern.replace("${Partition}", "aws")
    flat = pattern.endswith(":" + _BUCKET)
    return ArnType(name, example, service, region, account, resource, flat)


@lru_cache(maxsize=1024)
def types_of(service: str) -> tuple[ArnType, ...]:
    """The types whose ARNs have this service in them, as far as the service itself knows."""
    found = [
        arn_type(each.name, pattern)
        for each in resource_types(service).values()
        for pattern in each.arn_patterns
    ]
    return tuple(each for each in found if each.service == service)


@lru_cache(maxsize=4096)
def written_arn(text: str) -> WrittenArn:
    """The parts of a Resource; a short one is completed with `*`."""
    written = _VARIABLE.sub("*", text)
    parts = written.count(":") + 1
    _, partition, service, region, account, resource = resource_segments(written)
    return WrittenArn(partition, service, region, account, resource, min(parts, PARTS))


@lru_cache(maxsize=16384)
def may_be(written: WrittenArn, known: ArnType) -> bool:
    """Whether a Resource and a type have an ARN in common."""
    return (
        _overlap(written.service, known.service)
        and _overlap(written.region, known.region)
        and _overlap(written.account, known.account)
        and may_be_resource(written, known)
    )


def may_be_resource(written: WrittenArn, known: ArnType) -> bool:
    """Whether the last parts have something in common, whatever the region and the account."""
    if known.flat and "/" in written.resource:
        return False
    return _overlap(written.resource, known.resource)


def _overlap(one: str, other: str) -> bool:
    if one == other or "*" in (one, other):
        return True
    ours, theirs = _WILD.split(one, maxsplit=1)[0], _WILD.split(other, maxsplit=1)[0]
    if not (ours.startswith(theirs) or theirs.startswith(ours)):
        return False
    return _meets(one, other)


@lru_cache(maxsize=16384)
def _meets(one: str, other: str) -> bool:
    return intersects(glob(one), glob(other))
