"""Work away from the event loop: a few daemon threads, answers as messages.

Textual's own pool makes quitting wait for a hung call; these threads are left behind. Every
answer carries the generation of the session that asked; that of a session that was left is
dropped, so that no screen can show or change another account.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from iamtui.aws.cancel import Cancelled
from iamtui.errors import IamtuiError

T = TypeVar("T")
THREADS = 4


def _nothing() -> None:
    """There is nothing to let go of."""


class Answer(Message):
    """A job has ended or told of its progress; `deliver` is to be called in the event loop, or
    `drop` where the session that asked was left."""

    def __init__(
        self, generation: int, deliver: Callable[[], None], drop: Callable[[], None]
    ) -> None:
        super().__init__()
        self.generation = generation
        self.deliver = deliver
        self.drop = drop


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What to do (`work`, in a thread) and where the answer goes (in the event loop); `dropped`
    gets what `done` would have got where the session that asked was left."""

    generation: int
    work: Callable[[], T]
    done: Callable[[T], None]
    failed: Callable[[IamtuiError], None]
    dropped: Callable[[T], None] = lambda _value: None


class Jobs:
    """The threads of one app."""

    def __init__(self, app: MessagePump) -> None:
        self._app = app
        self._queue: queue.SimpleQueue[Job[object]] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def submit(self, job: Job[T]) -> None:
        """Have `job` done by the next free thread, in the order of submission."""
        self._queue.put(job)  # type: ignore[arg-type] # done() takes what its own work() gives
        if len(self._threads) < THREADS:
            name = f"iamtui-job-{len(self._threads)}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def tell(
        self, generation: int, deliver: Callable[[], None], drop: Callable[[], None] = _nothing
    ) -> None:
        """Call `deliver` in the event loop if the session of `generation` is still there, else
        `drop`."""
        # The event loop may end while a thread is about to answer; then nobody waits any more.
        with contextlib.suppress(RuntimeError):
            self._app.post_message(Answer(generation, deliver, drop))

    def _work(self) -> None:
        while True:
            self._run(self._queue.get())

    def _run(self, job: Job[object]) -> None:
        try:
            value = job.work()
        except Cancelled:
            return
        except IamtuiError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - shown by its type: its text may hold a secret
            failure = _mistake(error)
        else:
            self.tell(job.generation, lambda: job.done(value), lambda: job.dropped(value))
            return
        self.tell(job.generation, lambda: job.failed(failure))


def _mistake(error: Exception) -> IamtuiError:
    if isinstance(error, OSError):
        return IamtuiError(
            f"This machine refused: {error.strerror or type(error).__name__}"
            + (f" ({error.filename})." if error.filename else "."),
            "See to the disk and its permissions, then try again.",
        )
    return IamtuiError(
        f"iamtui made a mistake of its own ({type(error).__name__}).",
        "Nothing more was done; please report it with what you did.",
    )
