"""A blocking call that may hang for ever, with a limit to how long anyone waits for it.

keyring passes no timeout to D-Bus: a locked keyring with a display and nobody in front of it
never answers. The call therefore runs in a daemon thread, which does not keep the process from
ending, and is left behind when it is late.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The call ended with `value`."""

    value: T


@dataclass(frozen=True, slots=True)
class Failed:
    """The call raised `error`, whose text and context may hold a secret."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Late:
    """The call had not ended after `seconds`; what it did is not known."""

    seconds: float


def attempt(work: Callable[[], T], seconds: float) -> Done[T] | Failed | Late:
    """Run `work` in a daemon thread of its own for at most `seconds`.

    An error comes back as a value, so that the caller can raise its own outside of any `except`:
    the original, which may hold a secret, is then in no chained context.
    """
    answers: queue.SimpleQueue[Done[T] | Failed] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(Done(work()))
        except BaseException as error:  # noqa: BLE001 - handed to the waiting thread whole
            answers.put(Failed(error))

    threading.Thread(target=run, name="iamtui-keyring", daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return Late(seconds)
