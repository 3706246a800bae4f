"""Who makes a request, taken from an ARN (or a service name, or `*` for nobody in particular)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?", re.ASCII)
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html
_CANONICAL_USER = re.compile(r"[0-9a-f]{64}", re.ASCII)
_SERVICE_ROLE_PATH = "aws-service-role/"
_SERVICE_ROLE_NAME = "AWSServiceRoleFor"
_FEDERATED_NAMES = frozenset(
    (
        "cognito-identity.amazonaws.com",
        "accounts.google.com",
        "graph.facebook.com",
        "www.amazon.com",
    )
)


class PrincipalKind(Enum):
    """What a principal is; the value is `aws:PrincipalType`, where AWS has one."""

    USER = "User"
    ROLE = "AssumedRole"
    ROOT = "Account"
    FEDERATED_USER = "FederatedUser"
    SERVICE = "Service"
    FEDERATED = "Federated"
    ANONYMOUS = "Anonymous"
    CANONICAL_USER = "CanonicalUser"


class Principal(NamedTuple):
    """The maker of a request.

    `name` is the user's or the role's friendly name, `session` a role session's name. `user_id` is
    the unique id (`AIDA…`, `AROA…`) and `tags` the principal's tags; None means not known. A
    session's ARN does not tell its role's path: `role_arn` does, where it is known.
    """

    arn: str
    kind: PrincipalKind
    account: str | None = None
    name: str | None = None
    session: str | None = None
    is_service_linked: bool = False
    user_id: str | None = None
    tags: Mapping[str, str] | None = None
    role_arn: str | None = None

    def __hash__(self) -> int:
        return hash(self.arn)  # tags are a mapping, which has no hash

    @property
    def unique_id(self) -> str | None:
        """`aws:userid`: the id, with the session's name behind it; None where it is not known.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
        """
        if self.kind is PrincipalKind.ROOT:
            return self.account
        if self.kind is PrincipalKind.FEDERATED_USER:
            return f"{self.account}:{self.name}"
        if self.user_id is not None and self.session and ":" not in self.user_id:
            return f"{self.user_id}:{self.session}"
        return self.user_id

    @classmethod
    def parse(
        cls, arn: str, *, tags: Mapping[str, str] | None = None, user_id: str | None = None
    ) -> Principal:
        """The principal that an ARN, an account or canonical user id, a service name or `*` names.

        Raises ValueError for a text that names no principal.
        """
        if arn.startswith("arn:"):
            return _from_arn(arn, tags, user_id)
        if _ACCOUNT.fullmatch(arn):
            return cls(f"arn:aws:iam::{arn}:root", PrincipalKind.ROOT, arn)
        if arn in _FEDERATED_NAMES:
            return cls(arn, PrincipalKind.FEDERATED)
        if _CANONICAL_USER.fullmatch(arn):
            return cls(arn, PrincipalKind.CANONICAL_USER)
        if _SERVICE.fullmatch(arn):
            return cls(arn, PrincipalKind.SERVICE, name=arn)
        if arn in ("*", "anonymous", "Anonymous"):
            return cls("*", PrincipalKind.ANONYMOUS)
        raise ValueError("not a principal")


def _from_arn(arn: str, tags: Mapping[str, str] | None, user_id: str | None) -> Principal:
    segments = arn.split(":", 5)
    if len(segments) != 6 or segments[2] not in ("iam", "sts"):
        raise ValueError("not a principal")
    account, (kind, _, name) = segments[4], segments[5].partition("/")
    last = name.rpartition("/")[2]
    if kind == "root":
        return Principal(arn, PrincipalKind.ROOT, account, tags=tags, user_id=user_id)
    if not last:
        raise ValueError("a principal without a name")
    if kind == "user":
        return Principal(arn, PrincipalKind.USER, account, last, tags=tags, user_id=user_id)
    if kind == "federated-user":
        federated = PrincipalKind.FEDERATED_USER
        return Principal(arn, federated, account, name, tags=tags, user_id=user_id)
    if kind in ("saml-provider", "oidc-provider"):
        return Principal(arn, PrincipalKind.FEDERATED, account, name, tags=tags)
    return _role(arn, account, kind, name, tags, user_id)


def _role(
    arn: str,
    account: str,
    kind: str,
    name: str,
    tags: Mapping[str, str] | None,
    user_id: str | None,
) -> Principal:
    if kind == "assumed-role":
        role, _, session = name.partition("/")
        linked = role.startswith(_SERVICE_ROLE_NAME)
    elif kind == "role":
        role, session = name.rpartition("/")[2], ""
        linked = name.startswith(_SERVICE_ROLE_PATH)
    else:
        raise ValueError("not a principal")
    return Principal(arn, PrincipalKind.ROLE, account, role, session or None, linked, user_id, tags)
