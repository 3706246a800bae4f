"""Driving an app in tests: fast keys, the screen as text, scenarios without an async plug-in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from textual.app import App
from textual.message import Message
from textual.pilot import Pilot

Scenario = Callable[[Pilot[Any]], Awaitable[None]]

PATIENCE_SECONDS = 10.0
"""How long a test waits for what must come; reached only where it never does."""


def drive(
    app: App[Any],
    scenario: Scenario,
    size: tuple[int, int] = (80, 24),
    message_hook: Callable[[Message], None] | None = None,
) -> None:
    """Run `app` headless at `size` (columns, lines), toasts on, and play `scenario` on it."""

    async def play() -> None:
        async with app.run_test(size=size, notifications=True, message_hook=message_hook) as pilot:
            await settle(pilot)
            await scenario(pilot)

    asyncio.run(play())


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until all widgets have handled what was pending, and draw it.

    Unlike `pilot.pause` it does not judge idleness by the time that the process has used, which
    costs 60 ms a key and breaks as soon as a thread is busy.
    """
    for _ in range(2):
        await pilot._wait_for_screen()
    pilot.app.screen._on_timer_update()
    await pilot._wait_for_screen()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press `keys` one after another, each handled and drawn before the next."""
    for key in keys:
        pilot.app.simulate_key(key)
        await settle(pilot)


async def until(condition: Callable[[], bool]) -> None:
    """Let the app run until `condition` holds; TimeoutError where it never does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.005)


def screen_text(app: App[Any]) -> str:
    """What is on the screen now, a line each, with trailing blanks cut."""
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips)


def screen_lines(app: App[Any]) -> list[str]:
    """The lines of `screen_text`, from the top."""
    return screen_text(app).split("\n")
