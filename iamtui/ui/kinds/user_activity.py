"""When a user was last active, put together from its password and its keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from iamtui.account.field import Unknown
from iamtui.account.model import AccessKey, User
from iamtui.ui.kind import View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.ages import days, short_age
from iamtui.ui.kinds.datum import NEVER, NOTHING, Datum


def last_activity(view: View, user: User) -> Datum:
    """The newest use of the password or a key; "≤" where a newer one may not be known of."""
    moments, gap = _uses(user.access_keys.otherwise(()))
    if isinstance(user.access_keys, Unknown):
        gap = user.access_keys
    if isinstance(user.password, Unknown):
        gap = user.password
    elif user.password.value.last_used is not None:
        moments.append(user.password.value.last_used)
    return _newest(view.now, moments, gap)


def last_key_use(view: View, user: User) -> Datum:
    """The newest use of a key; "≤" where a newer one may not be known of."""
    if isinstance(user.access_keys, Unknown):
        return datum.unknown(user.access_keys)
    if not user.access_keys.value:
        return NOTHING
    return _newest(view.now, *_uses(user.access_keys.value))


def _uses(keys: Sequence[AccessKey]) -> tuple[list[datetime], Unknown | None]:
    """When keys were last used, and why that is not known of one of them."""
    moments: list[datetime] = []
    gap: Unknown | None = None
    for key in keys:
        if isinstance(key.last_used, Unknown):
            gap = key.last_used
        elif key.last_used.value is not None:
            moments.append(key.last_used.value.at)
    return moments, gap


def _newest(now: datetime, moments: Sequence[datetime], gap: Unknown | None) -> Datum:
    if not moments:
        return NEVER if gap is None else datum.unknown(gap)
    last = max(moments)
    newest = datum.age(now, last)
    if gap is None:
        return newest
    return newest._replace(cell=(f"≤{short_age(days(now, last))}", "unknown"))
