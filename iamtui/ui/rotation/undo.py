"""Undoing a rotation: its calls are not taken back one by one, it is led back as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.model import Account
from iamtui.changes.undo import Undo
from iamtui.errors import AnswerIsNo
from iamtui.execution.history import NothingToUndo, Run, last_undo
from iamtui.rotation.journal import CHANGE, unfinished
from iamtui.rotation.record import TAKEN_BACK
from iamtui.ui.rotation.around import folder_of
from iamtui.ui.rotation.opening import open_rotation

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session


def is_rotation(run: Run) -> bool:
    """Whether the run is a rotation."""
    return run.entries[0].change == CHANGE


def find_undo(history: tuple[Run, ...], account: Account) -> tuple[Undo | None, Run]:
    """The last run, and the Change that takes it back: None for a rotation, which is led back.

    Raises AnswerIsNo as `last_undo` does.
    """
    last = next((run for run in reversed(history) if _counts(run)), None)
    if last is None:
        return last_undo(_others(history), account)
    try:
        return last_undo(_others(history[history.index(last) + 1 :]), account)
    except NothingToUndo:
        return None, last


def _others(history: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(run for run in history if not is_rotation(run))


def lead_back(app: IamtuiApp, session: Session, run: Run) -> None:
    """Show the rotation of `run`, from where `b` takes it back; say why not where that is over."""

    def find() -> str:
        for kept in unfinished(folder_of(session)):
            if kept.rotation is not None and kept.rotation.id == run.id:
                return kept.user
        raise AnswerIsNo(
            f"This rotation is over, so there is no way back: {run.title}.",
            "Rotate again if the new key must go.",
        )

    def show(user: str) -> None:
        open_rotation(app, user)
        app.say("b takes this rotation back.")

    app.submit(find, show, app.fail)


def _counts(run: Run) -> bool:
    return is_rotation(run) and bool(run.may_be_applied) and run.result != TAKEN_BACK
