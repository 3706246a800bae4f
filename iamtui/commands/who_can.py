"""`iamtui policy who-can`: the users and roles that may do something, and by which policy."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TypedDict

from iamtui.access.held import Held
from iamtui.access.subject import HeldPolicy
from iamtui.access.who_can import Answer, WhoCan, who_can
from iamtui.account.model import Account
from iamtui.commands.output import note, printable, put, quiet_at_closed_pipe
from iamtui.commands.reasons import deciding
from iamtui.errors import UsageError
from iamtui.policy import Decision, Verdict
from iamtui.policy.condition_words import conditions_in_words

_CAN = (Verdict.ALLOWED, Verdict.CONDITIONAL)


class RowJson(TypedDict):
    """One who can; `way` and `group` say how the deciding policy reaches him."""

    kind: str
    name: str
    verdict: str
    actions: list[str]
    conditionalActions: list[str]
    layer: str
    policy: str | None
    way: str | None
    group: str | None
    sid: str | None
    statement: int | None
    conditions: str
    missingContextKeys: list[str]


@quiet_at_closed_pipe
def run(arguments: Namespace) -> int:
    """Print who can, a line each; 0 when a user, a role or somebody outside can, 1 when nobody."""
    context = read_context(arguments.context)
    account = _account(arguments)
    try:
        answer = who_can(
            account, arguments.action, arguments.resource, context=context, now=datetime.now(UTC)
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
    able = list(rows(answer))
    for row in able:
        put(json.dumps(row, ensure_ascii=False) if arguments.json else printable(_text(row)))
    for sentence in (*answer.unread, *answer.notes):
        note(sentence)
    if not arguments.json:
        put(_summary(answer, able))
    return 0 if any(row["kind"] != "root" for row in able) else 1


def read_context(pairs: list[str]) -> Mapping[str, str | tuple[str, ...]]:
    """The condition keys given as KEY=VALUE, a key with several values as a tuple.

    Raises UsageError.
    """
    values: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not key or not equals:
            raise UsageError(f"{pair!r} is no context.", "Write it as aws:SourceIp=203.0.113.7.")
        values[key] = (*values.get(key, ()), value)
    return {key: given if len(given) > 1 else given[0] for key, given in values.items()}


def rows(answer: WhoCan) -> Iterator[RowJson]:
    """Those who can: users, roles, then who is outside of the account."""
    for each in answer.rows:
        if each.verdict in _CAN:
            yield _row(each.entity.kind.value, each.entity.key, each.decision, each)
    for other in answer.others:
        if other.decision.verdict in _CAN:
            kind = "root" if other.name.endswith(":root") else "outside"
            yield _row(kind, other.name, other.decision, None)


def _account(arguments: Namespace) -> Account:
    if arguments.account is not None:
        from iamtui.commands.snapshot_file import read_account

        return read_account(arguments.account)
    from iamtui.commands.loading import load_account

    return load_account(arguments)


def _row(kind: str, name: str, decision: Decision, answer: Answer | None) -> RowJson:
    match = deciding(decision)
    held = match.named.held if match and isinstance(match.named, HeldPolicy) else None
    return RowJson(
        kind=kind,
        name=name,
        verdict=decision.verdict.value,
        actions=list(answer.actions) if answer else [],
        conditionalActions=list(answer.conditional) if answer else [],
        layer=decision.layer.value,
        policy=match.policy if match else None,
        way=held.way.value if held else None,
        group=(held.group or None) if isinstance(held, Held) else None,
        sid=match.sid if match else None,
        statement=match.statement_index if match else None,
        conditions=conditions_in_words(decision.conditions),
        missingContextKeys=list(decision.missing_context_keys),
    )


def _text(row: RowJson) -> str:
    condition = f", if {row['conditions']}" if row["conditions"] else ""
    return f"{row['verdict']:11}  {row['kind']} {row['name']}: {_by(row)}{condition}"


def _by(row: RowJson) -> str:
    """By which statement, and how its policy reaches the holder."""
    if row["policy"] is None:
        unknown = row["verdict"] == Verdict.CONDITIONAL.value
        return f"{'not known in' if unknown else 'by'} layer {row['layer']}"
    group = f" to group {row['group']}" if row["group"] else ""
    way = f" ({row['way']}{group})" if row["way"] else ""
    sid = f" ({row['sid']})" if row["sid"] else ""
    return f"{row['policy']}{way}, statement {row['statement']}{sid}"


def _summary(answer: WhoCan, able: list[RowJson]) -> str:
    inside = [row for row in able if row["kind"] not in ("root", "outside")]
    conditional = sum(row["verdict"] == Verdict.CONDITIONAL.value for row in inside)
    maybe = f", {conditional} of them under conditions" if conditional else ""
    return f"{len(inside)} of {len(answer.rows)} users and roles can{maybe}."
