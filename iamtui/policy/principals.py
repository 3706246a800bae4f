"""Whether the Principal or NotPrincipal of a resource policy names the maker of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from iamtui.policy.principal import Principal, PrincipalKind

_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?(\d{12})(?::root)?", re.ASCII)
_ROLE = re.compile(r"arn:[^:]*:iam::(\d{12}):role/(?:.*/)?([^/]+)", re.ASCII)
_USER = re.compile(r"arn:[^:]*:iam::(\d{12}):user/(?:.*/)?([^/]+)", re.ASCII)

# Where a principal's name stands in a Principal element, if not under AWS.
_ENTRY_KINDS = {
    PrincipalKind.SERVICE: "Service",
    PrincipalKind.FEDERATED: "Federated",
    PrincipalKind.CANONICAL_USER: "CanonicalUser",
}


class Strength(IntEnum):
    """How closely a principal is named; what a grant is worth depends on it.

    ACCOUNT delegates to the account. ENTITY names the role behind a session, or the user behind a
    federation. DIRECT names the user, the session, the service, or everybody.
    """

    NONE = 0
    ACCOUNT = 1
    ENTITY = 2
    DIRECT = 3


class Principals:
    """The entries of one Principal or NotPrincipal element: pairs of a kind and a name."""

    __slots__ = ("_accounts", "_entries", "_everybody", "_roles", "_users")

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        aws = [name for kind, name in entries if kind == "AWS"]
        self._entries = frozenset(entries)
        self._everybody = "*" in aws
        self._accounts = frozenset(m[1] for m in map(_ACCOUNT.fullmatch, aws) if m)
        self._roles = frozenset(m.groups() for m in map(_ROLE.fullmatch, aws) if m)
        self._users = frozenset(m.groups() for m in map(_USER.fullmatch, aws) if m)

    def strength(self, principal: Principal) -> Strength:
        """The closest way in which the entries name a principal."""
        if self._everybody or self._names_directly(principal):
            return Strength.DIRECT
        if self._names_entity(principal):
            return Strength.ENTITY
        if principal.account in self._accounts:
            return Strength.ACCOUNT
        return Strength.NONE

    def exempts(self, principal: Principal) -> bool:
        """Whether a NotPrincipal leaves a principal out.

        AWS asks for all that a principal is: the session, its role and their account; the user and
        its account. An incomplete list exempts nobody.
        """
        if self._everybody:
            return True
        if principal.account is None or principal.kind is PrincipalKind.FEDERATED:
            return self._lists(principal)
        if principal.account not in self._accounts:
            return False
        if principal.kind is PrincipalKind.ROOT:
            return True
        if principal.session is not None:
            return self._lists(principal) and self._names_entity(principal)
        return self._names_directly(principal) or self._names_entity(principal)

    def _names_directly(self, principal: Principal) -> bool:
        if principal.kind in (PrincipalKind.ROLE, PrincipalKind.ROOT):
            return principal.session is not None and self._lists(principal)
        return self._lists(principal)

    def _lists(self, principal: Principal) -> bool:
        """Whether an entry of the right kind is the principal's own ARN, name or id."""
        kind = _ENTRY_KINDS.get(principal.kind, "AWS")
        return (kind, principal.arn) in self._entries or self._has_id(principal.unique_id)

    def _names_entity(self, principal: Principal) -> bool:
        if principal.kind is PrincipalKind.ROLE:
            return self._names_role(principal)
        named = (principal.account, principal.name)
        return principal.kind is PrincipalKind.FEDERATED_USER and named in self._users

    def _names_role(self, principal: Principal) -> bool:
        """Whether an entry is the role's id or ARN; its name, where nobody knows its path."""
        if self._has_id((principal.user_id or "").partition(":")[0]):
            return True
        role = principal.role_arn or principal.arn
        if ":role/" in role:
            return ("AWS", role) in self._entries
        return (principal.account, principal.name) in self._roles

    def _has_id(self, identifier: str | None) -> bool:
        """Whether an entry is a unique id (`AIDA…`, `AROA…`), which names its owner only."""
        return bool(identifier) and ("AWS", identifier) in self._entries
