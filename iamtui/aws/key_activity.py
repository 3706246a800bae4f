"""What was done with an access key, as far as AWS tells: its last use, the services that its user
called, and the events that CloudTrail keeps for 90 days.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from iamtui.account.field import Field, Known
from iamtui.account.model import LastUsed
from iamtui.aws.api import Answer, Api
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import AnswerUnreadable
from iamtui.aws.failures import unknown_because
from iamtui.errors import IamtuiError

T = TypeVar("T")

# AWS writes the details within seconds; each look is one call.
LOOKS = 10
BETWEEN_LOOKS = 1.0
# The most that CloudTrail gives in one answer (CloudTrail API reference, LookupEvents).
MOST_EVENTS = 50


@dataclass(frozen=True, slots=True)
class ServiceUse:
    """A service that the user called with any of his credentials, and when the last time was."""

    service: str
    at: datetime
    region: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """A call that CloudTrail kept: from which address, and whether it was refused (`error`)."""

    at: datetime
    name: str
    service: str
    address: str = ""
    agent: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What is known of a key's use; each part says for itself why it is not known.

    services    newest first, without those that were never called
    events      newest first, at most MOST_EVENTS, of the region that calls are signed for
    """

    last_used: Field[LastUsed | None]
    services: Field[tuple[ServiceUse, ...]]
    events: Field[tuple[Event, ...]]


class KeyActivity:
    """Asks about one key by the calls of `api`. Every method blocks."""

    def __init__(self, api: Callable[[], Api], cancel: Cancel) -> None:
        self._api = api
        self._cancel = cancel

    def of(self, key_id: str, user_arn: str) -> Activity:
        """All three; raises Cancelled only."""
        return Activity(
            _field("GetAccessKeyLastUsed", "iam", lambda: self.last_used(key_id)),
            _field("GenerateServiceLastAccessedDetails", "iam", lambda: self.services(user_arn)),
            _field("LookupEvents", "cloudtrail", lambda: self.events(key_id)),
        )

    def last_used(self, key_id: str) -> LastUsed | None:
        """When the key was last used; None: never."""
        answer = self._api().ask("GetAccessKeyLastUsed", {"AccessKeyId": key_id})
        use = answer["AccessKeyLastUsed"]
        at: datetime | None = use.get("LastUsedDate")
        return None if at is None else LastUsed(at, use.get("Region", ""), use["ServiceName"])

    def services(self, user_arn: str) -> tuple[ServiceUse, ...]:
        """The services that the user called. Raises IamtuiError."""
        ordered = self._api().ask("GenerateServiceLastAccessedDetails", {"Arn": user_arn})
        for _look in range(LOOKS):
            asked = {"JobId": ordered["JobId"]}
            answer = self._api().ask("GetServiceLastAccessedDetails", asked, cancel=self._cancel)
            if answer["JobStatus"] == "COMPLETED":
                return _services(answer)
            self._cancel.wait(BETWEEN_LOOKS)
        raise AnswerUnreadable("AWS is still writing down which services were called.")

    def events(self, key_id: str) -> tuple[Event, ...]:
        """The key's calls that CloudTrail kept. Raises IamtuiError."""
        by_key = [{"AttributeKey": "AccessKeyId", "AttributeValue": key_id}]
        asked = {"LookupAttributes": by_key, "MaxResults": MOST_EVENTS}
        answer = self._api().ask("LookupEvents", asked, service="cloudtrail", cancel=self._cancel)
        return tuple(_event(entry) for entry in answer.get("Events", ()))


def _field(operation: str, service: str, ask: Callable[[], T]) -> Field[T]:
    try:
        return Known(ask())
    except IamtuiError as error:
        return unknown_because(error, operation, service)


def _services(answer: Answer) -> tuple[ServiceUse, ...]:
    found = [
        ServiceUse(
            each["ServiceName"], each["LastAuthenticated"], each.get("LastAuthenticatedRegion", "")
        )
        for each in answer.get("ServicesLastAccessed", ())
        if each.get("LastAuthenticated") is not None
    ]
    return tuple(sorted(found, key=lambda use: use.at, reverse=True))


def _event(entry: Mapping[str, Any]) -> Event:
    told = _told(entry.get("CloudTrailEvent"))
    return Event(
        at=entry["EventTime"],
        name=str(entry.get("EventName", "")),
        service=str(entry.get("EventSource", "")).partition(".")[0],
        address=str(told.get("sourceIPAddress", "")),
        agent=str(told.get("userAgent", "")),
        error=str(told.get("errorCode", "")),
    )


def _told(text: object) -> Mapping[str, object]:
    try:
        told = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        told = {}
    return told if isinstance(told, dict) else {}
