"""Privilege escalation: who can come by administrator rights, or come to act as somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import ClassVar

from textual.content import Content

from iamtui.access.escalation import Escalations, escalation_paths, who_can_become
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.ui.columns import Column
from iamtui.ui.pictures.path_words import worst_first
from iamtui.ui.pictures.paths_list import BY, STEPS, SURE, TO, WHO, PathsScreen, counted
from iamtui.ui.questions.answer_row import AnswerRow
from iamtui.ui.text import label

_NAMED = 3


class EscalationScreen(PathsScreen):
    """Everybody's shortest path to administrator rights, or all paths of `entity`."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (WHO, STEPS, SURE, TO, BY)

    def __init__(self, entity: Entity | None = None) -> None:
        super().__init__(entity)
        self.only_entity = entity is not None

    def title_words(self) -> str:
        return "Privilege escalation: who can come by administrator rights"

    def look(self, account: Account, now: datetime, cancelled: Callable[[], bool]) -> Escalations:
        return escalation_paths(account, now=now, cancelled=cancelled)

    def switch_everybody(self) -> None:
        """Show everybody's paths, or again only those of the one it was asked for."""
        if self.entity is None:
            self.iamtui.say("This is everybody already.")
            return
        self.only_entity = not self.only_entity
        self.show_found()

    @property
    def nothing(self) -> str:
        return "No path." if self.only_entity else super().nothing

    def summary(self, found: Escalations) -> Iterator[Content]:
        if self.entity is not None and self.only_entity:
            yield from _of_one(self.entity, found)
        else:
            yield from _of_all(found)

    def answer_rows(self, found: Escalations) -> Iterator[AnswerRow]:
        if self.entity is not None and self.only_entity:
            paths = found.paths.get(self.entity, ())
            yield from (self.row_of(paths, number) for number in range(len(paths)))
            return
        best = {paths[0]: paths for paths in found.paths.values()}
        yield from (self.row_of(best[path]) for path in worst_first(list(best)))
        for entity in found.blind:
            if entity not in found.paths:
                cells = (str(entity), "", ("unknown", "unknown"), "policy not read", "")
                yield AnswerRow(cells, link=entity, more={"kind": entity.kind.value})


class BecomingScreen(PathsScreen):
    """Who can come to act as `target`, each by the shortest path."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (WHO, STEPS, SURE, BY)
    TO_ADMINISTRATOR: ClassVar[bool] = False

    def __init__(self, target: Entity) -> None:
        super().__init__(target)
        self.target = target

    def title_words(self) -> str:
        return f"Who can come to act as the {self.target}"

    def look(self, account: Account, now: datetime, cancelled: Callable[[], bool]) -> Escalations:
        paths = who_can_become(account, self.target, now=now, cancelled=cancelled)
        return Escalations(paths={path.start: (path,) for path in paths}, complete=not cancelled())

    def summary(self, found: Escalations) -> Iterator[Content]:
        certain = sum(paths[0].certain for paths in found.paths.values())
        count = len(found.paths)
        words = f"{_principals(count)} can{counted(count, certain)}." if count else "Nobody can."
        yield label(words, "bold")
        yield label("Each by the shortest way. The account's root user can without.", "$text-muted")

    def answer_rows(self, found: Escalations) -> Iterator[AnswerRow]:
        best = [paths[0] for paths in found.paths.values()]
        yield from (self.row_of((path,)) for path in worst_first(best))


def _of_one(entity: Entity, found: Escalations) -> Iterator[Content]:
    paths = found.paths.get(entity, ())
    certain = sum(path.certain for path in paths)
    if entity in found.administrators:
        yield label(f"The {entity} is an administrator already.", "bold")
    elif paths:
        ways = "1 way" if len(paths) == 1 else f"{len(paths)} shortest ways"
        yield label(f"The {entity} has {ways}{counted(len(paths), certain)}.", "bold")
    else:
        yield label(f"No path of the {entity} was found.", "bold")
    if entity in found.blind:
        yield label("Not all of its policies could be read: there may be more.", "$text-warning")
    yield label(f"Everybody's (a): {_principals(len(found.paths))} with a path.", "$text-muted")


def _of_all(found: Escalations) -> Iterator[Content]:
    count = len(found.paths)
    certain = sum(paths[0].certain for paths in found.paths.values())
    words = f"{_principals(count)} can{counted(count, certain)}." if count else "Nobody can."
    yield label(words, "bold")
    yield label(f"{_administrators(len(found.administrators))} already.", "$text-muted")
    if found.blind:
        named = ", ".join(map(str, found.blind[:_NAMED]))
        more = len(found.blind) - _NAMED
        also = f" and {more} more" if more > 0 else ""
        yield label(f"Not judged, as a policy was not read: {named}{also}.", "$text-warning")


def _principals(count: int) -> str:
    return "1 user or role" if count == 1 else f"{count:,} users and roles"


def _administrators(count: int) -> str:
    return "1 is an administrator" if count == 1 else f"{count:,} are administrators"
