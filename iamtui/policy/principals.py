"""Whether the Principal or NotPrincipal of a resource policy names the maker of a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from iamtui.policy.document import PrincipalEntry
from iamtui.policy.principal import Principal, PrincipalKind

_ACCOUNT = re.compile(r"(?:arn:[^:]*:iam::)?(\d{12})(?::root)?", re.ASCII)
_ROLE = re.compile(r"arn:[^:]*:iam::(\d{12}):role/(?:.*/)?([^/]+)", re.ASCII)
_USER = re.compile(r"arn:[^:]*:iam::(\d{12}):user/(?:.*/)?([^/]+)", re.ASCII)


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
    """The entries of one Principal or NotPrincipal element."""

    __slots__ = ("_accounts", "_everybody", "_exact", "_roles", "_users")

    def __init__(self, entries: Sequence[PrincipalEntry]) -> None:
        names = [entry.value.value for entry in entries]
        aws = [entry.value.value for entry in entries if entry.kind == "AWS"]
        self._exact = frozenset(names)
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
        if principal.kind in (
            PrincipalKind.SERVICE,
            PrincipalKind.FEDERATED,
            PrincipalKind.ANONYMOUS,
        ):
            return principal.arn in self._exact
        if principal.account not in self._accounts:
            return False
        if principal.kind is PrincipalKind.ROOT:
            return True
        if principal.session is not None:
            return principal.arn in self._exact and self._names_entity(principal)
        return self._names_directly(principal) or self._names_entity(principal)

    def _names_directly(self, principal: Principal) -> bool:
        if principal.kind is PrincipalKind.USER and principal.arn not in self._exact:
            return (principal.account, principal.name) in self._users
        if principal.kind in (PrincipalKind.ROLE, PrincipalKind.ROOT):
            return principal.session is not None and principal.arn in self._exact
        return principal.arn in self._exact

    def _names_entity(self, principal: Principal) -> bool:
        named = (principal.account, principal.name)
        if principal.kind is PrincipalKind.ROLE:
            return named in self._roles
        return principal.kind is PrincipalKind.FEDERATED_USER and named in self._users
