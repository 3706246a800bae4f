"""The app: what is open, where the user is, and what goes on in the background."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events, on
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen

from iamtui.account.entity import Entity, EntityKind, Read
from iamtui.account.field import Unknown, Why
from iamtui.account.model import Account
from iamtui.aws.backend import Cancel, Patch, Progress
from iamtui.changes.change import Change
from iamtui.config import Settings
from iamtui.errors import IamtuiError, UsageError
from iamtui.terminal import Look
from iamtui.ui.browser import BrowserScreen
from iamtui.ui.command import Scope
from iamtui.ui.commands import COMMANDS
from iamtui.ui.crash import crash_report
from iamtui.ui.detail import DetailScreen
from iamtui.ui.dialogs import error_dialog
from iamtui.ui.document_screen import DocumentScreen
from iamtui.ui.header import Part, parts_of
from iamtui.ui.jobs import Answer, Job, Jobs
from iamtui.ui.key_order import KeyOrder
from iamtui.ui.keymap import Keymap
from iamtui.ui.kind import Document
from iamtui.ui.kinds import key_rows
from iamtui.ui.loaded_words import loaded_words
from iamtui.ui.screen import CommandScreen
from iamtui.ui.secret.private_app import PrivateApp
from iamtui.ui.sessions.acting import Acting
from iamtui.ui.sessions.opening import Keyring, OpenSession, Start
from iamtui.ui.sessions.renewal import keep_session
from iamtui.ui.sessions.session import Session, stopped
from iamtui.ui.storage.lock_watch import watch_lock
from iamtui.ui.text import label

if TYPE_CHECKING:
    from iamtui.ui.plans.screen import PlanScreen

# The theme that Textual starts with.
PLAIN = Look(theme=None, ansi=False, over_ssh=False)

T = TypeVar("T")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class IamtuiApp(PrivateApp[int]):
    """The whole screen of iamtui.

    `start` is what to open first (None: ask); `open_session` opens it, in a worker.
    """

    CSS_PATH = "app.tcss"
    TITLE = "iamtui"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        start: Start | None,
        settings: Settings,
        open_session: OpenSession,
        keyring: Keyring,
        look: Look = PLAIN,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        super().__init__(ansi_color=look.ansi)
        self._look = look
        self.settings = settings
        self.keyring = keyring
        self.keymap = Keymap(COMMANDS, settings.keys)
        self.status = Content("")
        self.now = clock
        self.jobs = Jobs(self)
        self.browser = BrowserScreen()
        self.key_order = KeyOrder(self, super().on_event)
        self._first = start
        self.acting = Acting(self, open_session, start or Start())
        self._forward: list[Entity] = []

    # Start and end

    def on_mount(self) -> None:
        if self._look.theme in self.available_themes:
            self.theme = self._look.theme or self.theme
        self._restore_terminal_on_signals()
        self.push_screen(self.browser)
        self.set_interval(10.0, self._tick)
        self.call_after_refresh(self._open_first)

    def _open_first(self) -> None:
        if self._first is not None:
            self.open(self._first)
        else:
            self.show_profiles()

    async def on_event(self, event: events.Event) -> None:
        """Hand keys on in their order: see `ui.key_order`."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.key_order.take(event)
        else:
            await super().on_event(event)

    def _restore_terminal_on_signals(self) -> None:
        """End in order on SIGTERM and SIGHUP: Textual alone would leave the terminal as it is."""
        import asyncio

        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                loop.add_signal_handler(number, partial(self.exit, 128 + int(number)))

    def _fatal_error(self) -> None:
        """Leave with the places of the failure only: see `ui.crash`."""
        error = self._exception or RuntimeError()
        self.bell()
        self._exit_renderables = [crash_report(error)]
        self._close_messages_no_wait()

    async def action_quit(self) -> None:
        """Textual's Ctrl+Q: quit in order."""
        self.end()

    def action_help_quit(self) -> None:
        """Textual's Ctrl+C where no command takes it: quit in order."""
        self.end()

    def end(self) -> None:
        """Quit; while a step is being sent only when asked a second time."""
        running = [
            s for s in self.screen_stack if isinstance(s, CommandScreen) and s.holds_the_end()
        ]
        if running:
            self.say(running[0].HELD)
            return
        self.acting.leave()
        self.exit(0)

    # Opening a profile

    def open(self, start: Start) -> None:
        """Open a profile in place of the present one, whose answers are dropped from now on."""
        self.acting.open(start)

    def show_profiles(self, error: IamtuiError | None = None) -> None:
        """The screen to choose a profile from; `error` says why the last one did not open."""
        self.acting.show_profiles(error)

    @property
    def session(self) -> Session | None:
        """The profile or role that is open."""
        return self.acting.session

    @property
    def generation(self) -> int:
        """The number of the present session: answers of others are dropped."""
        return self.acting.generation

    @property
    def opening(self) -> str:
        """What is being opened, "" for nothing."""
        return self.acting.opening

    @property
    def last_start(self) -> Start:
        """What was opened last."""
        return self.acting.last_start

    def forget_forward(self) -> None:
        """Let `forward` lead nowhere: another account has other entities."""
        self._forward.clear()

    # Loading

    def load(self) -> None:
        """Load the account anew; the present picture stays until the new one is whole."""
        session = self.session
        if session is None or session.loading is not None:
            return
        cancel = session.begin_loading()
        first = session.loaded_at is None

        def report(account: Account, progress: Progress) -> None:
            self.jobs.tell(session.generation, lambda: self._progress(account, progress, first))

        self.say("Loading …")
        self.submit(
            lambda: session.backend.load(report, cancel), self._loaded, self._loading_failed
        )

    def _progress(self, account: Account, progress: Progress, show: bool) -> None:
        session = self.session
        if session is None or session.loading is None:
            return
        if self._is_another_account(session, account):
            return
        session.progress[progress.source] = progress
        if show:
            session.show_loaded(account)
            self.refresh_account()
        going = [p for p in session.progress.values() if not p.done] or [progress]
        parts = ", ".join(f"{p.count:,} {p.source.value}" for p in going)
        self.say(f"Loading … {parts}  (Esc stops)")

    def _loaded(self, account: Account) -> None:
        session = self.session
        if session is None:
            return
        if self._is_another_account(session, account):
            return
        is_first = session.loaded_at is None
        session.show_loaded(account)
        session.end_loading(self.now())
        self.refresh_account()
        self.browser.prepare_filter()
        self.say(loaded_words(session, self.now()))
        if is_first:
            from iamtui.ui.rotation.notes import after_first_load

            after_first_load(self, session)

    def _is_another_account(self, session: Session, account: Account) -> bool:
        """Leave a profile that leads to another account than the one it was made for."""
        found = account.id.otherwise(None)
        pinned = session.guard.rules.account_id
        if pinned is None or found is None or found == pinned:
            return False
        name = session.target.name
        self.acting.leave()
        self.show_profiles(
            UsageError(
                f"The profile {name} was made for account {pinned} and leads to {found}; "
                "it was closed.",
                "If that is meant, remove the profile and add it again.",
            )
        )
        return True

    def _loading_failed(self, error: IamtuiError) -> None:
        self._stop_loading(Unknown(Why.FAILED, error.what.rstrip(".")))
        self.fail(error)

    def cancel_loading(self) -> None:
        """Stop loading; what came so far stays, the rest is shown as not known."""
        self._stop_loading(Unknown(Why.NOT_ASKED, "loading was stopped"))
        self.say("Loading was stopped; r loads the rest.")

    def _stop_loading(self, why: Unknown) -> None:
        session = self.session
        if session is None or session.loading is None:
            return
        session.loading.cancel()
        session.account = stopped(session.account, why)
        session.end_loading(None)
        self.refresh_account()

    def fetch(self, read: Read, *, again: bool = False, said: str = "") -> None:
        """Ask AWS for what `read` names, unless that was asked already; `again` asks anyway.

        `said` is said when the answer is there.
        """
        session = self.session
        if session is None:
            return
        read = _of_owner(read)
        if again:
            session.ask_again(read.entity)
        aspects = session.unasked(read)
        if not aspects:
            return

        def show(patch: Patch) -> None:
            self.apply(patch)
            if said:
                self.say(said)

        self.submit(lambda: session.backend.fetch(read.entity, aspects, Cancel()), show, self.fail)

    def apply(self, patch: Patch) -> None:
        """Put an answer into the account and show it."""
        if self.session is not None:
            self.session.apply(patch)
            self.refresh_account()

    def refresh_account(self) -> None:
        """Show the account as it is now; screens below the present one do so when they return."""
        screen = self.shown_screen()
        if screen is not None:
            screen.refresh_frame()
            screen.account_changed()

    def shown_screen(self) -> CommandScreen | None:
        """The screen that is seen, under a dialog or not."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, CommandScreen):
                return screen if screen.is_mounted else None
        return None

    # Going somewhere

    def go(self, entity: Entity) -> None:
        """Open the detail screen of `entity`."""
        self._forward.clear()
        self.push_screen(DetailScreen(entity))

    def back(self) -> None:
        """Leave the present screen, if it is not the first."""
        screen = self.screen
        if screen is self.browser or len(self.screen_stack) <= 2:
            return
        if isinstance(screen, DetailScreen):
            self._forward.append(screen.entity)
        self.pop_screen()
        if isinstance(screen, CommandScreen) and screen.SCOPE is Scope.PLAN:
            self._leave_what_is_gone()

    def _leave_what_is_gone(self) -> None:
        """After a plan: leave the detail screen of an entity that it deleted."""
        session = self.session
        while session is not None and isinstance(self.screen, DetailScreen):
            if self.screen.entity.key in self.screen.kind.keys(session.account):
                return
            self.pop_screen()

    def forward(self) -> None:
        """Go again where `back` came from."""
        if self._forward:
            self.push_screen(DetailScreen(self._forward.pop()))
        else:
            self.say("There is nothing to go forward to.")

    def show_root(self) -> None:
        """Leave all screens but the browser."""
        while len(self.screen_stack) > 2:
            self.pop_screen()

    async def _replace_screen(self, screen: Screen[Any]) -> Screen[Any]:
        # Textual would take a screen away while it is built, whose `on_mount` then finds nothing.
        await screen._mounted_event.wait()
        return await super()._replace_screen(screen)

    def show_document(self, document: Document) -> None:
        """Show a document on its own."""
        self.push_screen(DocumentScreen(document))

    def header_parts(self) -> tuple[Part, ...]:
        """What the header says now."""
        if self.opening:
            return (Part("iamtui", "bold"), Part(f"opening {self.opening} …"))
        return parts_of(self.session, self.now())

    def say(self, text: str) -> None:
        """Show a sentence in the status line, in place of the last one."""
        self.status = label(text)
        screen = self.shown_screen()
        if screen is not None:
            screen.show_status(self.status)

    def fail(self, error: IamtuiError) -> None:
        """Show an error in a window; the status line is cleared."""
        self.say("")
        self.push_screen(error_dialog(error))

    # Changing something

    def propose(self, change: Change, undoes: str = "") -> None:
        """Read what `change` depends on, make the plan, and show it."""
        from iamtui.ui.plans.making import propose

        propose(self, change, undoes)

    def run_plan(self, screen: PlanScreen, serial: str, code: str | None, typed_name: str) -> None:
        """Have the plan of `screen` granted and run; it is told how that goes."""
        session = self.session
        if session is not None:
            from iamtui.ui.plans.running import run_granted

            run_granted(self, session, screen, serial, code, typed_name)

    def offer_retry(self, screen: PlanScreen) -> None:
        """Find out whether a fresh MFA code would let the refused step of a plan through."""
        from iamtui.ui.plans.retry import look_for_retry

        look_for_retry(self, screen)

    def submit(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[IamtuiError], None],
    ) -> None:
        """Do `work` in a thread, and call `done` or `failed` here unless the profile was left."""
        self.jobs.submit(Job(self.generation, work, done, failed))

    @on(Answer)
    def _answer(self, answer: Answer) -> None:
        # While the app ends its screens are taken apart, and an answer would find nothing.
        if answer.generation == self.generation and self.is_running:
            answer.deliver()
        else:
            answer.drop()

    def _tick(self) -> None:
        watch_lock(self)
        screen = self.shown_screen()
        if self.session is not None and screen is not None:
            keep_session(self, self.session)
            screen.refresh_frame()


def _of_owner(read: Read) -> Read:
    """Keys, and devices of which nothing is known yet, are asked for a user at a time."""
    unknown_device = read.entity.key.endswith(f"/{key_rows.UNKNOWN_KEYS}")
    if read.entity.kind is EntityKind.ACCESS_KEY or unknown_device:
        owner = Entity(EntityKind.USER, key_rows.owner_name(read.entity.key))
        return Read(owner, read.aspects)
    return read
