"""A way from one principal to the rights of another, step by step."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.account.entity import Entity


@dataclass(frozen=True, slots=True)
class EscalationStep:
    """One step: `actor` comes to act as `target`, or (the two being the same) gains rights.

    `method` is the id in pathfinding.cloud (`iam-002`), `sentence` says it in words.
    `conditions` are phrases on what must hold besides; the step is certain where there is none.
    `makes_administrator` marks a step by which `target` itself is given every permission.
    """

    actor: Entity
    method: str
    sentence: str
    target: Entity
    conditions: tuple[str, ...] = ()
    makes_administrator: bool = False

    @property
    def certain(self) -> bool:
        """Whether nothing else needs to hold."""
        return not self.conditions


@dataclass(frozen=True, slots=True)
class EscalationPath:
    """Steps that follow each other: the first one's actor is the start."""

    steps: tuple[EscalationStep, ...]

    @property
    def start(self) -> Entity:
        """Who takes the path."""
        return self.steps[0].actor

    @property
    def end(self) -> Entity:
        """Whose rights it leads to."""
        return self.steps[-1].target

    @property
    def certain(self) -> bool:
        """Whether every step is certain."""
        return all(step.certain for step in self.steps)
