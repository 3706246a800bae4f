"""The Guard: the one place that decides what a plan needs before it may run.

It sits below the screens: the runner takes no plan without a `Grant`, and only the Guard makes
one. What each sort of Change asks for is declared with the Change (`Sensitivity`) and may be set
per Change and per profile in the configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from iamtui.account.field import Field, Unknown
from iamtui.account.model import Caller
from iamtui.aws.backend import MfaSession
from iamtui.changes.change import Sensitivity
from iamtui.config import Settings
from iamtui.errors import RefusedError, UsageError
from iamtui.execution.plan import Plan

# A session must outlive the plan that it signs.
LEAST_LEFT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a profile demands: its levels by the name of a Change, and how old "fresh" may be."""

    read_only: bool = False
    levels: Mapping[str, Sensitivity] = field(default_factory=dict)
    fresh: timedelta = timedelta(minutes=5)

    def level(self, plan: Plan) -> Sensitivity:
        """The level that `plan` is held to."""
        return self.levels.get(plan.change.name, plan.change.sensitivity)


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
    """What the user has to give: a code from the device `mfa_serial`, the text `typed_name`.

    Both may be empty; `reasons` says why, a sentence each.
    """

    mfa_serial: str = ""
    typed_name: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """The Guard's leave to run one plan. Made by `Guard.grant` and by nobody else."""

    plan: Plan
    at: datetime
    _seal: object = field(repr=False, compare=False)


class Guard:
    """Decides by the `Rules` of a profile."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._seal = object()

    def asks(self, plan: Plan, situation: Situation) -> Asks:
        """What has to be given before `plan` may run. Raises RefusedError where nothing helps."""
        if self.rules.read_only:
            raise RefusedError(
                f"This profile is read-only, so nothing was changed: {plan.title}.",
                "Start without --read-only, or choose another profile with P.",
            )
        level = self.rules.level(plan)
        name = plan.change.typed_name() if level is Sensitivity.NAME else ""
        reasons = (f"Type {name}: this cannot be taken back.",) if name else ()
        if level is Sensitivity.NOTHING:
            return Asks()
        obstacle = no_codes(situation)
        if obstacle:
            name = name or situation.account_name
            return Asks("", name, (obstacle, f"Type {name} to confirm instead of an MFA code."))
        serial = situation.mfa_serials.otherwise(())[0]
        need = self._needs_code(level, situation)
        return Asks(serial if need else "", name, (*((need,) if need else ()), *reasons))

    def grant(self, plan: Plan, situation: Situation, typed: str = "") -> Grant:
        """Leave to run `plan` now; `situation` is that after a code was taken, if one was needed.

        Raises RefusedError where something is still missing.
        """
        asks = self.asks(plan, situation)
        if asks.mfa_serial:
            raise RefusedError(f"An MFA code is missing: {plan.title}.", asks.reasons[0])
        if asks.typed_name and typed.strip() != asks.typed_name:
            raise RefusedError(
                f"What was typed is not {asks.typed_name}, so nothing was changed.",
                "Type it exactly as it is shown.",
            )
        return Grant(plan, situation.now, self._seal)

    def check(self, grant: Grant) -> None:
        """Raises RefusedError where `grant` is not this Guard's, or the profile is read-only."""
        if self.rules.read_only or grant._seal is not self._seal:
            raise RefusedError(
                f"This is not allowed for the present profile: {grant.plan.title}.",
                "Make the plan again.",
            )

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


def no_codes(situation: Situation) -> str:
    """Why the caller cannot give an MFA code, as a sentence; "" where it can.

    GetSessionToken takes codes only from IAM users and the root user, signed with long-term keys
    (STS API Reference); a passkey or security key gives no codes for the API.
    """
    caller = situation.caller.otherwise(None)
    if caller is None:
        raise RefusedError(
            f"Who you are is not known: {situation.caller}.", "Refresh with r once AWS answers."
        )
    if caller.user_name is None and not caller.is_root:
        return "AWS takes no MFA code from a role or federated session: it got its own at sign-in."
    if isinstance(situation.mfa_serials, Unknown):
        raise RefusedError(
            f"Whether you have an MFA device is not known: {situation.mfa_serials}.",
            "Set mfa_serial in the profile.",
        )
    if not situation.mfa_serials.value:
        return "You have no MFA device that gives codes for the API."
    return ""


def rules_of(settings: Settings, profile: str, read_only: bool) -> Rules:
    """The rules that hold for `profile`; `read_only` is what the command line asked for.

    Raises UsageError where a level is none of `nothing`, `session`, `code`, `name`.
    """
    own = settings.profile(profile)
    return Rules(
        read_only=read_only or own.read_only,
        levels={name: _level(name, word) for name, word in own.guard.items()},
        fresh=timedelta(minutes=settings.fresh_minutes),
    )


def _level(name: str, word: str) -> Sensitivity:
    try:
        return Sensitivity[word.upper()]
    except KeyError:
        raise UsageError(
            f"The guard level of {name} is {word!r}, which is none.",
            "Use nothing, session, code or name.",
        ) from None
