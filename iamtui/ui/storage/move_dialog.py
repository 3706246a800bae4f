"""A move of all secrets to another place: what it means, how far it is, and how it ended."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from iamtui.errors import IamtuiError
from iamtui.ui.text import block, label
from iamtui.vault.migration import Outcome, Phase, Report, Step
from iamtui.vault.moving import Move, MoveStopped

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

BAR = 40


class Progressed(Message):
    """The move is at `step` now."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step


class MoveDialog(ModalScreen[bool]):
    """Asks, moves and tells; gives whether the move was run. `told` says what it means."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "Move", priority=True),
        Binding("escape", "leave", "Leave or stop", priority=True),
    ]

    def __init__(self, move: Move, told: str) -> None:
        super().__init__()
        self._move = move
        self._told = told
        self._stopping = threading.Event()
        self._is_moving = False
        self._has_ended = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            title = f"Move everything to {self._move.target.name}"
            yield Static(label(title, "bold"), markup=False)
            yield Static(block(self._told), id="move-text", markup=False)
            yield Static(label("Enter move  Esc leave"), id="move-keys", markup=False)

    def action_go_on(self) -> None:
        """Begin; once it has ended, close."""
        if self._has_ended:
            self.dismiss(True)
        elif not self._is_moving:
            self._is_moving = True
            self._say(self._told, "Esc stop")
            app = cast("IamtuiApp", self.app)
            app.submit(lambda: self._move.run(self._watch), self._done, self._failed)

    def action_leave(self) -> None:
        """Leave; while it runs, stop it before the next item."""
        if not self._is_moving:
            self.dismiss(self._has_ended)
        self._stopping.set()

    def on_progressed(self, event: Progressed) -> None:
        """Show how far it is."""
        if self._is_moving:
            self._say(f"{self._told}\n\n{progress_bar(event.step)}", "Esc stop")

    def _watch(self, step: Step) -> None:
        if self._stopping.is_set() and step.phase is Phase.COPYING:
            raise MoveStopped
        self.post_message(Progressed(step))

    def _done(self, report: Report) -> None:
        self._end(report_words(report, self._move.target.name))

    def _failed(self, error: IamtuiError) -> None:
        self._end(str(error))

    def _end(self, text: str) -> None:
        self._is_moving, self._has_ended = False, True
        if self.is_attached:
            self._say(text, "Enter close")

    def _say(self, text: str, keys: str) -> None:
        self.query_one("#move-text", Static).update(block(text))
        self.query_one("#move-keys", Static).update(label(keys))


def progress_bar(step: Step) -> str:
    """How far a move is, as a bar and the item that it is at."""
    full = BAR * (step.number - 1) // step.count
    bar = "█" * full + "░" * (BAR - full)
    return f"{bar} {step.number} of {step.count}\n{step.phase.value} {step.item}"


def report_words(report: Report, target: str) -> str:
    """How a move ended."""
    moved = sum(each.outcome is Outcome.REMOVED for each in report.items)
    if report.complete:
        return (
            f"Moved {moved} item{'s' * (moved != 1)}, each read back and compared. "
            f"Secrets are kept in {target} from now on."
        )
    failed = [each for each in report.items if each.error is not None]
    reasons = "\n".join(f"{each.item}: {each.error}" for each in failed[:5])
    return (
        f"{len(failed)} of {len(report.items)} items could not be moved; nothing is lost, and they "
        f"are where they were.\n\n{reasons}"
    )
