"""Commands of the questions: who can do what, and why not.

The screens are imported when one is opened: the policy engine is not needed for the first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.account.entity import EntityKind
from iamtui.account.field import Unknown, Why
from iamtui.account.model import Account
from iamtui.errors import RefusedError
from iamtui.ui.kinds import kind_of
from iamtui.ui.plans.screen import PlanScreen

if TYPE_CHECKING:
    from iamtui.account.call import Call
    from iamtui.ui.questions.permissions_screen import PermissionsOf
    from iamtui.ui.questions.question import Question
    from iamtui.ui.questions.question_screen import QuestionScreen
    from iamtui.ui.questions.simulator_screen import SimulatorScreen
    from iamtui.ui.questions.who_can_screen import WhoCanScreen
    from iamtui.ui.screen import CommandScreen

_ASSUMING = "sts:AssumeRole"
_NAMES = (
    ("UserName", EntityKind.USER),
    ("RoleName", EntityKind.ROLE),
    ("GroupName", EntityKind.GROUP),
)


def simulate(screen: CommandScreen) -> None:
    """Open the simulator, with what the screen is about filled in."""
    from iamtui.ui.questions.simulator_screen import SimulatorScreen

    screen.app.push_screen(SimulatorScreen(_question(screen, of_subject=True)))


def permissions(screen: CommandScreen) -> None:
    """Show the effective permissions of the subject."""
    from iamtui.ui.questions.permissions_screen import PermissionsScreen

    if screen.subject is not None:
        screen.app.push_screen(PermissionsScreen(screen.subject))


def who_can(screen: CommandScreen) -> None:
    """Ask who can do something, with what the screen is about filled in."""
    from iamtui.ui.questions.who_can_screen import WhoCanScreen

    screen.app.push_screen(WhoCanScreen(_question(screen, of_subject=False)))


def explain_denial(screen: CommandScreen) -> None:
    """Explain a refusal: the one that the screen shows, or one that is pasted."""
    from iamtui.ui.questions.explanation_screen import ExplanationScreen

    screen.app.push_screen(ExplanationScreen(refusal(screen)))


def why_no_denial(screen: CommandScreen) -> str:
    """Why a plan has no refusal to explain."""
    if not isinstance(screen, PlanScreen) or refusal(screen):
        return ""
    return "No step of this plan was refused."


def next_line(screen: CommandScreen) -> None:
    """Go to the first line of the question."""
    _asked(screen).next_line()


def start_filter(screen: CommandScreen) -> None:
    """Open the filter line of the answer."""
    _asked(screen).start_filter()


def show_json(screen: CommandScreen) -> None:
    """Show what is under the cursor in full, or the question as JSON."""
    _asked(screen).show_document()


def copy(screen: CommandScreen) -> None:
    """Send the answer, or the row under the cursor, to the terminal's clipboard."""
    text = _asked(screen).copied
    if not text:
        screen.iamtui.say("There is nothing to copy yet.")
        return
    screen.app.copy_to_clipboard(text)
    first = text.partition("\n")[0]
    screen.iamtui.say(f"Sent to the terminal's clipboard, if it takes it: {first}")


def switch_mfa(screen: CommandScreen) -> None:
    """Ask with MFA, without it, or leave it open."""
    cast("SimulatorScreen | WhoCanScreen", screen).switch_mfa_key()


def drop_context(screen: CommandScreen) -> None:
    """Take a condition key out of the context."""
    _asked(screen).drop_context()


def switch_absent(screen: CommandScreen) -> None:
    """Count keys that are not given as absent, or as unknown."""
    cast("SimulatorScreen", screen).switch_whole_context()


def show_decision(screen: CommandScreen) -> None:
    """Show all that led to the verdict."""
    cast("SimulatorScreen", screen).show_decision()


def ask_aws(screen: CommandScreen) -> None:
    """Ask AWS's own simulator the same."""
    cast("SimulatorScreen", screen).ask_aws()


def write_case(screen: CommandScreen) -> None:
    """Write the question as a policy test."""
    cast("SimulatorScreen", screen).write_case()


def only_conditional(screen: CommandScreen) -> None:
    """Show only what depends on something, or all."""
    cast("PermissionsOf", screen).switch_conditional()


def only_writing(screen: CommandScreen) -> None:
    """Show only what writes, or all."""
    cast("PermissionsOf", screen).switch_writing()


def everybody(screen: CommandScreen) -> None:
    """Show those who may not as well, or not any more."""
    cast("WhoCanScreen", screen).switch_all()


def _asked(screen: CommandScreen) -> QuestionScreen:
    return cast("QuestionScreen", screen)


def _question(screen: CommandScreen, *, of_subject: bool) -> Question:
    """What the new question begins with: about a user or role as the one who asks
    (`of_subject`), or about an entity as what is asked for."""
    from iamtui.ui.questions.question import Question
    from iamtui.ui.questions.question_screen import QuestionScreen

    session, subject = screen.session, screen.subject
    if isinstance(screen, QuestionScreen):
        return screen.asked_about
    if session is None or subject is None:
        return Question()
    arn = kind_of(subject.kind).arn(session.account, subject.key)
    if of_subject and subject.kind in (EntityKind.USER, EntityKind.ROLE):
        return Question(principal=arn)
    action = _ASSUMING if subject.kind is EntityKind.ROLE and not of_subject else ""
    return Question(action=action, resource=arn)


def refusal(screen: CommandScreen) -> str:
    """The refusal that the screen is about, in AWS's words; "" where there is none."""
    from iamtui.ui.browser import BrowserScreen

    session = screen.session
    caller = session.account.caller.otherwise(None) if session is not None else None
    if session is None or caller is None:
        return ""
    if isinstance(screen, PlanScreen):
        outcome = screen.outcome
        if outcome is None or outcome.failed is None or not isinstance(outcome.error, RefusedError):
            return ""
        call = outcome.failed.call
        arn = _arn_of(session.account, call)
        return _message(caller.arn, f"{call.service}:{call.operation}", arn)
    if isinstance(screen, BrowserScreen):
        for source in screen.kind.sources:
            state = session.account.sources.get(source)
            if isinstance(state, Unknown) and state.why is Why.DENIED and ":" in state.detail:
                return _message(caller.arn, state.detail, "*")
    return ""


def _message(principal: str, action: str, resource: str) -> str:
    return f"User: {principal} is not authorized to perform: {action} on resource: {resource}"


def _arn_of(account: Account, call: Call) -> str:
    """The ARN of what a call is about; `*` where that is not known."""
    for parameter, kind in _NAMES:
        name = str(call.parameters.get(parameter, ""))
        arn = kind_of(kind).arn(account, name)
        if arn:
            return arn
    return str(call.parameters.get("PolicyArn", "*"))
