"""The journal of rotations: a file for each, with the whole state in every line, and no secret.

The lines are those of the execution journal: private, synced, each with the hash of the one
before it. The last line that can be read says how far the rotation is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from iamtui import paths
from iamtui.account.call import Value
from iamtui.execution.journal import Entry, Journal, JournalDamaged
from iamtui.rotation.states import Leak, Phase, Rotation

EVENT = "rotation"
CHANGE = "rotate-access-key"
_TIMES = ("began", "since", "intended", "switched", "deactivated", "cutoff", "denied")
# A user's name has these characters only (IAM API reference, CreateUser).
_FILE = re.compile(r"(?P<account>[^.]*)\.(?P<user>[\w+=,.@-]+)\.(?P<id>[0-9a-f]{32})\.jsonl")


@dataclass(frozen=True, slots=True)
class Kept:
    """A rotation that is not over. `rotation` is None where its journal tells nothing that can be
    relied on; `damage` then says why."""

    path: Path
    account: str
    user: str
    rotation: Rotation | None
    damage: str = ""


class RotationJournal:
    """The journal of one rotation, in `folder`."""

    def __init__(self, folder: Path, rotation: Rotation) -> None:
        name = f"{rotation.account}.{rotation.user}.{rotation.id}.jsonl"
        self._journal = Journal(folder / name)

    def write(self, rotation: Rotation) -> None:
        """Add a line with the state of `rotation` and sync it. Raises JournalUnusable."""
        entry = Entry(
            time=rotation.since.isoformat(timespec="milliseconds"),
            event=EVENT,
            plan=rotation.id,
            account=rotation.account,
            caller=rotation.user_arn,
            profile=rotation.profile,
            change=CHANGE,
            words=rotation.phase.value,
            parameters=_dump(rotation),
        )
        self._journal.append(entry)


def rotations_folder() -> Path:
    """Where the journals of rotations are."""
    return paths.state_folder() / "rotations"


def unfinished(folder: Path) -> tuple[Kept, ...]:
    """The rotations in `folder` that are not over, the oldest first. Raises OSError."""
    if not folder.is_dir():
        return ()
    kept = [_read(path) for path in folder.glob("*.jsonl")]
    rest = [each for each in kept if each is not None and not _is_over(each)]
    return tuple(sorted(rest, key=lambda each: (_began(each), each.path)))


def of_user(kept: tuple[Kept, ...], account: str, user: str) -> Kept | None:
    """The unfinished rotation of a user: the last one, and one whose journal tells nothing only
    if there is no other."""
    own = [each for each in kept if (each.account, each.user) == (account, user)]
    known = [each for each in own if each.rotation is not None]
    return next(reversed(known or own), None)


def lost_creation(folder: Path, account: str, user: str) -> Rotation | None:
    """The last rotation of a user that is over and may have left a key whose secret nobody has.
    Raises OSError."""
    read = (_read(path) for path in folder.glob(f"{account}.{user}.*.jsonl"))
    over = (kept.rotation for kept in read if kept is not None and kept.user == user)
    lost = [rotation for rotation in over if rotation is not None and rotation.lost_a_creation]
    return max(lost, key=lambda rotation: rotation.since, default=None)


def put_aside(kept: Kept) -> None:
    """Rename a journal that tells nothing, so that nobody asks it again. Raises OSError."""
    kept.path.rename(kept.path.with_suffix(".damaged"))


def _began(kept: Kept) -> float:
    return kept.rotation.began.timestamp() if kept.rotation is not None else 0.0


def _is_over(kept: Kept) -> bool:
    return kept.rotation is not None and kept.rotation.phase.is_over


def _read(path: Path) -> Kept | None:
    named = _FILE.fullmatch(path.name)
    if named is None:
        return None
    kept = Kept(path, named["account"], named["user"], None)
    journal = Journal(path)
    try:
        journal.verify()
        entries = journal.entries()
    except JournalDamaged as damage:
        return replace(kept, damage=damage.what)
    found = _parse(entries[-1]) if entries else None
    if found is None:
        return replace(kept, damage=f"The journal {path} tells of no rotation.")
    if found.account != kept.account or found.user != kept.user:
        return replace(kept, damage=f"The journal {path} is about somebody else.")
    return replace(kept, rotation=found)


def _dump(rotation: Rotation) -> dict[str, Value]:
    return {each.name: _value(getattr(rotation, each.name)) for each in fields(Rotation)}


def _value(value: object) -> Value:
    match value:
        case None:
            return ""
        case Phase() | Leak():
            return str(value.value)
        case datetime():
            return value.isoformat()
        case tuple():
            return [str(item) for item in value]
        case bool() | int() | str():
            return value
    raise TypeError(f"{type(value).__name__} has no place in the journal")


def _parse(entry: Entry) -> Rotation | None:
    try:
        return _rotation(entry.parameters)
    except (KeyError, TypeError, ValueError):
        return None


def _rotation(kept: Mapping[str, Value]) -> Rotation:
    times = {name: _time(kept.get(name, "")) for name in _TIMES}
    began, since = times["began"], times["since"]
    before = kept["keys_before"]
    if began is None or since is None or not isinstance(before, list):
        raise ValueError("no rotation")
    return Rotation(
        id=_text(kept, "id"),
        account=_text(kept, "account"),
        user=_text(kept, "user"),
        user_arn=_text(kept, "user_arn"),
        old_key_id=_text(kept, "old_key_id"),
        new_key_id=_text(kept, "new_key_id"),
        keys_before=tuple(str(item) for item in before),
        began=began,
        since=since,
        phase=Phase(kept["phase"]),
        sends=int(str(kept["sends"])),
        intended=times["intended"],
        switched=times["switched"],
        deactivated=times["deactivated"],
        back=bool(kept["back"]),
        profile=_text(kept, "profile"),
        endpoint_url=_text(kept, "endpoint_url"),
        deliver=_text(kept, "deliver"),
        form=_text(kept, "form"),
        leak=Leak(kept.get("leak", "")),
        cutoff=times["cutoff"],
        denied=times["denied"],
        spared=bool(kept.get("spared", False)),
        lift=bool(kept.get("lift", False)),
    )


def _text(kept: Mapping[str, Value], name: str) -> str:
    value = kept[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _time(value: Value) -> datetime | None:
    if value == "":
        return None
    if not isinstance(value, str):
        raise TypeError("no time")
    return datetime.fromisoformat(value)
