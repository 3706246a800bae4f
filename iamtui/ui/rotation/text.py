"""What the screen of a rotation says beside its steps. Pure: from a `Progress` to text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from textual.content import Content

from iamtui.account.field import Unknown
from iamtui.execution.guard import Asks
from iamtui.rotation.consumers import Consumer, Use
from iamtui.rotation.driver import Ended, Outcome
from iamtui.rotation.states import Phase, Rotation, Seen, SeenKey
from iamtui.rotation.words import words
from iamtui.ui.rotation.pipeline import Step, current, last_use, steps
from iamtui.ui.rotation.progress import Progress, Stage
from iamtui.ui.text import block, label

BACK_KEY, LIFT_KEY = "b", "x"
_KEYS = (
    ("Hand it over on the rotation's screen in iamtui.", "d hands it over."),
    (
        "Run it again to go on, or take the rotation back with --back.",
        "Enter goes on, b goes back.",
    ),
    ("Run it again to look anew.", "r looks anew."),
    ("with --back", "with b"),
    ("iamtui rotate --back", "b"),
    ("Name the user whose key is meant: --user NAME.", "Press V on the user whose key is meant."),
    ("name a user: --user NAME", "press V on another user"),
    ("do it with --user", "do it with V on that user"),
)
_USES = {Use.OLD: "·", Use.NEW: "✓", Use.BY_HAND: "!"}


def title(progress: Progress, user: str, *, is_own: bool) -> str:
    """What the screen is about."""
    whose = progress.rotation.user if progress.rotation is not None else user
    if not whose:
        return "Rotate your access key"
    return f"Rotate the access key of {whose}{' (yours)' if is_own else ''}"


def on_screen(sentences: str) -> str:
    """What the command line says to do next, as the keys of this screen."""
    for said, pressed in _KEYS:
        sentences = sentences.replace(said, pressed)
    return sentences


def told(progress: Progress, at: int, asks: Asks | None, now: datetime) -> Content:
    """All that is said; `at` is the step under the cursor, `asks` what the Guard will ask for
    before it begins, None where nothing is to begin."""
    parts = [block(line) for line in _state(progress)]
    if asks is not None:
        parts += [block(line) for line in _to_begin(progress, asks)]
    rotation = progress.rotation
    if rotation is not None:
        parts += [block(line) for line in _keys(progress.seen, rotation)]
        parts += _words(progress, rotation, at)
        parts += [block(line) for line in map(_consumer, progress.consumers)]
        parts += [block(line) for line in _times(progress, rotation, now)]
    return Content("\n").join(parts)


def _state(progress: Progress) -> Iterator[str]:
    """What went wrong, or what is waited for."""
    if progress.error is not None:
        yield on_screen(str(progress.error))
    if progress.stage is Stage.PAUSED:
        yield "Paused before the next step. Enter goes on; what was done is in the journal."
    if progress.wait is not None:
        yield f"Waiting: {progress.wait.why}."
    if progress.stage is Stage.ENDED and progress.outcome is not None:
        yield from _ended(progress.outcome)
    if progress.stage in (Stage.READY, Stage.FAILED):
        yield from progress.notes


def _ended(outcome: Outcome) -> Iterator[str]:
    if outcome.ended is Ended.WAITING and outcome.until is not None:
        why = outcome.why or "time has to pass"
        yield f"To be gone on with after {outcome.until:%Y-%m-%d %H:%M:%S} UTC: {why}."
    elif outcome.ended is Ended.UNANSWERED:
        yield f"{outcome.why} Enter asks again."
    elif outcome.ended is Ended.STOPPED:
        yield on_screen(f"{outcome.why} {outcome.next_step}".strip())


def _to_begin(progress: Progress, asks: Asks) -> Iterator[str]:
    yield from asks.reasons
    begins = _is_to_begin(progress)
    yield "Enter begins." if begins else "Enter goes on."


def _is_to_begin(progress: Progress) -> bool:
    return not progress.resumed and progress.phase is Phase.PREPARED


def _words(progress: Progress, rotation: Rotation, at: int) -> list[Content]:
    """The four sentences of the step under the cursor; of the present one as it is now."""
    shown = steps(progress)
    step = shown[min(at, len(shown) - 1)]
    is_now = step is shown[current(progress)]
    said = words(rotation if is_now else replace(rotation, phase=step.words), BACK_KEY, LIFT_KEY)
    lines = (("Now", said.now), ("Next", said.next), ("Risk", said.risk), ("Back", said.back))
    named = [
        Content.assemble(label(f"{name:5}", "bold"), block(text)) for name, text in lines if text
    ]
    return [label(_heading(step), "bold"), *named] if not is_now else named


def _heading(step: Step) -> str:
    return f"At the step “{step.name}”:"


def _keys(seen: Seen | None, rotation: Rotation) -> Iterator[str]:
    if seen is None:
        return
    for name, key_id in (("old", rotation.old_key_id), ("new", rotation.new_key_id)):
        if key_id:
            yield f"{name} {key_id} {_key(seen.key(key_id), is_saved=key_id in seen.saved)}"


def _key(key: SeenKey | None, *, is_saved: bool) -> str:
    if key is None:
        state = "AWS does not show it"
    else:
        used = "last use unknown" if _is_unknown(key) else last_use(key).removeprefix("last ")
        state = ", ".join(part for part in ("active" if key.active else "inactive", used) if part)
    return f"{state}{', saved' if is_saved else ''}"


def _is_unknown(key: SeenKey) -> bool:
    return isinstance(key.last_used, Unknown) and key.last_used.why.name != "NOT_ASKED"


def _consumer(consumer: Consumer) -> str:
    return f"{_USES[consumer.use]} {consumer.name}: {consumer.use.value}"


def _times(progress: Progress, rotation: Rotation, now: datetime) -> Iterator[str]:
    if _is_to_begin(progress) and progress.stage is not Stage.RUNNING:
        return
    spent = f"Begun {rotation.began:%Y-%m-%d %H:%M} UTC"
    if progress.stage is Stage.RUNNING and progress.began is not None:
        spent += f", this run {_seconds(now - progress.began)}"
    yield f"{spent}."


def _seconds(spent: timedelta) -> str:
    return f"{max(0, int(spent.total_seconds()))} s"
