"""A request put to an account, and to what the account would be after a change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from iamtui.access.asking import ask
from iamtui.access.denial import Denial
from iamtui.access.subject import Subject, subject
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.policy import Decision, Principal, PrincipalKind

MFA_CONTEXT: Mapping[str, str] = {
    "aws:MultiFactorAuthPresent": "true",
    "aws:MultiFactorAuthAge": "0",
}
# API Gateway hides the first digits of the account.
_MASKED = re.compile(r"\*{8}(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """Whether `entity`, acting as `principal`, may do `action` on `resource`."""

    entity: Entity
    principal: Principal
    action: str
    resource: str
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    now: datetime | None = None

    @property
    def arn(self) -> str:
        """The ARN by which policies name the principal: of the role, for a session."""
        return self.principal.role_arn or self.principal.arn

    @property
    def with_mfa(self) -> Question:
        """The same, asked from a session that was just signed in with MFA."""
        return replace(self, context={**self.context, **MFA_CONTEXT})

    def who(self, account: Account) -> Subject:
        """The principal with what it holds in `account`."""
        found = subject(account, self.entity)
        if found is None:
            raise LookupError(f"{self.entity} is not in the account")
        return replace(found, principal=self.principal)

    def put_to(self, account: Account) -> Decision:
        """The answer of `account`; condition keys that are not given are unknown."""
        who = self.who(account)
        return ask(account, who, self.action, self.resource, context=self.context, now=self.now)


def question_of(
    account: Account,
    denial: Denial,
    context: Mapping[str, str | tuple[str, ...]],
    now: datetime | None,
) -> Question | str:
    """The question behind `denial`, or a sentence that says why it cannot be put to `account`."""
    try:
        principal = Principal.parse(denial.principal)
    except ValueError:
        return f"{denial.principal} is not a principal of AWS."
    if isinstance(account.id, Known) and principal.account not in (None, account.id.value):
        return (
            f"{denial.principal} belongs to account {principal.account}, "
            f"and the account loaded is {account.id.value}."
        )
    if principal.kind is PrincipalKind.ROOT:
        return (
            "The root user is limited by no IAM policy: only a service control policy, a resource "
            "control policy or the resource's own policy can refuse it."
        )
    entity = _entity(account, principal)
    if entity is None:
        return f"{denial.principal} is not in this account: it may have been deleted or renamed."
    found = subject(account, entity)
    if found is None:
        return f"{denial.principal} is not in this account."
    acting = _acting(found.principal, principal)
    return Question(entity, acting, denial.action, _resource(account, denial), context, now)


def _entity(account: Account, principal: Principal) -> Entity | None:
    if principal.kind is PrincipalKind.USER:
        return _named(account.users, principal.name, EntityKind.USER)
    if principal.kind is PrincipalKind.ROLE:
        return _named(account.roles, principal.name, EntityKind.ROLE)
    return None


def _named(holders: Mapping[str, object], name: str | None, kind: EntityKind) -> Entity | None:
    return Entity(kind, name) if name is not None and name in holders else None


def _acting(held: Principal, said: Principal) -> Principal:
    """What the account holds as `held`, acting as AWS said: maybe in a session of the role."""
    if said.session is None:
        return held
    return Principal(
        arn=said.arn,
        kind=said.kind,
        account=said.account,
        name=said.name,
        session=said.session,
        is_service_linked=said.is_service_linked,
        user_id=held.user_id,
        tags=held.tags,
        role_arn=held.arn,
    )


def _resource(account: Account, denial: Denial) -> str:
    if not isinstance(account.id, Known):
        return denial.resource or "*"
    account_id = account.id.value

    def whole(match: re.Match[str]) -> str:
        return account_id if account_id.endswith(match[1]) else match[0]

    return _MASKED.sub(whole, denial.resource) or "*"
