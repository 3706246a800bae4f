"""What `iamtui rotate` says and asks: lines or JSON on standard output, questions at a terminal."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TypedDict

from iamtui.commands.output import note, printable, put
from iamtui.commands.yes_or_no import ask, confirmed, somebody_is_there
from iamtui.errors import IamtuiError
from iamtui.rotation.actions import Question, Wait
from iamtui.rotation.driver import Ended, Outcome
from iamtui.rotation.states import Rotation
from iamtui.rotation.words import words


class StateJson(TypedDict):
    """A state of the rotation; `ended` is None until the run ends, `until` an ISO time or None."""

    account: str
    user: str
    phase: str
    oldKeyId: str
    newKeyId: str | None
    now: str
    next: str
    risk: str
    back: str
    ended: str | None
    why: str
    nextStep: str
    until: str | None


class Terminal:
    """Says each state once, as lines or as JSON; with `yes` every question is answered so."""

    def __init__(self, *, as_json: bool, yes: bool) -> None:
        self._as_json = as_json
        self._yes = yes
        self._said: Rotation | None = None
        self._waited_for = ""

    def told(self, rotation: Rotation) -> None:
        """Say what is true now and what follows."""
        if self._said is not None and _same(self._said, rotation):
            return
        self._said = rotation
        if self._as_json:
            _put_json(_state(rotation))
        else:
            for line in _lines(rotation):
                put(printable(line))

    def waits(self, wait: Wait) -> None:
        """Say what the run waits for, once for each reason."""
        if wait.why != self._waited_for:
            self._waited_for = wait.why
            note(f"Waiting: {wait.why}.")

    def ended(self, outcome: Outcome) -> None:
        """Say how the run ended, and what to do then."""
        if self._as_json:
            _put_json(_end(outcome))
            return
        for sentence in (_because(outcome), outcome.next_step):
            if sentence:
                put(printable(sentence))

    def answer(self, question: Question, key_id: str) -> bool:
        """The answer to a question about a key."""
        return self.confirm(question.value.format(key=key_id))

    def confirm(self, question: str) -> bool:
        """Yes or no; no where nobody is there to be asked."""
        return self._yes or confirmed(question)

    def keep_trying(self, error: IamtuiError) -> bool:
        """Whether to try again to save a secret that is only in memory; asked of a person."""
        if not somebody_is_there():
            return False
        note(str(error))
        answer = ask("The new secret is not saved. Try again, or delete the new key? [r/D] ")
        return answer in ("r", "y", "yes", "retry", "try again")


def _same(said: Rotation, rotation: Rotation) -> bool:
    """Whether nothing would be said that was not said before."""
    return words(said) == words(rotation) and said.phase is rotation.phase


def _lines(rotation: Rotation) -> list[str]:
    said = words(rotation)
    rest = (("next", said.next), ("can go wrong", said.risk), ("way back", said.back))
    named = [f"  {name}: {sentence}" for name, sentence in rest if sentence]
    return [f"{rotation.phase.value}: {said.now}", *named]


def _because(outcome: Outcome) -> str:
    if outcome.ended is Ended.WAITING and outcome.until is not None:
        return f"To be gone on with after {_time(outcome.until)}: {outcome.why}."
    if outcome.ended is Ended.REACHED:
        return "It ends here as asked. Run it again to go on."
    if outcome.ended is Ended.UNANSWERED:
        return f"{outcome.why} Run it at a terminal to answer, or with --yes."
    return outcome.why


def _state(rotation: Rotation) -> StateJson:
    said = words(rotation)
    return StateJson(
        account=rotation.account,
        user=rotation.user,
        phase=rotation.phase.value,
        oldKeyId=rotation.old_key_id,
        newKeyId=rotation.new_key_id or None,
        now=said.now,
        next=said.next,
        risk=said.risk,
        back=said.back,
        ended=None,
        why="",
        nextStep="",
        until=None,
    )


def _end(outcome: Outcome) -> StateJson:
    state = _state(outcome.rotation)
    state["ended"] = outcome.ended.value
    state["why"] = outcome.why
    state["nextStep"] = outcome.next_step
    state["until"] = outcome.until.isoformat(timespec="seconds") if outcome.until else None
    return state


def _put_json(state: StateJson) -> None:
    put(json.dumps(state, ensure_ascii=False))


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
