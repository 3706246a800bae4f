"""Who gains and who loses permissions by a plan: a few lines to read first, and all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from iamtui.access.affected import affected
from iamtui.access.difference import Delta, Difference, permission_difference
from iamtui.access.holders import all_holders
from iamtui.access.lockout import lockout
from iamtui.account.entity import Entity, EntityKind
from iamtui.execution.plan import Plan
from iamtui.policy.condition_words import condition_in_words

NOBODY = "Nobody gains or loses a permission by this."
NAMED = 2
"""So many users and roles are named in the lines; the others are counted."""
_Group: TypeAlias = tuple[list[Entity], Difference]
_ANYBODY = Entity(EntityKind.USER, "")
SHOWN = 3
"""So many patterns of actions stand in a line."""
_SECTIONS = (
    ("gained", "+", "gains"),
    ("lost", "−", "loses"),
    ("now_conditional", "~", "keeps under a condition"),
    ("now_unconditional", "~", "has without a condition now"),
    ("conditions_changed", "~", "has under other conditions"),
)


@dataclass(frozen=True, slots=True)
class Effects:
    """`warnings` are sentences about the caller's own future, `lines` the summary, `text` all."""

    warnings: tuple[str, ...]
    lines: tuple[str, ...]
    text: str


def effects(plan: Plan) -> Effects:
    """What `plan` does to the permissions of users and roles.

    Takes up to seconds in a large account: it is not for the event loop.
    """
    before, after = plan.steps[0].before, plan.steps[-1].after
    caller = before.caller.otherwise(None)
    groups = _groups(permission_difference(before, after, now=plan.made))
    warnings = lockout(before, after, caller.arn) if caller is not None else ()
    lines = tuple(_lines(groups))
    if not lines and any(affected(before, after, all_holders(before, after))):
        lines = (NOBODY,)
    return Effects(warnings, lines, _text(groups))


def _lines(groups: list[_Group]) -> Iterator[str]:
    for names, difference in groups[:NAMED]:
        yield f"{_who(names)} {', '.join(_parts(difference))}."
    more = sum(len(names) for names, _ in groups[NAMED:])
    if more:
        yield f"{more} others gain or lose something too; p shows all."


def _who(names: list[Entity]) -> str:
    first = ", ".join(name.key for name in names[:NAMED])
    more = len(names) - NAMED
    return f"{first} and {more} more:" if more > 0 else f"{first}:"


def _groups(differences: tuple[Difference, ...]) -> list[_Group]:
    """Those who gain and lose the same together, the largest groups first."""
    alike: dict[Difference, list[Entity]] = {}
    for difference in differences:
        alike.setdefault(replace(difference, entity=_ANYBODY), []).append(difference.entity)
    return sorted(((names, same) for same, names in alike.items()), key=lambda one: -len(one[0]))


def _parts(difference: Difference) -> Iterator[str]:
    for field, _, verb in _SECTIONS:
        deltas: tuple[Delta, ...] = getattr(difference, field)
        if deltas:
            yield f"{verb} {_patterns(deltas)}"
    if difference.trusted:
        yield f"may be assumed by {', '.join(difference.trusted[:SHOWN])}"
    if difference.untrusted:
        yield f"may no longer be assumed by {', '.join(difference.untrusted[:SHOWN])}"


def _patterns(deltas: tuple[Delta, ...]) -> str:
    patterns = list(dict.fromkeys(pattern for delta in deltas for pattern in delta.patterns))
    if len(patterns) <= SHOWN:
        return ", ".join(patterns)
    actions = {action for delta in deltas for action in delta.actions}
    services = {action.partition(":")[0] for action in actions}
    if len(services) > SHOWN:
        return f"{len(actions):,} actions of {len(services)} services"
    return f"{len(actions):,} actions ({', '.join(patterns[:SHOWN])}, …)"


def _text(groups: list[_Group]) -> str:
    blocks = ["\n".join((_names(names), *_told(each))) for names, each in groups]
    return "\n\n".join(blocks) or NOBODY


def _names(names: list[Entity]) -> str:
    return ", ".join(map(str, names))


def _told(difference: Difference) -> Iterator[str]:
    for field, sign, verb in _SECTIONS:
        deltas: tuple[Delta, ...] = getattr(difference, field)
        if deltas:
            yield f"  {verb}:"
            for delta in deltas:
                yield from (f"    {line}" for line in _delta(sign, delta))
    yield from (f"  + may be assumed by {name}" for name in difference.trusted)
    yield from (f"  − may no longer be assumed by {name}" for name in difference.untrusted)


def _delta(sign: str, delta: Delta) -> Iterator[str]:
    yield f"{sign} {', '.join(delta.patterns)}"
    yield f"    on {', '.join(delta.resources)}"
    phrases = [*map(condition_in_words, delta.conditions), *delta.reasons]
    if phrases:
        yield f"    only if {' and '.join(phrases)}"
