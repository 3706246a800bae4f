"""The keys of a user as they are told apart where a journal is silent: values."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.account.model import AccessKey
from iamtui.rotation.reconcile import Sorted
from iamtui.rotation.states import Rotation


@dataclass(frozen=True, slots=True)
class SortedKeys:
    """The keys of a user: as AWS lists them, with their last use, and what each of them, and of
    those whose secrets are here without them, is to this machine. `rotation` is the unfinished one
    that the journal knows, `damage` why it knows none though there was one."""

    user: str
    listed: tuple[AccessKey, ...]
    kinds: tuple[Sorted, ...]
    rotation: Rotation | None
    damage: str
