"""Searching and sorting the rows of one kind, over texts and figures that are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from sys import intern
from typing import Any, TypeAlias

from iamtui.ui.columns import Cell
from iamtui.ui.filter import (
    ARN,
    Comparison,
    Term,
    Word,
    number_test,
    text_test,
    told_apart,
)
from iamtui.ui.kind import Kind, KindColumn, View
from iamtui.ui.row_cache import Freshness, Memo

Keys: TypeAlias = tuple[str, ...]

UNKNOWN = "unknown"

NOTHING = "–"

_NO_WORDS = frozenset({"yes", "no", NOTHING})
"""Cells that nobody looks for by a bare word, which would find them in half of the rows."""


@dataclass(frozen=True, slots=True)
class Order:
    """The key of the column that rows are sorted by, "" for the kind's own order."""

    column: str = ""
    reverse: bool = False


class RowSearch:
    """Finds rows of a kind, and puts them in order."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._columns = {column.key: column for column in kind.columns}
        self._fresh = Freshness(kind)
        self._searched = Memo(self._search_text)
        self._texts = {ARN: Memo(self._arn_text)}
        self._texts |= {key: Memo(_text_of(column)) for key, column in self._columns.items()}
        self._numbers = {c.key: Memo(c.number) for c in kind.columns if c.number is not None}
        self._sorts = {column.key: Memo(column.sort) for column in kind.columns}
        self._filtered_by: tuple[Memo[Any], ...] = (
            self._searched,
            *self._numbers.values(),
            *self._texts.values(),
        )

    def renewed(self, view: View) -> View:
        """What to ask with: the same object as before while nothing changed."""
        return self._fresh.renewed(view, (*self._filtered_by, *self._sorts.values()))

    def prepare(self, view: View, until: float) -> bool:
        """Work out what is searched, words first, until that time of `time.perf_counter`.

        False where some is left to do.
        """
        keys = self._kind.keys(view.account)
        return all(memo.fill(view, keys, until) for memo in self._filtered_by)

    def that_fit(self, view: View, keys: Keys, term: Term) -> Keys:
        """Those of `keys` that `term` holds for, in the same order."""
        wanted = not term.negated
        if isinstance(term, Comparison):
            compare, figures = number_test(term), self._numbers[term.column].of(view, keys)
            return tuple([key for key in keys if compare(figures[key]) is wanted])
        texts = self._searched if isinstance(term, Word) else self._texts[term.column]
        test, text = text_test(term), texts.of(view, keys)
        return tuple([key for key in keys if test(text[key]) is wanted])

    def in_order(self, view: View, order: Order) -> Keys:
        """All rows in `order`; equal ones stay in the kind's own, unknown ones come last."""
        keys = tuple(self._kind.keys(view.account))
        if not order.column:
            return keys[::-1] if order.reverse else keys
        values = self._sorts[order.column].of(view, keys)
        ordered = sorted(keys, key=values.__getitem__, reverse=order.reverse)
        return tuple(sorted(ordered, key=lambda key: values[key][0]))

    def _search_text(self, view: View, key: str) -> str:
        """The name and all cells of words of a row, each on a line of its own.

        ARNs are left out, which all hold the same words; `arn:` looks into them.
        """
        texts = [self._kind.name(view.account, key)]
        for column in self._kind.columns:
            if column.number is None and column.key != ARN:
                text, style = _split(column.cell(view, key))
                if style != UNKNOWN and text not in _NO_WORDS:
                    texts.append(text)
        return "\n".join(texts).casefold()

    def _arn_text(self, view: View, key: str) -> str:
        return self._kind.arn(view.account, key).casefold()


def _text_of(column: KindColumn) -> Callable[[View, str], str]:
    def text(view: View, key: str) -> str:
        cell, style = _split(column.cell(view, key))
        if style == UNKNOWN:
            return intern(told_apart(UNKNOWN, cell))
        return told_apart("none") if cell == NOTHING else intern(cell.casefold())

    return text


def _split(cell: Cell) -> tuple[str, str]:
    return (cell, "") if isinstance(cell, str) else cell
