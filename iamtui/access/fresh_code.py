"""Whether a refused request would have been let through with a fresh MFA code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from iamtui.access.denial import Denial
from iamtui.access.question import question_of
from iamtui.account.model import Account
from iamtui.policy import Verdict

_REFUSED = (Verdict.EXPLICIT_DENY, Verdict.IMPLICIT_DENY)


@dataclass(frozen=True, slots=True)
class FreshCode:
    """`helps` says whether the policies would allow it then, None where they cannot be asked;
    `reason` is a sentence on it."""

    helps: bool | None
    reason: str


def fresh_code(
    account: Account, denial: Denial, age: timedelta | None, now: datetime | None = None
) -> FreshCode:
    """Whether a fresh code would help against `denial`; `age` is that of the code that the session
    was started with, None for none.

    Only the policies of `account` are asked: an organisation's are not known here. A pure function.
    """
    given: dict[str, str | tuple[str, ...]] = {
        "aws:MultiFactorAuthPresent": "true" if age is not None else (),
        "aws:MultiFactorAuthAge": str(int(age.total_seconds())) if age is not None else (),
    }
    question = question_of(account, denial, given, now)
    if isinstance(question, str):
        return FreshCode(None, f"Whether a fresh MFA code helps is not known: {question}")
    before, after = question.put_to(account), question.with_mfa.put_to(account)
    if after.verdict in _REFUSED:
        return FreshCode(helps=False, reason="A fresh MFA code would not help: policies refuse it.")
    if before.verdict is Verdict.ALLOWED:
        return FreshCode(
            helps=False, reason="The policies known here allow it; what refuses it is another."
        )
    if before.verdict not in _REFUSED:
        return FreshCode(None, "Whether a fresh MFA code helps depends on what is not known here.")
    has = "there is no MFA session" if age is None else f"that of this session is {_old(age)} old"
    return FreshCode(helps=True, reason=f"A policy asks for a younger MFA code, and {has}.")


def _old(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{max(1, minutes)} min"
