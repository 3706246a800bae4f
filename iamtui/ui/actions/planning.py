"""Commands of the plan screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.changes.change import undoing
from iamtui.changes.command_line import aws_command
from iamtui.changes.undo import Undo
from iamtui.ui.kind import Document
from iamtui.ui.plans.screen import PlanScreen, Stage

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen


def _plan(screen: CommandScreen) -> PlanScreen:
    return cast(PlanScreen, screen)


def why_not_run(screen: CommandScreen) -> str:
    """Why the plan cannot be run now, or left where it ended well."""
    plan = _plan(screen)
    if plan.stage is Stage.RUNNING:
        return "The plan is running; Esc stops it before the next step."
    ended_well = plan.outcome is not None and plan.outcome.result == "done"
    if plan.stage is Stage.REVIEW or ended_well:
        return ""
    return "This plan has ended; r plans what is left of it."


def run(screen: CommandScreen) -> None:
    """Run the plan, or leave it where it has run."""
    screen.open_subject()


def show_commands(screen: CommandScreen) -> None:
    """Show the steps as `aws` commands, wrapped, so that all of each can be read."""
    plan = _plan(screen).plan
    commands = "\n".join(aws_command(step.call) for step in plan.steps)
    screen.iamtui.show_document(Document(plan.title, commands))


def why_not_again(screen: CommandScreen) -> str:
    """Why there is nothing to plan again."""
    plan = _plan(screen)
    if plan.stage is Stage.RUNNING:
        return "The plan is running; Esc stops it before the next step."
    if plan.outcome is not None and plan.outcome.result == "done":
        return "All of it was done."
    return ""


def plan_again(screen: CommandScreen) -> None:
    """Read anew and plan what is left of the same Change."""
    plan = _plan(screen)
    app = screen.iamtui
    app.back()
    app.propose(plan.plan.change, undoes=plan.undoes)


def why_not_undo(screen: CommandScreen) -> str:
    """Why there is nothing to take back."""
    outcome = _plan(screen).outcome
    if outcome is None or not outcome.done:
        return "Nothing was done yet."
    calls, reasons = undoing(outcome.done)
    return "" if calls else f"This cannot be undone: {'; '.join(reasons)}."


def undo(screen: CommandScreen) -> None:
    """Plan to take back the steps that were done."""
    outcome = _plan(screen).outcome
    if outcome is None:
        return
    calls, lost = undoing(outcome.done)
    app = screen.iamtui
    app.back()
    app.propose(Undo(outcome.plan.title, calls, lost), undoes=outcome.run)


def why_no_effects(screen: CommandScreen) -> str:
    """Why nothing can be said about permissions yet."""
    return "" if _plan(screen).effects is not None else "Who gains and loses is being worked out."


def show_effects(screen: CommandScreen) -> None:
    """Show everything that anyone gains or loses by the plan."""
    plan = _plan(screen)
    if plan.effects is not None:
        screen.iamtui.show_document(Document(plan.plan.title, plan.effects.text))
