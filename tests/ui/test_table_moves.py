"""The table under keys and mouse: where the cursor goes, and what is told about it."""

from __future__ import annotations

from typing import Any

from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot
from textual.screen import ModalScreen

from iamtui.ui.table import ResourceTable
from tests.support.pilot import press, screen_lines, screen_text, settle, until
from tests.support.table_app import TableApp, cell, keys, play


def test_keys_move_the_cursor() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        moves = [
            ("down", 1), ("j", 2), ("k", 1), ("up", 0), ("up", 0), ("pagedown", 22), ("pageup", 0),
            ("ctrl+d", 11), ("ctrl+u", 0), ("G", 99), ("down", 99), ("g", 0),
            ("end", 99), ("home", 0),
        ]  # fmt: skip
        for key, row in moves:
            await press(pilot, key)
            assert (key, table.cursor_index) == (key, row)
            assert f"name-u{row:05d}" in screen_text(app)

    play(app, scenario)


def test_leaving_the_view_jumps_half_a_page() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await press(pilot, *["down"] * 22)
        assert table.visible_keys[0] == "u00000"
        await press(pilot, "down")
        assert table.cursor_key == "u00023"
        assert table.visible_keys[0] == "u00012"
        assert table.scroll_offset.y == 12
        await press(pilot, *["up"] * 12)
        assert table.cursor_key == "u00011"
        assert table.visible_keys[0] == "u00000"

    play(app, scenario)


def test_moving_to_a_key() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        assert table.move_to("u00070")
        assert not table.move_to("gone")
        assert table.cursor_key == "u00070"
        await settle(pilot)
        assert "name-u00070" in screen_text(app)

    play(app, scenario)


def test_a_burst_of_moves_is_told_once() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        assert app.all_told(ResourceTable.Highlighted, "key") == ["u00000"]
        for _ in range(30):
            table.action_cursor_down()
        await settle(pilot)
        assert app.all_told(ResourceTable.Highlighted, "key") == ["u00000", "u00030"]
        table.set_rows([], cell)
        await settle(pilot)
        assert app.all_told(ResourceTable.Highlighted, "key")[-1] is None

    play(app, scenario)


def test_enter_selects() -> None:
    app = TableApp(keys(5))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await press(pilot, "down", "enter")
        assert app.all_told(ResourceTable.Selected, "key") == ["u00001"]

    play(app, scenario)


def test_the_rows_in_view_are_told_once_they_stand() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        def told() -> list[Any]:
            return app.all_told(ResourceTable.VisibleRows, "keys")

        await until(lambda: len(told()) == 1)
        assert told() == [tuple(keys(23))]
        table.action_page_down()
        table.action_cursor_bottom()
        await until(lambda: len(told()) == 2)
        assert told()[1] == tuple(keys(23, 77))

    play(app, scenario)


def test_clicks() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await pilot.click(table, offset=(5, 0))
        await pilot.click(table, offset=(40, 0))
        assert app.all_told(ResourceTable.HeaderClicked, "column_key")[0] == "name"
        await pilot.click(table, offset=(5, 4))
        assert table.cursor_key == "u00003"
        assert app.all_told(ResourceTable.Selected, "key") == []
        await pilot.click(table, offset=(5, 4))
        assert app.all_told(ResourceTable.Selected, "key") == ["u00003"]
        await pilot.double_click(table, offset=(5, 6))
        assert app.all_told(ResourceTable.Selected, "key") == ["u00003", "u00005"]
        await pilot.double_click(table, offset=(5, 6))
        assert app.all_told(ResourceTable.Selected, "key") == ["u00003", "u00005", "u00005"]

    play(app, scenario)


def test_the_wheel_and_the_scrollbar_take_the_cursor_along() -> None:
    app = TableApp(keys(100))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        table.scroll_to(y=40, animate=False)
        await settle(pilot)
        assert table.cursor_key == "u00040"
        assert "name-u00040" in screen_lines(app)[1]
        assert "User name" in screen_lines(app)[0]
        await pilot._post_mouse_events([MouseScrollUp], table, offset=(5, 5))
        assert table.visible_keys[0] == "u00037"
        assert table.cursor_key == "u00040"
        await pilot._post_mouse_events([MouseScrollDown] * 2, table, offset=(5, 5))
        assert table.cursor_key == "u00043"

    play(app, scenario)


def test_rows_that_come_while_another_screen_is_on_top_are_there_afterwards() -> None:
    app = TableApp(keys(5))

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await app.push_screen(ModalScreen[None]())
        table.set_rows(keys(100, 50), cell)
        await until(lambda: app.all_told(ResourceTable.Highlighted, "key")[-1] == "u00050")
        app.pop_screen()
        await settle(pilot)
        assert "name-u00050" in screen_lines(app)[1]
        await press(pilot, "G")
        assert "name-u00149" in screen_lines(app)[23]

    play(app, scenario)


def test_keys_can_be_remapped_by_their_ids() -> None:
    app = TableApp(keys(5))
    app.set_keymap({"table.down": "n"})

    async def scenario(pilot: Pilot[Any], table: ResourceTable) -> None:
        await press(pilot, "n", "j")
        assert table.cursor_key == "u00001"

    play(app, scenario)
