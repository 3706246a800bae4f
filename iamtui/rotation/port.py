"""What a rotation is done through: AWS, the places that hold keys here, the clock, the journal.

The driver knows only these, so that a test can put a world of its own behind them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from iamtui.account.field import Field
from iamtui.account.model import AccessKey, LastUsed
from iamtui.rotation.states import Rotation
from iamtui.rotation.verification import Check
from iamtui.vault.items import AccessKeyPair


class KeyService(Protocol):
    """IAM and STS, about the keys of one user. Every method raises IamtuiError."""

    def listed(self) -> tuple[AccessKey, ...]:
        """The user's keys as IAM lists them."""

    def last_used(self, key_id: str) -> Field[LastUsed | None]:
        """When the key was last used; Unknown where that cannot be read."""

    def create(self) -> AccessKeyPair:
        """A new key, sent once. Raises OutcomeUnknown where there may be one now."""

    def set_active(self, key_id: str, active: bool) -> None:
        """Activate or deactivate a key; may be repeated."""

    def delete(self, key_id: str) -> None:
        """Delete a key; one that is gone is no error."""

    def deny_sessions(self, before: datetime) -> None:
        """Deny everything to sessions of the user that began before that; may be repeated."""

    def allow_sessions(self) -> None:
        """Take that denial away; none is no error."""

    def check(self, key: AccessKeyPair) -> Check:
        """One pass: does the key authenticate as the user, at STS and at IAM?"""

    def sign_with(self, key: AccessKeyPair) -> None:
        """The user now works with `key`: sign with it what was signed with another of his."""


class Wallet(Protocol):
    """The places on this machine that hold the user's keys. Every method raises IamtuiError."""

    def ids(self) -> frozenset[str]:
        """The ids of the keys that may have a secret here."""

    def read(self, key_id: str) -> AccessKeyPair | None:
        """The key with its secret; None only where it is certainly not here."""

    def in_use(self) -> frozenset[str]:
        """The ids of the keys that something here works with."""

    def save(self, key: AccessKeyPair) -> None:
        """Keep a key that nothing uses yet, for good: written, read back and compared."""

    def switch(self, from_id: str, to: AccessKeyPair) -> None:
        """Make everything here that works with the key `from_id` work with `to`."""

    def forget(self, key_id: str) -> None:
        """Remove the secret of a key that nothing uses."""


class Log(Protocol):
    """The journal of one rotation."""

    def write(self, rotation: Rotation) -> None:
        """Keep how far it is, before this returns. Raises JournalUnusable."""


class Clock(Protocol):
    """AWS's time, and waiting."""

    def now(self) -> datetime:
        """The time at AWS, aware, in UTC."""

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass. Raises Cancelled where nobody wants to wait any more."""
