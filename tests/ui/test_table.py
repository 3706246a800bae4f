"""The table as its users see it: what stands on the screen, and how it looks."""

from __future__ import annotations

from typing import Any

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from iamtui.ui.columns import Cell, Column
from iamtui.ui.table import ResourceTable
from tests.support.pilot import press, screen_lines, screen_text, settle
from tests.support.table_app import COLUMNS, TableApp, cell, keys, play, styles_of


def test_rows_stand_under_a_header() -> None:
    app = TableApp(keys(3))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        lines = screen_lines(app)
        assert lines[0].split() == ["User", "name", "Groups", "MFA"]
        assert lines[1].split() == ["name-u00000", "3", "none"]
        assert lines[3].split()[0] == "name-u00002"
        assert not any(lines[4:])

    play(app, scenario)


@pytest.mark.parametrize(
    ("width", "titles"),
    [
        (60, ["User name", "Groups", "MFA"]),
        (80, ["User name", "Groups", "MFA"]),
        (110, ["User name", "Groups", "MFA", "ARN"]),
        (200, ["User name", "Groups", "MFA", "ARN", "Path"]),
    ],
)
def test_columns_are_dropped_and_nothing_scrolls_sideways(width: int, titles: list[str]) -> None:
    wide = (*COLUMNS[:3], Column("arn", "ARN", 50), COLUMNS[4])
    app = TableApp(keys(100), columns=wide)

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        header = screen_lines(app)[0]
        assert [
            title for title in ("User name", "Groups", "MFA", "ARN", "Path") if title in header
        ] == titles
        assert not table.show_horizontal_scrollbar
        assert all(cell_len(line) <= width for line in screen_lines(app))

    play(app, scenario, (width, 15))


def test_a_new_width_lays_the_columns_out_anew() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await press(pilot, "G")
        await pilot.resize_terminal(200, 12)
        await settle(pilot)
        assert "Path" in screen_lines(app)[0]
        assert table.cursor_key == "u00099"
        assert "name-u00099" in screen_lines(app)[11]
        table.set_columns(COLUMNS[:2])
        await settle(pilot)
        assert screen_lines(app)[0].split() == ["User", "name", "Groups"]

    play(app, scenario)


def test_the_cursor_line_is_the_only_one_set_off() -> None:
    app = TableApp(keys(30))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await press(pilot, "down")
        runs = styles_of(app, 2)
        assert [style for _, style in runs] == ["reverse"]
        assert all("reverse" not in style for y in (1, 3) for _, style in styles_of(app, y))

    play(app, scenario)


def test_without_colour_the_cursor_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TableApp(keys(30))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        assert [style for _, style in styles_of(app, 1)] == ["reverse default on default"]
        assert {style for _, style in styles_of(app, 2)} == {"default on default"}

    play(app, scenario)


def test_the_cursor_keeps_its_key_when_rows_come_and_go() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.move_to("u00050")
        await settle(pilot)
        line = next(y for y, text in enumerate(screen_lines(app)) if "u00050" in text)
        table.set_rows([f"a{n}" for n in range(30)] + keys(100), cell)
        await settle(pilot)
        assert (table.cursor_key, table.cursor_index) == ("u00050", 80)
        assert "u00050" in screen_lines(app)[line]
        table.set_rows([key for key in keys(100) if key != "u00050"], cell)
        assert table.cursor_index == 80
        table.set_rows(keys(3), cell)
        assert table.cursor_key == "u00002"
        await settle(pilot)
        assert "name-u00000" in screen_lines(app)[1]
        assert "name-u00002" in screen_lines(app)[3]

    play(app, scenario)


def test_a_filter_far_down_shows_its_rows_from_the_top() -> None:
    app = TableApp(keys(1000))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await press(pilot, "G")
        table.set_rows(keys(600), lambda key, column: f"new-{key}")
        table.move_to("u00005")
        await settle(pilot)
        assert table.scroll_offset.y == 0
        assert "new-u00000" in screen_lines(app)[1]

    play(app, scenario)


def test_only_rows_on_the_screen_are_asked_for() -> None:
    asked: set[str] = set()

    def counting(key: str, column: str) -> Cell:
        asked.add(key)
        return key

    app = TableApp(keys(50_000), counting)

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        assert asked == set(keys(23))
        await press(pilot, "G")
        assert asked == set(keys(23) + keys(23, 50_000 - 23))

    play(app, scenario)


def test_one_row_or_all_can_be_asked_for_again() -> None:
    names = {"u00000": "first", "u00001": "second"}
    app = TableApp(keys(2), lambda key, column: names[key])

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        names.update(u00000="FIRST", u00001="SECOND")
        table.update_row("u00001")
        table.update_row("gone")
        await settle(pilot)
        assert screen_lines(app)[1].split()[0] == "first"
        assert screen_lines(app)[2].split()[0] == "SECOND"
        table.refresh_rows()
        await settle(pilot)
        assert screen_lines(app)[1].split()[0] == "FIRST"

    play(app, scenario)


def test_the_message_stands_where_there_are_no_rows() -> None:
    app = TableApp()

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.set_message("denied: iam:ListUsers [/x]\x1b")
        await settle(pilot)
        lines = screen_lines(app)
        assert lines[12].strip() == "denied: iam:ListUsers [/x]␛"
        assert lines[12].startswith(" " * 20)
        assert table.cursor_key is None
        assert table.cursor_index is None
        await press(pilot, "down", "enter", "G", "pagedown")
        table.set_rows(keys(1), cell)
        await settle(pilot)
        assert "denied" not in screen_text(app)

    play(app, scenario)


def test_a_long_message_is_wrapped_on_a_small_screen() -> None:
    app = TableApp()

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.set_message("word " * 30)
        await settle(pilot)
        assert screen_text(app).split().count("word") == 30

    play(app, scenario, (60, 15))


def test_marks_stand_before_their_rows() -> None:
    app = TableApp(keys(10))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.toggle_mark()
        await press(pilot, "down", "down")
        table.toggle_mark()
        await settle(pilot)
        assert [line[0] for line in screen_lines(app)[1:5]] == ["*", " ", "*", " "]
        assert table.marked == {"u00000", "u00002"}
        table.toggle_mark()
        assert table.marked == {"u00000"}
        table.set_rows(keys(5, 5), cell)
        assert table.marked == frozenset()
        table.set_rows(keys(10), cell)
        assert table.marked == {"u00000"}
        table.clear_marks()
        await settle(pilot)
        assert screen_lines(app)[1][0] == " "
        assert app.all_told(ResourceTable.MarksChanged, "marked")[-1] == frozenset()

    play(app, scenario)


def test_the_sort_sign_follows_its_title() -> None:
    app = TableApp(keys(3))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.set_sort("groups")
        await settle(pilot)
        assert "Groups▲" in screen_lines(app)[0]
        table.set_sort("name", reverse=True)
        await settle(pilot)
        assert "User name▼" in screen_lines(app)[0]
        assert "▲" not in screen_lines(app)[0]

    play(app, scenario)


def test_matches_are_underlined_in_any_case() -> None:
    app = TableApp(keys(5))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.set_highlight(["NAME-U00002", "3"])
        await settle(pilot)
        found = [text for text, style in styles_of(app, 3) if "underline" in style]
        assert found == ["name-u00002", "3"]
        table.set_highlight([])
        await settle(pilot)
        assert not any("underline" in style for _, style in styles_of(app, 3))

    play(app, scenario)


def test_wide_and_combining_characters_keep_the_columns_in_line() -> None:
    names = [
        "plain",
        "漢字の名前です漢字の名前です漢字の名前です漢字",
        "e\u0301" * 40,
        "a\u0301" * 3,
        "絵文字😀",
    ]
    app = TableApp(keys(len(names)), lambda key, col: names[int(key[1:])] if col == "name" else "|")

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        ends = {cell_len(line[: line.index("|")]) for line in screen_lines(app)[1:6]}
        assert len(ends) == 1

    play(app, scenario, (60, 15))


def test_hostile_cells_and_titles_are_shown_as_they_are() -> None:
    hostile = "[/x]\x1b]52;c;eA==\x07\u202e\ud800"
    app = TableApp([hostile], lambda key, col: key, [Column("a", hostile, 40)])

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.set_highlight([hostile, "["])
        await settle(pilot)
        for line in screen_lines(app)[:2]:
            assert line.strip() == "[/x]␛]52;c;eA==␇·\ufffd"

    play(app, scenario)


def test_a_new_theme_and_the_focus_change_the_look_at_once() -> None:
    app = TableApp(keys(30))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        focused = styles_of(app, 1)[0][1]
        app.screen.set_focus(None)
        await settle(pilot)
        blurred = styles_of(app, 1)[0][1]
        assert blurred not in (focused, styles_of(app, 2)[0][1])
        plain = styles_of(app, 2)
        app.ansi_color = False
        app.theme = "textual-light"
        await settle(pilot)
        assert styles_of(app, 2) != plain

    play(app, scenario)
