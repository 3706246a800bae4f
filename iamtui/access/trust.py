"""Who may assume a role, as far as its trust policy says."""

from __future__ import annotations

import re
from functools import lru_cache

from iamtui.policy import Condition, Effect, Statement, parse

# `123456789012` and `arn:aws:iam::123456789012:root` mean the same: the whole account.
_WHOLE_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?", re.ASCII)

_EXTERNAL_ID = "sts:externalid"
# Keys that can pin the caller down to somebody known (IAM User Guide, "The confused deputy
# problem").
_PINNING = frozenset(
    {
        _EXTERNAL_ID,
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:userid",
    }
)
# A negated operator, an IfExists and a Null are met by callers who present nothing.
_POSITIVE = frozenset(
    {"stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"}
)


# Most documents name no `*` and no whole account, which shows without reading them. A backslash
# may hide a character, so that those are read.
_WIDE = re.compile(r'"\*"|"\d{12}"|:root"|\\')


@lru_cache(maxsize=512)
def allowing(document: str) -> tuple[Statement, ...]:
    """The statements of a trust policy that allow something; those unreadable allow nothing."""
    return tuple(s for s in parse(document).statements if s.effect is Effect.ALLOW)


def lets_anyone_in(document: str) -> bool:
    """Whether a trust policy names `*` and no condition that pins the caller down."""
    return _is_wide(document) and any(
        not _is_pinned(statement, _PINNING)
        for statement in allowing(document)
        if "*" in _aws_principals(statement)
    )


def accounts_let_in(document: str, home: str) -> tuple[str, ...]:
    """The ids of accounts other than `home` let in whole without an external id, sorted."""
    if not _is_wide(document):
        return ()
    accounts = {
        match[1]
        for statement in allowing(document)
        if not _is_pinned(statement, frozenset({_EXTERNAL_ID}))
        for principal in _aws_principals(statement)
        if (match := _WHOLE_ACCOUNT.fullmatch(principal)) is not None
    }
    return tuple(sorted(accounts - {home}))


def names(document: str, arn: str) -> bool:
    """Whether a trust policy lets the principal `arn` in by its own name."""
    if arn not in document and "\\" not in document:
        return False
    return any(arn in _aws_principals(statement) for statement in allowing(document))


def _is_wide(document: str) -> bool:
    return _WIDE.search(document) is not None


def _aws_principals(statement: Statement) -> tuple[str, ...]:
    return tuple(p.value.value for p in statement.principals or () if p.kind == "AWS")


def _is_pinned(statement: Statement, keys: frozenset[str]) -> bool:
    return any(_pins(condition, keys) for condition in statement.conditions)


def _pins(condition: Condition, keys: frozenset[str]) -> bool:
    return (
        condition.key.value.lower() in keys
        and condition.operator.value.lower() in _POSITIVE
        and bool(condition.values)
        and all(value.value.strip("*?") for value in condition.values)
    )
