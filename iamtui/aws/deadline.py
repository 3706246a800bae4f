"""A limit to how long anyone waits for a call.

botocore's `read_timeout` is for each packet: a server that drips holds one call for minutes. And a
thread that hangs in a call must not keep the process from ending. So a call runs in a daemon
thread of its own, and is left behind when it is late or not wanted any more.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from iamtui.aws.cancel import Cancel, Cancelled

T = TypeVar("T")


class Late(Exception):
    """The call did not end in time; what it did is not known."""


class _Box(Generic[T]):
    """Where the thread leaves what the call gave."""

    def __init__(self) -> None:
        self.result: list[T] = []
        self.error: BaseException | None = None
        self.woken = threading.Event()


def run(work: Callable[[], T], seconds: float, cancel: Cancel | None = None) -> T:
    """What `work` gives, run in a daemon thread for at most `seconds`.

    Raises what `work` raises, `Late` after `seconds`, and `Cancelled` as soon as `cancel` is
    cancelled.
    """
    if cancel is not None:
        cancel.check()
    box: _Box[T] = _Box()
    threading.Thread(target=_fill, args=(box, work), name="iamtui-aws", daemon=True).start()
    forget = cancel.on_cancel(box.woken.set) if cancel is not None else None
    try:
        in_time = box.woken.wait(seconds)
    finally:
        if forget is not None:
            forget()
    if box.error is not None:
        raise box.error
    if box.result:
        return box.result[0]
    if in_time:
        raise Cancelled
    raise Late


def _fill(box: _Box[T], work: Callable[[], T]) -> None:
    try:
        box.result.append(work())
    except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
        box.error = error
    box.woken.set()
