"""Who signed a call."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.mock.entities import Principal, Role, User
from iamtui.mock.errors import invalid
from iamtui.mock.sessions import Session


@dataclass(frozen=True, slots=True)
class Caller:
    """A user with a long-term key (`session` None), a user's session, or a role's session."""

    access_key_id: str
    principal: Principal
    session: Session | None
    source_ip: str = "127.0.0.1"

    @property
    def account_id(self) -> str:
        """The account of the principal."""
        return str(self.principal.account_id)

    @property
    def arn(self) -> str:
        """The ARN that GetCallerIdentity gives."""
        if isinstance(self.principal, Role) and self.session is not None:
            name = f"{self.principal.name}/{self.session.name}"
            return f"arn:aws:sts::{self.account_id}:assumed-role/{name}"
        return str(self.principal.arn)

    @property
    def user_id(self) -> str:
        """The id that GetCallerIdentity and `aws:userid` give."""
        if isinstance(self.principal, Role) and self.session is not None:
            return f"{self.principal.id}:{self.session.name}"
        return str(self.principal.id)

    def implicit_user_name(self) -> str:
        """The user that a call without UserName means: only a long-term key tells.

        Source: IAM API reference, ListAccessKeys ("If a temporary access key is used, then
        `UserName` is required"); the words are those that AWS answers role sessions with.
        """
        if self.session is not None or not isinstance(self.principal, User):
            raise invalid("Must specify userName when calling with non-User credentials")
        return str(self.principal.name)
