"""What a leaked key did last, in lines of words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from iamtui.account.field import Field, Unknown
from iamtui.account.model import LastUsed
from iamtui.aws.key_activity import Activity, Event, ServiceUse

T = TypeVar("T")

# Newest first; the rest is counted.
MOST_LINES = 12
_HELP = {
    "iam:GetAccessKeyLastUsed": ("Ask for the permission iam:GetAccessKeyLastUsed.",),
    "iam:GenerateServiceLastAccessedDetails": (
        "Ask for iam:GenerateServiceLastAccessedDetails",
        "and iam:GetServiceLastAccessedDetails.",
    ),
    "cloudtrail:LookupEvents": (
        "Ask for the permission cloudtrail:LookupEvents, or look for",
        "the key's id in CloudTrail's event history.",
    ),
}


def activity_lines(activity: Activity) -> tuple[str, ...]:
    """Everything that is known of a key's use; what is not known says why, and what would help."""
    return (
        *_use(activity.last_used),
        *_part("Services that the user called", activity.services, _service),
        *events_lines(activity.events),
    )


def events_lines(events: Field[tuple[Event, ...]]) -> tuple[str, ...]:
    """What CloudTrail kept of the key's calls."""
    return tuple(_part("Calls with this key", events, _event))


def use_line(last_used: Field[LastUsed | None]) -> str:
    """When, where and for what the key was last used."""
    if isinstance(last_used, Unknown):
        return f"Last use: not known – {last_used}."
    use = last_used.value
    if use is None:
        return "Last use: never, as far as AWS knows by now."
    return f"Last use: {use.at:%Y-%m-%d %H:%M} UTC for {use.service} in {use.region}."


def _part(title: str, found: Field[tuple[T, ...]], words: Callable[[T], str]) -> Iterator[str]:
    if isinstance(found, Unknown):
        yield f"{title}: not known – {found}."
        yield from _help(found)
        return
    if not found.value:
        yield f"{title}: none that AWS knows of by now."
        return
    yield f"{title}, the last first:"
    yield from (f"  {words(each)}" for each in found.value[:MOST_LINES])
    if len(found.value) > MOST_LINES:
        yield f"  … and {len(found.value) - MOST_LINES} more"


def _service(use: ServiceUse) -> str:
    where = f" in {use.region}" if use.region else ""
    return f"{use.at:%Y-%m-%d %H:%M} UTC  {use.service}{where}"


def _event(event: Event) -> str:
    refused = f" ({event.error})" if event.error else ""
    source = " ".join(part for part in (event.address, event.agent) if part)
    return f"{event.at:%Y-%m-%d %H:%M} UTC  {event.service}:{event.name}{refused} from {source}"


def _use(last_used: Field[LastUsed | None]) -> Iterator[str]:
    yield use_line(last_used)
    if isinstance(last_used, Unknown):
        yield from _help(last_used)


def _help(field: Unknown) -> Iterator[str]:
    """What would make it known, if anything would."""
    for line in _HELP.get(field.detail, ()):
        yield f"  {line}"
