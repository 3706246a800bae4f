"""Columns out of one function each, which reads a `Datum` off an entity."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from iamtui.account.model import Account
from iamtui.ui.columns import Cell
from iamtui.ui.kind import KindColumn, SortValue, View
from iamtui.ui.kinds.datum import GONE, Datum

E = TypeVar("E")

MEDIUM = 110
WIDE = 200


class EntityColumns(Generic[E]):
    """Makes the columns of one kind; `find` gives the entity of a row key, None where it is gone.

    Rows are drawn when they come into view, by then an entity may have been deleted.
    """

    def __init__(self, find: Callable[[Account, str], E | None]) -> None:
        self._find = find

    def text(
        self,
        key: str,
        title: str,
        width: int,
        read: Callable[[View, E], Datum],
        *,
        from_width: int = 0,
        grow: bool = False,
        choice: bool = False,
    ) -> KindColumn:
        """A column of words; `choice` where it holds one of a few."""
        cell, sort = self._shown(read)
        return KindColumn(
            key, title, width, cell, sort, from_width=from_width, grow=grow, choice=choice
        )

    def figure(
        self,
        key: str,
        title: str,
        width: int,
        read: Callable[[View, E], Datum],
        *,
        from_width: int = 0,
    ) -> KindColumn:
        """A column of figures (counts, ages in days), set to the right."""
        cell, sort = self._shown(read)
        find = self._find

        def number(view: View, row: str) -> float | None:
            entity = find(view.account, row)
            return None if entity is None else read(view, entity).number

        return KindColumn(key, title, width, cell, sort, number, from_width=from_width, right=True)

    def _shown(
        self, read: Callable[[View, E], Datum]
    ) -> tuple[Callable[[View, str], Cell], Callable[[View, str], SortValue]]:
        find = self._find

        def cell(view: View, row: str) -> Cell:
            entity = find(view.account, row)
            return GONE.cell if entity is None else read(view, entity).cell

        def sort(view: View, row: str) -> SortValue:
            entity = find(view.account, row)
            return GONE.sort if entity is None else read(view, entity).sort

        return cell, sort
