"""How far the rotation of one key is, as its screen and the queue show it: values."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime

from iamtui.errors import IamtuiError
from iamtui.rotation.actions import Wait
from iamtui.rotation.consumers import Consumer
from iamtui.rotation.driver import Outcome
from iamtui.rotation.states import Pace, Phase, Rotation, Seen


@dataclass(frozen=True, slots=True)
class RotationRequest:
    """Whose key is to be rotated: `user`'s, or where that is "" the caller's own.

    deliver, form   the file for another user's new key, as in `Rotation`; both "" leave it in the
                    vault until it is handed over
    pace            how long a run waits for what
    leaked          whether the key leaked: that of the id `key_id`, the only one where that is ""
    """

    user: str = ""
    deliver: str = ""
    form: str = ""
    pace: Pace = field(default_factory=Pace)
    leaked: bool = False
    key_id: str = ""


class Stage(enum.Enum):
    """What is going on.

    NEW nothing yet; LOOKING it is found out what stands in the way; READY it can begin or go on;
    RUNNING steps are being done; PAUSED somebody stopped it between two steps; ENDED the run came
    to its end (`Progress.outcome` says which); FAILED a look or a step failed (`Progress.error`).
    """

    NEW = enum.auto()
    LOOKING = enum.auto()
    READY = enum.auto()
    RUNNING = enum.auto()
    PAUSED = enum.auto()
    ENDED = enum.auto()
    FAILED = enum.auto()

    @property
    def is_busy(self) -> bool:
        """Whether a thread is at work."""
        return self in (Stage.LOOKING, Stage.RUNNING)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of a rotation and its run by now.

    rotation    None until a look has found whose it is
    resumed     whether the journal knew it before
    seen        the keys as AWS and this machine showed them last, None before that
    consumers   what here works with the old key or the new one
    notes       what the preflight could not find out, or took for granted, a sentence each
    wait        what is being waited for at this moment
    passes      how many checks of the new key were passed in a row
    began       when this run began, None before the first
    """

    stage: Stage = Stage.NEW
    rotation: Rotation | None = None
    resumed: bool = False
    seen: Seen | None = None
    consumers: tuple[Consumer, ...] = ()
    notes: tuple[str, ...] = ()
    wait: Wait | None = None
    passes: int = 0
    began: datetime | None = None
    outcome: Outcome | None = None
    error: IamtuiError | None = None

    @property
    def phase(self) -> Phase:
        """The phase of the rotation, PREPARED before there is one."""
        return self.rotation.phase if self.rotation is not None else Phase.PREPARED
