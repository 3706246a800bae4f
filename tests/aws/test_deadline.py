"""Waiting for a call, but not for ever."""

from __future__ import annotations

import threading

import pytest

from iamtui.aws import deadline
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.deadline import Late


def test_it_gives_what_the_work_gives() -> None:
    assert deadline.run(lambda: 42, 5) == 42


def test_it_raises_what_the_work_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        deadline.run(lambda: 1 / 0, 5)


def test_work_that_hangs_is_left_behind() -> None:
    never = threading.Event()
    with pytest.raises(Late):
        deadline.run(never.wait, 0.01)
    never.set()


def test_cancelling_wakes_who_waits() -> None:
    cancel, never, started = Cancel(), threading.Event(), threading.Event()

    def hang() -> bool:
        started.set()
        return never.wait()

    def cancel_once_it_runs() -> None:
        started.wait()
        cancel.cancel()

    threading.Thread(target=cancel_once_it_runs, daemon=True).start()
    with pytest.raises(Cancelled):
        deadline.run(hang, 60, cancel)
    never.set()


def test_nothing_starts_after_a_cancel() -> None:
    cancel = Cancel()
    cancel.cancel()
    ran: list[int] = []
    with pytest.raises(Cancelled):
        deadline.run(lambda: ran.append(1), 5, cancel)
    assert ran == []


def test_a_callback_that_comes_late_is_called_at_once() -> None:
    cancel, called = Cancel(), []
    cancel.cancel()
    cancel.on_cancel(lambda: called.append(1))
    assert called == [1]


def test_a_callback_that_was_taken_back_is_not_called() -> None:
    cancel, called = Cancel(), []
    forget = cancel.on_cancel(lambda: called.append(1))
    forget()
    cancel.cancel()
    assert called == []


def test_waiting_ends_with_a_cancel() -> None:
    cancel = Cancel()
    threading.Timer(0, cancel.cancel).start()
    with pytest.raises(Cancelled):
        cancel.wait(60)
