"""A token that says: nobody waits for this any more."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Cancelled(Exception):
    """The work was cancelled; nobody wants to hear of it."""


class Cancel:
    """Given to work that takes a while; may be cancelled from any thread, once and for good."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: dict[int, Callable[[], None]] = {}
        self._event = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether it was cancelled."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Cancel; those who wait are woken at once. A second time does nothing."""
        with self._lock:
            self._event.set()
            callbacks, self._callbacks = list(self._callbacks.values()), {}
        for callback in callbacks:
            callback()

    def check(self) -> None:
        """Raise `Cancelled` where it was cancelled."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Sleep for `seconds`; raise `Cancelled` as soon as it is cancelled."""
        self._event.wait(seconds)
        self.check()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called when this is cancelled, at once where it is already.

        Gives the function that takes the callback back.
        """
        with self._lock:
            if not self._event.is_set():
                self._callbacks[id(callback)] = callback
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            self._callbacks.pop(id(callback), None)
