"""Principals in words: accounts, users, roles, services, providers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamtui.policy.document import PrincipalEntry
from iamtui.policy.lists_in_words import one_of
from iamtui.policy.resource_words import resource_in_words

_ACCOUNT = re.compile(r"(?:arn:aws:iam::)?(\d{12})(?::root)?", re.ASCII)
_SESSION = re.compile(r"arn:aws:sts::(\d{12}):assumed-role/([^/]+)/(.+)", re.ASCII)
# What a removed user or role leaves behind in a policy.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
_UNIQUE_ID = re.compile(r"A(?:IDA|ROA)[A-Z0-9]{12,}", re.ASCII)
_PROVIDERS = {
    "cognito-identity.amazonaws.com": "Cognito identities",
    "accounts.google.com": "Google accounts",
    "graph.facebook.com": "Facebook accounts",
    "www.amazon.com": "Amazon accounts",
}


def principals_in_words(entries: Sequence[PrincipalEntry]) -> str:
    """Everybody whom the entries name: "account 111122223333 or user alice of …"."""
    return one_of(list(dict.fromkeys(map(_principal, entries))))


def _principal(entry: PrincipalEntry) -> str:
    name = entry.value.value
    if entry.kind == "AWS":
        return _of_aws(name)
    if entry.kind == "Service":
        return f"the service {name}"
    if entry.kind == "CanonicalUser":
        return f"the canonical user {name}"
    if name in _PROVIDERS:
        return f"{_PROVIDERS[name]} ({name})"
    return f"identities of {resource_in_words(name)}"


def _of_aws(name: str) -> str:
    if name == "*":
        return "anybody"
    account = _ACCOUNT.fullmatch(name)
    if account:
        return f"account {account[1]}"
    session = _SESSION.fullmatch(name)
    if session:
        return f"session {session[3]} of role {session[2]} of account {session[1]}"
    if _UNIQUE_ID.fullmatch(name):
        return f"the user or role with the id {name}, which may not exist any more"
    return resource_in_words(name)
