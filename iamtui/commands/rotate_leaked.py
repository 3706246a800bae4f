"""`iamtui rotate --leaked`: what is said before a leaked key is stopped, and after it was."""

from __future__ import annotations

from iamtui.aws.session_denial import LONGEST_SESSION, POLICY_NAME
from iamtui.commands.output import note, printable, put
from iamtui.commands.rotate_contact import Terminal
from iamtui.errors import AnswerIsNo
from iamtui.rotation import lifting
from iamtui.rotation.activity_words import activity_lines, use_line
from iamtui.rotation.driver import Driver
from iamtui.rotation.opening import Acting, Surroundings, acting, user_keys
from iamtui.rotation.places import places_of
from iamtui.rotation.states import Leak, Pace, Phase, Rotation
from iamtui.rotation.words import words


def confirm(
    driver: Driver, rotation: Rotation, around: Surroundings, who: Acting, terminal: Terminal
) -> None:
    """Say what stops working, and ask. Raises AnswerIsNo where the answer is no; then nothing was
    changed."""
    if rotation.leak is Leak.NO or rotation.phase is not Phase.PREPARED:
        return
    said = words(rotation)
    note(f"{said.now} {said.next} {said.risk}")
    keys = user_keys(around, who)
    note(use_line(keys.last_used(rotation.old_key_id)))
    for place in places_of(rotation.old_key_id, around.home, around.environ):
        note(f"Used here: {place}.")
    if rotation.leak is Leak.LAST:
        note(
            "It signs the calls of this profile: a new key is created and verified first, which "
            "takes seconds, and the new one deactivates it."
        )
    if not terminal.confirm(f"Stop {rotation.old_key_id} now? iamtui rotate --back undoes it."):
        driver.run(driver.take_back(rotation), Pace())
        raise AnswerIsNo("Nothing was changed.", "Say --yes where nobody can be asked.")


def tell_activity(around: Surroundings, who: Acting, rotation: Rotation, *, as_json: bool) -> None:
    """List what the key did last, as far as AWS tells."""
    arn = rotation.user_arn or who.caller.arn
    # What signed before may be the key that was stopped.
    backend = acting(around, "" if who.is_own else who.user, rotation).backend
    activity = backend.key_activity(around.cancel).of(rotation.old_key_id, arn)
    for line in activity_lines(activity):
        if as_json:
            note(line)
        else:
            put(printable(line))


def lift(around: Surroundings, who: Acting) -> None:
    """Take the denial of older sessions away from a user whose leaked key was replaced."""
    lifting.lift(around, who)
    hours = round(LONGEST_SESSION.total_seconds() / 3600)
    put(
        f"{who.user} has no policy {POLICY_NAME} any more. Sessions that were made with a leaked "
        f"key last {hours} hours at most."
    )
