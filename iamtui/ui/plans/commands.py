"""The commands of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import planning
else:
    planning = late("iamtui.ui.actions.planning")

PLAN_COMMANDS = (
    Command(
        "run",
        ("enter",),
        "run",
        "Run the plan.",
        Scope.PLAN,
        planning.run,
        hint=1,
        unless=planning.why_not_run,
    ),
    Command(
        "leave",
        ("escape",),
        "leave",
        "Leave the plan; while it runs, stop it.",
        Scope.PLAN,
        moving.back,
        hint=2,
    ),
    Command(
        "aws-commands",
        ("c",),
        "aws commands",
        "Show the steps as aws commands, in full.",
        Scope.PLAN,
        planning.show_commands,
        hint=3,
    ),
    Command(
        "plan-permissions",
        ("p",),
        "permissions",
        "Show who gains and who loses which permissions.",
        Scope.PLAN,
        planning.show_effects,
        hint=4,
        unless=planning.why_no_effects,
    ),
    Command(
        "plan-rest",
        ("r",),
        "plan again",
        "Read anew and plan what is left.",
        Scope.PLAN,
        planning.plan_again,
        hint=4,
        unless=planning.why_not_again,
    ),
    Command(
        "plan-undo",
        ("z",),
        "undo",
        "Plan to take back what was done.",
        Scope.PLAN,
        planning.undo,
        hint=5,
        unless=planning.why_not_undo,
    ),
)
