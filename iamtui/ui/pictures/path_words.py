"""What a step of an escalation path takes, and where a path leads, in a few words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from iamtui.access.escalation_path import EscalationPath, EscalationStep
from iamtui.policy.escalation_sets import ESCALATIONS

CERTAIN, DEPENDS = "certain", "depends"
STYLES = {CERTAIN: "error", DEPENDS: "warning"}

_PERMISSIONS = {escalation.id: escalation.permissions for escalation in ESCALATIONS}


def permissions_of(method: str) -> tuple[str, ...]:
    """The permissions that a method takes; one without a published id is its own permission."""
    return _PERMISSIONS.get(method, (method,))


def sureness(certain: bool) -> str:
    """Whether it can be done as things are, or depends on something."""
    return CERTAIN if certain else DEPENDS


def step_words(step: EscalationStep) -> str:
    """What the actor does, without the name of the actor."""
    return step.sentence.removeprefix(f"{step.actor} ")


@lru_cache(maxsize=4096)
def _short_way(methods: tuple[str, ...]) -> str:
    return ", then ".join(" + ".join(permissions_of(method)) for method in methods)


def way_words(path: EscalationPath) -> str:
    """The permissions of all steps in a line."""
    return _short_way(tuple(step.method for step in path.steps))


def lead_words(path: EscalationPath) -> str:
    """Whose rights the path leads to, seen from who takes it."""
    return "its own rights" if path.end == path.start else path.end.key


def worst_first(paths: Sequence[EscalationPath]) -> list[EscalationPath]:
    """The paths in the order of their danger: certain ones, then short ones, then by name."""
    return sorted(paths, key=_danger)


def _danger(path: EscalationPath) -> tuple[bool, int, str, str]:
    start = path.start
    return not path.certain, len(path.steps), start.kind.value, start.key
