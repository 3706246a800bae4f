"""The steps of a rotation as its screen draws them: what each is called, its mark, what of it is
known. Pure: from a `Progress` to lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iamtui.account.field import Known
from iamtui.rotation.consumers import Use
from iamtui.rotation.driver import Ended
from iamtui.rotation.states import IN_VAULT, Leak, Phase, Rotation, SeenKey
from iamtui.rotation.verification import PASSES
from iamtui.ui.rotation.progress import Progress, Stage


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the pipeline. `words` is the phase whose words tell of it before it is done, `done`
    the phases in which it is."""

    key: str
    name: str
    words: Phase
    done: frozenset[Phase]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign and the table's style for it."""

    sign: str
    style: str


DONE = Mark("✓", "success")
AHEAD = Mark("·", "muted")
_NOW: Mapping[Stage, Mark] = {
    Stage.NEW: AHEAD,
    Stage.LOOKING: Mark("→", "link"),
    Stage.READY: Mark("▸", "link"),
    Stage.RUNNING: Mark("→", "link"),
    Stage.PAUSED: Mark("‖", "warning"),
    Stage.FAILED: Mark("✗", "error"),
}
_ENDED: Mapping[Ended, Mark] = {
    Ended.OVER: DONE,
    Ended.REACHED: Mark("▸", "link"),
    Ended.WAITING: Mark("…", "warning"),
    Ended.STOPPED: Mark("!", "warning"),
    Ended.UNANSWERED: Mark("?", "warning"),
}
_OVER = frozenset({Phase.DONE})
_CHECK = Step("check", "Check", Phase.PREPARED, Phase.CONTAINING.and_later)
_CONTAIN = Step("contain", "Deactivate old", Phase.CONTAINING, Phase.CREATING.and_later)
_FORWARD = (
    Step("create", "Create new", Phase.CREATING, Phase.SAVED.and_later),
    Step("verify", "Verify new", Phase.SAVED, Phase.VERIFIED.and_later),
    Step("switch", "Switch", Phase.VERIFIED, Phase.SWITCHED.and_later),
    Step("drain", "Drain old", Phase.SWITCHED, Phase.DEACTIVATING.and_later),
    Step("deactivate", "Deactivate old", Phase.DEACTIVATING, Phase.INACTIVE.and_later),
    Step("observe", "Observe", Phase.INACTIVE, Phase.DELETING.and_later),
    Step("delete", "Delete old", Phase.DELETING, _OVER),
)
_TAKEN = frozenset({Phase.ROLLED_BACK})
_UNDONE = _TAKEN | {Phase.UNDONE}
_BACK = (
    Step(
        "activate",
        "Activate old",
        Phase.RETURNING,
        _UNDONE | {Phase.REACTIVATED, Phase.RETURNABLE, Phase.UNDOING},
    ),
    Step("verify", "Verify old", Phase.REACTIVATED, _UNDONE | {Phase.RETURNABLE, Phase.UNDOING}),
    Step("switch", "Switch back", Phase.RETURNABLE, _UNDONE | {Phase.UNDOING}),
    Step("delete", "Delete new", Phase.UNDOING, _UNDONE),
    Step("forget", "Forget new", Phase.UNDONE, _TAKEN),
)


def steps(progress: Progress) -> tuple[Step, ...]:
    """The steps of the rotation, in the order in which they are done."""
    rotation = progress.rotation
    if rotation is not None and (rotation.back or rotation.phase is Phase.ROLLED_BACK):
        return _BACK
    contains = rotation is not None and rotation.leak is Leak.FIRST
    return (_CHECK, *((_CONTAIN,) if contains else ()), *_FORWARD)


def current(progress: Progress) -> int:
    """The number of the step that is being done or is next; that of the last where all are."""
    done = [_is_done(step, progress) for step in steps(progress)]
    return done.index(False) if False in done else len(done) - 1


def mark(progress: Progress, number: int) -> Mark:
    """The mark of a step."""
    step = steps(progress)[number]
    if _is_done(step, progress):
        return DONE
    if number != current(progress):
        return AHEAD
    if progress.stage is Stage.ENDED and progress.outcome is not None:
        return _ENDED[progress.outcome.ended]
    return _NOW.get(progress.stage, AHEAD)


def about(progress: Progress, number: int) -> str:
    """What is known of a step, in a few words."""
    step = steps(progress)[number]
    rotation = progress.rotation
    if rotation is None:
        return _LOOKING if progress.stage is Stage.LOOKING and number == 0 else ""
    tell = _ABOUT.get(step.key)
    return tell(progress, rotation) if tell is not None else ""


def until_step(progress: Progress, key: str) -> frozenset[Phase]:
    """The phases in which a run that is to do the step `key`, and no more, has ended."""
    return next((step.done for step in steps(progress) if step.key == key), frozenset())


_LOOKING = "what stands in the way; nothing is changed"


def _is_done(step: Step, progress: Progress) -> bool:
    checked = step is _CHECK and progress.rotation is not None
    return (checked and progress.stage is not Stage.LOOKING) or progress.phase in step.done


def _create(_progress: Progress, rotation: Rotation) -> str:
    if rotation.phase is Phase.CREATING and rotation.sends > 1:
        return f"sent {rotation.sends} times; each answer but the last was lost"
    return rotation.new_key_id


def _verify(progress: Progress, rotation: Rotation) -> str:
    if rotation.phase not in (Phase.SAVED, Phase.REACTIVATED):
        return ""
    return f"{progress.passes} of {PASSES} passes, each at STS and IAM"


def _switch(progress: Progress, rotation: Rotation) -> str:
    if rotation.form == IN_VAULT and not rotation.back:
        return f"nothing here; it waits in the vault for {rotation.user}"
    old = sum(each.use is Use.OLD for each in progress.consumers)
    new = sum(each.use is Use.NEW for each in progress.consumers)
    return f"{new} of {old + new} on this machine" if old + new else "nothing on this machine"


def _drain(progress: Progress, rotation: Rotation) -> str:
    if rotation.phase is not Phase.SWITCHED:
        return ""
    return _until(progress) or last_use(_old(progress, rotation))


def _observe(progress: Progress, rotation: Rotation) -> str:
    return _until(progress) if rotation.phase is Phase.INACTIVE else ""


def _until(progress: Progress) -> str:
    outcome = progress.outcome
    if outcome is None or outcome.until is None:
        return ""
    return f"until {outcome.until:%Y-%m-%d %H:%M} UTC"


def last_use(key: SeenKey | None) -> str:
    """When a key was last used, as far as AWS tells; "" where that was not asked."""
    if key is None or not isinstance(key.last_used, Known):
        return ""
    used = key.last_used.value
    if used is None:
        return "never used"
    return f"last used {used.at:%m-%d %H:%M} UTC {used.service} {used.region}".rstrip()


def _old(progress: Progress, rotation: Rotation) -> SeenKey | None:
    return progress.seen.key(rotation.old_key_id) if progress.seen is not None else None


_ABOUT: Mapping[str, Callable[[Progress, Rotation], str]] = {
    "create": _create,
    "verify": _verify,
    "switch": _switch,
    "drain": _drain,
    "observe": _observe,
}
