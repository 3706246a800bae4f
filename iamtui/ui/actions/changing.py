"""Commands that propose a Change: each ends in a plan, never in a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known, Unknown
from iamtui.account.model import AccessKey, Account, KeyStatus, Source
from iamtui.account.operation import Impossible
from iamtui.changes.attachments import AttachPolicy
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import ActivateKey, DeactivateKey, DeleteKey
from iamtui.changes.membership import AddToGroup
from iamtui.changes.tags import Tag
from iamtui.changes.undo import Undo
from iamtui.execution.history import Run, runs, undo_of
from iamtui.ui.dialogs import ChoiceDialog, Entry, FormDialog, Option
from iamtui.ui.journal_screen import JournalScreen
from iamtui.ui.kinds import key_rows
from iamtui.ui.mfa.fresh_code import take_code
from iamtui.ui.rotation.undo import find_undo, is_rotation, lead_back

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen


def attach_policy(screen: CommandScreen) -> None:
    """Attach: choose a policy for the user, group or role, or a holder for the policy."""
    session, subject = screen.session, screen.subject
    if session is None or subject is None:
        return
    if subject.kind is EntityKind.POLICY:
        _attach_to(screen, session.account, subject)
        return
    options = [
        Option(policy.arn, policy.name, "AWS" if policy.is_aws_managed else "customer")
        for policy in sorted(
            session.account.policies.values(), key=lambda p: (p.is_aws_managed, p.name.lower())
        )
    ]
    title = f"Attach which policy to the {subject}?"
    nothing = f"Nothing matches.{_hole(session.account, Source.POLICIES, Source.AWS_POLICIES)}"
    _choose(screen, title, options, lambda arn: AttachPolicy(subject, arn), nothing)


def _attach_to(screen: CommandScreen, account: Account, policy: Entity) -> None:
    holders = [
        *(Entity(EntityKind.USER, name) for name in account.users),
        *(Entity(EntityKind.GROUP, name) for name in account.groups),
        *(Entity(EntityKind.ROLE, name) for name in account.roles),
    ]
    options = [Option(str(n), e.key, e.kind.value) for n, e in enumerate(holders)]
    title = f"Attach {policy.key.rsplit('/', 1)[-1]} to what?"
    _choose(screen, title, options, lambda n: AttachPolicy(holders[int(n)], policy.key))


def add_to_group(screen: CommandScreen) -> None:
    """Choose a group for the user, or a user for the group."""
    session, subject = screen.session, screen.subject
    if session is None or subject is None:
        return
    account = session.account
    if subject.kind is EntityKind.GROUP:
        options = [Option(name, name) for name in sorted(account.users, key=str.lower)]
        title = f"Add which user to {subject.key}?"
        _choose(screen, title, options, lambda user: AddToGroup(user, subject.key))
    else:
        members = account.index.members
        options = [
            Option(name, name, f"{len(members.get(name, ()))} members")
            for name in sorted(account.groups, key=str.lower)
        ]
        title = f"Add {subject.key} to which group?"
        _choose(screen, title, options, lambda group: AddToGroup(subject.key, group))


def tag(screen: CommandScreen) -> None:
    """Set a tag; one of that key is replaced."""
    if screen.subject is not None:
        _ask_tag(screen, screen.subject)


def _ask_tag(
    screen: CommandScreen, subject: Entity, key: str = "", value: str = "", problem: str = ""
) -> None:
    """Ask for a tag; `key` and `value` are what was typed when `problem` was found."""

    def propose(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        change = Tag(subject, answer["key"], answer["value"])
        try:
            change.call()
        except Impossible as error:
            _ask_tag(screen, subject, change.key, change.value, str(error))
        else:
            screen.iamtui.propose(change)

    entries = (Entry("key", "Key", value=key), Entry("value", "Value", value=value))
    title = f"Tag the {subject.kind.value} {subject.key.rsplit('/', 1)[-1]}"
    screen.app.push_screen(FormDialog(title, entries, problem), propose)


def take_away(screen: CommandScreen) -> None:
    """Propose what the line under the cursor can be rid of."""
    row = screen.row
    if row is not None and row.take_away is not None:
        screen.iamtui.propose(row.take_away)


def why_not_take_away(screen: CommandScreen) -> str:
    """Where the line under the cursor is nothing that can be taken away, what is."""
    row = screen.row
    if row is not None and row.take_away is not None:
        return ""
    return "Put the cursor on a policy, group, member or tag: x takes it away."


def switch_key(screen: CommandScreen) -> None:
    """Deactivate an active access key, activate an inactive one."""
    owner, key = _key(screen)
    if key is None or not isinstance(key.id, Known):
        return
    active = key.status is KeyStatus.ACTIVE
    change = DeactivateKey(owner, key.id.value) if active else ActivateKey(owner, key.id.value)
    screen.iamtui.propose(change)


def why_not_key(screen: CommandScreen) -> str:
    """Why nothing can be done to the access key under the cursor; "" where it can."""
    _owner, key = _key(screen)
    if key is None:
        return "There is no access key under the cursor."
    if not isinstance(key.id, Known):
        return f"The id of this access key is not known: {key.id}. Wait a moment, or press r."
    return ""


def delete(screen: CommandScreen) -> None:
    """Propose to delete the user, with everything attached, or the access key."""
    subject = screen.subject
    if subject is None:
        return
    if subject.kind is EntityKind.USER:
        screen.iamtui.propose(DeleteUser(subject.key))
    else:
        owner, key = _key(screen)
        if key is not None and isinstance(key.id, Known):
            screen.iamtui.propose(DeleteKey(owner, key.id.value))


def why_not_delete(screen: CommandScreen) -> str:
    """Why the subject cannot be deleted from here."""
    subject = screen.subject
    is_key = subject is not None and subject.kind is EntityKind.ACCESS_KEY
    return why_not_key(screen) if is_key else ""


def undo(screen: CommandScreen) -> None:
    """Propose to take back the last thing done in this account, or the run under the cursor."""
    session, app = screen.session, screen.iamtui
    if session is None:
        return
    if isinstance(screen, JournalScreen):
        run = screen.run_shown
        if run is not None and is_rotation(run):
            lead_back(app, session, run)
        elif run is not None:
            app.submit(
                lambda: undo_of(run), lambda undo: app.propose(undo, undoes=run.id), app.fail
            )
        return
    account = session.account

    def find() -> tuple[Undo | None, Run]:
        return find_undo(runs(session.journal.entries(), account.id.otherwise("")), account)

    def show(found: tuple[Undo | None, Run]) -> None:
        change, run = found
        if change is None:
            lead_back(app, session, run)
        else:
            app.propose(change, undoes=run.id)

    app.submit(find, show, app.fail)


def mfa_code(screen: CommandScreen) -> None:
    """Start the MFA session, or renew it, now."""
    session, app = screen.session, screen.iamtui
    if session is None:
        return
    opened = session

    def started() -> None:
        app.refresh_account()
        app.say("The MFA session has started.")
        if any(isinstance(state, Unknown) for state in opened.account.sources.values()):
            # What was denied without MFA may be readable now.
            app.load()

    take_code(app, opened, started)


def _choose(
    screen: CommandScreen,
    title: str,
    options: list[Option],
    change: Callable[[str], AttachPolicy | AddToGroup],
    nothing: str = "Nothing matches.",
) -> None:
    def chosen(key: str | None) -> None:
        if key is not None:
            screen.iamtui.propose(change(key))

    screen.app.push_screen(ChoiceDialog(title, options, nothing), chosen)


def _hole(account: Account, *sources: Source) -> str:
    """Which of `sources` are not known, as a sentence; "" where all are."""
    states = {source: account.sources.get(source) for source in sources}
    holes = [f"{s.value} {state}" for s, state in states.items() if isinstance(state, Unknown)]
    return f" Not known: {', '.join(holes)}." if holes else ""


def _key(screen: CommandScreen) -> tuple[str, AccessKey | None]:
    """The owner and the access key that the subject names."""
    session, subject = screen.session, screen.subject
    if session is None or subject is None or subject.kind is not EntityKind.ACCESS_KEY:
        return "", None
    held = key_rows.find(session.account, subject.key)
    return key_rows.owner_name(subject.key), held.key.otherwise(None) if held else None
