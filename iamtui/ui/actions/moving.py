"""Commands that look and move: nothing here writes to AWS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Unknown
from iamtui.ui.dialogs import ChoiceDialog, MessageDialog, Option
from iamtui.ui.entity_json import entity_json
from iamtui.ui.header import chain_of
from iamtui.ui.kind import Document
from iamtui.ui.kinds import kind_of
from iamtui.ui.sessions.words import mfa_sentence

if TYPE_CHECKING:
    from iamtui.ui.detail import DetailScreen
    from iamtui.ui.journal_screen import JournalScreen
    from iamtui.ui.screen import CommandScreen


def show_pane(kind: EntityKind) -> Callable[[CommandScreen], None]:
    """The action that shows the list of `kind`."""

    def show(screen: CommandScreen) -> None:
        app = screen.iamtui
        app.show_root()
        app.browser.show_kind(kind)

    return show


def open_subject(screen: CommandScreen) -> None:
    """Open what the cursor is on."""
    screen.open_subject()


def back(screen: CommandScreen) -> None:
    """Leave the screen, or clear what narrows the list."""
    screen.go_back()


def forward(screen: CommandScreen) -> None:
    """Go again where Esc came from."""
    screen.iamtui.forward()


def next_section(screen: CommandScreen) -> None:
    """Go to the next section."""
    cast("DetailScreen", screen).next_section(1)


def previous_section(screen: CommandScreen) -> None:
    """Go to the section before."""
    cast("DetailScreen", screen).next_section(-1)


def start_filter(screen: CommandScreen) -> None:
    """Open the filter line of the list."""
    browser = screen.iamtui.browser
    screen.iamtui.show_root()
    browser.start_filter()


def sort(screen: CommandScreen) -> None:
    """Sort by the next column."""
    screen.iamtui.browser.next_sort(reverse=False)


def reverse_sort(screen: CommandScreen) -> None:
    """Sort the other way round."""
    screen.iamtui.browser.next_sort(reverse=True)


def toggle_findings(screen: CommandScreen) -> None:
    """Show only rows with findings, or all."""
    screen.iamtui.browser.toggle_findings()


def refresh(screen: CommandScreen) -> None:
    """Ask AWS again: on a list for the whole account, on a detail screen for the entity."""
    from iamtui.ui.detail import DetailScreen

    if isinstance(screen, DetailScreen):
        screen.read_anew()
    else:
        screen.iamtui.load()


def reload(screen: CommandScreen) -> None:
    """Load the whole account anew."""
    screen.iamtui.load()


def used_by(screen: CommandScreen) -> None:
    """Choose from what uses the subject, and go there."""
    session, subject = screen.session, screen.subject
    if session is None or subject is None:
        return
    users = kind_of(subject.kind).used_by(session.account, subject.key)
    options = [Option(f"{n}", _name(screen, e), e.kind.value) for n, e in enumerate(users)]

    def go(choice: str | None) -> None:
        if choice is not None:
            screen.iamtui.go(users[int(choice)])

    title = f"What uses {_name(screen, subject)}"
    screen.app.push_screen(ChoiceDialog(title, options, "Nothing that is known uses it."), go)


def show_json(screen: CommandScreen) -> None:
    """Show the document under the cursor, else the subject, as JSON."""
    session, subject, row = screen.session, screen.subject, screen.row
    if row is not None and row.document is not None:
        screen.iamtui.show_document(row.document)
    elif session is not None and subject is not None:
        text = entity_json(session.account, subject)
        screen.iamtui.show_document(Document(_name(screen, subject), text))


def copy_name(screen: CommandScreen) -> None:
    """Send the subject's name to the terminal's clipboard."""
    subject = screen.subject
    if subject is not None:
        _copy(screen, _name(screen, subject))


def copy_arn(screen: CommandScreen) -> None:
    """Send the subject's ARN to the terminal's clipboard."""
    session, subject = screen.session, screen.subject
    if session is not None and subject is not None:
        arn = kind_of(subject.kind).arn(session.account, subject.key)
        if arn:
            _copy(screen, arn)
        else:
            screen.iamtui.say(f"The {subject.kind.value} {_name(screen, subject)} has no ARN.")


def identity(screen: CommandScreen) -> None:
    """Say who the caller is, where the account is, and how the MFA session stands."""
    session = screen.session
    if session is None:
        return
    account, target, now = session.account, session.target, screen.iamtui.now()
    caller = account.caller.otherwise(None)
    lines = [
        f"Profile   {target.name} ({target.kind.value})",
        f"Endpoint  {target.endpoint_url or 'AWS'}",
        f"Account   {account.id if isinstance(account.id, Unknown) else account.id.value}",
        f"Caller    {caller.arn if caller else account.caller}",
        f"Keys from {target.source.value}",
        f"Acts as   {' → '.join(chain_of(session))}" if session.base is not None else "",
        f"MFA       {mfa_sentence(session.backend, now)}",
        f"Read-only {'yes' if session.guard.rules.read_only else 'no'}",
        f"Loaded    {session.loaded_at:%Y-%m-%d %H:%M:%S} UTC" if session.loaded_at else "",
    ]
    lines += [
        f"Not known: {source.value}, {state}"
        for source, state in account.sources.items()
        if isinstance(state, Unknown)
    ]
    screen.app.push_screen(MessageDialog("Who you are here", "\n".join(lines)))


def show_help(screen: CommandScreen) -> None:
    """Show every key of this screen and what it does."""
    from iamtui.ui.help_screen import HelpScreen

    screen.app.push_screen(HelpScreen(screen.SCOPE))


def show_palette(screen: CommandScreen) -> None:
    """Jump anywhere, or run any command, by a part of its name."""
    from iamtui.ui.palette import open_palette

    open_palette(screen)


def show_journal(screen: CommandScreen) -> None:
    """Show what was done in this account."""
    from iamtui.ui.journal_screen import JournalScreen

    screen.app.push_screen(JournalScreen())


def search_journal(screen: CommandScreen) -> None:
    """Open the search line of the journal."""
    cast("JournalScreen", screen).start_search()


def copy_script(screen: CommandScreen) -> None:
    """Send the `aws` commands of the run to the terminal's clipboard."""
    from iamtui.ui.journal_screen import script

    run = cast("JournalScreen", screen).run_shown
    if run is None or not run.done:
        screen.iamtui.say("This run did nothing, so there is nothing to copy.")
    else:
        screen.app.copy_to_clipboard(script(run))
        count = len(run.done)
        screen.iamtui.say(
            f"Sent {count} aws command{'s' * (count > 1)} to the terminal's clipboard, if it "
            "takes them; Enter shows them."
        )


def show_profiles(screen: CommandScreen) -> None:
    """Choose another profile."""
    screen.iamtui.show_profiles()


def quit_app(screen: CommandScreen) -> None:
    """End iamtui."""
    screen.iamtui.end()


def _copy(screen: CommandScreen, text: str) -> None:
    screen.app.copy_to_clipboard(text)
    screen.iamtui.say(f"Sent to the terminal's clipboard, if it takes it: {text}")


def _name(screen: CommandScreen, entity: Entity) -> str:
    session = screen.session
    return kind_of(entity.kind).name(session.account, entity.key) if session else entity.key
