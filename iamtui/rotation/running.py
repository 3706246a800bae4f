"""From what was asked for to a driver and the rotation that it is to run: begun, or taken up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iamtui.errors import AnswerIsNo
from iamtui.rotation.beginning import Ends, Talk, begin, user_arn
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver
from iamtui.rotation.journal import (
    Kept,
    RotationJournal,
    of_user,
    put_aside,
    rotations_folder,
    unfinished,
)
from iamtui.rotation.opening import Acting, Surroundings, holders, user_keys
from iamtui.rotation.preflight import Wanted
from iamtui.rotation.service import AwsClock
from iamtui.rotation.states import Rotation


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for: with which profile ("" for the environment's), at which endpoint
    ("" for AWS's), `deliver` and `form` as in `Rotation`, and whether to take it `back`."""

    profile: str = ""
    endpoint_url: str = ""
    deliver: str = ""
    form: str = ""
    back: bool = False


def prepare(
    around: Surroundings, who: Acting, asked: Asked, talk: Talk, contact: Contact
) -> tuple[Driver, Rotation]:
    """The driver, and the rotation of `who` as it is now; it is in the journal.

    The caller holds the user's lock. Blocks, and may ask for an MFA code. Raises AnswerIsNo where
    there is nothing to rotate or to take back, and what else stands in the way.
    """
    folder = rotations_folder()
    kept = of_user(unfinished(folder), who.caller.account, who.user)
    resumed = kept.rotation if kept is not None else None
    if asked.back and resumed is None:
        raise AnswerIsNo(
            f"No rotation of {who.user} is under way, so there is nothing to take back."
        )
    if kept is not None and resumed is None:
        talk.note(f"{kept.damage} What AWS and this machine show is used instead.")
    ends = _ends(around, who, asked, resumed)
    rotation = resumed or begin(who, ends, _wanted(who, asked), talk)
    log = _journal(folder, rotation, kept if resumed is None else None)
    contact.told(rotation)
    driver = Driver(ends.service, ends.wallet, log, ends.clock, contact)
    return driver, driver.take_back(rotation) if asked.back else rotation


def _journal(folder: Path, rotation: Rotation, damaged: Kept | None) -> RotationJournal:
    log = RotationJournal(folder, rotation)
    log.write(rotation)
    if damaged is not None:
        put_aside(damaged)
    return log


def _ends(around: Surroundings, who: Acting, asked: Asked, resumed: Rotation | None) -> Ends:
    service = user_keys(around, who)
    known = {str(key.id.otherwise("")) for key in service.listed()} | {who.key_id}
    deliver, form = asked.deliver, asked.form
    if resumed is not None:
        known |= {resumed.old_key_id, resumed.new_key_id}
        deliver, form = resumed.deliver, resumed.form
    wallet = holders(around, who, frozenset(known - {""}), deliver, form)
    return Ends(service, wallet, AwsClock(service, around.cancel))


def _wanted(who: Acting, asked: Asked) -> Wanted:
    return Wanted(
        account=who.caller.account,
        user=who.user,
        user_arn=user_arn(who),
        old_key_id=who.key_id,
        profile=asked.profile,
        endpoint_url=asked.endpoint_url,
        deliver=asked.deliver,
        form=asked.form,
    )
