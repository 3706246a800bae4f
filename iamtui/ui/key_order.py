"""Keys in their order: each goes where the one before it led.

Keys that come in one packet, as over a slow line, are all there before the first was dealt with.
Textual would send them all to what had the focus then, and the text of a filter would be taken
for commands.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

PATIENCE_SECONDS = 1.0
"""Keys are not held up for longer, whatever hangs: one of them may be the one that ends iamtui."""

HandOn = Callable[[events.Key], Awaitable[None]]


class KeyOrder:
    """Holds keys back while one is under way; `hand_on` gives one to what has the focus."""

    def __init__(self, app: App[int], hand_on: HandOn) -> None:
        self._app = app
        self._hand_on = hand_on
        self._held: deque[events.Key] = deque()
        self._following: asyncio.Task[None] | None = None

    async def dealt_with_all(self) -> None:
        """Return when every key so far was dealt with."""
        while self._following is not None:
            await asyncio.wait({self._following})

    async def take(self, event: events.Key) -> None:
        """Hand a key on, now or when those before it were dealt with."""
        self._held.append(event)
        if self._following is None:
            target = await self._next() if self._app.screen.is_mounted else None
            self._following = asyncio.create_task(self._follow(target))

    async def _next(self) -> MessagePump:
        target: MessagePump = self._app.focused or self._app.screen
        await self._hand_on(self._held.popleft())
        return target

    async def _follow(self, target: MessagePump | None) -> None:
        try:
            await self._dealt_with(target)
            while self._held:
                await self._dealt_with(await self._next())
        finally:
            self._following = None

    async def _dealt_with(self, target: MessagePump | None) -> None:
        """Return when the key has bubbled from `target` to the app, and a screen that it opened
        has its focus."""
        node = target
        while node is not None:
            await _passed(node)
            node = node._parent
        screen = None
        while self._app.is_running and screen is not self._app.screen:
            screen = self._app.screen
            await _passed(screen)
            await _passed(self._app)


async def _passed(pump: MessagePump) -> None:
    """Return when `pump` has handled what is in its queue, or has ended."""
    reached = asyncio.Event()
    if not pump.is_running or not pump.call_later(reached.set):
        return
    waiting = asyncio.create_task(reached.wait())
    # The app itself has no task of its own, and outlives every key.
    others = set() if pump._task is None else {pump._task}
    await asyncio.wait(
        {waiting, *others}, timeout=PATIENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED
    )
    waiting.cancel()
