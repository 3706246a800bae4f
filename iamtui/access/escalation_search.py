"""The search for the shortest ways: from the administrators backwards, a step at a time.

Principals whose relevant policies are the same take the same steps, so that the search goes over
such groups (`Crowd`), not over every user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from iamtui.access.escalation_actor import Actor, Allowed, Asker, actors, has_everything
from iamtui.access.escalation_becoming import Becoming, Targets
from iamtui.access.escalation_path import EscalationPath, EscalationStep
from iamtui.access.escalation_strengthening import Strengthening
from iamtui.account.entity import Entity
from iamtui.account.model import Account

Paths = dict[Entity, tuple[EscalationPath, ...]]

_SHOWN = 5


class Cancelled(Exception):
    """Whoever asked does not want the answer any more."""


@dataclass(slots=True)
class Crowd:
    """Actors that can take the same steps; `first` is asked for all of them."""

    first: Actor
    members: list[Actor]
    paths: tuple[EscalationPath, ...] = ()

    def add(self, paths: Iterable[EscalationPath]) -> bool:
        """Add paths of the first one; says whether that changes anything."""
        before = self.paths
        self.paths = _best([*before, *paths])
        return self.paths != before

    @property
    def is_certain(self) -> bool:
        """Whether there is a path without conditions."""
        return bool(self.paths) and self.paths[0].certain

    def found(self) -> Iterator[tuple[Entity, tuple[EscalationPath, ...]]]:
        """The paths of every member."""
        for member in self.members if self.paths else ():
            yield member.entity, tuple(_as_of(member, path) for path in self.paths)


class Search:
    """Finds paths over one account."""

    def __init__(
        self, account: Account, now: datetime | None, cancelled: Callable[[], bool]
    ) -> None:
        self._cancelled = cancelled
        self.actors = actors(account)
        asker = Asker(account, now)
        self._becoming = Becoming(asker)
        self._strengthening = Strengthening(asker)
        self.administrators: Mapping[Entity, Allowed] = {
            actor.entity: allowed
            for actor in self.actors.values()
            if has_everything(actor) and (allowed := asker.is_administrator(actor)) is not None
        }
        self._top = Targets.of(self.administrators)
        self._all = Targets.of(self.actors)

    def to_administrator(self, found: Paths) -> None:
        """Fill `found` with the shortest paths of all who are not administrators."""
        alone: Paths = {}
        for actor in self._starts():
            if actor.entity not in self.administrators:
                steps = self._strengthening.steps(actor, actor)
                alone[actor.entity] = _best(EscalationPath((step,)) for step in steps)
                self._look_up()
        found.update((entity, paths) for entity, paths in alone.items() if paths)
        crowds = self._crowds(alone)
        for crowd in crowds:
            crowd.add(EscalationPath((s,)) for s in self._into(crowd.first, self._top))
            if not crowd.is_certain:
                crowd.add(self._through_group(crowd.first))
                crowd.add(self._through_another(crowd.first))
            found.update(crowd.found())
        self._backwards(found, crowds, list(found))

    def to(self, target: Entity, found: Paths) -> None:
        """Fill `found` with the shortest paths of all who can come to act as `target`."""
        only = Targets.of((target,))
        crowds = self._crowds({a.entity: () for a in self._starts() if a.entity != target})
        for crowd in crowds:
            crowd.add(EscalationPath((step,)) for step in self._into(crowd.first, only))
            found.update(crowd.found())
        self._backwards(found, crowds, list(found))

    def _starts(self) -> Iterator[Actor]:
        """Those who may take a step; only AWS itself acts as a role that is linked to a service."""
        for actor in self.actors.values():
            if self._becoming.can_start(actor) and not actor.subject.principal.is_service_linked:
                yield actor

    def _crowds(self, alone: Paths) -> list[Crowd]:
        """The crowds of those without a certain path of their own."""
        crowds: dict[object, Crowd] = {}
        for entity, paths in alone.items():
            if paths and paths[0].certain:
                continue
            actor = self.actors[entity]
            same = actor.group if not (paths or self._becoming.is_named(actor)) else None
            key: object = entity if same is None else (same, entity.kind)
            crowd = crowds.setdefault(key, Crowd(actor, [], paths))
            crowd.members.append(actor)
        return list(crowds.values())

    def _backwards(self, found: Paths, crowds: list[Crowd], frontier: list[Entity]) -> None:
        """Put one step in front of the paths of `frontier`, and so on, until nobody is left.

        Who has a path on conditions only is asked again: a longer one may be certain.
        """
        while frontier:
            crowds = [crowd for crowd in crowds if not crowd.is_certain]
            reached: Paths = {}
            targets = Targets.of(frontier)
            for crowd in crowds:
                steps = self._into(crowd.first, targets)
                if crowd.add(_lengthened(steps, found, known=bool(crowd.paths))):
                    reached.update(crowd.found())
            found.update(reached)
            frontier = list(reached)

    def _through_group(self, actor: Actor) -> Iterator[EscalationPath]:
        """A group that `actor` can join, and whose policies then lead on."""
        for join, member, group in self._strengthening.joined(actor):
            steps = [
                *self._strengthening.of_group(member, group),
                *self._strengthening.steps(member, member),
                *self._into(member, self._top),
            ]
            yield from (EscalationPath((join, step)) for step in _fewest_conditions(steps)[:1])

    def _through_another(self, actor: Actor) -> Iterator[EscalationPath]:
        """Somebody whom `actor` can both make an administrator and act as."""
        if not self._strengthening.can(actor):
            return
        certain = 0
        for other in self._becoming.within_reach(actor, self._all):
            self._look_up()
            made = _fewest_conditions(self._strengthening.steps(actor, self.actors[other]))
            for then in self._steps(actor, other)[:1] if made else ():
                path = EscalationPath((made[0], then))
                certain += path.certain
                yield path
            if certain >= _SHOWN:
                return

    def _into(self, actor: Actor, targets: Targets) -> list[EscalationStep]:
        """The best step to each target, until there are enough certain ones."""
        steps: list[EscalationStep] = []
        certain = 0
        for target in self._becoming.within_reach(actor, targets):
            self._look_up()
            for step in self._steps(actor, target)[:1]:
                steps.append(step)
                certain += step.certain
            if certain >= _SHOWN:
                break
        return steps

    def _steps(self, actor: Actor, target: Entity) -> list[EscalationStep]:
        steps = _fewest_conditions(self._becoming.steps(actor, target))
        limits = self.administrators.get(target)
        if limits is not None and limits.conditions:
            steps = [_with_conditions(step, limits.conditions) for step in steps]
        return steps

    def _look_up(self) -> None:
        if self._cancelled():
            raise Cancelled


def _lengthened(
    steps: Iterable[EscalationStep], found: Paths, *, known: bool
) -> Iterator[EscalationPath]:
    """A path for each step, without turning back; only certain ones for who has one already."""
    for step in steps:
        rest = next((path for path in found[step.target] if not _visits(path, step.actor)), None)
        if rest is not None:
            path = EscalationPath((step, *rest.steps))
            if path.certain or not known:
                yield path


def _visits(path: EscalationPath, entity: Entity) -> bool:
    return any(entity in (step.actor, step.target) for step in path.steps)


def _best(paths: Iterable[EscalationPath]) -> tuple[EscalationPath, ...]:
    ordered = sorted(paths, key=lambda path: (not path.certain, len(path.steps)))
    return tuple(dict.fromkeys(ordered))[:_SHOWN]


def _fewest_conditions(steps: Iterable[EscalationStep]) -> list[EscalationStep]:
    return sorted(steps, key=lambda step: len(step.conditions))


def _with_conditions(step: EscalationStep, conditions: tuple[str, ...]) -> EscalationStep:
    """`step` to an administrator who is one only on conditions."""
    return replace(step, conditions=tuple(dict.fromkeys((*step.conditions, *conditions))))


def _as_of(actor: Actor, path: EscalationPath) -> EscalationPath:
    """The path of one member of a crowd, taken by another."""
    start = path.start
    if start == actor.entity:
        return path
    return EscalationPath(tuple(_step_as_of(actor.entity, start, step) for step in path.steps))


def _step_as_of(actor: Entity, first: Entity, step: EscalationStep) -> EscalationStep:
    if step.actor != first:
        return step
    sentence = f"{actor}{step.sentence.removeprefix(str(first))}"
    target = actor if step.target == first else step.target
    return replace(step, actor=actor, sentence=sentence, target=target)
