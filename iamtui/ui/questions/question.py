"""What is typed into the lines of a question, and what of it cannot be meant like that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from iamtui.account.model import Account
from iamtui.ui.text import clean

ContextValue: TypeAlias = str | tuple[str, ...]

LONGEST = 60
"""So many characters of what is typed stand in a sentence about it."""
MFA = "aws:MultiFactorAuthPresent"
PLACEHOLDER = re.compile(r"\$\{\w+\}")
_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9_*?]+", re.ASCII)
_ARN = re.compile(r"arn:[^:\s]+:[^:\s]+:[^:\s]*:[^:\s]*:\S.*")


@dataclass(frozen=True, slots=True)
class Question:
    """Who wants to do what on what, as typed: "" where a line is empty.

    `resource` is an ARN or `*`; `context` holds the condition keys that are given.
    """

    principal: str = ""
    action: str = ""
    resource: str = ""
    context: Mapping[str, ContextValue] = field(default_factory=dict)


def context_pair(text: str) -> tuple[str, ContextValue] | None:
    """`key=value` as a pair, `key=a,b` with a tuple; None for anything else."""
    key, equals, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not equals or ":" not in key or not value:
        return None
    if "," not in value:
        return key, value
    return key, tuple(part.strip() for part in value.split(",") if part.strip())


def spelled(context: Mapping[str, ContextValue], key: str) -> str:
    """`key` as `context` spells it, where it is given: in any case it is the same key."""
    return next((given for given in context if given.casefold() == key.casefold()), key)


def context_words(value: ContextValue) -> str:
    """A value as it is typed."""
    return value if isinstance(value, str) else ",".join(value)


def principal_arn(account: Account, typed: str) -> str:
    """The ARN of the user or role that is typed by its name; what is typed where there is none."""
    holder = account.users.get(typed) or account.roles.get(typed)
    return holder.arn if holder is not None else typed


def quoted(typed: str) -> str:
    """What is typed as a sentence names it: a whole page may have been pasted."""
    return clean(typed if len(typed) <= LONGEST else f"{typed[: LONGEST - 1]}…")


def action_problem(typed: str, patterns: bool = False) -> str:
    """A sentence for what is no action; "" for one. With `patterns`, `s3:Get*` is one too."""
    if not _ACTION.fullmatch(typed):
        return (
            f"{quoted(typed)} is no action: type a service and what it does, such as s3:GetObject."
        )
    if not patterns and ("*" in typed or "?" in typed):
        return (
            f"{quoted(typed)} stands for many actions: type one; W, who can, takes a pattern too."
        )
    return ""


def resource_problem(typed: str) -> str:
    """A sentence for what is neither an ARN nor `*`; "" for one that is."""
    hole = PLACEHOLDER.search(typed)
    if hole is not None:
        return f"Fill in {hole[0]} of the resource, or type * for it."
    if typed != "*" and not _ARN.fullmatch(typed):
        return (
            f"{quoted(typed)} is no resource: type an ARN, "
            "arn:partition:service:region:account:resource, or *."
        )
    return ""
