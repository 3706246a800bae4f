"""Whose keys these are, where the journal is silent, damaged or lost: the keys speak.

The keys that IAM shows, the secrets that can be read here, and the keys that profiles and files
lead to tell them apart; a rotation that somebody began can then be taken up again.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from iamtui.account.field import Known
from iamtui.rotation.states import Phase, Rotation, Seen, SeenKey

# AWS's clock and that of a list of keys need not be one; IAM gives whole seconds.
CLOCKS = timedelta(minutes=1)


class KeyKind(enum.Enum):
    """What an access key is to this machine; the value is what screens call it."""

    CURRENT = "in use here"
    SAVED = "saved here, not in use"
    ORPHAN = "created here, its secret lost"
    FOREIGN = "not of this machine"
    DEAD = "saved here, deleted at AWS"


@dataclass(frozen=True, slots=True)
class Sorted:
    """A key and what it is."""

    key_id: str
    kind: KeyKind


def sort_keys(seen: Seen, rotation: Rotation | None = None) -> tuple[Sorted, ...]:
    """Every key that IAM shows or that is saved here; `rotation` is what the journal knows."""
    dead = sorted(seen.saved - {key.id for key in seen.keys})
    ids = [*(key.id for key in seen.keys), *dead]
    return tuple(Sorted(key_id, kind_of(key_id, seen, rotation)) for key_id in ids)


def kind_of(key_id: str, seen: Seen, rotation: Rotation | None = None) -> KeyKind:
    """What the key of that id is."""
    key = seen.key(key_id)
    if key_id in seen.saved:
        if key is None:
            return KeyKind.DEAD
        return KeyKind.CURRENT if key_id in seen.in_use else KeyKind.SAVED
    if key is not None and rotation is not None and _is_orphan(key, rotation):
        return KeyKind.ORPHAN
    return KeyKind.FOREIGN


@dataclass(frozen=True, slots=True)
class Recovered:
    """An unfinished rotation; where it is not `certain`, a person confirms it first."""

    rotation: Rotation
    certain: bool = True


def recovered(rotation: Rotation, seen: Seen, now: datetime) -> Recovered | None:
    """The unfinished rotation that the keys tell of; None where they tell of none.

    `rotation` holds who it is about; its keys and its phase are found out. Only keys whose secrets
    are here are taken for a rotation's: of another one nobody can say whose it is. Where both keys
    are in use here, a rotation broke off while it switched, or somebody means to have two. Where
    both were created in one second, what is in use stays, whichever is the older one.
    """
    alive = [key for key in seen.keys if key.id in seen.saved]
    used = [key for key in alive if key.id in seen.in_use]
    if len(alive) == 1 and not used and seen.in_use:
        # What is in use was deleted elsewhere, and the other key was never switched to.
        gone = min(seen.in_use)
        return Recovered(_resumed(rotation, gone, alive[0].id, Phase.SAVED, now))
    if len(alive) != 2 or not used:
        return None
    same_age = _age(alive[0]) == _age(alive[1])
    older, younger = sorted(alive, key=lambda key: (_age(key), key in used))
    certain = len(used) == 1 and not same_age
    if len(used) == 1 and used[0] is younger:
        phase = Phase.SWITCHED if older.active else Phase.INACTIVE
        return Recovered(_resumed(rotation, older.id, younger.id, phase, now), certain)
    return Recovered(_resumed(rotation, older.id, younger.id, Phase.SAVED, now), certain)


def _resumed(rotation: Rotation, old_id: str, new_id: str, phase: Phase, now: datetime) -> Rotation:
    return Rotation(
        id=rotation.id,
        account=rotation.account,
        user=rotation.user,
        user_arn=rotation.user_arn,
        old_key_id=old_id,
        new_key_id=new_id,
        keys_before=(old_id,),
        began=now,
        since=now,
        phase=phase,
        switched=now if phase in (Phase.SWITCHED, Phase.INACTIVE) else None,
        deactivated=now if phase is Phase.INACTIVE else None,
        profile=rotation.profile,
        endpoint_url=rotation.endpoint_url,
        deliver=rotation.deliver,
        form=rotation.form,
    )


def _age(key: SeenKey) -> float:
    """A number that is larger for a younger key; IAM gives whole seconds, and one of unknown age
    counts as old."""
    return key.created.timestamp() if key.created is not None else 0.0


def _is_orphan(key: SeenKey, rotation: Rotation) -> bool:
    """Whether it can only be the key whose creation was not answered: new, and never used."""
    if key.id in rotation.keys_before or rotation.intended is None or key.created is None:
        return False
    if rotation.phase.is_over and key.created > rotation.since + CLOCKS:
        return False
    was_used = isinstance(key.last_used, Known) and key.last_used.value is not None
    return not was_used and key.created >= rotation.intended - CLOCKS
