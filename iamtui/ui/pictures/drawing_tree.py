"""What hangs together around an entity as a picture: a tree whose branches open and close."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter

from rich.cells import cell_len

from iamtui.access.tree import Node
from iamtui.account.entity import Entity, EntityKind
from iamtui.ui.pictures.drawing import PictureLine, shortened
from iamtui.ui.text import clean

MANY = 12
"""As many of one relation are shown at most until they are asked for …"""

SHOWN = 5
"""… and so many of those that are more."""

LEAST = 8
"""Cells of a name at least."""

MORE_STYLE = "warning"
_STYLES = {EntityKind.USER: "success", EntityKind.GROUP: "link", EntityKind.ROLE: "unknown"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node hangs: its key, what is drawn before it and before what hangs on it."""

    key: str
    lead: str = ""
    below: str = ""

    def hung(self, key: str, *, is_last: bool) -> _Place:
        """The place of what hangs on this one, the last of all or not."""
        branch, on = ("└── ", "    ") if is_last else ("├── ", "│   ")
        return _Place(key, f"{self.below}{branch}", f"{self.below}{on}")


def draw_tree(root: Node, turned: frozenset[str], width: int) -> tuple[PictureLine, ...]:
    """The tree under `root` in lines of at most `width` cells.

    Branches are open, but more than `MANY` of one relation are cut to the first `SHOWN` and a line
    that counts the others; `turned` are the branches (`PictureLine.turns`) that are the other way.
    """
    return tuple(_Drawing(turned, width).tree(root))


class _Drawing:
    """Draws one tree."""

    def __init__(self, turned: frozenset[str], width: int) -> None:
        self._turned = turned
        self._width = width

    def tree(self, root: Node) -> Iterator[PictureLine]:
        at = _Place("0")
        label = str(root.entity) if root.entity is not None else root.label
        yield self._line(replace(root, label=label), at, 0, "")
        yield from self._below(root, at)

    def _below(self, node: Node, place: _Place) -> Iterator[PictureLine]:
        """What hangs on `node`, unless that is closed."""
        if place.key in self._turned:
            return
        column = max((cell_len(child.relation) for child in node.children), default=0)
        runs = [list(run) for _, run in groupby(node.children, attrgetter("relation"))]
        for number, run in enumerate(runs):
            yield from self._run(run, place, column, number, is_last=number == len(runs) - 1)

    def _run(
        self, run: list[Node], place: _Place, column: int, number: int, *, is_last: bool
    ) -> Iterator[PictureLine]:
        """What hangs on one node by the same relation."""
        branch = f"{place.key}/{number}" if len(run) > MANY else ""
        is_cut = bool(branch) and branch not in self._turned
        for position, child in enumerate(run[:SHOWN] if is_cut else run):
            key = f"{place.key}/{number}.{position}"
            at = place.hung(key, is_last=is_last and position == len(run) - 1)
            yield self._line(child, at, column, branch)
            yield from self._below(child, at)
        if is_cut:
            at = place.hung(branch, is_last=is_last)
            yield _more(at, run[0].relation.ljust(column), len(run) - SHOWN)

    def _line(self, node: Node, at: _Place, column: int, branch: str) -> PictureLine:
        """`node`, which is in the long `branch`, if that is not ""."""
        relation = f"{clean(node.relation).ljust(column)}  " if column else ""
        closed = f"  … {len(node.children)} below" if at.key in self._turned else ""
        room = self._width - cell_len(at.lead) - cell_len(relation) - cell_len(closed)
        name = shortened(node.label, max(LEAST, room))
        pieces = ((relation, "muted"), (name, _style(node.entity)), (closed, MORE_STYLE))
        full = f"{node.relation} {node.label}".strip()
        turns = at.key if node.children else branch
        return PictureLine((at.lead, "muted"), pieces, at.key, node.entity, full, turns)


def _more(at: _Place, relation: str, count: int) -> PictureLine:
    words = f"… {count} more"
    pieces = ((f"{relation}  ", "muted"), (words, MORE_STYLE))
    return PictureLine((at.lead, "muted"), pieces, at.key, None, words, at.key)


def _style(entity: Entity | None) -> str:
    return "" if entity is None else _STYLES.get(entity.kind, "")
