"""Access keys of all users: columns and detail screen."""

from __future__ import annotations

from collections.abc import Callable

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import Known, Unknown
from iamtui.account.model import AccessKey, Account, KeyStatus, LastUsed, Source
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Kind, Section, View
from iamtui.ui.kinds import datum
from iamtui.ui.kinds.datum import NEVER, NOTHING, Datum
from iamtui.ui.kinds.entity_columns import MEDIUM, EntityColumns
from iamtui.ui.kinds.key_rows import HeldKey, find, owner_name, row_keys
from iamtui.ui.kinds.per_account import per_account
from iamtui.ui.kinds.sections import GONE, fact, section, value_of, when
from iamtui.ui.kinds.user_details import use_words
from iamtui.ui.kinds.users import key_age_style

_Read = Callable[[View, HeldKey], Datum]


def _of_key(read: Callable[[View, AccessKey], Datum]) -> _Read:
    def datum_of(view: View, held: HeldKey) -> Datum:
        return datum.known(held.key, lambda key: read(view, key))

    return datum_of


def _of_use(read: Callable[[View, LastUsed | None], Datum]) -> _Read:
    return _of_key(lambda view, key: datum.known(key.last_used, lambda use: read(view, use)))


def _state(_view: View, key: AccessKey) -> Datum:
    active = key.status is KeyStatus.ACTIVE
    return datum.words(key.status.value.lower(), "" if active else "muted")


def _age(view: View, key: AccessKey) -> Datum:
    active = key.status is KeyStatus.ACTIVE
    return datum.age(view.now, key.created, key_age_style if active else None)


def _used(view: View, use: LastUsed | None) -> Datum:
    return NEVER if use is None else datum.age(view.now, use.at)


def _service(_view: View, use: LastUsed | None) -> Datum:
    return NOTHING if use is None else datum.words(use.service)


def _region(_view: View, use: LastUsed | None) -> Datum:
    return NOTHING if use is None else datum.words(use.region)


_columns = EntityColumns[HeldKey](find)

COLUMNS = (
    _columns.text(
        "id", "Access key id", 20, _of_key(lambda _, key: datum.known(key.id, datum.words))
    ),
    _columns.text("owner", "Owner", 12, lambda _, held: datum.words(held.user.name), grow=True),
    _columns.text("state", "State", 8, _of_key(_state), choice=True),
    _columns.figure("age", "Age", 6, _of_key(_age)),
    _columns.figure("used", "Used", 7, _of_use(_used)),
    _columns.text("service", "Service", 10, _of_use(_service)),
    _columns.text("region", "Region", 14, _of_use(_region), from_width=MEDIUM),
    _columns.figure(
        "created",
        "Created",
        10,
        _of_key(lambda view, key: datum.date(view.now, key.created)),
        from_width=MEDIUM,
    ),
)


def _sections(view: View, row: str) -> tuple[Section, ...]:
    held = find(view.account, row)
    if held is None:
        return GONE

    def of_key(show: Callable[[AccessKey], Cell]) -> Cell:
        return value_of(held.key, show)

    owner = held.user.name
    return (
        section(
            "Summary",
            (
                fact("Access key id", of_key(lambda key: value_of(key.id, str))),
                fact("Owner", owner, link=Entity(EntityKind.USER, owner)),
                fact("State", of_key(lambda key: key.status.value.lower())),
                fact("Created", of_key(lambda key: when(view, key.created))),
                fact(
                    "Last used",
                    of_key(lambda key: value_of(key.last_used, lambda use: use_words(view, use))),
                ),
            ),
        ),
    )


@per_account
def _keys(account: Account) -> tuple[str, ...]:
    users = sorted(account.users.values(), key=lambda user: user.name.casefold())
    return tuple(key for user in users for key in row_keys(user))


def _name(account: Account, row: str) -> str:
    held = find(account, row)
    if held is None or isinstance(held.key, Unknown):
        return f"keys of {owner_name(row)}"
    if isinstance(held.key.value.id, Known):
        return held.key.value.id.value
    return f"key {row.partition('/')[2]} of {owner_name(row)}"


ACCESS_KEYS = Kind(
    entity=EntityKind.ACCESS_KEY,
    title="Access keys",
    key="5",
    columns=COLUMNS,
    sources=(Source.USERS, Source.CREDENTIAL_REPORT),
    keys=_keys,
    sections=_sections,
    name=_name,
    arn=lambda _account, _key: "",
    used_by=lambda _account, key: (Entity(EntityKind.USER, owner_name(key)),),
    state=lambda account, key: (account.users.get(owner_name(key)),),
    opened=frozenset({Aspect.ACCESS_KEYS}),
    seen=frozenset({Aspect.ACCESS_KEYS}),
)
