"""The command that makes an access key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.new_key import NEW_KEY_ID
from iamtui.account.operation import Impossible
from iamtui.changes.new_key import CreateKey
from iamtui.changes.tags import Tag
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.kinds import key_rows

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen

_NOTE = (
    "A key works until it is deleted, wherever it gets to. Programs on AWS take a role, people a "
    "session (iamtui exec): both end by themselves."
)


def create_key(screen: CommandScreen) -> None:
    """Ask what the key is for, and propose to make it."""
    user = _user(screen)
    if user is not None:
        _ask(screen, user)


def _ask(screen: CommandScreen, user: str, typed: str = "", note: str = _NOTE) -> None:
    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        change = CreateKey(user, answer["description"].strip())
        problem = _problem(change)
        if problem:
            _ask(screen, user, answer["description"], problem)
        else:
            screen.iamtui.propose(change)

    entry = Entry("description", "What it is for (a tag of the user; may be empty)", value=typed)
    form = FormDialog(f"New access key of {user}", (entry,), note)
    screen.app.push_screen(form, entered)


def _problem(change: CreateKey) -> str:
    """What is wrong with the description, as a tag; "" where nothing is."""
    if not change.description:
        return ""
    try:
        Tag(Entity(EntityKind.USER, change.user), NEW_KEY_ID, change.description).call()
    except Impossible as error:
        return str(error)
    return ""


def _user(screen: CommandScreen) -> str | None:
    """The user whose line it is, or the owner of the key."""
    subject = screen.subject
    if subject is None:
        return None
    if subject.kind is EntityKind.ACCESS_KEY:
        return key_rows.owner_name(subject.key)
    return subject.key
