"""Who signed a call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from iamtui import policy
from iamtui.mock.entities import Principal, Role, User
from iamtui.mock.errors import invalid
from iamtui.mock.root import Root
from iamtui.mock.sessions import Session

# "If a temporary access key is used, then UserName is required":
# IAM API reference, ListAccessKeys and UpdateAccessKey.
_NAMED_BY_SESSIONS: Final = frozenset(
    {"CreateAccessKey", "DeleteAccessKey", "ListAccessKeys", "UpdateAccessKey"}
)
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Caller:
    """A user with a long-term key (`session` None), or the session of a user or a role.

    `principal` is the user or role behind it; `user_agent` and `referer` are headers of the call.
    """

    access_key_id: str
    principal: Principal
    session: Session | None
    source_ip: str = "127.0.0.1"
    region: str = "us-east-1"
    user_agent: str = ""
    referer: str = ""

    @property
    def account_id(self) -> str:
        """The account of the principal."""
        return str(self.principal.account_id)

    @property
    def is_root(self) -> bool:
        """Whether this is the root user, by its key or by a session of its own."""
        return isinstance(self.principal, Root) and self.federated is None

    @property
    def federated(self) -> str | None:
        """The name of the federated user, if this is one."""
        return self.session.federated if self.session is not None else None

    @property
    def is_iam_user(self) -> bool:
        """Whether this is an IAM user, by a key or by a session of GetSessionToken."""
        is_user = isinstance(self.principal, User) and not isinstance(self.principal, Root)
        return is_user and self.federated is None

    @property
    def arn(self) -> str:
        """The ARN that GetCallerIdentity gives."""
        if self.federated is not None:
            return f"arn:aws:sts::{self.account_id}:federated-user/{self.federated}"
        if isinstance(self.principal, Role) and self.session is not None:
            name = f"{self.principal.name}/{self.session.name}"
            return f"arn:aws:sts::{self.account_id}:assumed-role/{name}"
        return str(self.principal.arn)

    @property
    def user_id(self) -> str:
        """The id that GetCallerIdentity and `aws:userid` give.

        Source: IAM User Guide, "IAM policy elements: Variables and tags", the table of principals.
        """
        if self.federated is not None:
            return f"{self.account_id}:{self.federated}"
        if isinstance(self.principal, Role) and self.session is not None:
            return f"{self.principal.id}:{self.session.name}"
        return str(self.principal.id)

    @property
    def tags(self) -> Mapping[str, str]:
        """The principal's tags; a session tag of the same key (in any case) comes first."""
        if self.session is None:
            return self.principal.labels
        given = self.session.carried.tags
        folded = {key.lower() for key in given}
        own = self.principal.labels.items()
        return {key: value for key, value in own if key.lower() not in folded} | dict(given)

    def as_principal(self) -> policy.Principal:
        """The caller as the policy engine takes it."""
        principal = self.principal
        if not isinstance(principal, Role) or self.session is None:
            return policy.Principal.parse(self.arn, tags=self.tags, user_id=self.user_id)
        return policy.Principal(
            arn=self.arn,
            kind=policy.PrincipalKind.ROLE,
            account=self.account_id,
            name=str(principal.name),
            session=self.session.name,
            user_id=self.user_id,
            tags=self.tags,
            role_arn=str(principal.arn),
        )

    def implicit_user_name(self, operation: str = "") -> str:
        """The user that a call without UserName means: the one whose credentials signed it.

        Raises ValidationError for roles, and for a user's session where AWS wants the name.
        """
        named_by_caller = self.session is not None and operation in _NAMED_BY_SESSIONS
        if named_by_caller or not (self.is_iam_user or self.is_root):
            raise invalid("Must specify userName when calling with non-User credentials")
        return str(self.principal.name)


def nobody(account_id: str, source_ip: str) -> Caller:
    """The caller of an operation that is not signed: a user that holds nothing."""
    return Caller("", User(account_id, "anonymous", "/", _NEVER), None, source_ip)
