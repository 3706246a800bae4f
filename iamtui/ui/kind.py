"""A Kind: how one kind of entity is listed and shown.

Users, groups, roles, policies, access keys, MFA devices, instance profiles … are all shown by one
browser and one detail screen; what differs is declared here, in a module of `ui/kinds/` each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.model import Account, Source
from iamtui.changes.change import Change
from iamtui.ui.columns import Cell

if TYPE_CHECKING:
    from iamtui.policy.holder import Holder

SortValue: TypeAlias = tuple[int, float, str]
"""What rows are sorted by: a class (unknown rows last), a number, a text."""


@dataclass(frozen=True, slots=True)
class View:
    """What cells are made from: the account and the moment that ages are counted from."""

    account: Account
    now: datetime


@dataclass(frozen=True, slots=True)
class KindColumn:
    """A column of a kind's list.

    `from_width` is the least terminal width it is shown at (0, 110 or 200); `cell` the text shown
    for a row key, `sort` what it is sorted by, `number` (for the filter's `age>90`) its figure or
    None where there is none. A `choice` holds one of a few words, so that the filter `state:active`
    looks at the start of words and does not find "inactive".
    """

    key: str
    title: str
    width: int
    cell: Callable[[View, str], Cell]
    sort: Callable[[View, str], SortValue]
    number: Callable[[View, str], float | None] | None = None
    from_width: int = 0
    grow: bool = False
    right: bool = False
    choice: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be looked at on its own.

    A policy's says what the policy belongs to (`holder`), and has the version that it is compared
    with, if there is one: of the version in force the one before, of another the one in force.
    """

    title: str
    text: str
    holder: Holder | None = None
    compared_with: Document | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the detail screen: a label and a value.

    `link` is the entity that Enter goes to, `document` what Enter and J show, `take_away` the
    Change that `x` proposes (detach this policy, leave this group, remove this tag).
    """

    key: str
    label: Cell
    value: Cell = ""
    link: Entity | None = None
    document: Document | None = None
    take_away: Change | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the detail screen with its rows; `note` stands where there are none."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entity.

    `keys` gives the row keys of an account in their natural order; `sources` are the loading
    calls it depends on; `opened` is asked of AWS when one is opened, `seen` for the rows on the
    screen; `arn` is what `Y` copies, `used_by` what `u` lists. `state` gives all that the cells of
    a row are made from besides the time, so that a changed account costs no more than its changes.
    `when_empty` says how to make the first one.
    """

    entity: EntityKind
    title: str
    key: str
    columns: tuple[KindColumn, ...]
    sources: tuple[Source, ...]
    keys: Callable[[Account], Sequence[str]]
    sections: Callable[[View, str], tuple[Section, ...]]
    name: Callable[[Account, str], str]
    arn: Callable[[Account, str], str]
    used_by: Callable[[Account, str], tuple[Entity, ...]]
    state: Callable[[Account, str], tuple[object, ...]]
    opened: frozenset[Aspect] = frozenset()
    seen: frozenset[Aspect] = frozenset()
    when_empty: str = ""
