"""The commands of who acts: assume a role, go back, and a fresh MFA code for a refused step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import roles
    from iamtui.ui.plans import retry as plan_retry
else:
    plan_retry = late("iamtui.ui.plans.retry")
    roles = late("iamtui.ui.actions.roles")

SESSION_COMMANDS: tuple[Command, ...] = (
    Command(
        "assume-role",
        ("A",),
        "assume",
        "Assume a role, the one under the cursor or by its ARN, and browse as it.",
        Scope.ACCOUNT,
        roles.assume,
        phrases=("switch role", "sts assume-role", "act as"),
    ),
    Command(
        "leave-role",
        ("B",),
        "back to",
        "Leave the assumed role, and act again as who assumed it.",
        Scope.BROWSING,
        roles.step_back,
        unless=roles.why_not_step_back,
        phrases=("switch back", "leave role"),
    ),
    Command(
        "retry-with-code",
        ("M",),
        "fresh code",
        "Take a fresh MFA code, and send the refused step again.",
        Scope.PLAN,
        plan_retry.retry,
        hint=3,
        unless=plan_retry.why_not_retry,
        phrases=("MultiFactorAuthAge",),
    ),
)
