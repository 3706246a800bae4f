"""Trust and resource policies that let more callers in than their author means.

https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

from __future__ import annotations

import re

from iamtui.policy.document import Condition
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.operators import SetOperator, written_operator
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted

_CALLER = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceip",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "kms:calleraccount",
        "sts:externalid",
    }
)
_SOURCE = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:sourceorgpaths"})
_COMPARES = frozenset({"text", "text-ignore-case", "glob", "arn", "ip"})
_WHOLE_ACCOUNT = re.compile(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?", re.ASCII)
# Its `aud` is the same for all of its users.
_SHARED = "token.actions.githubusercontent.com"
_WEB_IDENTITY = "sts:assumerolewithwebidentity"


def anybody(draft: Draft, statement: DraftStatement) -> Faults:
    """Principal `*` with Allow needs a condition that says who the caller is."""
    if not _opens(draft, statement) or _is_pinned(statement, _CALLER):
        return
    for entry in statement.principals:
        if entry.value.value == "*":
            message = (
                "This lets anybody in, from any account: name the principals, or ask for "
                "aws:PrincipalOrgID or the like in a condition."
            )
            yield fault(codes.OPEN_PRINCIPAL, message, entry.value)


def services(draft: Draft, statement: DraftStatement) -> Faults:
    """A service acts for many customers: a resource says for which."""
    if draft.kind is not PolicyKind.RESOURCE or not statement.allows:
        return
    if any(condition.key.value.lower() in _SOURCE for condition in statement.conditions):
        return
    for entry in statement.principals:
        if entry.kind == "Service":
            message = (
                f"{quoted(entry.value.value)} acts for other customers too: add a condition on "
                "aws:SourceAccount or aws:SourceArn."
            )
            yield fault(codes.RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL, message, entry.value)


def whole_accounts(draft: Draft, statement: DraftStatement) -> Faults:
    """An account of somebody else is let in with an external id."""
    if draft.kind is not PolicyKind.TRUST or not statement.allows or statement.conditions:
        return
    for entry in statement.principals:
        match = _WHOLE_ACCOUNT.fullmatch(entry.value.value)
        if entry.kind == "AWS" and match is not None and match[1] != draft.account:
            message = (
                f"Everybody whom account {match[1]} allows comes in: if it is not yours, ask for "
                "sts:ExternalId in a condition."
            )
            yield fault(codes.WHOLE_ACCOUNT_WITHOUT_EXTERNAL_ID, message, entry.value)


def web_identities(draft: Draft, statement: DraftStatement) -> Faults:
    """A provider of web identities serves the whole world: a role says whom it is for."""
    if draft.kind is not PolicyKind.TRUST or not statement.allows:
        return
    if not any(action.value.lower() == _WEB_IDENTITY for action in statement.actions):
        return
    for entry in statement.principals:
        claims = (":sub",) if _SHARED in entry.value.value else (":sub", ":aud", ":amr", ":app_id")
        if entry.kind != "Federated":
            continue
        if not any(_names_identity(condition, claims) for condition in statement.conditions):
            message = (
                f"Every identity of {quoted(entry.value.value)} comes in: add a condition on its "
                f"`{claims[0][1:]}`."
            )
            yield fault(codes.OPEN_FEDERATION, message, entry.value)


def _names_identity(condition: Condition, claims: tuple[str, ...]) -> bool:
    key = condition.key.value.lower()
    return key.endswith(claims) and _pins(condition, frozenset({key}))


def _opens(draft: Draft, statement: DraftStatement) -> bool:
    return statement.allows and draft.kind in (PolicyKind.TRUST, PolicyKind.RESOURCE)


def _is_pinned(statement: DraftStatement, keys: frozenset[str]) -> bool:
    return any(_pins(condition, keys) for condition in statement.conditions)


def _pins(condition: Condition, keys: frozenset[str]) -> bool:
    """Whether only some callers meet a condition: IfExists and ForAllValues let others through."""
    written = written_operator(condition.operator.value)
    if written is None or condition.key.value.lower() not in keys or written.if_exists:
        return False
    if written.operator.negated or written.operator.test not in _COMPARES:
        return False
    if written.set_operator is SetOperator.FOR_ALL or not condition.values:
        return False
    return all(
        value.value.strip("*?") not in ("", "0.0.0.0/0", "::/0") for value in condition.values
    )
