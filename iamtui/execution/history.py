"""The journal read as runs: what each plan did, and what of it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from iamtui.account.call import Call
from iamtui.account.model import Account
from iamtui.account.operation import Impossible
from iamtui.changes.undo import Undo
from iamtui.errors import AnswerIsNo
from iamtui.execution.journal import Entry


class NothingToUndo(AnswerIsNo):
    """No run is left that could be taken back."""


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
    def undoes(self) -> str:
        """The run that it takes back, "" for one that takes none back."""
        return self.entries[0].undoes

    @property
    def done(self) -> tuple[Entry, ...]:
        """The steps that were done."""
        return tuple(entry for entry in self.entries if entry.event == "done")

    @property
    def result(self) -> str:
        """`Outcome.result`, or `interrupted` where no end was written."""
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

    @property
    def may_be_applied(self) -> tuple[Entry, ...]:
        """The calls that were done or are unsettled, a line each, in the order they were sent."""
        unsettled = self.unsettled
        return tuple(e for e in self.entries if e.event == "done" or e in unsettled)


def runs(entries: Iterable[Entry], account: str) -> tuple[Run, ...]:
    """The runs on the account with the id `account`, oldest first."""
    lines: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.event == "planned" and entry.account == account:
            lines[entry.plan] = [entry]
        elif entry.plan in lines:
            lines[entry.plan].append(entry)
    return tuple(Run(tuple(of_run)) for of_run in lines.values())


def last_undo(history: tuple[Run, ...], account: Account) -> tuple[Undo, Run]:
    """The Change that takes back the last run, and that run.

    Runs that did nothing, undos, runs already undone, and runs of which `account` shows nothing
    any more are passed over; a run whose end is not known never is. Raises NothingToUndo, and
    AnswerIsNo with the reason where AWS gives nothing of it back.
    """
    undone = _undone(history)
    for run in reversed(history):
        applied = run.may_be_applied
        if run.undoes or not applied or run.id in undone:
            continue
        undo = undo_of(run)
        if run.unsettled or not _is_there_already(undo, account):
            return undo, run
    raise NothingToUndo("There is nothing to undo in this account.")


def undo_of(run: Run) -> Undo:
    """The Change that takes back what `run` did, or may have done, as far as AWS gives it back.

    What was not applied after all has no effect to take back, and drops out of the plan. Raises
    AnswerIsNo where it did nothing, or its last step cannot be taken back: those before it then
    have nothing to return to.
    """
    applied = run.may_be_applied
    if not applied:
        raise AnswerIsNo(f"This did nothing, so there is nothing to undo: {run.title}.")
    if not applied[-1].inverse_operation:
        raise AnswerIsNo(f"This cannot be undone: {run.title}.", _because(applied[-1].error))
    taken_back = [entry for entry in reversed(applied) if entry.inverse_operation]
    doubt = " (not all of it is known to be done)" if run.unsettled else ""
    return Undo(
        undone=f"{run.title}{doubt}",
        inverse=tuple(Call(entry.inverse_operation, entry.inverse) for entry in taken_back),
        lost=tuple(entry.error for entry in applied if not entry.inverse_operation),
    )


def _is_there_already(undo: Undo, account: Account) -> bool:
    try:
        return not undo.calls(account)
    except Impossible:
        # Why it is impossible is for the plan to say.
        return False


def _undone(history: tuple[Run, ...]) -> frozenset[str]:
    """The runs that were taken back, and not by an undo that was taken back itself."""
    undone: set[str] = set()
    for run in reversed(history):
        if run.undoes and run.done and run.result == "done" and run.id not in undone:
            undone.add(run.undoes)
    return frozenset(undone)


def _because(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:]}." if reason else ""
