"""The bare meaning of a policy's statements, without places: what deciding a request needs.

`read_plain` takes a faultless document from the standard library's scanner, which is many times as
fast as the one that keeps places. It gives None for everything else: what is wrong, and whether
the rest has a meaning, is for `iamtui.policy.reading` alone to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from iamtui.policy.grammar import (
    CURRENT_VERSION,
    ELEMENTS,
    EXCLUSIVE,
    OLD_VERSION,
    PRINCIPAL_KINDS,
    TOP_LEVEL,
    VERSIONS,
    Effect,
)
from iamtui.policy.operators import written_operator

if TYPE_CHECKING:
    from json import JSONDecoder

    from iamtui.policy.document import Document, Statement

_EFFECTS = ("Allow", "Deny")


class PlainCondition(NamedTuple):
    """One operator applied to one key."""

    operator: str
    key: str
    values: Sequence[str]


class PlainStatement(NamedTuple):
    """One statement; `not_…` says that the list is that of NotAction, NotResource, NotPrincipal.

    `principals` are pairs of kind and name; None stands for an element that is not there.
    """

    number: int
    sid: str | None
    denies: bool
    actions: Sequence[str]
    not_actions: bool
    resources: Sequence[str] | None
    not_resources: bool
    principals: Sequence[tuple[str, str]] | None
    not_principals: bool
    conditions: Sequence[PlainCondition]


class PlainPolicy(NamedTuple):
    """The statements of a policy; `variables`: whether `${…}` is a policy variable in them."""

    variables: bool
    statements: Sequence[PlainStatement]


class _Faulty(ValueError):
    """The document is not one that can be read this way."""


class _Number(str):
    """A number as it is written; no text, though it compares like one."""

    __slots__ = ()


def read_plain(text: str) -> PlainPolicy | None:
    """The statements of a document in which nothing is wrong; None for any other text."""
    try:
        return _policy(_decoder().decode(text))
    except (ValueError, RecursionError):
        return None


@cache
def _decoder() -> JSONDecoder:
    from json import JSONDecoder  # with the first policy, not with the first import

    return JSONDecoder(
        object_pairs_hook=_unique, parse_int=_Number, parse_float=_Number, parse_constant=_refuse
    )


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Faulty
    return found


def _refuse(constant: str) -> object:
    raise _Faulty


def _policy(value: object) -> PlainPolicy:
    if type(value) is not dict or not value.keys() <= TOP_LEVEL:
        raise _Faulty
    version = value.get("Version", OLD_VERSION)
    if version not in VERSIONS or type(value.get("Id", "")) is not str:
        raise _Faulty
    found = value.get("Statement")
    items = found if type(found) is list else [found]
    return PlainPolicy(
        version == CURRENT_VERSION,
        [_statement(index, item) for index, item in enumerate(items)],
    )


def _statement(index: int, value: object) -> PlainStatement:
    if type(value) is not dict or not value.keys() <= ELEMENTS:
        raise _Faulty
    for one, other in EXCLUSIVE:
        if one in value and other in value:
            raise _Faulty
    effect, sid = value.get("Effect"), value.get("Sid")
    if effect not in _EFFECTS or (type(sid) is not str and "Sid" in value):
        raise _Faulty
    not_actions = "NotAction" in value
    not_resources = "NotResource" in value
    not_principals = "NotPrincipal" in value
    return PlainStatement(
        index,
        sid,
        effect == "Deny",
        _strings(value.get("NotAction" if not_actions else "Action")),
        not_actions,
        _strings(value["NotResource" if not_resources else "Resource"])
        if not_resources or "Resource" in value
        else None,
        not_resources,
        _principals(value["NotPrincipal" if not_principals else "Principal"])
        if not_principals or "Principal" in value
        else None,
        not_principals,
        _conditions(value["Condition"]) if "Condition" in value else (),
    )


def _strings(value: object) -> Sequence[str]:
    """One text or a list of at least one text."""
    if type(value) is str:
        return (value,)
    if type(value) is not list or not value:
        raise _Faulty
    for item in value:
        if type(item) is not str:
            raise _Faulty
    return value


def _principals(value: object) -> Sequence[tuple[str, str]]:
    if type(value) is str and value == "*":
        return (("AWS", "*"),)
    if type(value) is not dict or not value or not value.keys() <= PRINCIPAL_KINDS:
        raise _Faulty
    return [(kind, name) for kind, names in value.items() for name in _strings(names)]


def _conditions(value: object) -> Sequence[PlainCondition]:
    if type(value) is not dict:
        raise _Faulty
    conditions: list[PlainCondition] = []
    for operator, keys in value.items():
        if type(keys) is not dict or written_operator(operator) is None:
            raise _Faulty
        conditions.extend(PlainCondition(operator, key, _values(keys[key])) for key in keys)
    return conditions


def _values(value: object) -> Sequence[str]:
    return [_scalar(item) for item in value] if type(value) is list else (_scalar(value),)


def _scalar(value: object) -> str:
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is _Number:
        return str(value)
    if type(value) is not str:
        raise _Faulty
    return value


def plain_policy(document: Document) -> PlainPolicy:
    """The same of a document that was read with places, faults or not."""
    return PlainPolicy(document.has_variables, [_bare(each) for each in document.statements])


def _bare(source: Statement) -> PlainStatement:
    actions = source.not_actions or source.actions or ()
    resources = source.not_resources or source.resources
    principals = source.not_principals or source.principals
    return PlainStatement(
        source.index,
        source.sid,
        source.effect is Effect.DENY,
        [text.value for text in actions],
        source.not_actions is not None,
        None if resources is None else [text.value for text in resources],
        source.not_resources is not None,
        None if principals is None else [(each.kind, each.value.value) for each in principals],
        source.not_principals is not None,
        [
            PlainCondition(
                each.operator.value, each.key.value, [value.value for value in each.values]
            )
            for each in source.conditions
        ],
    )
