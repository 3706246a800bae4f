"""What a table tells those around it."""

from __future__ import annotations

from textual.message import Message
from textual.widget import Widget


class TableMessage(Message, bubble=True):
    """A message of one table, so that `@on(..., "#id")` can tell tables apart."""

    def __init__(self, table: Widget) -> None:
        super().__init__()
        self.table = table

    @property
    def control(self) -> Widget:
        """The table that sent it."""
        return self.table


class Highlighted(TableMessage, namespace="resource_table"):
    """The cursor came to rest on the row `key`; None when no row is left."""

    def __init__(self, table: Widget, key: str | None) -> None:
        super().__init__(table)
        self.key = key


class Selected(TableMessage, namespace="resource_table"):
    """The row `key` was chosen: by Enter, a double click or a click on the cursor."""

    def __init__(self, table: Widget, key: str) -> None:
        super().__init__(table)
        self.key = key


class HeaderClicked(TableMessage, namespace="resource_table"):
    """The title of the column `column_key` was clicked."""

    def __init__(self, table: Widget, column_key: str) -> None:
        super().__init__(table)
        self.column_key = column_key


class VisibleRows(TableMessage, namespace="resource_table"):
    """The rows `keys` are on the screen and have been for a moment."""

    def __init__(self, table: Widget, keys: tuple[str, ...]) -> None:
        super().__init__(table)
        self.keys = keys


class MarksChanged(TableMessage, namespace="resource_table"):
    """The marked rows are now `marked`."""

    def __init__(self, table: Widget, marked: frozenset[str]) -> None:
        super().__init__(table)
        self.marked = marked
