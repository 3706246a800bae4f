"""An escalation path as a picture: from who takes it over each step to the rights it ends at."""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.access.escalation_path import EscalationPath, EscalationStep
from iamtui.account.entity import Entity
from iamtui.ui.pictures.drawing import PictureLine, Piece, shortened, wrapped
from iamtui.ui.pictures.path_words import DEPENDS, STYLES, permissions_of, step_words, sureness

MARGIN = 2
"""Cells before the line that leads down."""

GAP = 3
"""Cells of that line with the blanks behind it."""

HANGING = "   "
"""Before the further lines of a condition."""

LEAST = 16
"""Cells that the picture is drawn with at least."""

ADMINISTRATOR = "administrator"
NODE_STYLE = "link"
GOAL_STYLE = "goal"


def draw_path(
    path: EscalationPath, width: int, *, to_administrator: bool = True
) -> tuple[PictureLine, ...]:
    """`path` in lines of at most `width` cells.

    `to_administrator` says that the last one of the path is an administrator, or becomes one by
    the last step; else the path is drawn to its last one.
    """
    return tuple(_Drawing(path, max(width, LEAST), to_administrator).lines())


class _Drawing:
    """Draws one path; nodes are numbered from the top."""

    def __init__(self, path: EscalationPath, width: int, to_administrator: bool) -> None:
        self._path = path
        self._width = width
        self._to_administrator = to_administrator
        self._nodes = 0

    def lines(self) -> Iterator[PictureLine]:
        steps = self._path.steps
        yield self._node(self._path.start)
        for step, following in zip(steps, (*steps[1:], None), strict=True):
            yield from self._step(step, following)
        if self._to_administrator:
            last = steps[-1]
            if last.target != last.actor:
                rights = wrapped("has administrator rights", self._cells)
                yield from self._edge([(line, "") for line in rights], _style(last), arrives=True)
            yield self._node(None)

    def _step(
        self, step: EscalationStep, following: EscalationStep | None
    ) -> Iterator[PictureLine]:
        style = _style(step)
        on_itself = step.target == step.actor
        goes_on_as_target = following is None or following.actor == step.target
        arrives = following is None if on_itself else goes_on_as_target
        yield from self._edge(list(self._told(step)), style, arrives=arrives)
        if on_itself:
            return
        if goes_on_as_target:
            yield self._node(step.target)
        else:
            yield self._node(step.target, f"{' ' * MARGIN}├─▶ ", style)

    def _told(self, step: EscalationStep) -> Iterator[Piece]:
        """What a step takes, what is done, and on which conditions, each in its own lines."""
        cells = self._cells
        permissions = permissions_of(step.method)
        published = f"  ({step.method})" if step.method not in permissions else ""
        for line in wrapped(f"{' + '.join(permissions)}{published}", cells):
            yield line, "muted"
        for line in wrapped(step_words(step), cells):
            yield line, ""
        for condition in step.conditions:
            first, *others = wrapped(f"if {condition}", cells - len(HANGING))
            yield first, STYLES[DEPENDS]
            yield from ((f"{HANGING}{line}", STYLES[DEPENDS]) for line in others)

    @property
    def _cells(self) -> int:
        """The room beside the line that leads down."""
        return self._width - MARGIN - GAP

    def _edge(self, texts: list[Piece], style: str, *, arrives: bool) -> Iterator[PictureLine]:
        """The line down with `texts` beside it, and an arrow at its end where it `arrives`."""
        yield self._along("│", style)
        for text in texts[:-1]:
            yield self._along("│", style, text)
        yield self._along("▼" if arrives else "│", style, texts[-1])

    def _along(self, sign: str, style: str, piece: Piece = ("", "")) -> PictureLine:
        return PictureLine((f"{' ' * MARGIN}{sign}".ljust(MARGIN + GAP), style), (piece,))

    def _node(self, entity: Entity | None, lead: str = "", style: str = "") -> PictureLine:
        number, self._nodes = self._nodes, self._nodes + 1
        full = ADMINISTRATOR if entity is None else str(entity)
        name = shortened(full, self._width - len(lead))
        piece = (name, GOAL_STYLE if entity is None else NODE_STYLE)
        return PictureLine((lead, style), (piece,), str(number), entity, full)


def _style(step: EscalationStep) -> str:
    return STYLES[sureness(step.certain)]
