"""A second person approves a plan at this terminal: their profile, then a code of their device."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from iamtui.aws.errors import WrongCode
from iamtui.errors import IamtuiError
from iamtui.execution.approval import Approval
from iamtui.execution.four_eyes import Approving, Second
from iamtui.execution.plan import Plan
from iamtui.execution.rules import Rules
from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.ui.sessions.opening import open_profile
from iamtui.ui.sessions.session import Session
from iamtui.ui.storage.keyring_help import with_keyring_help
from iamtui.vault.errors import CodeAlreadyUsed, TypedCodeInvalid
from iamtui.vault.index import ProfileIndex
from iamtui.vault.ledger import Ledger
from iamtui.vault.profiles import Profile

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

Given: TypeAlias = Callable[[Approval], None]
_AGAIN = (WrongCode, TypedCodeInvalid, CodeAlreadyUsed)
_NOBODY = (
    "No other profile here could approve this: it takes the kept profile of another IAM user of "
    "this account, with an MFA device. They add it with P and n."
)


def ask_second_person(app: IamtuiApp, plan: Plan, given: Given) -> None:
    """Ask who approves `plan`, then for their code; `given` gets the leave."""
    session = app.session
    if session is None:
        return
    present = session

    def offer(found: tuple[Profile, ...]) -> None:
        options = [Option(p.name, p.name, _person(p)) for p in found]
        title = f"Who approves this? {plan.title}"
        app.push_screen(ChoiceDialog(title, options, _NOBODY), chosen)

    def chosen(name: str | None) -> None:
        if name is not None:
            _ask_code(_Asked(app, present, plan, given, name))

    app.submit(lambda: _others(present), offer, app.fail)


def _person(profile: Profile) -> str:
    """Whose profile it is, as far as that is known."""
    return (profile.user_arn or profile.mfa_serial or "").rpartition(":")[2]


def _others(session: Session) -> tuple[Profile, ...]:
    """The kept profiles that may be those of somebody else in this account."""
    account = session.account.id.otherwise(None)
    return tuple(
        profile
        for profile in ProfileIndex().profiles()
        if profile.source == "vault"
        and profile.mfa_serial
        and profile.name != session.target.name
        and profile.endpoint_url == session.target.endpoint_url
        and profile.account_id in (None, account)
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """An approval under way: of `plan`, by the person of the profile `name`."""

    app: IamtuiApp
    session: Session
    plan: Plan
    given: Given
    name: str


def _ask_code(asked: _Asked, problem: str = "") -> None:
    note = f"{problem}\nThey read the plan, and type a code of their own device.".strip()

    def typed(answer: dict[str, str] | None) -> None:
        if answer is not None:
            _approve(asked, answer["code"])

    entry = Entry("code", f"MFA code of {asked.name}", "123456")
    title = f"{asked.name} approves: {asked.plan.title}"
    asked.app.push_screen(FormDialog(title, (entry,), note), typed)


def _approve(asked: _Asked, typed: str) -> None:
    app = asked.app

    def approved(approval: Approval) -> None:
        app.say("")
        asked.given(approval)

    def failed(error: IamtuiError) -> None:
        app.say("")
        if isinstance(error, _AGAIN):
            _ask_code(asked, str(error))
        else:
            helped(error)

    helped = with_keyring_help(app, lambda: _ask_code(asked))
    app.say(f"Asking STS about the code of {asked.name} …")
    app.submit(lambda: _leave(asked, typed), approved, failed)


def _leave(asked: _Asked, typed: str) -> Approval:
    """The leave, once STS took the code. Raises as `Approving.approve`; blocks."""
    app, session = asked.app, asked.session
    approving = Approving(
        session.guard, app.keyring.seed_of, Ledger(), lambda: app.now().timestamp()
    )
    profile = ProfileIndex().profile(asked.name)
    backend = open_profile(profile, app.keyring)
    rules = Rules(account_id=profile.account_id, user_arn=profile.user_arn)
    second = Second(backend, profile.mfa_serial or "", rules)
    there = session.situation(app.now())
    return approving.approve(asked.plan, there, second, typed, app.now())
