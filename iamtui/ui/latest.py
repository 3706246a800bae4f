"""One question at a time to a thread, and of those that wait only the last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

from iamtui.errors import IamtuiError

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

T = TypeVar("T")


class Latest(Generic[T]):
    """Answers to what is typed: `done` gets that of the last question, and of none before it.

    A question that comes while another is worked on waits, and takes the place of the one that
    waited; so many keys never make a queue.
    """

    def __init__(
        self, app: IamtuiApp, done: Callable[[T], None], failed: Callable[[IamtuiError], None]
    ) -> None:
        self._app = app
        self._done = done
        self._failed = failed
        self._asked = 0
        self._running = False
        self._waiting: Callable[[], T] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._running

    def ask(self, work: Callable[[], T]) -> None:
        """Have `work` done in a thread, when what is being done there has ended."""
        self._asked += 1
        if self._running:
            self._waiting = work
        else:
            self._start(work)

    def forget(self) -> None:
        """Want no answer any more."""
        self._asked += 1
        self._waiting = None

    def _start(self, work: Callable[[], T]) -> None:
        number = self._asked
        self._running, self._waiting = True, None

        def answered(value: T) -> None:
            self._ended()
            if number == self._asked:
                self._done(value)

        def failed(error: IamtuiError) -> None:
            self._ended()
            if number == self._asked:
                self._failed(error)

        self._app.submit(work, answered, failed)

    def _ended(self) -> None:
        self._running = False
        if self._waiting is not None:
            self._start(self._waiting)
