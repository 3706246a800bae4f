"""From what was asked for to a driver and the rotation that it is to run: begun, or taken up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from iamtui.errors import AnswerIsNo, RefusedError
from iamtui.rotation.beginning import Ends, Talk, begin, look, user_arn
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver
from iamtui.rotation.holders.hand_over import HandOver
from iamtui.rotation.journal import (
    Kept,
    RotationJournal,
    lost_creation,
    of_user,
    put_aside,
    unfinished,
)
from iamtui.rotation.leak import begin_leaked
from iamtui.rotation.opening import Acting, Surroundings, holders, user_keys
from iamtui.rotation.port import KeyService
from iamtui.rotation.preflight import Wanted, begun, with_use
from iamtui.rotation.reconcile import sort_keys
from iamtui.rotation.record import Record, RecordedKeys
from iamtui.rotation.service import AwsClock
from iamtui.rotation.sorted_keys import SortedKeys
from iamtui.rotation.states import IN_VAULT, Rotation, Seen
from iamtui.rotation.transitions import leaked


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for: with which profile ("" for the environment's), at which endpoint
    ("" for AWS's), `deliver` and `form` as in `Rotation`, and whether to take it `back`.

    `leaked` says that the key leaked: that of the id `key_id`, or the only one where that is "".
    `spared` and `lift` are as in `Rotation`.
    """

    profile: str = ""
    endpoint_url: str = ""
    deliver: str = ""
    form: str = ""
    back: bool = False
    leaked: bool = False
    key_id: str = ""
    spared: bool = False
    lift: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A rotation that could begin or, where it was `resumed` from its journal, go on."""

    rotation: Rotation
    seen: Seen
    resumed: bool


def prepare(
    around: Surroundings, who: Acting, asked: Asked, talk: Talk, contact: Contact
) -> tuple[Driver, Rotation]:
    """The driver, and the rotation of `who` as it is now; it is in the journal.

    The caller holds the user's lock. Blocks, and may ask for an MFA code. Raises AnswerIsNo where
    there is nothing to rotate or to take back, and what else stands in the way.
    """
    kept, resumed = _kept(around, who)
    if asked.back and resumed is None:
        raise AnswerIsNo(
            f"No rotation of {who.user} is under way, so there is nothing to take back."
        )
    ends = _ends(around, who, asked, resumed)
    rotation = resumed or _begun(around, who, ends, asked, talk, kept)
    log = _journal(around.folder, rotation, kept if resumed is None else None)
    contact.told(rotation)
    record = None
    keys: KeyService = ends.service
    if around.journal is not None:
        record = Record(around.journal, rotation, who.caller.arn)
        keys = RecordedKeys(keys, record)
    driver = Driver(keys, ends.wallet, log, ends.clock, contact, record)
    if asked.leaked and asked.key_id not in ("", rotation.old_key_id):
        raise RefusedError(
            f"A rotation of {who.user} from {rotation.old_key_id} to "
            f"{rotation.new_key_id or 'a new key'} is under way, and {asked.key_id} is not its old "
            "key; nothing was changed.",
            "Take it back first, which deletes its new key: iamtui rotate --back.",
        )
    if asked.back:
        return driver, driver.take_back(rotation)
    return driver, driver.mark_leaked(rotation) if asked.leaked else rotation


def found(around: Surroundings, who: Acting, asked: Asked, talk: Talk) -> Found:
    """The rotation as `prepare` would give it, and what is seen of its keys; changes nothing.

    Blocks, and may ask for an MFA code. Raises what `prepare` raises.
    """
    kept, resumed = _kept(around, who)
    ends = _ends(around, who, asked, resumed)
    rotation = resumed or _begun(around, who, ends, asked, talk, kept)
    if asked.leaked:
        rotation = leaked(rotation, ends.clock.now())
    return Found(rotation, look(rotation, ends), resumed is not None)


def sorted_keys(around: Surroundings, who: Acting, asked: Asked) -> SortedKeys:
    """Every key of the user, and what each is to this machine, whatever stands in the way of a
    rotation; changes nothing. Blocks, and may ask for an MFA code."""
    kept, resumed = _kept(around, who)
    ends = _ends(around, who, asked, resumed)
    listed = with_use(ends.service.listed(), ends.service)
    known = frozenset(str(key.id.otherwise("")) for key in listed) | ends.wallet.ids()
    lost = lost_creation(around.folder, who.caller.account, who.user)
    draft = resumed or lost or begun(_wanted(who, asked), known - {""}, ends.clock.now())
    kinds = sort_keys(look(draft, ends), draft)
    return SortedKeys(who.user, listed, kinds, resumed, kept.damage if kept else "")


def forget_dead(around: Surroundings, who: Acting, asked: Asked, key_id: str) -> None:
    """Remove from this machine the secret of a key that AWS does not have any more.

    The caller holds the user's lock. Raises RefusedError where AWS has it.
    """
    ends = _ends(around, who, asked, None)
    if any(key.id.otherwise("") == key_id for key in ends.service.listed()):
        raise RefusedError(f"AWS has the access key {key_id}, so its secret was kept.", "")
    ends.wallet.forget(key_id)


def _kept(around: Surroundings, who: Acting) -> tuple[Kept | None, Rotation | None]:
    """The journal of the unfinished rotation of that user, and what it tells."""
    kept = of_user(unfinished(around.folder), who.caller.account, who.user)
    return kept, kept.rotation if kept is not None else None


def _begun(
    around: Surroundings,
    who: Acting,
    ends: Ends,
    asked: Asked,
    talk: Talk,
    damaged: Kept | None,
) -> Rotation:
    if damaged is not None:
        talk.note(f"{damaged.damage} What AWS and this machine show is used instead.")
    wanted = _wanted(who, asked)
    if asked.form == IN_VAULT and not any(isinstance(s, HandOver) for s in ends.wallet.shelves):
        # Profiles here have the user's key: the new one goes there, and nobody is handed it.
        wanted = replace(wanted, deliver="", form="")
    if asked.leaked:
        rotation = begin_leaked(who, ends, wanted, talk)
        return replace(rotation, spared=asked.spared, lift=asked.lift)
    lost = lost_creation(around.folder, who.caller.account, who.user)
    return begin(who, ends, wanted, talk, lost)


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
        old_key_id=asked.key_id or who.key_id,
        profile=asked.profile,
        endpoint_url=asked.endpoint_url,
        deliver=asked.deliver,
        form=asked.form,
    )
