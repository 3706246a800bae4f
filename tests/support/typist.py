"""Somebody at the keyboard of the app: presses, types, and waits until something is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.pilot import Pilot

from iamtui.ui.app import IamtuiApp
from iamtui.ui.table import ResourceTable
from tests.support.pilot import drive, screen_text, settle, until


class Typist:
    """Works with one running app."""

    def __init__(self, app: IamtuiApp, pilot: Pilot[Any]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def screen(self) -> str:
        """What is seen now."""
        return screen_text(self.app)

    async def press(self, *keys: str) -> None:
        """Press keys, each handled and drawn before the next."""
        for key in keys:
            await self.hurry(key)

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def hurry(self, *keys: str) -> None:
        """Press keys without looking at what they do."""
        for key in keys:
            self.app.simulate_key(key)
        await self._taken()
        await self.app.key_order.dealt_with_all()
        await settle(self.pilot)

    async def paste(self, text: str) -> None:
        """Paste a text into what has the keyboard."""
        self.app.post_message(events.Paste(text))
        await self._taken()
        await settle(self.pilot)

    async def sees(self, *texts: str, without: tuple[str, ...] = ()) -> None:
        """Wait until all `texts` and none of `without` is on the screen."""

        def seen() -> bool:
            screen = self.screen
            return all(t in screen for t in texts) and not any(t in screen for t in without)

        try:
            await until(seen)
        except TimeoutError:
            raise AssertionError(f"{texts} without {without} in:\n{self.screen}") from None
        await settle(self.pilot)

    async def _taken(self) -> None:
        """Wait until the app has taken what was put into its queue."""
        taken = asyncio.Event()
        self.app.call_later(taken.set)
        # An app that has crashed takes nothing any more, and `settle` raises what it crashed of.
        await until(lambda: taken.is_set() or self.app._exception is not None)

    async def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(columns, lines)
        await settle(self.pilot)

    async def open(self, *keys: str) -> None:
        """Press `keys` on the list and open what the cursor is on then."""
        await self.press(*keys, "enter")

    async def move_to(self, text: str) -> None:
        """Put the cursor on the first line of the table that has `text` in a cell."""
        table = self.app.screen.query_one(ResourceTable)
        for key in table._keys:
            if any(text in str(table._cell(key, column.key)) for column in table._columns):
                table.move_to(key)
                await settle(self.pilot)
                return
        raise AssertionError(f"There is no line {text!r} in:\n{self.screen}")


def play(
    app: IamtuiApp,
    scenario: Callable[[Typist], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    *,
    first: str = "Loaded",
) -> None:
    """Run `app`, wait until `first` is seen, and play `scenario`."""

    async def at_the_keyboard(pilot: Pilot[Any]) -> None:
        typist = Typist(app, pilot)
        await typist.sees(first)
        await scenario(typist)

    drive(app, at_the_keyboard, size)
