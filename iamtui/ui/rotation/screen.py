"""The rotation of one access key as a pipeline: where it is, what is true, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Protocol

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from iamtui.errors import IamtuiError
from iamtui.execution.approval import Approval
from iamtui.execution.guard import Asks
from iamtui.execution.plan import Plan
from iamtui.rotation.driver import Ended
from iamtui.rotation.states import Pace, Phase
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Command, Scope
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.plans.second_person import ask_second_person
from iamtui.ui.rotation import pipeline as pipeline
from iamtui.ui.rotation import text as rotation_text
from iamtui.ui.rotation.hand_over import ask_handed_over
from iamtui.ui.rotation.job import WITHOUT_DELETING
from iamtui.ui.rotation.leave import Given
from iamtui.ui.rotation.progress import Progress, RotationRequest, Stage
from iamtui.ui.screen import CommandScreen
from iamtui.ui.storage.keyring_help import with_keyring_help
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label
from iamtui.vault.errors import VaultError

COLUMNS = (
    Column("sign", "", 1),
    Column("step", "", 15),
    Column("about", "", 20, grow=True),
)
# From so many columns on the words stand beside the steps.
WIDE = 110
READ_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 30.0


class Job(Protocol):
    """What the screen needs of a `RotationJob`."""

    request: RotationRequest
    progress: Progress

    def look(self) -> None:
        """See `RotationJob.look`."""

    def asks(self, until: frozenset[Phase] = ..., *, back: bool = ...) -> Asks:
        """See `RotationJob.asks`."""

    def run(
        self,
        *,
        until: frozenset[Phase] = ...,
        back: bool = ...,
        granted: bool = ...,
        given: Given = ...,
        pace: Pace | None = ...,
    ) -> None:
        """See `RotationJob.run`."""

    def plan(self, until: frozenset[Phase] = ..., *, back: bool = ...) -> Plan | None:
        """See `RotationJob.plan`."""

    def lift(self, given: Given = ...) -> None:
        """See `RotationJob.lift`."""

    def pause(self) -> None:
        """See `RotationJob.pause`."""


MakeJob = Callable[[Callable[[Progress], None]], Job]


class RotationScreen(CommandScreen):
    """One rotation. `make_job` makes its job, which tells this screen; `is_own` says whether it is
    about the caller's own key."""

    SCOPE: ClassVar[Scope] = Scope.ROTATION

    def __init__(self, make_job: MakeJob, *, is_own: bool) -> None:
        super().__init__()
        self.job = make_job(self.told)
        self._is_own = is_own
        self._is_read = self._is_there = False
        self._may_end = self._has_leave = False
        self.was_shown_secret = False
        self._shown = Content("")
        self._at_step = 0

    # What it shows

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        with Container(id="rotation"):
            yield ResourceTable(COLUMNS, id="pipeline")
            with VerticalScroll(id="told"):
                yield Static(id="told-text", markup=False)

    def on_mount(self) -> None:
        self._is_there = True
        self._lay_out()
        self._draw_steps()
        self.set_timer(READ_SECONDS, self._arm)
        self.set_interval(1.0, self._tick)
        self.set_interval(LOOK_AGAIN_SECONDS, self._look_again)
        self.job.look()

    def on_unmount(self) -> None:
        self._is_there = False
        # Whoever leaves in the middle wants no further step; the journal knows how far it is.
        self.job.pause()

    def on_resize(self) -> None:
        self._lay_out()

    def focus_body(self) -> None:
        self.query_one(ResourceTable).focus()

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        return [command for command in commands if not command.unless(self)]

    def account_changed(self) -> None:
        """Nothing: AWS is asked anew at every step."""

    def on_screen_resume(self) -> None:
        if self.was_shown_secret:
            self.was_shown_secret = False
            ask_handed_over(self)

    def _arm(self) -> None:
        """It has been on the screen long enough to be seen."""
        self._is_read = True
        self._draw_told()

    def told(self, progress: Progress) -> None:
        """How far it is now; called in the event loop."""
        if not self._is_there:
            return
        self._draw_steps()
        at = pipeline.current(progress)
        if at != self._at_step:
            self._at_step = at
            # A table that is not laid out yet has no row to put the cursor on.
            self.call_after_refresh(self._follow)
        if not progress.stage.is_busy:
            self._may_end = False
            self._help(progress)
        self.refresh_hints()

    def _follow(self) -> None:
        """Put the cursor on the present step."""
        steps = pipeline.steps(self.job.progress)
        if self._is_there:
            self.query_one(ResourceTable).move_to(steps[min(self._at_step, len(steps) - 1)].key)

    def _help(self, progress: Progress) -> None:
        """Offer what helps against what the vault or the keyring said."""
        if isinstance(progress.error, VaultError):
            again = self.job.look if progress.rotation is None else self.start
            with_keyring_help(self.iamtui, again, left=lambda _error: None)(progress.error)

    def _lay_out(self) -> None:
        wide = self.app.size.width >= WIDE
        self.set_class(wide, "wide")
        self.query_one(ResourceTable).styles.height = (
            "1fr" if wide else len(pipeline.steps(self.job.progress))
        )

    def _draw_steps(self) -> None:
        progress = self.job.progress
        cells: dict[str, dict[str, Cell]] = {}
        for number, step in enumerate(pipeline.steps(progress)):
            sign = pipeline.mark(progress, number)
            cells[step.key] = {
                "sign": (sign.sign, sign.style),
                "step": step.name,
                "about": pipeline.about(progress, number),
            }
        table = self.query_one(ResourceTable)
        table.set_rows(tuple(cells), lambda key, column: cells[key][column])
        self._lay_out()
        self._draw_told()

    def _draw_told(self) -> None:
        progress = self.job.progress
        title = rotation_text.title(progress, self.job.request.user, is_own=self._is_own)
        self.query_one("#title", Static).update(label(title, "bold"), layout=False)
        told = rotation_text.told(progress, self._cursor, self.asks(), self.iamtui.now())
        if told != self._shown:
            self._shown = told
            self.query_one("#told-text", Static).update(told)

    @property
    def _cursor(self) -> int:
        return self.query_one(ResourceTable).cursor_index or 0

    @on(ResourceTable.Highlighted)
    def _moved(self) -> None:
        self._draw_told()

    def _tick(self) -> None:
        if self.job.progress.stage is Stage.RUNNING:
            self._draw_told()

    # What it does

    @property
    def step(self) -> pipeline.Step:
        """The step under the cursor."""
        shown = pipeline.steps(self.job.progress)
        return shown[min(self._cursor, len(shown) - 1)]

    def asks(self) -> Asks | None:
        """What the Guard asks for before it begins or goes on; None where it cannot now, or was
        not on the screen for long enough to be read."""
        progress = self.job.progress
        may_begin = self._is_read and progress.stage in (Stage.READY, Stage.PAUSED)
        if not may_begin or progress.rotation is None:
            return None
        try:
            return self.job.asks()
        except IamtuiError as error:
            return Asks(reasons=(str(error),))

    @on(ResourceTable.Selected)
    def _selected(self) -> None:
        self.open_subject()

    def open_subject(self) -> None:
        """Enter: begin, go on, or look again where nothing is known."""
        if self._is_read:
            self.start()

    def start(self) -> None:
        """Begin or go on, as far as to the old key being inactive; delete it once it was so for
        long enough."""
        rotation = self.job.progress.rotation
        if rotation is None:
            self.job.look()
        elif rotation.back:
            self.run(back=True)
        elif rotation.phase not in WITHOUT_DELETING:
            self.run()
        elif rotation.phase is Phase.INACTIVE and self.observed_until > self.iamtui.now():
            self.iamtui.say(
                f"{rotation.old_key_id} is observed until {self.observed_until:%Y-%m-%d %H:%M} "
                "UTC; n does not wait, b goes back."
            )
        else:
            self.run(until=frozenset())

    @property
    def observed_until(self) -> datetime:
        """Until when the old key stays inactive before it is deleted."""
        rotation = self.job.progress.rotation
        if rotation is None:
            return self.iamtui.now()
        return (rotation.deactivated or rotation.since) + self.job.request.pace.observe

    def run(
        self,
        *,
        until: frozenset[Phase] = WITHOUT_DELETING,
        back: bool = False,
        pace: Pace | None = None,
    ) -> None:
        """Run it, after what the Guard asks for was given."""
        progress = self.job.progress
        if progress.stage.is_busy or progress.phase.is_over:
            return

        def begin(given: Given) -> None:
            self._has_leave = True
            self.job.run(until=until, back=back, given=given, pace=pace)

        self._ask(until, back, begin)

    def go_on(self) -> None:
        """Go on after somebody did their part; the Guard is asked unless it was on this screen."""
        if self._has_leave:
            self.job.run(granted=True)
        else:
            self.run()

    def lift(self) -> None:
        """End the denial of older sessions, after what the Guard asks for was given."""
        self._ask(WITHOUT_DELETING, False, self.job.lift)

    def _ask(self, until: frozenset[Phase], back: bool, then: Callable[[Given], None]) -> None:
        """Ask for a second person and for the text to type, where the Guard wants them."""
        try:
            asks = self.job.asks(until, back=back)
        except IamtuiError as error:
            self.iamtui.fail(error)
            return
        plan = self.job.plan(until, back=back)
        self.iamtui.say("")
        if asks.second and plan is not None:
            ask_second_person(self.iamtui, plan, lambda leave: self._ask_name(asks, leave, then))
        else:
            self._ask_name(asks, None, then)

    def _ask_name(
        self, asks: Asks, approval: Approval | None, then: Callable[[Given], None]
    ) -> None:
        def typed(answer: dict[str, str] | None) -> None:
            if answer is None:
                return
            if answer["name"].strip() != asks.typed_name:
                self.iamtui.say(f"What was typed is not {asks.typed_name}; nothing was changed.")
                return
            then(Given(answer["name"], approval))

        if not self.is_open:
            return
        if not asks.typed_name:
            then(Given(approval=approval))
            return
        entry = Entry("name", f"Type {asks.typed_name}")
        self.app.push_screen(FormDialog("To confirm", (entry,), "\n".join(asks.reasons)), typed)

    def go_back(self) -> None:
        """Leave; while it runs, pause it first."""
        if self.job.progress.stage is Stage.RUNNING:
            self.job.pause()
            self.iamtui.say("Pausing before the next step …")
        else:
            self.iamtui.back()

    def holds_the_end(self) -> bool:
        """Whether iamtui must not end yet: a step is under way. Asked once more it may."""
        if self.job.progress.stage is not Stage.RUNNING or self._may_end:
            return False
        self.job.pause()
        self._may_end = True
        return True

    def _look_again(self) -> None:
        """While it waits and is looked at: see whether the old key was used meanwhile, and go on
        once it was not for long enough."""
        progress = self.job.progress
        waits = progress.outcome is not None and progress.outcome.ended is Ended.WAITING
        if waits and progress.phase is Phase.SWITCHED and self.app.screen is self:
            self.job.run(granted=True)
