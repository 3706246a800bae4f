"""What the rest of iamtui asks of AWS, whoever answers: AWS, the mock, or memory.

Every method blocks and belongs into a worker thread. An answer about an entity comes as a `Patch`,
since the account may have changed while it was under way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, TypeAlias

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity
from iamtui.account.model import Account, Caller, Source
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.session import MfaSession, Signing
from iamtui.aws.target import Target
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

if TYPE_CHECKING:
    from iamtui.aws.simulation import ContextEntry, Simulation

__all__ = [
    "Aspect",
    "Backend",
    "Cancel",
    "Cancelled",
    "MfaSession",
    "Patch",
    "Progress",
    "Report",
    "Signing",
]

Patch: TypeAlias = Callable[[Account], Account]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the loading of `source` is: `count` entities so far, and whether that is all."""

    source: Source
    count: int
    done: bool


Report: TypeAlias = Callable[[Account, Progress], None]


class Backend(Protocol):
    """One way to reach one account with one identity."""

    @property
    def target(self) -> Target:
        """Where this leads."""

    @property
    def mfa_session(self) -> MfaSession | None:
        """The MFA session that calls are signed with, None where there is none or it is over."""

    @property
    def signing(self) -> Signing:
        """What calls are signed with: whether MFA was given for it, and until when it lasts."""

    @property
    def code_device(self) -> str | None:
        """The device whose code begins the session of a role anew that is acted as; None where
        there is none."""

    @property
    def clock_offset(self) -> timedelta | None:
        """How far AWS's clock is ahead of this machine's; None before the first answer."""

    def load(self, report: Report, cancel: Cancel) -> Account:
        """The whole account, in O(pages) calls.

        `report` is called in this thread with the account so far after each page. A call that is
        denied or fails makes its `Source` unknown in `Account.sources`; the rest is still there.
        Raises where nothing at all can be read (credentials, no connection), and `Cancelled`.
        """

    def fetch(self, entity: Entity, aspects: frozenset[Aspect], cancel: Cancel) -> Patch:
        """What loading left out of `entity`.

        A field that cannot be fetched becomes Unknown(DENIED or FAILED, "iam:Operation"); an
        entity that is gone is removed. Aspects that its kind does not have are skipped. Raises
        where no call can be signed any more (`SessionExpired`, `BadCredentials`, …), and
        `Cancelled`.
        """

    def send(self, call: Call) -> None:
        """Make the write `call`.

        Raises `OutcomeUnknown` where it may have been applied, and another IamtuiError where it
        was not.
        """

    def send_with(self, call: Call, secrets: Mapping[str, Secret]) -> Mapping[str, Secret]:
        """Make the write `call` with further parameters that are `secrets`, in place of those of
        the same names; gives the secrets of the answer, by AWS's names. Raises as `send` does."""

    def create_key(self, user: str) -> AccessKeyPair:
        """A new access key of `user`, sent once. Raises as `send` does."""

    def identity(self) -> Caller:
        """Who signs the calls, as STS says."""

    def start_mfa_session(self, serial: str, code: Secret, duration: timedelta) -> MfaSession:
        """Sign all further calls with a session for `code`; a session before it is replaced.

        `duration` is 15 minutes to 36 hours. Raises `WrongCode` where AWS does not take the code.
        """

    def renew(self) -> bool:
        """Begin the session of a role anew where that is about to end; False where calls are not
        signed with one. Raises `MfaCodeNeeded` where a code is needed that nobody gave."""

    def drop_mfa_session(self) -> None:
        """Sign further calls with the long-term credentials again."""

    def owner_of_key(self, access_key_id: str) -> str | None:
        """The name of the user whose key that is, None where there is no such key.

        AWS answers `AccessDenied` for a key of another account.
        """

    def simulate(
        self, principal: str, action: str, resource: str, context: Sequence[ContextEntry]
    ) -> Simulation:
        """What AWS's own simulator says: may the user or role with this ARN do that?

        Raises `RefusedError` where no simulator can be asked.
        """
