"""Why a role was not to be assumed: what its trust policy asks for that was not given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from iamtui.access.asking import ContextValues
from iamtui.access.denial import Denial
from iamtui.access.question import MFA_CONTEXT, Question, question_of
from iamtui.account.model import Account
from iamtui.policy import Layer, Verdict

_EXTERNAL_ID: Final = "sts:ExternalId"
_REFUSED: Final = (Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY)


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the request: an external id, an MFA code or a session that has one, and the
    session's name."""

    external_id: str | None
    mfa: bool
    session_name: str


@dataclass(frozen=True, slots=True)
class RefusedRole:
    """Why, as a clause, and what to do next, as a sentence."""

    because: str
    next_step: str


_NOT_SEEN: Final = RefusedRole(
    "the policies that are known here do not tell why",
    "An organisation's policy may refuse it; ask who owns the role.",
)


def refused_role(
    account: Account, caller: str, role_arn: str, given: Given, now: datetime | None = None
) -> RefusedRole:
    """Why AWS did not let `caller` (an ARN) assume the role. A pure function."""
    context: dict[str, str | tuple[str, ...]] = {
        _EXTERNAL_ID: given.external_id if given.external_id is not None else (),
        "sts:RoleSessionName": given.session_name,
        **(MFA_CONTEXT if given.mfa else dict.fromkeys(MFA_CONTEXT, ())),
    }
    question = question_of(account, Denial(caller, "sts:AssumeRole", role_arn), context, now)
    if isinstance(question, str):
        return _NOT_SEEN
    decision = question.put_to(account)
    if decision.verdict not in _REFUSED:
        return _NOT_SEEN
    id_open = {key: value for key, value in context.items() if key != _EXTERNAL_ID}
    wants_id = _may(account, question, id_open)
    wants_mfa = not given.mfa and _may(account, question, {**context, **MFA_CONTEXT})
    if not wants_id and not wants_mfa and not given.mfa:
        wants_id = wants_mfa = _may(account, question, {**id_open, **MFA_CONTEXT})
    if wants_id or wants_mfa:
        return _wanted(given, wants_id=wants_id, wants_mfa=wants_mfa)
    if decision.layer is Layer.RESOURCE:
        return RefusedRole(
            "its trust policy does not name you",
            "Let who owns the role put you into its trust policy.",
        )
    return RefusedRole(
        "your policies do not allow sts:AssumeRole on it", "Ask for that permission."
    )


def _may(account: Account, question: Question, context: ContextValues) -> bool:
    return replace(question, context=context).put_to(account).verdict not in _REFUSED


def _wanted(given: Given, *, wants_id: bool, wants_mfa: bool) -> RefusedRole:
    wrong = given.external_id is not None
    asked = [
        ("another external id" if wrong else "an external id") * wants_id,
        "an MFA code" * wants_mfa,
    ]
    steps = [
        "Give the external id that the role's owner told you." * wants_id,
        "Give an MFA device, whose code is then asked for." * wants_mfa,
    ]
    return RefusedRole(
        f"its trust policy asks for {' and '.join(filter(None, asked))}",
        " ".join(filter(None, steps)),
    )
