"""ARNs to put into Resource and NotResource: those of the types that the actions work on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from iamtui.policy.completion import Offer
from iamtui.policy.reference import action, actions_of, matching, resource_types

_PART = re.compile(r"(\$\{[^}]*\})")
_PARTITION = "${Partition}"
# More different services than this are a wish for everything, not for a list of types.
_MANY = 25


def resources(actions: Sequence[str], typed: str) -> Iterator[Offer]:
    """`*`, and a pattern for every resource type of the actions, going on from what is typed."""
    yield Offer("*", "every resource")
    seen = {typed}
    for service, name, template in _templates(actions):
        filled = _continued(template, typed)
        if filled is not None and filled not in seen:
            seen.add(filled)
            yield Offer(filled, f"{service} {name}")


def _templates(actions: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Service, name and ARN template of each resource type that the actions work on."""
    for service, names in sorted(_wanted(actions).items()):
        known = resource_types(service)
        every = len(names) == len(actions_of(service))
        uses = (action(name) for name in names)
        used = {use.name for found in uses if found is not None for use in found.resource_types}
        for name, kind in known.items():
            if every or name in used:
                yield from ((service, name, template) for template in kind.arn_patterns)


def _wanted(actions: Iterable[str]) -> dict[str, set[str]]:
    """The real actions by service; a pattern over all services says nothing about resources."""
    wanted: dict[str, set[str]] = {}
    for pattern in actions:
        service = pattern.partition(":")[0].lower()
        if "*" not in service and "?" not in service:
            names = matching(pattern)
            if names:
                wanted.setdefault(service, set()).update(names)
    return wanted if len(wanted) <= _MANY else {}


def _continued(template: str, typed: str) -> str | None:
    """The template with `*` for what is not typed yet; None where what is typed does not fit.

    `arn:${Partition}:s3:::${BucketName}/${ObjectName}` after `arn:aws:s3:::logs` goes on as
    `arn:aws:s3:::logs/*`.
    """
    rest = typed
    result = ""
    parts = [part for part in _PART.split(template) if part]
    for part, after in zip(parts, [*parts[1:], ""], strict=True):
        free = part.startswith("${")
        if not rest:
            result += _filled(part) if free else part
        elif free:
            stop = rest.find(after[0]) if after else -1
            taken = rest if stop < 0 else rest[:stop]
            result, rest = result + taken, rest[len(taken) :]
        elif rest.startswith(part) or part.lower().startswith(rest.lower()):
            result, rest = result + part, rest[len(part) :]
        else:
            return None
    return result if not rest else None


def _filled(placeholder: str) -> str:
    return "aws" if placeholder == _PARTITION else "*"
