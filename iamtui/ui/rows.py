"""The rows of one kind's list: which are shown, and in what order."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from iamtui.ui.filter import Comparison, Filter, parse
from iamtui.ui.kind import Kind, View
from iamtui.ui.kinds.entity_findings import FINDINGS
from iamtui.ui.row_search import Keys, Order, RowSearch

SLICE_SECONDS = 0.005
"""How long preparing may hold up the next key."""


class Rows:
    """The filter, the order and the rows of one kind."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.query = ""
        self.only_findings = False
        self._filter = Filter()
        self._order = Order()
        self._columns = {column.key for column in kind.columns}
        self._search = RowSearch(kind)
        self._view: View | None = None
        self._ordered: Keys | None = None
        self._shown: Keys | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What of the query is to be highlighted."""
        return self._filter.words

    @property
    def problem(self) -> str:
        """A sentence for what makes no sense and is left out, "" where all does."""
        if self.only_findings and FINDINGS not in self._columns:
            return f"{self.kind.title} have no findings of their own; all are shown."
        return self._filter.problem

    @property
    def sorted_by(self) -> str | None:
        """The key of the column that rows are sorted by, None for the kind's own order."""
        return self._order.column or None

    @property
    def reversed(self) -> bool:
        """Whether the greatest comes first; what is not known comes last either way."""
        return self._order.reverse

    def filter_by(self, query: str) -> None:
        """Show only the rows that `query`, in the language of `filter`, fits."""
        self.query = query
        self._filter = parse(query, self.kind)
        self._shown = None

    def toggle_findings(self) -> None:
        """Show only rows with findings, or all again."""
        self.only_findings = not self.only_findings
        self._shown = None

    def sort_by(self, column: str) -> None:
        """Sort by the column with this key; a second time the other way round."""
        if self._order.column == column:
            self.reverse()
        elif column in self._columns:
            self._sort(Order(column))

    def sort_by_next(self, columns: Sequence[str]) -> None:
        """Sort by the one of `columns` after the present one; after the last in the own order."""
        present = self._order.column
        following = columns.index(present) + 1 if present in columns else 0
        self._sort(Order(columns[following] if following < len(columns) else ""))

    def reverse(self) -> None:
        """Turn the order round."""
        self._sort(replace(self._order, reverse=not self._order.reverse))

    def prepare(self, view: View, seconds: float = SLICE_SECONDS) -> bool:
        """Work out for some time what the filter looks at, so that a key finds it there.

        False where some is left: call it again, between two keys.
        """
        return self._search.prepare(self._renewed(view), time.perf_counter() + seconds)

    def keys(self, view: View) -> Keys:
        """The keys of the rows to show, in order; the same object while nothing changes."""
        view = self._renewed(view)
        if self._ordered is None:
            self._ordered = self._search.in_order(view, self._order)
        if self._shown is None:
            self._shown = self._filtered(view, self._ordered)
        return self._shown

    def forget(self) -> None:
        """Let go of the account that was shown, with its filter and its order."""
        self.filter_by("")
        self.only_findings = False
        self._order = Order()
        self._search = RowSearch(self.kind)
        self._view = self._ordered = self._shown = None

    def _filtered(self, view: View, keys: Keys) -> Keys:
        for term in self._filter.terms:
            keys = self._search.that_fit(view, keys, term)
        if self.only_findings and FINDINGS in self._columns:
            keys = self._search.that_fit(view, keys, Comparison(FINDINGS, ">", 0))
        return keys

    def _sort(self, order: Order) -> None:
        self._order = order
        self._ordered = self._shown = None

    def _renewed(self, view: View) -> View:
        view = self._search.renewed(view)
        if view is not self._view:
            self._view = view
            self._ordered = self._shown = None
        return view
