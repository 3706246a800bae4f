"""The rotation of one key in a worker thread, with its questions asked in the event loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.aws.cancel import Cancel
from iamtui.errors import IamtuiError
from iamtui.execution.guard import Asks
from iamtui.execution.plan import Plan
from iamtui.rotation.states import Pace, Phase
from iamtui.ui.rotation.asking import Asking
from iamtui.ui.rotation.leave import NOTHING, Given, asks, plan_of
from iamtui.ui.rotation.progress import Progress, RotationRequest, Stage
from iamtui.ui.rotation.work import RotationWork, Wish

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session

WITHOUT_DELETING = Phase.INACTIVE.and_later


class RotationJob:
    """Looks at a rotation and runs it, for the profile `session`; one thing at a time.

    `told` is called in the event loop with each `Progress`. What is done is in the journal, so a
    job may be dropped at any moment: another one goes on.
    """

    def __init__(
        self,
        app: IamtuiApp,
        session: Session,
        request: RotationRequest,
        told: Callable[[Progress], None],
    ) -> None:
        self._app = app
        self._session = session
        self._told = told
        self._cancel = Cancel()
        self.request = request
        self.progress = Progress()

    def look(self) -> None:
        """Find out what stands in the way, changing nothing; ends READY or FAILED."""
        if not self.progress.stage.is_busy:
            self._submit(Stage.LOOKING, lambda work: work.look())

    def asks(self, until: frozenset[Phase] = WITHOUT_DELETING, *, back: bool = False) -> Asks:
        """What the Guard will ask for before `run`. Raises RefusedError where nothing helps."""
        plan = self.plan(until, back=back)
        return asks(self._app, self._session, plan) if plan is not None else Asks()

    def plan(
        self, until: frozenset[Phase] = WITHOUT_DELETING, *, back: bool = False
    ) -> Plan | None:
        """What a second person would approve before `run`; None where it is not known yet."""
        rotation = self.progress.rotation
        if rotation is None:
            return None
        return plan_of(self._app, self._session, rotation, until, back=back)

    def run(
        self,
        *,
        until: frozenset[Phase] = WITHOUT_DELETING,
        back: bool = False,
        granted: bool = False,
        given: Given = NOTHING,
        pace: Pace | None = None,
    ) -> None:
        """Begin the rotation or go on with it, until it is in a phase of `until` or has to wait.

        `back` takes it back. `granted` says that the Guard has been asked already, by whoever runs
        many; else it is asked here, and gets what is `given`. `pace` is another one than the
        request's, for this run. Ends ENDED, PAUSED or FAILED.
        """
        if self.progress.stage.is_busy:
            return
        until = frozenset() if back else until
        wish = Wish(until, back, granted, given, pace or self.request.pace)
        self._submit(Stage.RUNNING, lambda work: work.run(wish))

    def lift(self, given: Given = NOTHING) -> None:
        """End the denial of older sessions once a leaked key is replaced; ends ENDED or FAILED."""
        if not self.progress.stage.is_busy:
            wish = Wish(WITHOUT_DELETING, False, False, given, self.request.pace)
            self._submit(Stage.RUNNING, lambda work: work.lift(wish))

    def pause(self) -> None:
        """Stop before the next step; the journal knows how far it is."""
        self._cancel.cancel()

    def _show(self, progress: Progress) -> None:
        self.progress = progress
        self._told(progress)

    def _submit(self, stage: Stage, do: Callable[[RotationWork], Progress]) -> None:
        self._cancel = cancel = Cancel()
        began = self._app.now() if stage is Stage.RUNNING else self.progress.began
        self._show(replace(self.progress, stage=stage, began=began, error=None, outcome=None))
        generation = self._session.generation

        def tell(progress: Progress) -> None:
            self._app.jobs.tell(generation, lambda: self._show(progress), cancel.cancel)

        asking = Asking(self._app, generation, cancel)
        work = RotationWork(
            self._app, self._session, self.request, asking, cancel, tell, self.progress
        )

        def failed(error: IamtuiError) -> None:
            self._ended(replace(self.progress, stage=Stage.FAILED, wait=None, error=error))

        self._app.submit(lambda: do(work), self._ended, failed)

    def _ended(self, progress: Progress) -> None:
        was_running = self.progress.stage is Stage.RUNNING
        self._show(progress)
        rotation = progress.rotation
        if was_running and rotation is not None:
            user = Entity(EntityKind.USER, rotation.user)
            self._app.fetch(Read(user, frozenset({Aspect.ACCESS_KEYS})), again=True)
