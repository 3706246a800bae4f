"""The statements of a user or role that could go, as a text to be read."""

from __future__ import annotations

from iamtui.access.held import Held, Holding
from iamtui.access.redundant import Redundant, redundant
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.policy import Statement


def redundant_text(account: Account, entity: Entity) -> str:
    """A paragraph for each statement or pattern that changes nothing."""
    found = redundant(account, entity)
    return "\n\n".join(map(_told, found)) or "Every statement of its policies changes something."


def _told(one: Redundant) -> str:
    what = f"{one.pattern} in {_place(one.statement)}" if one.pattern else _place(one.statement)
    by = ""
    if one.by is not None and one.by_statement is not None:
        by = f", {_place(one.by_statement)} of {_policy(one.by)}"
    return f"{_capital(what)} of {_policy(one.held)}: {one.why.value}{by}."


def _place(statement: Statement) -> str:
    sid = f" ({statement.sid})" if statement.sid else ""
    return f"statement {statement.index + 1}{sid}"


def _policy(held: Holding) -> str:
    if not isinstance(held, Held):
        return held.way.value
    through = f" of the group {held.group}" if held.group else ""
    return f"{held.name} ({held.way.value}){through}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
