"""Who a trust policy lets in, in a few words each: for a column, and for the detail screen.

It reads the documents leniently, for showing; what a policy allows is for the policy engine to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_SERVICE = re.compile(r"\.amazonaws\.com(\.cn)?$")
_UNIQUE_ID = re.compile(r"A(IDA|ROA|GPA)[A-Z0-9]{10,}", re.ASCII)
_OIDC = {
    "token.actions.githubusercontent.com": "GitHub OIDC",
    "cognito-identity.amazonaws.com": "Cognito",
    "accounts.google.com": "Google",
    "graph.facebook.com": "Facebook",
    "www.amazon.com": "Amazon login",
    "gitlab.com": "GitLab OIDC",
}


@dataclass(frozen=True, slots=True)
class Trusted:
    """A principal as the document writes it (`raw`), and in words."""

    raw: str
    words: str
    open_to_all: bool = False


@lru_cache(maxsize=8192)
def trusted(document: str, own_account: str) -> tuple[Trusted, ...] | None:
    """The principals that `document` lets in, in its order, each once.

    `own_account` is the account's id, "" where it is not known. None for a document that cannot be
    read.
    """
    try:
        statements = json.loads(document)["Statement"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    found: dict[str, Trusted] = {}
    for statement in statements if isinstance(statements, list) else [statements]:
        if not isinstance(statement, dict):
            return None
        if statement.get("Effect") == "Allow":
            for one in _principals(statement, own_account):
                found.setdefault(one.raw, one)
    return tuple(found.values())


def _principals(statement: dict[str, Any], own_account: str) -> Iterator[Trusted]:
    if "NotPrincipal" in statement:
        yield Trusted("NotPrincipal", "anyone but some", open_to_all=True)
    principal = statement.get("Principal", {})
    if not isinstance(principal, dict):
        principal = {"AWS": principal}
    for kind, values in principal.items():
        for value in values if isinstance(values, list) else [values]:
            yield _one(str(kind), str(value), own_account)


def _one(kind: str, value: str, own_account: str) -> Trusted:
    if value == "*":
        return Trusted(value, "anyone", open_to_all=True)
    if kind == "Service":
        return Trusted(value, _SERVICE.sub("", value))
    if kind == "Federated":
        return Trusted(value, _federated(value))
    return Trusted(value, _aws(value, own_account))


def _federated(value: str) -> str:
    kind, _, name = value.rpartition(":")[2].partition("/")
    if kind == "saml-provider":
        return "SSO" if name.startswith("AWSSSO_") else f"SAML {name}"
    if kind == "oidc-provider":
        return _OIDC.get(name, f"OIDC {name}")
    return _OIDC.get(value, value)


def _aws(value: str, own_account: str) -> str:
    if _UNIQUE_ID.fullmatch(value):
        return "a deleted principal"
    if value.isdecimal():
        return _account(value, own_account)
    parts = value.split(":", 5)
    if len(parts) < 6:
        return value
    account, (kind, _, name) = parts[4], parts[5].partition("/")
    if kind == "root":
        return _account(account, own_account)
    where = "" if account == own_account else f" of {account}"
    last = name.partition("/")[0] if kind == "assumed-role" else name.rpartition("/")[2]
    return f"{kind.replace('-', ' ')} {last}{where}"


def _account(account: str, own_account: str) -> str:
    return "this account" if account == own_account else f"account {account}"
