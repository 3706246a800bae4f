"""The rules of a profile: what its configuration says the Guard shall ask for, and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from iamtui.account.model import Caller
from iamtui.changes.change import Change, Sensitivity
from iamtui.config import Settings
from iamtui.errors import RefusedError, UsageError
from iamtui.execution.plan import Plan

# The word of the configuration for all sorts of change.
EVERY = "every"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a profile demands.

    `levels` by the name of a Change, `least` for all that ask for anything; `fresh` how old a
    fresh MFA code may be; `account_id` and `user_arn` who the profile is known to be (None: not
    known yet).
    """

    read_only: bool = False
    levels: Mapping[str, Sensitivity] = field(default_factory=dict)
    least: Sensitivity = Sensitivity.NOTHING
    fresh: timedelta = timedelta(minutes=5)
    account_id: str | None = None
    user_arn: str | None = None

    def level(self, plan: Plan) -> Sensitivity:
        """The level that `plan` is held to.

        `least` leaves alone what asks for nothing by itself: clearing up after an enrolment must
        not fail for want of a code, and who is out of step has none to give.
        """
        level = self.levels.get(plan.change.name, plan.change.sensitivity)
        asks = plan.change.sensitivity is not Sensitivity.NOTHING
        return max(self.least, level) if asks else level

    def why(self, plan: Plan) -> str:
        """The sentence that says where a level comes from that is not the Change's own."""
        level = self.level(plan)
        if level is plan.change.sensitivity:
            return ""
        name = EVERY if level is not self.levels.get(plan.change.name) else plan.change.name
        return f"The configuration says so: {name} = “{level.word}”."

    def check_pins(self, caller: Caller) -> None:
        """Raises RefusedError where `caller` is not who the profile is known to be."""
        for pinned, now in ((self.account_id, caller.account), (self.user_arn, caller.arn)):
            if pinned is not None and pinned != now:
                raise RefusedError(
                    f"This profile was {pinned} and is now {now}, so nothing was changed.",
                    "If that is meant, remove the profile (P, D) and add it again.",
                )


def rules_of(
    settings: Settings,
    profile: str,
    read_only: bool,
    account_id: str | None = None,
    user_arn: str | None = None,
) -> Rules:
    """The rules that hold for `profile`; `read_only` is what the command line asked for.

    Raises UsageError as `check_levels` does.
    """
    own = settings.profile(profile)
    levels = {name: _level(name, word) for name, word in own.guard.items()}
    return Rules(
        read_only=read_only or own.read_only,
        least=levels.pop(EVERY, Sensitivity.NOTHING),
        levels=levels,
        fresh=timedelta(minutes=own.fresh_minutes or settings.fresh_minutes),
        account_id=account_id,
        user_arn=user_arn,
    )


def check_levels(settings: Settings, changes: frozenset[str]) -> None:
    """Raises UsageError where the configuration gives a level to what is no Change (`changes`
    names them all), or a level that is none of `Sensitivity`."""
    given = [settings.guard, *(own.guard for own in settings.profiles.values())]
    for name, word in ((name, word) for levels in given for name, word in levels.items()):
        _level(name, word)
        if name not in changes and name != EVERY:
            raise UsageError(
                f"The configuration gives a guard level to {name!r}, which is no sort of change.",
                f"There are: {', '.join(sorted(changes))}.",
            )


def change_names(base: type[Change] = Change) -> frozenset[str]:
    """The names of all sorts of Change that were imported."""
    names = {base.name} if "name" in vars(base) else set()
    return frozenset(names).union(*(change_names(sort) for sort in base.__subclasses__()))


def _level(name: str, word: str) -> Sensitivity:
    for level in Sensitivity:
        if level.word == word.lower():
            return level
    raise UsageError(
        f"The guard level of {name} is {word!r}, which is none.",
        f"Use {', '.join(level.word for level in Sensitivity)}.",
    )
