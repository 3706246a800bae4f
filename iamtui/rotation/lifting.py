"""The end of the denial of older sessions of a user whose leaked key was replaced."""

from __future__ import annotations

from dataclasses import replace

from iamtui.rotation.lock import user_locked
from iamtui.rotation.opening import Acting, Surroundings, user_keys
from iamtui.rotation.port import KeyService
from iamtui.rotation.record import Record, RecordedKeys, run_recorded
from iamtui.rotation.states import Rotation


def lift(around: Surroundings, who: Acting, rotation: Rotation | None = None) -> None:
    """Take the denial away; none there is no error. The journal of all changes tells of it where
    it is known of which `rotation` it was.

    Blocks, and may ask for an MFA code. Raises RotationRuns, and what the call gives.
    """
    keys: KeyService = user_keys(around, who)
    record = None
    if rotation is not None and around.journal is not None:
        record = Record(around.journal, rotation, who.caller.arn)
        keys = RecordedKeys(keys, record)
    with user_locked(around.folder, who.caller.account, who.user):
        if record is None or rotation is None:
            keys.allow_sessions()
            return
        with run_recorded(record) as tell:
            keys.allow_sessions()
            tell(rotation, "done")


def lifted(rotation: Rotation) -> Rotation:
    """The rotation once nothing is denied any more."""
    return replace(rotation, cutoff=None, denied=None)
