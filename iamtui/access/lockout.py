"""Whether a change locks out the one who makes it: warnings before it is sent."""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.access.action_bits import Universe, union
from iamtui.access.affected import affected
from iamtui.access.holders import holder_of
from iamtui.access.mfa import is_about_mfa
from iamtui.access.piece_changes import Turn
from iamtui.access.policy_changes import Changed, PolicyChanges
from iamtui.access.subject import Subject, subject
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, KeyStatus, Role, User
from iamtui.policy import Principal, PrincipalKind
from iamtui.policy.action_sets import minimise
from iamtui.policy.reference import AccessLevel, access_level, actions_of

# A sentence names this many patterns of actions.
_NAMED = 4
_BACK = "You may be unable to take this back."


def lockout(before: Account, after: Account, caller_arn: str) -> tuple[str, ...]:
    """Sentences that say what the signed-in caller loses that he needs to go on or to go back.

    `caller_arn` is that of `sts:GetCallerIdentity`: of a user, or of a session of a role. For root,
    whom no policy stops, and for a caller that the account does not hold, there is nothing to say.
    """
    caller = _caller(before, caller_arn)
    old = None if caller is None else holder_of(before, caller)
    if caller is None or old is None:
        return ()
    new = holder_of(after, caller)
    if new is None:
        return (f"This deletes {caller}, which you are signed in as.",)
    return (*_permissions(before, after, caller), *_credentials(before, after, old, new, caller))


def _caller(account: Account, arn: str) -> Entity | None:
    try:
        principal = Principal.parse(arn)
    except ValueError:
        return None
    if principal.name is None or principal.account != account.id.otherwise(principal.account):
        return None
    if principal.kind in (PrincipalKind.USER, PrincipalKind.FEDERATED_USER):
        return Entity(EntityKind.USER, principal.name)
    if principal.kind is PrincipalKind.ROLE:
        return Entity(EntityKind.ROLE, principal.name)
    return None


def _permissions(before: Account, after: Account, caller: Entity) -> Iterator[str]:
    """What of IAM's permissions the caller loses for certain, or has on conditions only."""
    if caller not in tuple(affected(before, after, (caller,))):
        return
    changes = PolicyChanges(before, after, None, exact=False)
    changed = changes.of(caller)
    lost, doubted = _turned(changed, Turn.LOST), _turned(changed, Turn.NOW_CONDITIONAL)
    if lost and changes.nothing_left(caller):
        yield "You lose all your permissions by this."
        return
    iam = _writing_iam(changed.universe)
    names = changed.universe.names
    if lost & iam:
        yield f"You lose {_named(names(lost & iam))}, on some resources or on all. {_BACK}"
    if doubted & iam & ~lost:
        kept = _named(names(doubted & iam & ~lost))
        yield f"You keep {kept} under conditions only. {_BACK}"


def _turned(changed: Changed, turn: Turn) -> int:
    """The actions of which something took this turn."""
    return union(
        group.bits
        for group in changed.changes
        if any(change.turn is turn for change in group.changes)
    )


def _writing_iam(universe: Universe) -> int:
    """The actions of IAM that change something."""
    names = actions_of("iam")
    reading = (AccessLevel.LIST, AccessLevel.READ)
    return universe.of_actions(n for n in names if access_level(n) not in reading)


def _named(actions: tuple[str, ...]) -> str:
    patterns = minimise(actions)
    shown = ", ".join(patterns[:_NAMED])
    more = len(patterns) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def _credentials(
    before: Account, after: Account, old: User | Role, new: User | Role, caller: Entity
) -> Iterator[str]:
    if not isinstance(old, User) or not isinstance(new, User):
        return
    yield from _keys(old, new)
    if _has_password(old) and not _has_password(new):
        yield "You lose your console password by this."
    if _devices(before, old) > _devices(after, new) == 0:
        yield "You remove your last MFA device by this."
        who = subject(after, caller)
        if who is not None and _asks_for_mfa(who):
            yield "A policy of yours asks for MFA: without a device you cannot meet it."


def _keys(old: User, new: User) -> Iterator[str]:
    was, now = _active_keys(old), _active_keys(new)
    if was is None or now is None:
        return
    for key in sorted(was - now):
        yield f"Your access key {key} is deleted or deactivated by this."
    if was and not now:
        yield "No active access key is left to you."


def _active_keys(user: User) -> frozenset[str] | None:
    """The ids of the active keys; None where the keys are not known."""
    if not isinstance(user.access_keys, Known):
        return None
    return frozenset(
        key.id.value
        for key in user.access_keys.value
        if key.status is KeyStatus.ACTIVE and isinstance(key.id, Known)
    )


def _has_password(user: User) -> bool:
    return isinstance(user.password, Known) and user.password.value.enabled


def _devices(account: Account, user: User) -> int:
    """How many MFA devices a user has, as far as it is known."""
    serials = set(account.index.devices_of.get(user.name, ()))
    return len(serials.union(user.mfa_devices.otherwise(())))


def _asks_for_mfa(who: Subject) -> bool:
    layers = who.layers
    bounds = () if layers.boundary is None else (layers.boundary,)
    return any(
        is_about_mfa(condition.key)
        for named in (*layers.identity, *layers.groups, *bounds)
        for statement in named.policy.statements
        for condition in statement.plain.conditions
    )
