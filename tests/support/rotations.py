"""Rotations for tests of screens: a job that does nothing but note what it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from iamtui.account.field import Known
from iamtui.account.model import LastUsed
from iamtui.errors import IamtuiError
from iamtui.execution.guard import Asks
from iamtui.rotation.consumers import Consumer, Use
from iamtui.rotation.driver import Ended, Outcome
from iamtui.rotation.states import IN_VAULT, Pace, Phase, Rotation, Seen, SeenKey
from iamtui.ui.rotation.leave import NOTHING, Given
from iamtui.ui.rotation.progress import Progress, RotationRequest, Stage
from iamtui.ui.rotation.screen import RotationScreen
from tests.support.accounts import NOW

OLD, NEW = "AKIAOLD0000000000001", "AKIANEW0000000000002"
BEGUN = Rotation(
    id="0123456789abcdef" * 2,
    account="123456789012",
    user="alice",
    user_arn="arn:aws:iam::123456789012:user/alice",
    old_key_id=OLD,
    keys_before=(OLD,),
    began=NOW - timedelta(minutes=2),
    since=NOW,
    profile="work",
)
USED = Known(LastUsed(NOW - timedelta(hours=3), "eu-central-1", "s3"))
_HERE = (
    Consumer("profile work of iamtui", Use.OLD),
    Consumer("profile work in /home/alice/.aws/credentials, line 4", Use.OLD),
    Consumer("$AWS_ACCESS_KEY_ID of this shell", Use.BY_HAND),
)


def in_phase(phase: Phase, *, back: bool = False) -> Rotation:
    """The rotation, that far."""
    new = "" if phase in (Phase.PREPARED, Phase.CREATING) else NEW
    past = phase in Phase.SWITCHED.and_later
    gone = phase in Phase.INACTIVE.and_later
    return replace(
        BEGUN,
        phase=phase,
        new_key_id=new,
        back=back,
        switched=NOW if past else None,
        deactivated=NOW if gone else None,
    )


def seen(rotation: Rotation) -> Seen:
    """What AWS and this machine show of it."""
    gone = rotation.phase in Phase.INACTIVE.and_later
    keys = [SeenKey(OLD, not gone, NOW - timedelta(days=93), USED)]
    if rotation.new_key_id:
        keys.append(SeenKey(NEW, True, NOW))
    return Seen(tuple(keys), frozenset({OLD, rotation.new_key_id} - {""}), frozenset({OLD}))


def progress(stage: Stage, phase: Phase = Phase.PREPARED, *, back: bool = False) -> Progress:
    """How far it is, with what is known then."""
    rotation = in_phase(phase, back=back)
    switched = phase in Phase.SWITCHED.and_later
    here = tuple(
        replace(each, use=Use.NEW) if switched and each.use is Use.OLD else each for each in _HERE
    )
    resumed = phase is not Phase.PREPARED
    return Progress(stage, rotation, resumed, seen(rotation), here, began=NOW)


def waiting(phase: Phase, hours: int) -> Progress:
    """A run that ended since so many hours have to pass."""
    now = progress(Stage.ENDED, phase)
    assert now.rotation is not None
    why = "to see whether something else still uses the old key"
    until = NOW + timedelta(hours=hours)
    return replace(now, outcome=Outcome(now.rotation, Ended.WAITING, why, until=until))


def handing_over() -> Progress:
    """Another user's new key waits in the vault."""
    now = progress(Stage.ENDED, Phase.SWITCHED)
    assert now.rotation is not None
    rotation = replace(now.rotation, deliver=IN_VAULT, form=IN_VAULT)
    outcome = Outcome(rotation, Ended.STOPPED, "The new secret waits.", "Hand it over.")
    return replace(now, rotation=rotation, outcome=outcome, consumers=())


@dataclass
class NotedJob:
    """A `rotation_screen.Job` that shows what it is given and notes what it is asked for."""

    told: Callable[[Progress], None]
    progress: Progress
    needs: Asks = field(default_factory=Asks)
    request: RotationRequest = field(default_factory=RotationRequest)
    asked: list[str] = field(default_factory=list)
    refusal: IamtuiError | None = None

    def look(self) -> None:
        """Show the progress."""
        self.asked.append("look")
        self.told(self.progress)

    def asks(self, until: frozenset[Phase] = frozenset(), *, back: bool = False) -> Asks:
        """What was given, unless the Guard refuses."""
        if self.refusal is not None:
            raise self.refusal
        return self.needs

    def run(
        self,
        *,
        until: frozenset[Phase] = Phase.INACTIVE.and_later,
        back: bool = False,
        granted: bool = False,
        given: Given = NOTHING,
        pace: Pace | None = None,
    ) -> None:
        """Note it."""
        first = min((p for p in until), key=list(Phase).index, default=None)
        words = ["back" if back else "run", "until", first.value if first else "the end"]
        words += ["typed", given.typed] if given.typed else []
        words += (
            ["without waiting"] if pace is not None and not (pace.drain and pace.observe) else []
        )
        self.asked.append(" ".join(words))

    def plan(self, until: frozenset[Phase] = frozenset(), *, back: bool = False) -> None:
        """None: nobody approves anything here."""

    def lift(self, given: Given = NOTHING) -> None:
        """Note it."""
        self.asked.append(f"lift {given.typed}".rstrip())

    def pause(self) -> None:
        """Note it."""
        self.asked.append("pause")


def screen_of(now: Progress, needs: Asks | None = None) -> tuple[RotationScreen, NotedJob]:
    """A screen that shows `now`, and its job."""
    made: list[NotedJob] = []

    def make(told: Callable[[Progress], None]) -> NotedJob:
        made.append(NotedJob(told, now, needs or Asks()))
        return made[0]

    screen = RotationScreen(make, is_own=True)
    return screen, made[0]
