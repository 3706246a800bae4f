"""Calls with our own deadlines, retries where they are safe, and errors in words."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias, TypeVar

from botocore import xform_name
from botocore.exceptions import ClientError

import iamtui.account.operations  # noqa: F401 - fills the table that is_repeatable reads
from iamtui.account.operation import is_repeatable
from iamtui.aws import deadline
from iamtui.aws.asked import Asked
from iamtui.aws.attempts import Attempts
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.clients import Clients, Service
from iamtui.aws.errors import AnswerUnreadable, BadCredentials, SessionWithoutMfa, without_mfa
from iamtui.aws.translate import translate
from iamtui.errors import IamtuiError

Answer: TypeAlias = Mapping[str, Any]
T = TypeVar("T")

CALL_SECONDS = 30.0
PAGE_SIZE = 1000  # the most that IAM gives in one page (IAM API reference, MaxItems)
# IAM and STS take signatures that are up to 15 minutes off; a minute for the measuring.
SIGNATURE_WINDOW = timedelta(minutes=14)

# A code of an MFA device is taken once: sent again after a lost answer it would be refused.
_TAKES_A_CODE = frozenset({"GetSessionToken", "AssumeRole"})


class Api:
    """Makes calls with `clients`. A call waits at most `seconds`; a page holds `page_size`."""

    def __init__(
        self,
        clients: Clients,
        attempts: Attempts,
        *,
        seconds: float = CALL_SECONDS,
        page_size: int = PAGE_SIZE,
    ) -> None:
        self.clients = clients
        self._attempts = attempts
        self.seconds = seconds
        self.page_size = page_size
        self.clock_offset: timedelta | None = None

    def ask(
        self,
        operation: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        service: Service = "iam",
        cancel: Cancel | None = None,
        clients: Clients | None = None,
    ) -> Answer:
        """The answer to one call, made with `clients` in place of its own where given.

        Raises IamtuiError as `translate` says, and `Cancelled`.
        """
        asked = Asked(operation, parameters or {}, service)
        chosen = clients or self.clients
        try:
            return self._in_time(lambda: self._call(chosen, asked, service), asked, cancel)
        except BadCredentials as refused:
            if service != "iam" or isinstance(refused, SessionWithoutMfa):
                raise
            failure = self._explained(refused, chosen, cancel)
        raise failure

    def _explained(
        self, refused: BadCredentials, clients: Clients, cancel: Cancel | None
    ) -> BadCredentials:
        """IAM answers a session without MFA as if it did not know it; STS still does.

        STS API reference, GetSessionToken: "you cannot call any IAM API operations unless MFA
        authentication information is included in the request".
        """
        if not self._in_time(clients.are_temporary, Asked("GetCallerIdentity", {}, "sts"), cancel):
            return refused
        try:
            who = self.ask("GetCallerIdentity", service="sts", cancel=cancel, clients=clients)
        except IamtuiError:
            return refused
        return without_mfa(refused, str(who.get("Arn", "")))

    def in_time(self, work: Callable[[], T]) -> T:
        """What `work`, which may ask for credentials, gives within the time of a call."""
        return self._in_time(work, Asked("GetCallerIdentity", {}, "sts"), None)

    def _in_time(self, work: Callable[[], T], asked: Asked, cancel: Cancel | None) -> T:
        try:
            return deadline.run(work, self.seconds, cancel)
        except (IamtuiError, Cancelled):
            raise
        except Exception as error:  # noqa: BLE001 - every library error is translated
            failure = translate(error, asked)
        raise failure  # outside of the handler, so that no library error is chained to it

    def pages(
        self, operation: str, parameters: Mapping[str, Any] | None = None, *, cancel: Cancel
    ) -> Iterator[Answer]:
        """All pages of a listing.

        A page may hold fewer than asked for although there are more (IAM API reference,
        IsTruncated); only a page that says so, or leaves both out, is the last.
        """
        asked = dict(parameters or {})
        if "MaxItems" in self._members(operation):
            asked["MaxItems"] = self.page_size
        while True:
            page = self.ask(operation, asked, cancel=cancel)
            yield page
            marker = page.get("Marker")
            if not page.get("IsTruncated", marker is not None):
                return
            if not marker or marker == asked.get("Marker"):
                raise AnswerUnreadable(
                    f"The list of {Asked(operation, {}).words} breaks off: AWS says there is more "
                    "and not where.",
                    "Try again with r.",
                )
            asked["Marker"] = marker

    def _members(self, operation: str) -> Mapping[str, object]:
        shape = self.clients.get("iam").meta.service_model.operation_model(operation).input_shape
        return shape.members if shape is not None else {}

    def _call(self, clients: Clients, asked: Asked, service: Service) -> Answer:
        """The call itself, in its own thread."""
        self._attempts.begin()
        sent = time.time()
        try:
            client = clients.get(service, once=not _may_repeat(asked))
            answer: Answer = getattr(client, xform_name(asked.operation))(**asked.parameters)
        except ClientError as error:
            self._read_clock(error.response, sent)
            skewed = abs(self.clock_offset or timedelta(0)) > SIGNATURE_WINDOW
            failure = translate(error, asked, lost=self._attempts.lost, skewed=skewed)
        except Exception as error:  # noqa: BLE001 - every library error is translated
            failure = translate(error, asked, lost=self._attempts.lost)
        else:
            self._read_clock(answer, sent)
            return answer
        raise failure

    def _read_clock(self, answer: Mapping[str, Any], sent: float) -> None:
        """Compare the answer's Date (whole seconds, rounded down) with the middle of the call."""
        date = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
        if not date:
            return
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        ours = datetime.fromtimestamp((sent + time.time()) / 2, UTC)
        self.clock_offset = theirs.astimezone(UTC) + timedelta(seconds=0.5) - ours


def _may_repeat(asked: Asked) -> bool:
    if asked.operation in _TAKES_A_CODE:
        return False
    return not asked.is_write or is_repeatable(asked.operation)
