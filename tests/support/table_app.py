"""A screen that is all table, made-up rows for it, and a record of what it told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from iamtui.ui.columns import Cell, Column
from iamtui.ui.table import ResourceTable
from tests.support.pilot import drive

COLUMNS = (
    Column("name", "User name", 16, grow=True),
    Column("groups", "Groups", 8, "right"),
    Column("mfa", "MFA", 8),
    Column("arn", "ARN", 40),
    Column("path", "Path", 60),
)


def keys(count: int, start: int = 0) -> list[str]:
    """That many row keys, numbered from `start`."""
    return [f"u{number:05d}" for number in range(start, start + count)]


def cell(key: str, column: str) -> Cell:
    """What stands in a made-up row."""
    if column == "mfa":
        return ("none", "warning")
    return {"name": f"name-{key}", "groups": "3"}.get(column, f"{column}-{key}")


class TableApp(App[None]):
    """Nothing but a table, and a record of what it told."""

    def __init__(
        self,
        rows: Sequence[str] = (),
        cell_of: Callable[[str, str], Cell] = cell,
        columns: Sequence[Column] = COLUMNS,
    ) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.table = ResourceTable(columns)
        self.table.set_rows(rows, cell_of)
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        """The table."""
        yield self.table

    def on_mount(self) -> None:
        """Keys go to the table."""
        self.table.focus()

    def on_resource_table_highlighted(self, message: ResourceTable.Highlighted) -> None:
        self.told.append(message)

    def on_resource_table_selected(self, message: ResourceTable.Selected) -> None:
        self.told.append(message)

    def on_resource_table_header_clicked(self, message: ResourceTable.HeaderClicked) -> None:
        self.told.append(message)

    def on_resource_table_visible_rows(self, message: ResourceTable.VisibleRows) -> None:
        self.told.append(message)

    def on_resource_table_marks_changed(self, message: ResourceTable.MarksChanged) -> None:
        self.told.append(message)

    def all_told(self, kind: type[Message], field: str) -> list[Any]:
        """That field of every message of that kind, in order."""
        return [getattr(message, field) for message in self.told if type(message) is kind]


def play(
    app: TableApp,
    scenario: Callable[[Pilot[Any], ResourceTable], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
) -> None:
    """Run `app` and play `scenario` on it and its table."""

    async def with_table(pilot: Pilot[Any]) -> None:
        await scenario(pilot, app.table)

    drive(app, with_table, size)


def styles_of(app: App[Any], y: int) -> list[tuple[str, str]]:
    """The runs of line `y` and their styles, without the scrollbar's cell."""
    strip = app.screen._compositor.render_strips()[y]
    return [(text, str(style)) for text, style, _ in strip][:-1]
