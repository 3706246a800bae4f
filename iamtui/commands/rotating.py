"""`iamtui rotate`: takes up the unfinished rotation that is meant, or begins one, and runs it."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from iamtui.aws.cancel import Cancel
from iamtui.aws.live import LiveBackend
from iamtui.commands import rotate_leaked
from iamtui.commands.output import note, quiet_at_closed_pipe
from iamtui.commands.rotate_contact import Terminal
from iamtui.commands.rotate_leaked import confirm, tell_activity
from iamtui.commands.rotate_leave import Leave
from iamtui.commands.start import start_of
from iamtui.commands.terminal_prompt import ask_code
from iamtui.commands.unfinished_rotations import like, meant
from iamtui.commands.unlocking import keyring_of
from iamtui.config import read_settings
from iamtui.errors import AnswerIsNo, UsageError
from iamtui.rotation.beginning import Talk
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver, Ended, Outcome
from iamtui.rotation.journal import rotations_folder, unfinished
from iamtui.rotation.lock import user_locked
from iamtui.rotation.opening import Acting, Surroundings, acting
from iamtui.rotation.places import InFile, places_of
from iamtui.rotation.running import Asked, prepare
from iamtui.rotation.states import IN_VAULT, Pace, Phase, Rotation
from iamtui.ui.sessions.opening import open_session
from iamtui.vault.index import ProfileIndex

# How much AWS's clock may differ, and how long a run waits for anything without being asked to.
_SOON = timedelta(minutes=2)
_UNTIL = {
    "create": Phase.SAVED.and_later,
    "verify": Phase.VERIFIED.and_later,
    "switch": Phase.SWITCHED.and_later,
    "deactivate": Phase.INACTIVE.and_later,
    "delete": frozenset[Phase](),
}


@quiet_at_closed_pipe
def run(arguments: Namespace) -> int:
    """Rotate, and say each step; gives the exit code."""
    terminal = Terminal(as_json=arguments.json, yes=arguments.yes)
    arguments.profile = arguments.name or arguments.profile
    folder = rotations_folder()
    resumed = meant(arguments, unfinished(folder))
    if resumed is not None:
        like(arguments, resumed)
    with surroundings(arguments) as around:
        who = acting(around, arguments.user or "", resumed)
        with user_locked(folder, who.caller.account, who.user):
            outcome = _rotate(arguments, around, who, terminal)
            if arguments.leaked:
                tell_activity(around, who, outcome.rotation, as_json=arguments.json)
    terminal.ended(outcome)
    return _exit_code(outcome, arguments.back)


@quiet_at_closed_pipe
def lift(arguments: Namespace) -> int:
    """Take the denial of older sessions away from a user; gives the exit code."""
    arguments.profile = arguments.name or arguments.profile
    with surroundings(arguments) as around:
        who = acting(around, arguments.user or "", None)
        _leave(arguments, around, who).to_rotate(f"Allow the older sessions of {who.user} again")
        rotate_leaked.lift(around, who)
    return 0


def _rotate(arguments: Namespace, around: Surroundings, who: Acting, terminal: Terminal) -> Outcome:
    """Run the rotation of `who`. The lock is held: nobody else has one under way."""
    contact = Contact(terminal.told, terminal.answer, terminal.keep_trying, terminal.waits)
    talk = Talk(note, terminal.confirm)
    _leave(arguments, around, who).to_rotate()
    driver, rotation = prepare(around, who, _asked(arguments), talk, contact)
    arguments.back = rotation.back
    confirm(driver, rotation, around, who, terminal)
    _tell_others(rotation, around)
    pace = Pace(drain=arguments.drain, observe=arguments.observe)
    if not rotation.back and arguments.until == "delete":
        return _run_all(driver, rotation, pace, arguments, around, who)
    until = _UNTIL["delete" if rotation.back else arguments.until]
    return driver.run(rotation, pace, until=until, patience=arguments.wait)


def _run_all(
    driver: Driver,
    rotation: Rotation,
    pace: Pace,
    arguments: Namespace,
    around: Surroundings,
    who: Acting,
) -> Outcome:
    """Run it to its end; for the deletion, if it is due, there is a leave of its own."""
    patience = arguments.wait
    outcome = driver.run(rotation, pace, until=Phase.INACTIVE.and_later, patience=patience)
    rotation = outcome.rotation
    if outcome.ended is not Ended.REACHED or rotation.phase.is_over:
        return outcome
    due = (rotation.deactivated or rotation.since) + pace.observe
    if rotation.phase is Phase.INACTIVE and due < datetime.now(UTC) + patience + _SOON:
        # What signed before may be the key that is inactive now.
        who = acting(around, "" if who.is_own else who.user, rotation)
        _leave(arguments, around, who).to_delete(rotation.old_key_id)
    return driver.run(rotation, pace, patience=patience)


def _leave(arguments: Namespace, around: Surroundings, who: Acting) -> Leave:
    # Whoever stops a leaked key is asked about that, and about nothing else.
    yes = arguments.yes or arguments.leaked
    return Leave(around, who, confirmed=arguments.confirm or "", yes=yes)


def _asked(arguments: Namespace) -> Asked:
    deliver = str(Path(arguments.deliver).absolute()) if arguments.deliver else ""
    form = (arguments.format or "console") if arguments.deliver else ""
    if arguments.leaked and arguments.user and not deliver:
        # Nobody who stops a leaked key should have to think of a file first.
        deliver = form = IN_VAULT
    return Asked(
        profile=arguments.profile or "",
        endpoint_url=arguments.endpoint_url or "",
        deliver=deliver,
        form=form,
        back=arguments.back,
        leaked=arguments.leaked,
        key_id=arguments.key,
        spared=arguments.keep_sessions,
        lift=arguments.lift,
    )


@contextmanager
def surroundings(arguments: Namespace) -> Iterator[Surroundings]:
    start = start_of(arguments)
    if start is None:
        raise UsageError("It is not said whose key is meant.", "Name a profile.")
    arguments.profile = start.profile
    keyring = keyring_of(arguments.passphrase_fd)
    session = open_session(start, read_settings(), keyring, 0)
    try:
        if not isinstance(session.backend, LiveBackend):
            raise UsageError("This profile does not lead to AWS.", "Name another one.")
        listed = (p for p in ProfileIndex().profiles() if p.name == start.profile)
        yield Surroundings(
            backend=session.backend,
            rules=session.guard.rules,
            listed=next(listed, None),
            vault=keyring.vault,
            seed_of=keyring.seed_of,
            code_for=ask_code,
            home=Path.home(),
            environ=os.environ,
            cancel=Cancel(),
            journal=session.journal,
        )
    finally:
        session.close()


def _tell_others(rotation: Rotation, around: Surroundings) -> None:
    """Say where the old key is that no run of this changes."""
    for place in places_of(rotation.old_key_id, around.home, around.environ):
        if not isinstance(place, InFile):
            note(f"Not switched by this: {place}. See to it yourself.")


def _exit_code(outcome: Outcome, asked_back: bool) -> int:
    if outcome.ended in (Ended.REACHED, Ended.WAITING):
        return 0
    if outcome.ended is Ended.OVER and (asked_back or outcome.rotation.phase is Phase.DONE):
        return 0
    return AnswerIsNo.exit_code
