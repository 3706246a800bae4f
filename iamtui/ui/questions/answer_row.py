"""A row of the answer to a question, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from iamtui.account.entity import Entity
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Document


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A row: `cells` in the order of the columns.

    Enter does `act`, else goes to `link`, else shows `document`, which J shows too; `copied` is
    what y copies where that is not the row's text. `more` are words that only the filter looks at,
    by the name of a column that is not shown.
    """

    cells: tuple[Cell, ...]
    document: Document | None = None
    link: Entity | None = None
    act: Callable[[], None] | None = None
    copied: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that is seen of it."""
        return "  ".join(filter(None, map(plain, self.cells)))


def plain(cell: Cell) -> str:
    """The text of a cell."""
    return cell if isinstance(cell, str) else cell[0]


def heading(title: str, columns: int) -> AnswerRow:
    """A row that begins a part of the answer."""
    return AnswerRow(((title.upper(), "link"), *[""] * (columns - 1)))
