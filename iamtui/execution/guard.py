"""The Guard: the one place that decides what a plan needs before it may run.

It sits below the screens: the runner takes no plan without a `Grant`, and only the Guard makes
one. What each sort of Change asks for is declared with the Change (`Sensitivity`) and may be set
per Change and per profile in the configuration.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from iamtui.account.field import Field, Unknown
from iamtui.account.model import Caller
from iamtui.aws.backend import MfaSession
from iamtui.changes.change import Sensitivity
from iamtui.errors import RefusedError
from iamtui.execution.approval import Approval, check_second
from iamtui.execution.plan import Plan
from iamtui.execution.rules import Rules

# A session must outlive the plan that it signs, and each call the time that it may take.
LEAST_LEFT = timedelta(minutes=2)
LEAST_LEFT_FOR_A_CALL = timedelta(seconds=30)
# A plan shows the account as it was; after so long somebody else may have changed it.
PLAN_LASTS = timedelta(minutes=15)
# A grant is taken up at once, by the run that it was asked for.
GRANT_LASTS = timedelta(minutes=1)
_AS_ROOT = "You act as the ROOT USER of the account, whom no policy limits."
_SECOND = "A second person has to approve it here, with an MFA code of their own device."


@dataclass(frozen=True, slots=True)
class Situation:
    """Who is acting, on which account, with which MFA device and session, and when.

    `account_name` is the alias or the id; `mfa_serials` are the caller's devices that STS takes
    codes from.
    """

    caller: Field[Caller]
    account_name: str
    mfa_serials: Field[tuple[str, ...]]
    session: MfaSession | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Asks:
    """What the user has to give: a code from the device `mfa_serial`, the text `typed_name`, the
    leave of a `second` person.

    All may be empty; `reasons` says why, a sentence each.
    """

    mfa_serial: str = ""
    typed_name: str = ""
    reasons: tuple[str, ...] = ()
    second: bool = False


@dataclass(frozen=True, slots=True)
class Grant:
    """The Guard's leave for `caller` to run one plan, once. Made by `Guard.grant` alone.

    `in_session` says that every call of it must be signed with an MFA session; `approver` is the
    second person where one was asked for.
    """

    plan: Plan
    caller: Caller
    at: datetime
    in_session: bool
    approver: Caller | None
    _seal: object = field(repr=False, compare=False)


class Guard:
    """Decides by the `Rules` of a profile."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._given: dict[object, Grant] = {}
        self._approved: dict[object, Approval] = {}

    def asks(self, plan: Plan, situation: Situation) -> Asks:
        """What has to be given before `plan` may run. Raises RefusedError where nothing helps."""
        self._may_write(plan)
        caller = self._caller(plan, situation)
        if situation.now - plan.made > PLAN_LASTS:
            raise RefusedError(
                f"This plan is too old to be sure that it still fits: {plan.title}.",
                "Press r to make it again.",
            )
        level = self.rules.level(plan)
        second = level is Sensitivity.FOUR_EYES
        asks = self._own_part(level, plan, caller, situation)
        why = self.rules.why(plan) if asks.reasons or second else ""
        more = (_AS_ROOT if caller.is_root else "", _SECOND if second else "", why)
        return replace(asks, second=second, reasons=(*asks.reasons, *filter(None, more)))

    def _own_part(
        self, level: Sensitivity, plan: Plan, caller: Caller, situation: Situation
    ) -> Asks:
        """What the caller has to give."""
        if level is Sensitivity.NOTHING:
            return Asks()
        obstacle = no_codes(caller, situation.mfa_serials)
        if obstacle:
            name = _typed_name(plan, situation)
            return Asks("", name, (obstacle, f"Type {name} to confirm instead of an MFA code."))
        need = self._needs_code(level, situation)
        serial = situation.mfa_serials.otherwise(("",))[0] if need else ""
        reasons = (need,) if need else ()
        if level < Sensitivity.NAME:
            return Asks(serial, "", reasons)
        name = _typed_name(plan, situation)
        why = "this cannot be taken back" if plan.lost else "this profile asks for it"
        return Asks(serial, name, (*reasons, f"Type {name}: {why}."))

    def check_second(self, plan: Plan, situation: Situation, approver: Caller, serial: str) -> None:
        """Raises RefusedError where `approver`, with the device `serial`, is no second person."""
        caller = self._caller(plan, situation)
        session = situation.session
        own = situation.mfa_serials.otherwise(())
        own += (session.serial,) if session is not None else ()
        check_second(caller, own, approver, serial)

    def approve(
        self, plan: Plan, situation: Situation, approver: Caller, serial: str, now: datetime
    ) -> Approval:
        """The leave of `approver` for `plan`, to be taken up once. Called where STS has just taken
        a code of their device `serial` (`execution.four_eyes`). Raises as `check_second` does."""
        self.check_second(plan, situation, approver, serial)
        approval = Approval(plan, approver, now, object())
        self._approved[approval._seal] = approval
        return approval

    def holds(self, approval: Approval | None) -> bool:
        """Whether `approval` was given here and is not spent."""
        return approval is not None and approval._seal in self._approved

    def grant(
        self,
        plan: Plan,
        situation: Situation,
        typed: str = "",
        approval: Approval | None = None,
    ) -> Grant:
        """Leave to run `plan` now; `situation` is that after a code was taken, if one was needed,
        `approval` a second person's leave, which is spent by this.

        Raises RefusedError where something is still missing.
        """
        asks = self.asks(plan, situation)
        if asks.mfa_serial:
            raise RefusedError(
                f"An MFA code is missing: {plan.title}.",
                f"{asks.reasons[0]} Press r to make the plan again and give one.",
            )
        if asks.typed_name and typed.strip() != asks.typed_name:
            raise RefusedError(
                f"What was typed is not {asks.typed_name}, so nothing was changed.",
                "Type it exactly as it is shown.",
            )
        approver = self._second(plan, situation, approval) if asks.second else None
        caller = self._caller(plan, situation)
        level = self.rules.level(plan)
        in_session = level > Sensitivity.NOTHING and not no_codes(caller, situation.mfa_serials)
        grant = Grant(plan, caller, situation.now, in_session, approver, object())
        self._given[grant._seal] = grant
        return grant

    def redeem(self, grant: Grant, now: datetime) -> None:
        """Take up `grant`, which is thereby spent.

        Raises RefusedError where it is not this Guard's, was taken up before, or was given more
        than a minute ago, and where the profile is read-only.
        """
        self._may_write(grant.plan)
        given = self._given.pop(grant._seal, None) is grant
        if not given or abs(now - grant.at) > GRANT_LASTS:
            raise RefusedError(
                f"There is no leave any more to run this: {grant.plan.title}.",
                "Make the plan again.",
            )

    def check_session(self, grant: Grant, session: MfaSession | None, now: datetime) -> None:
        """Before each call: raises RefusedError where it would go out without the MFA session."""
        if not grant.in_session:
            return
        if session is None or session.expires - now < LEAST_LEFT_FOR_A_CALL:
            raise RefusedError(
                "The MFA session has ended before the plan did; this step was not sent.",
                "Press r to plan the rest with another MFA code.",
            )

    def _second(self, plan: Plan, situation: Situation, approval: Approval | None) -> Caller:
        """Who approved `plan`; raises RefusedError where that is nobody, or too long ago."""
        given = approval is not None and self._approved.pop(approval._seal, None) is approval
        if approval is None or not given or approval.plan is not plan:
            raise RefusedError(
                f"Nobody has approved this yet: {plan.title}.",
                "Let a second person approve it here.",
            )
        if abs(situation.now - approval.at) > self.rules.fresh:
            raise RefusedError(
                f"{approval.approver.arn} approved this too long ago.", "Let them approve it again."
            )
        return approval.approver

    def _may_write(self, plan: Plan) -> None:
        if self.rules.read_only:
            raise RefusedError(
                f"This profile is read-only, so nothing was changed: {plan.title}.",
                "Start without --read-only, or choose another profile with P.",
            )

    def _caller(self, plan: Plan, situation: Situation) -> Caller:
        """Who is acting; refuses where that is not known, or not who the profile is for."""
        caller = situation.caller
        if isinstance(caller, Unknown):
            raise RefusedError(
                f"Who you are is not known: {caller}.", "Refresh with r once AWS answers."
            )
        if caller.value.account != plan.account:
            raise RefusedError(
                f"This plan is for the account {plan.account or '(unknown)'}, and you are in "
                f"{caller.value.account}: {plan.title}.",
                "Make the plan again in its own account.",
            )
        self.rules.check_pins(caller.value)
        return caller.value

    def _needs_code(self, level: Sensitivity, situation: Situation) -> str:
        session = situation.session
        if session is None:
            return "There is no MFA session yet."
        if session.expires - situation.now < LEAST_LEFT:
            return "The MFA session has ended or is about to."
        if level > Sensitivity.SESSION and situation.now - session.started > self.rules.fresh:
            minutes = self.rules.fresh.total_seconds() / 60
            return f"This needs an MFA code of the last {minutes:g} minutes."
        return ""


def no_codes(caller: Caller, mfa_serials: Field[tuple[str, ...]]) -> str:
    """Why `caller` cannot give an MFA code, as a sentence; "" where it can.

    GetSessionToken takes codes only from IAM users and the root user, signed with long-term keys
    (STS API Reference); a passkey or security key gives no codes for the API. The session of a
    role has the MFA of what it was assumed from, and is begun anew by a code of the device that
    `mfa_serials` names then: it counts as an MFA session. Raises RefusedError
    where it is not known whether there is a device.
    """
    if caller.user_name is None and not caller.is_root and not mfa_serials.otherwise(()):
        return "AWS takes no MFA code from a role or federated session: it got its own at sign-in."
    if isinstance(mfa_serials, Unknown):
        raise RefusedError(
            f"Whether you have an MFA device is not known: {mfa_serials}.",
            "Set mfa_serial in the profile.",
        )
    return "" if mfa_serials.value else "You have no MFA device that gives codes for the API."


def _typed_name(plan: Plan, situation: Situation) -> str:
    name = plan.change.typed_name() or situation.account_name
    if not name:
        raise RefusedError(
            f"There is no name to confirm this with: {plan.title}.", "Refresh with r and try again."
        )
    return name
