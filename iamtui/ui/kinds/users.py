"""Users: their columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import Unknown
from iamtui.account.model import AccessKey, Account, KeyStatus, Password, Source, User
from iamtui.ui.kind import Kind, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.datum import MISSING, NEVER, NOTHING, Datum
from iamtui.ui.kinds.entity_columns import MEDIUM, WIDE, EntityColumns
from iamtui.ui.kinds.entity_findings import findings_column
from iamtui.ui.kinds.naming import entities_naming
from iamtui.ui.kinds.per_account import SameObjects, per_account
from iamtui.ui.kinds.user_activity import last_activity, last_key_use
from iamtui.ui.kinds.user_details import sections

KEY_OLD_DAYS = 90
KEY_TOO_OLD_DAYS = 365


def key_age_style(number: float) -> str:
    """The style of the age of an active access key: it should be rotated after 90 days."""
    if number > KEY_TOO_OLD_DAYS:
        return "error"
    return "warning" if number > KEY_OLD_DAYS else ""


def _groups(_view: View, user: User) -> Datum:
    return datum.known(user.groups, datum.names)


def _mfa(_view: View, user: User) -> Datum:
    if isinstance(user.mfa_active, Unknown):
        return datum.unknown(user.mfa_active)
    if user.mfa_active.value:
        return datum.words("yes")
    if isinstance(user.password, Unknown):
        return datum.words("no")
    return datum.words("no", "warning" if user.password.value.enabled else "muted")


def _key_age(view: View, user: User) -> Datum:
    def oldest(keys: Sequence[AccessKey]) -> Datum:
        first: datetime | None = None
        for key in keys:
            if key.status is KeyStatus.ACTIVE:
                if key.created is None:
                    return MISSING
                first = key.created if first is None else min(first, key.created)
        return datum.age(view.now, first, key_age_style) if first else NOTHING

    return datum.known(user.access_keys, oldest)


def _policies(_view: View, user: User) -> Datum:
    return datum.counts(user.attached, user.inline)


def _password(view: View, user: User) -> Datum:
    def age(password: Password) -> Datum:
        return datum.age(view.now, password.last_changed) if password.enabled else NOTHING

    return datum.known(user.password, age)


def _sign_in(view: View, user: User) -> Datum:
    def age(password: Password) -> Datum:
        if password.last_used is not None:
            return datum.age(view.now, password.last_used)
        return NEVER if password.enabled else NOTHING

    return datum.known(user.password, age)


_columns = EntityColumns[User](lambda account, key: account.users.get(key))

COLUMNS = (
    _columns.text("name", "User name", 16, lambda _, user: datum.words(user.name), grow=True),
    _columns.text("groups", "Groups", 12, _groups, grow=True),
    _columns.figure("activity", "Activity", 9, last_activity),
    _columns.text("mfa", "MFA", 6, _mfa, choice=True),
    _columns.figure("age", "Key age", 8, _key_age),
    findings_column(_columns, lambda user: Entity(EntityKind.USER, user.name)),
    _columns.figure("policies", "Policies", 9, _policies, from_width=MEDIUM),
    _columns.figure("password", "Password", 9, _password, from_width=MEDIUM),
    _columns.text("path", "Path", 10, lambda _, user: datum.words(user.path), from_width=MEDIUM),
    _columns.figure(
        "created", "Created", 10, lambda view, u: datum.date(view.now, u.created), from_width=MEDIUM
    ),
    _columns.figure("signin", "Sign-in", 8, _sign_in, from_width=WIDE),
    _columns.figure("keyuse", "Key used", 9, last_key_use, from_width=WIDE),
    _columns.text("arn", "ARN", 36, lambda _, user: datum.words(user.arn), from_width=WIDE),
    _columns.text(
        "attached",
        "Attached",
        20,
        lambda _, user: datum.known(user.attached, datum.policy_names),
        from_width=WIDE,
        grow=True,
    ),
    _columns.text(
        "tags",
        "Tags",
        12,
        lambda _, user: datum.known(user.tags, datum.tags),
        from_width=WIDE,
        grow=True,
    ),
)


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    return tuple(sorted(account.users, key=str.casefold))


@per_account
def _around(account: Account) -> SameObjects:
    """What a user's findings rest on besides the user."""
    return SameObjects(account.groups, account.policies)


def _arn(account: Account, key: str) -> str:
    user = account.users.get(key)
    return user.arn if user else ""


USERS = Kind(
    entity=EntityKind.USER,
    title="Users",
    key="1",
    columns=COLUMNS,
    sources=(Source.USERS, Source.CREDENTIAL_REPORT),
    keys=_keys,
    sections=sections,
    name=lambda _account, key: key,
    arn=_arn,
    used_by=lambda account, key: entities_naming(account, _arn(account, key)),
    state=lambda account, key: (account.users.get(key), _around(account)),
    opened=frozenset(
        {Aspect.ACCESS_KEYS, Aspect.MFA_DEVICES, Aspect.PASSWORD, Aspect.OTHER_CREDENTIALS}
    ),
)
