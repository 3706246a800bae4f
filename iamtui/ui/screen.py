"""The screens that commands act on: header, body, status line, hint line, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Input, Static

from iamtui.account.entity import Entity
from iamtui.ui import hints, text
from iamtui.ui.command import Command, Scope
from iamtui.ui.header import Header
from iamtui.ui.kind import Row
from iamtui.ui.mfa.code_input import CodeInput
from iamtui.ui.profiles.mark import mark_of
from iamtui.ui.storage.lock_watch import lock_parts

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session


class CommandScreen(Screen[None]):
    """A full screen of iamtui. Subclasses give the body, and say what commands act on.

    Textual calls the `on_…` methods of every class of a widget, the subclass's first: they must
    not call those of this one themselves.
    """

    SCOPE: ClassVar[Scope]
    HELD: ClassVar[str] = "A step is being sent. q again leaves now; @ then says what is not known."
    """What is said where `holds_the_end`."""
    AUTO_FOCUS = None

    def __init__(self) -> None:
        super().__init__()
        self._hints = Content("")
        self._status = Content("")

    @property
    def iamtui(self) -> IamtuiApp:
        """The app, as itself."""
        return cast("IamtuiApp", self.app)

    @property
    def session(self) -> Session | None:
        """The open profile; None before one is open."""
        return self.iamtui.session

    @property
    def is_open(self) -> bool:
        """Whether it is still there: an answer may come when it was left."""
        return self in self.app.screen_stack

    @property
    def subject(self) -> Entity | None:
        """The entity that commands act on."""
        return None

    @property
    def row(self) -> Row | None:
        """The line of a detail screen under the cursor."""
        return None

    def body(self) -> ComposeResult:
        """The widgets between header and status line."""
        raise NotImplementedError

    def focus_body(self) -> None:
        """Put the keyboard where the list or text is."""

    def account_changed(self) -> None:
        """Show the account as it is now."""

    def open_subject(self) -> None:
        """What Enter does."""

    def holds_the_end(self) -> bool:
        """Whether iamtui must not end yet, as while a step is under way. Asked once more it may."""
        return False

    def go_back(self) -> None:
        """What Esc does: leave the screen."""
        self.iamtui.back()

    def compose(self) -> ComposeResult:
        yield Header(id="header")
        yield from self.body()
        yield Static(id="status", markup=False)
        yield Static(id="hints", markup=False)

    def on_mount(self) -> None:
        self.focus_body()

    def on_screen_resume(self) -> None:
        self.refresh_frame()
        self.account_changed()

    def on_resize(self) -> None:
        self.refresh_frame()

    def refresh_frame(self) -> None:
        """Draw header, status and hints anew."""
        mark = mark_of(self.session, self.iamtui.settings)
        locked = lock_parts(self.iamtui.keyring)
        self.query_one(Header).show((*self.iamtui.header_parts(), *locked), mark)
        self.show_status(self.iamtui.status)
        self.refresh_hints()

    def refresh_hints(self) -> None:
        """Draw the hint line for what the cursor is on."""
        kind = self.subject.kind if self.subject else None
        commands = self.hinted(self.iamtui.keymap.hints(self.SCOPE, kind))
        line = hints.hint_line(commands, self.app.size.width)
        if line != self._hints:
            self._hints = line
            self.query_one("#hints", Static).update(line, layout=False)

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        """Which of `commands` the hint line is to show now."""
        return commands

    def show_status(self, content: Content) -> None:
        """Draw the status line, if it says something else now."""
        if content == self._status:
            return
        self._status = content
        status = self.query_one("#status", Static)
        # Only a text of another height moves what is around it.
        lines = len(content.wrap(max(1, self.app.size.width)))
        status.update(content, layout=max(1, lines) != status.size.height)

    def on_key(self, event: events.Key) -> None:
        # The space bar is called by its name, other keys by the character that they type.
        is_named = not event.is_printable or event.character in (None, " ")
        key = event.key if is_named else str(event.character)
        if isinstance(self.focused, Input) and not _passes(self.focused, event):
            return
        kind = self.subject.kind if self.subject else None
        command = self.iamtui.keymap.find(key, self.SCOPE, kind)
        if command is None:
            return
        event.stop()
        event.prevent_default()
        self.perform(command)

    def perform(self, command: Command) -> None:
        """Run `command`, or say why it cannot be run here."""
        kind = self.subject.kind if self.subject else None
        if not command.fits(self.SCOPE, kind):
            noun = f"the {kind.value} here" if kind else "an empty list"
            self.iamtui.say(f"{text.clean(command.help)} That does not go with {noun}.")
            return
        reason = command.unless(self)
        if reason:
            self.iamtui.say(reason)
        else:
            command.run(self)


def _passes(entry: Input, event: events.Key) -> bool:
    """Whether a key typed into `entry` is meant for the screen all the same."""
    if event.key in ("escape", "ctrl+c", "ctrl+q"):
        return True
    return event.is_printable and isinstance(entry, CodeInput)
