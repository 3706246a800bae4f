"""What is wrong with a user: MFA, keys, use, and how permissions reach it.

A rule looks at what is known only; where a field is not, it finds nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from iamtui.access.finding import KEY_IS_OLD, KEY_MAY_AGE, UNUSED_AFTER, Finding
from iamtui.account.field import Known
from iamtui.account.model import AccessKey, KeyStatus, Password, User

_DIRECT = Finding(
    "low",
    "user-direct-policies",
    "Policies are given to this user directly.",
    "Give them to a group and put the user into it.",
)
_NO_MFA = Finding(
    "high",
    "user-password-without-mfa",
    "Can sign in with a password alone, without MFA.",
    "Enrol an MFA device, or delete the password.",
)
_ADMINISTRATOR = Finding(
    "high",
    "user-administrator-without-mfa",
    "Has administrator rights and no MFA.",
    "Enrol an MFA device now.",
)
_UNUSED = Finding(
    "medium",
    "user-unused",
    f"No password or access key of this user was used for {UNUSED_AFTER.days} days.",
    "Deactivate its keys and delete its password, or delete the user.",
)
_INACTIVE = Finding(
    "low",
    "key-inactive",
    "Access key {key} is inactive and still there.",
    "Delete it once nothing misses it.",
)
_LATE = Finding("medium", "key-old", "Access key {key} is {days} days old.", "Rotate it.")
_OLD = replace(_LATE, severity="high")
_KEY_UNUSED = Finding(
    "medium",
    "key-unused",
    f"Access key {{key}} is active and was not used for {UNUSED_AFTER.days} days.",
    "Deactivate it, then delete it.",
)
_TWO_KEYS = Finding(
    "medium",
    "key-two-active",
    "Two access keys are active.",
    "Finish the rotation: deactivate the older key, then delete it.",
)


def user_findings(user: User, is_administrator: bool, now: datetime) -> list[Finding]:
    """What is wrong with `user`; `is_administrator` says whether a policy allows it everything."""
    found: list[Finding] = []
    password = user.password.value if isinstance(user.password, Known) else None
    keys = user.access_keys.value if isinstance(user.access_keys, Known) else None
    if isinstance(user.mfa_active, Known) and not user.mfa_active.value:
        if password is not None and password.enabled:
            found.append(_NO_MFA)
        if is_administrator:
            found.append(_ADMINISTRATOR)
    if keys:
        _look_at_keys(found, keys, now)
    if password is not None and keys is not None and _is_unused(user, password, keys, now):
        found.append(_UNUSED)
    if user.attached.otherwise(()) or user.inline.otherwise(()):
        found.append(_DIRECT)
    return found


def _look_at_keys(found: list[Finding], keys: tuple[AccessKey, ...], now: datetime) -> None:
    active = 0
    for number, key in enumerate(keys, start=1):
        if key.status is KeyStatus.INACTIVE:
            found.append(_about(key, number, _INACTIVE))
            continue
        active += 1
        age = _age(key, now)
        if age > KEY_MAY_AGE:
            found.append(_about(key, number, _OLD if age > KEY_IS_OLD else _LATE, age.days))
        if _key_is_unused(key, now):
            found.append(_about(key, number, _KEY_UNUSED))
    if active > 1:
        found.append(_TWO_KEYS)


def _about(key: AccessKey, number: int, finding: Finding, days: int = 0) -> Finding:
    """`finding` with the key's name, or its place in the report, and its age in the text."""
    name = key.id.otherwise(f"#{number}")
    return replace(finding, text=finding.text.format(key=name, days=days))


def _age(key: AccessKey, now: datetime) -> timedelta:
    return now - key.created if key.created is not None else timedelta()


def _key_is_unused(key: AccessKey, now: datetime) -> bool:
    if not isinstance(key.last_used, Known):
        return False
    used = key.last_used.value.at if key.last_used.value is not None else key.created
    return used is not None and now - used > UNUSED_AFTER


def _is_unused(user: User, password: Password, keys: tuple[AccessKey, ...], now: datetime) -> bool:
    """Whether the user has a credential, and none was used or made within `UNUSED_AFTER`."""
    if not password.enabled and not keys:
        return False
    moments = [user.created, password.last_used, password.last_changed]
    for key in keys:
        if not isinstance(key.last_used, Known):
            return False
        moments += [key.created, key.last_used.value.at if key.last_used.value else None]
    known = [moment for moment in moments if moment is not None]
    return bool(known) and now - max(known) > UNUSED_AFTER
