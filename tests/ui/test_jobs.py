"""Jobs: work in threads, answers in the event loop, none for a session that was left."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from textual.message import Message

from iamtui.aws.cancel import Cancelled
from iamtui.errors import IamtuiError, RefusedError
from iamtui.ui.jobs import THREADS, Answer, Job, Jobs


class Inbox:
    """What an app does with messages, without one."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.came = threading.Semaphore(0)
        self.closed = False

    def post_message(self, message: Message) -> bool:
        assert isinstance(message, Answer)
        if self.closed:
            raise RuntimeError("Event loop is closed")
        self.answers.append(message)
        self.came.release()
        return True

    def wait(self, count: int = 1) -> None:
        for _ in range(count):
            assert self.came.acquire(timeout=10)


class Done:
    """Where the answer of a job goes."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self.errors: list[IamtuiError] = []


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def ask(inbox: Inbox, work: Callable[[], object], jobs: Jobs | None = None) -> Done:
    done = Done()
    (jobs or Jobs(inbox)).submit(  # type: ignore[arg-type]
        Job(7, work, done.values.append, done.errors.append)
    )
    return done


def test_an_answer_comes_as_a_message_of_the_generation_that_asked(inbox: Inbox) -> None:
    done = ask(inbox, lambda: threading.current_thread())
    inbox.wait()
    (answer,) = inbox.answers
    assert answer.generation == 7
    assert done.values == []
    answer.deliver()
    (thread,) = done.values
    assert isinstance(thread, threading.Thread)
    assert thread.daemon
    assert thread is not threading.current_thread()


def test_our_errors_are_handed_on(inbox: Inbox) -> None:
    error = RefusedError("No.", "Ask.")

    def work() -> None:
        raise error

    done = ask(inbox, work)
    inbox.wait()
    inbox.answers[0].deliver()
    assert done.errors == [error]


@pytest.mark.parametrize("mistake", [KeyError("hunter2"), ValueError("hunter2")])
def test_a_mistake_is_told_by_its_type_and_not_by_its_text(
    inbox: Inbox, mistake: Exception
) -> None:
    def work() -> None:
        raise mistake

    done = ask(inbox, work)
    inbox.wait()
    inbox.answers[0].deliver()
    (error,) = done.errors
    assert type(mistake).__name__ in str(error)
    assert "hunter2" not in str(error)


def test_what_the_machine_refuses_is_told_with_the_file(inbox: Inbox) -> None:
    done = ask(inbox, lambda: open("/nowhere/at/all"))  # noqa: SIM115
    inbox.wait()
    inbox.answers[0].deliver()
    assert "No such file or directory (/nowhere/at/all)" in str(done.errors[0])


def test_cancelled_work_answers_nothing_and_its_thread_goes_on(inbox: Inbox) -> None:
    def cancelled() -> None:
        raise Cancelled

    jobs = Jobs(inbox)  # type: ignore[arg-type]
    for _ in range(THREADS * 2):
        ask(inbox, cancelled, jobs)
    ask(inbox, lambda: "still here", jobs)
    inbox.wait()
    assert len(inbox.answers) == 1


def test_some_work_at_once_and_the_rest_in_turn(inbox: Inbox) -> None:
    jobs = Jobs(inbox)  # type: ignore[arg-type]
    together = threading.Barrier(THREADS)
    for _ in range(THREADS):
        ask(inbox, lambda: together.wait(10), jobs)
    ask(inbox, lambda: 5, jobs)
    inbox.wait(THREADS + 1)
    assert len(inbox.answers) == THREADS + 1


def test_an_answer_after_the_end_of_the_event_loop_is_dropped(inbox: Inbox) -> None:
    inbox.closed = True
    jobs = Jobs(inbox)  # type: ignore[arg-type]
    jobs.tell(1, lambda: None)
    inbox.closed = False
    jobs.tell(1, lambda: None)
    assert len(inbox.answers) == 1
