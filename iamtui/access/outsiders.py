"""Who may do something and is no user or role of the account: its root user, and whom a role's
trust policy names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from iamtui.access.asking import ContextValues, resource_policy
from iamtui.access.terms import depends_on_principal
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.policy import (
    UNKNOWN,
    Decision,
    Layers,
    NamedPolicy,
    Principal,
    PrincipalKind,
    Request,
    Verdict,
    evaluate,
)
from iamtui.policy import Unknown as UnknownValue
from iamtui.policy.layers import Policies

_RANK = (Verdict.ALLOWED, Verdict.CONDITIONAL, Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)
_WITH_POLICIES = (PrincipalKind.USER, PrincipalKind.ROLE, PrincipalKind.FEDERATED_USER)


class Outsider(NamedTuple):
    """A principal that is no user or role of the account.

    `name` is an ARN, an account's id (anybody there whom that account lets), a service, an identity
    provider, or `*` for everybody. `decision` is the one on the best of the actions asked for.
    """

    name: str
    decision: Decision


def outsiders(
    account: Account,
    actions: tuple[str, ...],
    resource: str,
    context: ContextValues,
    now: datetime | None,
) -> tuple[Outsider, ...]:
    """The root user, and those that the trust policy of the role `resource` names in an Allow."""
    found: dict[str, Decision] = {}
    for action in actions:
        policy = resource_policy(account, action, resource)
        for name, principal in _principals(account, policy):
            request = Request(principal, action, resource, context, None, now, True)
            decision = _decide(request, policy)
            if name not in found or _better(decision, found[name]):
                found[name] = decision
    return tuple(Outsider(name, decision) for name, decision in found.items())


def named_outside(account: Account, policy: NamedPolicy) -> Iterator[tuple[str, Principal]]:
    """The principals outside the account that a trust policy lets in, by its names for them."""
    own = account.id.otherwise("")
    for statement in policy.policy.statements:
        plain = statement.plain
        if statement.denies or plain.not_principals:
            continue
        for _, name in plain.principals or ():
            principal = _principal(name)
            if principal is not None and (not own or principal.account != own):
                yield name, principal


def _principals(
    account: Account, policy: NamedPolicy | UnknownValue | None
) -> Iterator[tuple[str, Principal]]:
    if isinstance(account.id, Known):
        root = f"arn:{_partition(account)}:iam::{account.id.value}:root"
        yield root, Principal.parse(root)
    if isinstance(policy, NamedPolicy):
        yield from named_outside(account, policy)


def _partition(account: Account) -> str:
    caller = account.caller
    return caller.value.arn.split(":", 2)[1] if isinstance(caller, Known) else "aws"


def _principal(name: str) -> Principal | None:
    """The principal of a name; for a whole account somebody in it. None for an unknown form."""
    try:
        principal = Principal.parse(name)
    except ValueError:
        return None
    if principal.kind is not PrincipalKind.ROOT:
        return principal
    partition = principal.arn.split(":", 2)[1]
    return Principal.parse(f"arn:{partition}:iam::{principal.account}:user/*")


def _decide(request: Request, policy: NamedPolicy | UnknownValue | None) -> Decision:
    """The decision; what other accounts allow their own is not known.

    Of somebody in another account neither name nor tags are known, so that a trust policy that asks
    for them answers "it depends".
    """
    who = request.principal
    own: Policies = ()
    if who.kind in _WITH_POLICIES:
        own = (NamedPolicy.without_text(f"the policies of account {who.account}"),)
        if who.name == "*" and isinstance(policy, NamedPolicy) and _asks_who(policy):
            policy = UNKNOWN
    return evaluate(request, Layers(identity=own, resource_policy=policy))


def _asks_who(policy: NamedPolicy) -> bool:
    return any(depends_on_principal(statement) for statement in policy.policy.statements)


def _better(decision: Decision, than: Decision) -> bool:
    return _RANK.index(decision.verdict) < _RANK.index(than.verdict)
