"""The journal read as runs: what each plan did, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from iamtui.account.call import Call
from iamtui.changes.undo import Undo
from iamtui.errors import AnswerIsNo
from iamtui.execution.journal import Entry


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a plan: its lines, oldest first; the first is `planned`."""

    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """The name that ties its lines together."""
        return self.entries[0].plan

    @property
    def title(self) -> str:
        """What was wanted."""
        return self.entries[0].words

    @property
    def time(self) -> str:
        """When it was planned, UTC in ISO 8601."""
        return self.entries[0].time

    @property
    def done(self) -> tuple[Entry, ...]:
        """The steps that were done."""
        return tuple(entry for entry in self.entries if entry.event == "done")

    @property
    def result(self) -> str:
        """`done`, `failed`, `unknown`, or `interrupted` where no end was written."""
        last = self.entries[-1]
        return last.error if last.event == "ended" else "interrupted"

    @property
    def unsettled(self) -> tuple[Entry, ...]:
        """The calls that were sent and whose outcome was never written: they may be applied."""
        settled = {"done", "failed"}
        return tuple(
            entry
            for entry, following in zip(self.entries, (*self.entries[1:], None), strict=True)
            if entry.event == "sent" and (following is None or following.event not in settled)
        )


def runs(entries: Iterable[Entry], account: str) -> tuple[Run, ...]:
    """The runs on the account with the id `account`, oldest first."""
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.event == "planned" and entry.account == account:
            lines[entry.plan] = [entry]
        elif entry.plan in lines:
            lines[entry.plan].append(entry)
    return tuple(Run(tuple(of_run)) for of_run in lines.values())


def last_undo(history: tuple[Run, ...]) -> tuple[Undo, Run]:
    """The Change that takes back the last run, and that run.

    Runs that did nothing, undos, and runs already undone are passed over. Raises AnswerIsNo with
    the reason where there is nothing to take back or AWS gives nothing of it back.
    """
    undone = {run.entries[0].undoes for run in history if run.done and run.result == "done"}
    for run in reversed(history):
        if run.entries[0].undoes or not run.done or run.id in undone:
            continue
        if not run.done[-1].inverse_operation:
            raise AnswerIsNo(f"This cannot be undone: {run.title}.", _because(run.done[-1].error))
        return undo_of(run), run
    raise AnswerIsNo("There is nothing to undo in this account.")


def undo_of(run: Run) -> Undo:
    """The Change that takes back what `run` did, as far as AWS gives it back."""
    taken_back = [entry for entry in reversed(run.done) if entry.inverse_operation]
    return Undo(
        undone=run.title,
        inverse=tuple(Call(entry.inverse_operation, entry.inverse) for entry in taken_back),
        lost=tuple(entry.error for entry in run.done if not entry.inverse_operation),
    )


def _because(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}." if reason else ""
