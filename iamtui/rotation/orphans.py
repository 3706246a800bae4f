"""Keys that a creation made whose answer was lost: nobody has their secrets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from iamtui.account.field import Known
from iamtui.account.model import AccessKey, KeyStatus
from iamtui.rotation.reconcile import KeyKind, kind_of
from iamtui.rotation.states import Phase, Rotation, Seen, SeenKey


def orphans(
    user: str, before: Iterable[str], keys: Iterable[AccessKey], intended: datetime
) -> tuple[str, ...]:
    """The ids among the present `keys` of a user that can only come from a creation sent at
    `intended`, AWS's time; `before` are the ids of his keys before that."""
    seen = Seen(
        tuple(_seen(key.id.value, key) for key in keys if isinstance(key.id, Known)),
        frozenset(),
        frozenset(),
    )
    creation = Rotation(
        id="",
        account="",
        user=user,
        old_key_id="",
        keys_before=tuple(before),
        began=intended,
        since=intended,
        phase=Phase.CREATING,
        intended=intended,
    )
    return tuple(k.id for k in seen.keys if kind_of(k.id, seen, creation) is KeyKind.ORPHAN)


def _seen(key_id: str, key: AccessKey) -> SeenKey:
    return SeenKey(key_id, key.status is KeyStatus.ACTIVE, key.created, key.last_used)
