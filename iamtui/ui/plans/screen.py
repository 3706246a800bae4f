"""The plan screen: what will happen, what it needs, how it goes, and what can be done then."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from iamtui.account.call import Call
from iamtui.account.operation import invert, words
from iamtui.aws.backend import Cancel
from iamtui.changes.change import Step
from iamtui.changes.delete_user import DeleteUser
from iamtui.errors import IamtuiError
from iamtui.execution.approval import Approval
from iamtui.execution.guard import Asks
from iamtui.execution.plan import Plan
from iamtui.execution.restore import restore_folder
from iamtui.execution.runner import Outcome
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Command, Scope
from iamtui.ui.line_input import LineInput
from iamtui.ui.mfa.code_input import CodeInput
from iamtui.ui.plans.second_person import ask_second_person
from iamtui.ui.screen import CommandScreen
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import block, clean, label
from iamtui.vault.totp import seconds_to_next

if TYPE_CHECKING:
    from iamtui.ui.plans.effects import Effects


class Stage(enum.Enum):
    """Where the plan is."""

    REVIEW = enum.auto()
    RUNNING = enum.auto()
    ENDED = enum.auto()


_SIGNS: dict[str, tuple[str, str]] = {
    "waiting": ("·", "muted"),
    "sent": ("→", "link"),
    "done": ("✓", "success"),
    "failed": ("✗", "error"),
    "unknown": ("?", "warning"),
}
COLUMNS = (Column("sign", "", 1), Column("step", "", 20, grow=True))

# The lines that are always there: header, title, hints.
FRAME = 3
MOST_ASKED = 10
# Two blank lines, and what fills the rest; left out where lines are scarce.
SPARE = 3
LEAST_STEPS = 3
READ_SECONDS = 0.5


class PlanScreen(CommandScreen):
    """One plan. `undoes` is the run that it takes back, `has_seed` whether codes are made here.

    `retry` says what a fresh MFA code would do for a step that was refused; a plan that
    `runs_at_once` was read and granted as a part of one before.
    """

    SCOPE: ClassVar[Scope] = Scope.PLAN

    def __init__(self, plan: Plan, asks: Asks, has_seed: bool, undoes: str = "") -> None:
        super().__init__()
        self.plan = plan
        self.undoes = undoes
        self.stage = Stage.REVIEW
        self.outcome: Outcome | None = None
        self.approval: Approval | None = None
        self._asks = asks
        self._has_seed = has_seed
        self._signs = ["waiting"] * len(plan.steps)
        self._cancel = Cancel()
        self._effects: Effects | None = None
        self._notes = self._noted()
        self._reasons = self._told = Content("")
        self._is_read = self._is_worked_out = False
        self._may_end = False
        self.retry = ""
        self.runs_at_once = False

    # What it shows

    def body(self) -> ComposeResult:
        count = len(self.plan.steps)
        title = self.plan.title if count == 1 else f"{self.plan.title} ({count} steps)"
        yield Static(label(title, "bold"), id="title", markup=False)
        yield ResourceTable(COLUMNS, id="steps")
        with VerticalScroll(id="notes"):
            yield Static(self._notes, markup=False)
        yield Static(id="ask", markup=False)
        yield CodeInput(id="code")
        yield LineInput(id="name", placeholder=clean(self._asks.typed_name), compact=True)
        yield Static(id="filler")

    def _noted(self) -> Content:
        """What is to be read first: warnings, notes, who gains and loses what, the way back."""
        found = self._effects
        lines = [*self.plan.notes, _undoable(self.plan)]
        if found is not None and found.warnings:
            lines[-1] = "Whether you may still undo it then is not certain."
        if found is not None:
            lines = [*found.warnings, *found.lines, *lines]
        return block("\n".join(f"• {line}" for line in lines))

    @property
    def effects(self) -> Effects | None:
        """Who gains and loses permissions; None while nobody knows yet."""
        return self._effects

    def show_effects(self, found: Effects) -> None:
        """Say who gains and loses permissions by the plan."""
        self._effects = found
        self._notes = self._noted()
        if self.stage is Stage.REVIEW:
            self.query_one("#notes Static", Static).update(self._notes)
            self._draw_asks()
            self._share_lines()
            self.refresh_hints()

    def _work_out_effects(self) -> None:
        from iamtui.ui.plans.effects import effects  # not with the first frame

        def show(found: Effects) -> None:
            self._is_worked_out = True
            if self.is_open:
                self.show_effects(found)

        def failed(error: IamtuiError) -> None:
            self._is_worked_out = True
            self.iamtui.fail(error)

        self.iamtui.submit(lambda: effects(self.plan), show, failed)

    def on_mount(self) -> None:
        self._draw_steps()
        self._work_out_effects()
        self._draw_asks()
        self.set_interval(1.0, self._tick)
        self.set_timer(READ_SECONDS, self._arm)
        if self.runs_at_once:
            self.call_after_refresh(self.start)

    def on_unmount(self) -> None:
        # Whoever leaves in the middle wants no further step sent.
        self._cancel.cancel()

    def _arm(self) -> None:
        """It has been on the screen long enough to be seen."""
        self._is_read = True
        self._draw_asks()

    @property
    def _is_armed(self) -> bool:
        """Whether Enter runs the plan: all that is to be read first is there, and was seen."""
        return self._is_read and self._is_worked_out

    def show_status(self, content: Content) -> None:
        super().show_status(content)
        self._share_lines()

    def _share_lines(self) -> None:
        """Give what is asked all its lines, then notes and steps what is left, in turn."""
        ended = self.stage is Stage.ENDED
        # What was to be read before is not needed any more; how it went is.
        self.query_one("#notes").display = not ended
        count, asked = len(self.plan.steps), self._lines(self._told)
        notes = 0 if ended else self._lines(self._notes)
        inputs = sum(one.display for one in self.query(Input))
        room = self.app.size.height - FRAME - self._lines(self.iamtui.status) - inputs
        room -= min(asked, MOST_ASKED)
        is_tight = room < min(count, LEAST_STEPS) + notes + SPARE
        room -= 0 if is_tight else SPARE
        shown_notes = 0 if ended else max(1, min(notes, room - min(count, LEAST_STEPS)))
        self.set_class(is_tight, "tight")
        self.query_one("#ask").styles.height = min(asked, MOST_ASKED)
        self.query_one("#notes").styles.height = shown_notes
        shown_steps = room - shown_notes
        self.query_one("#steps").styles.height = (
            max(1, shown_steps) if is_tight else min(count, shown_steps)
        )

    def _lines(self, content: Content) -> int:
        return max(1, len(content.wrap(max(1, self.app.size.width))))

    def focus_body(self) -> None:
        code, name = self.query_one("#code", Input), self.query_one("#name", Input)
        reviewing = self.stage is Stage.REVIEW
        code.display = reviewing and bool(self._asks.mfa_serial) and not self._has_seed
        name.display = reviewing and bool(self._asks.typed_name)
        # The line for the code leaves letters to the commands; the one for the name cannot, so
        # it gets the keyboard only after the plan was read and Enter pressed.
        (code if code.display else self.query_one(ResourceTable)).focus()
        self._share_lines()

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        return [
            c for c in commands if not c.unless(self) and not (self._ended_well and c.name == "run")
        ]

    def account_changed(self) -> None:
        """Nothing: a plan is made on one account and stays as it was made."""

    def _draw_steps(self, at: int | None = None) -> None:
        """Draw the steps anew, with the cursor on the step `at`."""
        cells: dict[str, tuple[Cell, Cell]] = {}
        for number, step in enumerate(self.plan.steps):
            cells[str(number)] = (_SIGNS[self._signs[number]], words(step.before, step.call))
        table = self.query_one(ResourceTable)
        table.set_rows(tuple(cells), lambda key, column: cells[key][column == "step"])
        if at is not None:
            table.move_to(str(min(at, len(cells) - 1)))

    def _draw_asks(self) -> None:
        lines = list(self._asks.reasons)
        device = self._asks.mfa_serial.rsplit("/", 1)[-1]
        if device and self._has_seed:
            lines.append(f"The code of {device} is made from the seed in the vault.")
        elif device:
            lines.append(f"Type the code that the device {device} shows, then Enter.")
        if self.approval is not None:
            lines.append(f"Approved by {self.approval.approver.arn}.")
        if self._is_armed:
            lines.append(
                "Enter asks the second person." if self._lacks_second else "Enter runs it."
            )
        elif not self._is_worked_out:
            lines.append("Working out who gains or loses permissions …")
        self._reasons = block("\n".join(lines))
        self._tick()

    def _tick(self) -> None:
        """Show how long the present code is good for."""
        if self.stage is not Stage.REVIEW:
            return
        left = round(seconds_to_next(self.iamtui.now().timestamp()))
        next_code = f" The next code comes in {left} s." if self._asks.mfa_serial else ""
        self._show_told(self._reasons.append(next_code))

    def _tell(self, text: str) -> None:
        self._show_told(block(text))

    def _show_told(self, told: Content) -> None:
        if told != self._told:
            self._told = told
            self.query_one("#ask", Static).update(told, layout=False)
            self._share_lines()

    # What it does

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.start()

    @on(ResourceTable.Selected)
    def _selected(self) -> None:
        if self.stage is Stage.REVIEW:
            self.start()

    def open_subject(self) -> None:
        """Enter: run it, or close it when it has ended well."""
        if self.stage is Stage.REVIEW:
            self.start()
        elif self._ended_well:
            self.iamtui.back()

    @property
    def _ended_well(self) -> bool:
        return self.outcome is not None and self.outcome.result == "done"

    def go_back(self) -> None:
        """Leave; while it runs, stop it before the next step."""
        if self.stage is not Stage.RUNNING:
            self.iamtui.back()
            return
        self._cancel.cancel()
        self._tell("Stopping before the next step …")

    def start(self) -> None:
        """Ask the Guard, with what was typed, and run the plan.

        Not before it was on the screen for a moment: an Enter typed ahead is meant for something
        else.
        """
        if not self._is_armed and not self.runs_at_once:
            return
        if self._lacks_second:
            ask_second_person(self.iamtui, self.plan, self.approved)
            return
        code, name = self.query_one("#code", Input), self.query_one("#name", Input)
        typed_code, typed_name = code.value, name.value
        if code.display and not typed_code:
            code.focus()
            return
        if name.display and typed_name.strip() != self._asks.typed_name:
            self.iamtui.say(f"Type {self._asks.typed_name} and Enter; nothing was changed yet.")
            name.focus()
            return
        code.value = ""
        self.iamtui.say("")
        self.stage = Stage.RUNNING
        self.focus_body()
        self.refresh_hints()
        self._tell("Running; Esc stops before the next step.")
        serial = self._asks.mfa_serial
        self.iamtui.run_plan(self, serial, typed_code if not self._has_seed else None, typed_name)

    @property
    def _lacks_second(self) -> bool:
        return self._asks.second and self.approval is None

    def approved(self, approval: Approval) -> None:
        """A second person has approved the plan."""
        if not self.is_open:
            return
        self.approval = approval
        self._draw_asks()
        self.focus_body()

    def holds_the_end(self) -> bool:
        """Whether iamtui must not end yet: a step is under way. Asked once more it may."""
        if self.stage is not Stage.RUNNING or self._may_end:
            return False
        self._cancel.cancel()
        self._may_end = True
        return True

    @property
    def cancel(self) -> Cancel:
        """What Esc cancels."""
        return self._cancel

    def waiting(self, seconds: float) -> None:
        """Say that the next MFA code is waited for."""
        self._tell(f"Waiting {seconds:.0f} s for the next MFA code; Esc stops.")

    def step_done(self, step: Step) -> None:
        """Mark `step` as done, and the next as sent."""
        number = self._signs.index("sent") if "sent" in self._signs else self._signs.count("done")
        self._signs[number] = "done"
        if number + 1 < len(self._signs):
            self._signs[number + 1] = "sent"
        self._draw_steps(number + 1)

    def began(self) -> None:
        """The Guard has let it through; the first step is being sent."""
        self._signs[0] = "sent"
        self._draw_steps()

    def refused(self, error: IamtuiError) -> None:
        """Nothing was sent: say why, and let it be tried again."""
        self.stage = Stage.REVIEW
        if self.session is not None and not self.session.guard.holds(self.approval):
            self.approval = None
        self._cancel = Cancel()
        self._signs = ["waiting"] * len(self.plan.steps)
        self._draw_steps()
        self._draw_asks()
        self.focus_body()
        self.refresh_hints()
        self.iamtui.say(f"{error.what} {error.next_step}")

    def ended(self, outcome: Outcome) -> None:
        """Show how it went, and what can be done now."""
        self.stage = Stage.ENDED
        self.outcome = outcome
        for number in range(len(self._signs)):
            done = number < len(outcome.done)
            self._signs[number] = "done" if done else "waiting"
        if outcome.failed is not None:
            self._signs[len(outcome.done)] = "unknown" if outcome.unknown else "failed"
        self._draw_steps(len(outcome.done))
        self._tell(told(outcome))
        self.focus_body()
        self.refresh_frame()
        self.iamtui.offer_retry(self)

    def offer_retry(self, reason: str) -> None:
        """Say that a fresh MFA code may let the refused step through, and why."""
        self.retry = reason
        if self.outcome is not None:
            self._tell(f"{told(self.outcome)}\n{reason}")
        self.refresh_hints()


def _undoable(plan: Plan) -> str:
    """How much of the plan can be taken back."""
    if not plan.lost:
        return "Can be undone with z."
    reason = plan.lost[0]
    if len(plan.lost) == 1 == len(plan.steps):
        return f"Cannot be undone: {reason}."
    return f"{len(plan.lost)} of {len(plan.steps)} steps cannot be undone, such as: {reason}."


def _afterwards(plan: Plan) -> str:
    """What can be done about a plan that has run."""
    last = plan.steps[-1]
    if isinstance(invert(last.before, last.call), Call):
        return "z undoes it."
    is_kept = isinstance(plan.change, DeleteUser)
    kept = f" What it had is in {restore_folder()}." if is_kept else ""
    return f"It cannot be undone.{kept}"


def told(outcome: Outcome) -> str:
    """How a run ended, in sentences: what was done, what was not, what to do."""
    done, left = len(outcome.done), len(outcome.left)
    of = f"{done} of {done + left} steps were done"
    if outcome.result == "done":
        return f"Done. Enter or Esc goes back. {_afterwards(outcome.plan)}"
    if outcome.result == "cancelled":
        return f"Stopped: {of}. r plans the rest anew, z takes back what was done, Esc leaves it."
    error = f"{outcome.error.what} {outcome.error.next_step}".strip() if outcome.error else ""
    if outcome.unknown:
        return (
            f"{error}\nIt was asked whether the step was applied: AWS does not show it (yet). "
            f"{of}. r looks again and plans what is left, z takes back what was done."
        )
    return f"{error}\n{of}. r plans the rest anew, z takes back what was done, Esc leaves it."
