"""What every answer over many requests has to agree with: the decision on one request."""

from __future__ import annotations

import re
from collections.abc import Iterable

from iamtui.access.asking import ASSUMING, ask
from iamtui.access.delta import Delta, Difference
from iamtui.access.difference import permission_difference
from iamtui.access.permissions import Permission, Scope, effective_permissions
from iamtui.access.subject import subject, subjects
from iamtui.access.who_can import who_can
from iamtui.account.entity import Entity
from iamtui.account.field import Known
from iamtui.account.model import Account, Source
from iamtui.policy import Verdict
from iamtui.policy.arns import resource_pattern, resource_segments
from iamtui.policy.globs import glob, matcher
from tests.access.wide_accounts import OTHER, REQUESTS

_DENIALS = (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)


def matches(pattern: str, resource: str) -> bool:
    """Whether a pattern of a statement, its variables taken for any text, names `resource`."""
    if pattern == "*":
        return True
    literal = pattern.replace("${*}", "\0")  # stands for itself, and is in no resource here
    segments = resource_segments(re.sub(r"\$\{[^}]*\}", "*", literal))
    return matcher(resource_pattern(segments[:-1], glob(segments[-1])))(resource)


def holds(scope: Scope, resource: str) -> bool:
    """Whether `resource` is one of those of `scope`."""
    inside = all(matches(pattern, resource) for pattern in (scope.pattern, *scope.within))
    return inside and not any(matches(pattern, resource) for pattern in scope.exceptions)


def row_verdict(row: Permission | None, resource: str) -> Verdict | None:
    """What the row of an action says of one resource; None for a denial."""
    found = [scope.verdict for scope in row.scopes if holds(scope, resource)] if row else []
    return min(found, key=(Verdict.ALLOWED, Verdict.CONDITIONAL).index, default=None)


def asked(account: Account, entity: Entity, action: str, resource: str) -> Verdict | None:
    """The decision on one request; None for a denial, and for somebody who does not exist."""
    who = subject(account, entity)
    decided = None if who is None else ask(account, who, action, resource).verdict
    return None if decided in _DENIALS else decided


def check_permissions(made: Account, *, exact: bool) -> None:
    """Each row says what the decision on a request says.

    A row may be wider and more doubtful on resources of other accounts, on aliases of keys (whose
    policies may have to agree), on roles where not all are known, and without `exact`. With
    conditions on the request a row leaves out other accounts' resources that no pattern names.
    """
    for who in subjects(made):
        found = effective_permissions(made, who.entity)
        for action, resources in REQUESTS:
            row = found.of_action(action)
            for resource in resources:
                expected = asked(made, who.entity, action, resource)
                told = row_verdict(row, resource)
                context = (who.entity, action, resource, expected, row)
                wider = _is_beside_a_key(action, resource) or _is_unlisted(made, action)
                if exact and not wider and f":{OTHER}:" not in resource:
                    assert told is expected, context
                elif f":{OTHER}:" in resource:
                    assert told is not None or expected is None or not exact, context
                else:
                    assert _no_surer(told, expected), context


def _is_beside_a_key(action: str, resource: str) -> bool:
    """Whether rows of the action may be doubted for keys, and the resource is none."""
    return action.startswith("kms:") and ":key/" not in resource


def _is_unlisted(made: Account, action: str) -> bool:
    """Whether a trust policy decides, and nobody knows all of the account's roles."""
    return action in ASSUMING and not isinstance(made.sources[Source.ROLES], Known)


def _no_surer(told: Verdict | None, expected: Verdict | None) -> bool:
    return told is expected or told is Verdict.CONDITIONAL


def check_who_can(made: Account) -> None:
    """Everybody gets the answer that asking him gives, with the same reasons."""
    for action, resources in REQUESTS:
        for resource in (*resources, "*"):
            answer = who_can(made, action, resource)
            for row, who in zip(answer.rows, subjects(made), strict=True):
                decision = ask(made, who, action, resource)
                assert row.verdict is decision.verdict, (action, resource, who.entity, decision)
                if row.verdict in (Verdict.ALLOWED, Verdict.CONDITIONAL):
                    assert set(row.decision.matched) == set(decision.matched)


def check_who_can_pattern(made: Account, pattern: str, resource: str) -> None:
    """A pattern of actions is all of them at once."""
    answer = who_can(made, pattern, resource)
    for row, who in zip(answer.rows, subjects(made), strict=True):
        decided = {a: ask(made, who, a, resource).verdict for a in answer.actions}
        context = (pattern, resource, who.entity, decided, row)
        assert row.actions == tuple(a for a in decided if decided[a] is Verdict.ALLOWED), context
        maybe = tuple(a for a in decided if decided[a] is Verdict.CONDITIONAL)
        assert row.conditional == maybe, context
        assert row.verdict is _best(decided.values()), context


def _best(verdicts: Iterable[Verdict]) -> Verdict:
    order = (Verdict.ALLOWED, Verdict.CONDITIONAL, *_DENIALS)
    return min(verdicts, key=order.index)


def check_difference(before: Account, after: Account) -> None:
    """What is said to be gained and lost is what the decisions on requests say.

    For the account's own resources, and accounts without conditions on the request.
    """
    found = {each.entity: each for each in permission_difference(before, after)}
    entities = dict.fromkeys(who.entity for made in (before, after) for who in subjects(made))
    for entity in entities:
        difference = found.get(entity, Difference(entity))
        for action, resources in REQUESTS:
            for resource in resources:
                if f":{OTHER}:" in resource or _is_beside_a_key(action, resource):
                    continue
                if _is_unlisted(before, action) or _is_unlisted(after, action):
                    continue
                old = asked(before, entity, action, resource)
                new = asked(after, entity, action, resource)
                context = (entity, action, resource, old, new, difference)
                assert _gained(difference.gained, action, resource) is (
                    new if old is None else None
                ), context
                assert _gained(difference.lost, action, resource) is (
                    old if new is None else None
                ), context
                turned = (old, new) == (Verdict.ALLOWED, Verdict.CONDITIONAL)
                assert _names(difference.now_conditional, action, resource) is turned, context
                turned = (old, new) == (Verdict.CONDITIONAL, Verdict.ALLOWED)
                assert _names(difference.now_unconditional, action, resource) is turned, context


def _gained(deltas: tuple[Delta, ...], action: str, resource: str) -> Verdict | None:
    verdicts = [d.verdict for d in deltas if _named(d, action, resource)]
    return min(verdicts, key=(Verdict.ALLOWED, Verdict.CONDITIONAL).index, default=None)


def _names(deltas: tuple[Delta, ...], action: str, resource: str) -> bool:
    return any(_named(delta, action, resource) for delta in deltas)


def _named(delta: Delta, action: str, resource: str) -> bool:
    return action in delta.actions and any(_inside(text, resource) for text in delta.resources)


def _inside(text: str, resource: str) -> bool:
    """Whether `resource` is in an area as it is shown: `a within b, c except d, e`."""
    inside, _, outside = text.partition(" except ")
    first, _, within = inside.partition(" within ")
    patterns = (first, *_list(within))
    kept = all(matches(pattern, resource) for pattern in patterns)
    return kept and not any(matches(pattern, resource) for pattern in _list(outside))


def _list(text: str) -> list[str]:
    """Patterns that are shown with commas between; a comma in `${key, 'default'}` is none."""
    return [part for part in re.split(r", (?!')", text) if part]
