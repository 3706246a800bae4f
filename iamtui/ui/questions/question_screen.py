"""The screen that a question is put on: lines to type into, above the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Input, TextArea

from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.policy.reference import all_actions
from iamtui.ui.actions.moving import show_help
from iamtui.ui.columns import Column
from iamtui.ui.command import Command
from iamtui.ui.latest import Latest
from iamtui.ui.questions.answer_screen import AnswerScreen
from iamtui.ui.questions.offering import offers_for
from iamtui.ui.questions.question import (
    ContextValue,
    Question,
    context_pair,
    context_words,
    principal_arn,
    spelled,
)
from iamtui.ui.questions.question_lines import AskLine, Line, Offer, Offers, labelled
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import label

OFFER_COLUMNS = (Column("text", "", 36, grow=True), Column("detail", "", 24, grow=True))


@dataclass(frozen=True, slots=True)
class _Offered:
    """What is offered for the line called `name` while `text` stands in it."""

    name: str
    text: str
    offers: tuple[Offer, ...]


class QuestionScreen(AnswerScreen):
    """A question and its answer. Subclasses say what is asked, and make rows of the answer.

    Tab completes a line or goes to the next, Esc goes from the lines to the answer and then back.
    """

    LINES: ClassVar[tuple[Line, ...]] = ()

    def __init__(self, question: Question | None = None) -> None:
        super().__init__()
        self._first = question or Question()
        self.context: dict[str, ContextValue] = dict(self._first.context)
        self._offering: Latest[_Offered] | None = None
        self._offered_for = ("", "")
        self._chosen = False
        self._account: Account | None = None
        self._values: dict[str | None, str] = {}

    # What is asked

    @property
    def question(self) -> Question:
        """What is typed now; a pair of the context counts before Enter adds it."""
        typed = {line.name: self.typed(line.name) for line in self.LINES}
        return Question(
            typed.get("principal", self._first.principal),
            typed.get("action", ""),
            typed.get("resource", ""),
            self._with(context_pair(typed.get("context", ""))),
        )

    @property
    def asked_about(self) -> Question:
        """What another question begins with: this one, or what the row under the cursor says."""
        return self.question

    @property
    def principal(self) -> Entity | None:
        """The user or role that the question is about."""
        session = self.session
        if session is None:
            return None
        arn = principal_arn(session.account, self.question.principal)
        return session.account.index.by_arn.get(arn)

    @property
    def subject(self) -> Entity | None:
        return self.principal

    def typed(self, name: str) -> str:
        """What stands in the line called `name`."""
        return self.query_one(f"#ask-{name}", AskLine).value.strip()

    def put(self, name: str, text: str) -> None:
        """Put `text` into a line, and the keyboard there."""
        self.query_one(f"#ask-{name}", AskLine).go_on(text)

    def ask(self) -> None:
        """Answer the question as it stands."""
        raise NotImplementedError

    # What it shows

    @property
    def offers(self) -> Offers:
        """What is offered for the line that is typed into."""
        return self.query_one("#offers", Offers)

    def above(self) -> ComposeResult:
        first = {
            "principal": self._first.principal,
            "action": self._first.action,
            "resource": self._first.resource,
        }
        for line in self.LINES:
            self._values[f"ask-{line.name}"] = first.get(line.name, "")
            yield from labelled(line, first.get(line.name, ""))

    def below(self) -> ComposeResult:
        yield Offers(OFFER_COLUMNS, id="offers")

    def on_mount(self) -> None:
        self._offering = Latest(self.iamtui, self._show_offers, self.failed)
        self.offers.can_focus = self.offers.display = False
        if self.LINES:
            # Read in good time what the first letters will be looked up in.
            self.iamtui.submit(all_actions, lambda _names: None, self.failed)

    def focus_body(self) -> None:
        empty = [line for line in self.query(AskLine) if not line.value and self._is_needed(line)]
        if empty and not self._rows:
            empty[0].focus()
        else:
            self.focus_answer()

    def focus_answer(self) -> None:
        """Put the keyboard on the answer's rows, which offers may hide."""
        self.offers.display, self.table.display = False, True
        super().focus_answer()

    def account_changed(self) -> None:
        session = self.session
        if session is None:
            self.show_verdict(label("No profile is open. Press P to choose one.", "dim"))
        elif session.account is not self._account:
            self._account = session.account
            self.ask()

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        # Letters are text while something is typed into.
        if isinstance(self.focused, (Input, TextArea)):
            return [c for c in commands if c.keys[0] in ("tab", "escape")]
        return [c for c in commands if not c.unless(self)]

    # Keys

    def on_key(self, event: events.Key) -> None:
        entry = self.focused
        if not isinstance(entry, AskLine):
            return
        moves: dict[str, Callable[[], None]] = {
            "tab": lambda: self._complete(entry),
            "shift+tab": lambda: self.next_line(-1),
            "down": lambda: self._down(1),
            "up": lambda: self._down(-1),
            "f1": lambda: show_help(self),
        }
        if event.key in moves:
            event.stop()
            event.prevent_default()
            moves[event.key]()

    def on_descendant_focus(self) -> None:
        entry = self.focused
        # A line that is filled in leaves the answer in sight until it is typed into.
        if isinstance(entry, AskLine) and entry.value:
            self._offered_for = ("", "")
            self._show_or_hide_offers()
        else:
            self._ask_offers()
        self.refresh_hints()

    def next_line(self, step: int = 1) -> None:
        """Go to the next line, after the last to the answer; (`step` -1) to the one before."""
        stops: list[Widget] = [*self.query(AskLine), self.table]
        at = stops.index(self.focused) if self.focused in stops else len(stops) - 1
        stop = stops[(at + step) % len(stops)]
        if stop is self.table:
            self.focus_answer()
        else:
            stop.focus()

    def go_back(self) -> None:
        """From a line to the answer; from there as from any."""
        if isinstance(self.focused, AskLine) and self._rows:
            self.focus_answer()
        else:
            super().go_back()

    def drop_context(self) -> None:
        """Take the condition key of the row under the cursor out of the context."""
        row = self.row_shown
        key = row.more.get("key", "") if row is not None else ""
        if self.context.pop(key, None) is None:
            self.iamtui.say("Put the cursor on a condition key that was given: x takes it away.")
        else:
            self.ask()

    def edit_context(self, key: str) -> Callable[[], None]:
        """What Enter does on the row of a condition key: type its value."""
        given = self.context.get(key, "")
        return lambda: self.put("context", f"{key}={context_words(given)}")

    def switch_mfa(self, key: str) -> None:
        """Give a key of two values the next: true, false, not given."""
        following: dict[ContextValue | None, str] = {None: "true", "true": "false"}
        key = spelled(self.context, key)
        value = following.get(self.context.get(key))
        self.context.pop(key, None)
        if value is not None:
            self.context[key] = value
        self.ask()

    @on(Input.Changed, ".ask")
    def _typed(self, event: Input.Changed) -> None:
        if self._values.get(event.input.id) == event.value:
            # A line says so once of the text that it began with.
            return
        self._values[event.input.id] = event.value
        self._chosen = False
        if self._account is not None:
            self.ask()
        if event.input is self.focused:
            self._ask_offers()

    @on(Input.Submitted, ".ask")
    def _submitted(self, event: Input.Submitted) -> None:
        entry = event.input
        if self._chosen and self._accept(entry):
            return
        if entry.id == "ask-context" and entry.value.strip():
            self._add_context(entry)
        else:
            self.next_line()

    @on(ResourceTable.Selected, "#offers")
    def _offer_clicked(self) -> None:
        if isinstance(self.focused, AskLine):
            self._accept(self.focused)

    # Inside

    def _is_needed(self, entry: AskLine) -> bool:
        return entry.line.name in ("principal", "action")

    def _with(self, pair: tuple[str, ContextValue] | None) -> dict[str, ContextValue]:
        """The context with one key more, or another value for it."""
        if pair is None:
            return dict(self.context)
        return {**self.context, spelled(self.context, pair[0]): pair[1]}

    def _add_context(self, entry: Input) -> None:
        pair = context_pair(entry.value)
        if pair is None:
            self.iamtui.say("Type key=value, such as aws:SourceIp=203.0.113.7.")
            return
        self.context = self._with(pair)
        entry.value = ""
        self.iamtui.say("")

    def _complete(self, entry: AskLine) -> None:
        if entry.value and self._offered_for != (entry.line.name, entry.value):
            # What was typed fast must not be completed to what an earlier letter offered.
            self._show_offers(self._offers_of(entry)())
        accepted = bool(entry.value) and self._accept(entry)
        # What ends so is to be typed on.
        goes_on = accepted and entry.value.endswith((":", "="))
        if not goes_on and not entry.select_hole():
            self.next_line()

    def _accept(self, entry: Input) -> bool:
        """Complete the line to what is offered; False where that is what stands there."""
        offer = self.offers.cursor_key if self.offers.display else None
        typed = entry.value.strip()
        if not self._chosen:
            same = [key for key in self.offers.visible_keys if key.casefold() == typed.casefold()]
            offer = same[0] if same else offer
        if offer is None or typed == offer:
            return False
        if isinstance(entry, AskLine):
            entry.take(offer)
        return True

    def _down(self, step: int) -> None:
        offers = self.offers
        if not offers.display or (step < 0 and not self._chosen):
            self.next_line(step)
        elif step > 0 and not self._chosen:
            self._chosen = True
        elif step > 0:
            offers.action_cursor_down()
        else:
            offers.action_cursor_up()

    def _offers_of(self, entry: AskLine) -> Callable[[], _Offered]:
        """How to work out what is offered for a line as it stands."""
        session = self.session
        account = session.account if session is not None else Account()
        name, question, text = entry.line.name, self.question, entry.value
        return lambda: _Offered(name, text, offers_for(account, name, question, text))

    def _ask_offers(self) -> None:
        entry = self.focused
        if self._offering is not None and isinstance(entry, AskLine):
            self._offering.ask(self._offers_of(entry))
        self._show_or_hide_offers()

    def _show_offers(self, offered: _Offered) -> None:
        if self.is_open:
            self._offered_for = offered.name, offered.text
            self.offers.show_offers(offered.offers)
            self._show_or_hide_offers()

    def _show_or_hide_offers(self) -> None:
        entry = self.focused
        is_typing = isinstance(entry, AskLine) and entry.line.name == self._offered_for[0]
        shown = is_typing and self.offers.row_count > 0
        self.offers.display = shown
        self.table.display = not shown
