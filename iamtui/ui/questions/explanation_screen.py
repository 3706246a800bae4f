"""Why was that denied? A message of AWS, the reason, and what would allow it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import TextArea

from iamtui.access.denial import Denial
from iamtui.access.denial_message import read_denials
from iamtui.access.explanation import Explanation, explain
from iamtui.access.proposal import Proposal, StepKind
from iamtui.account.entity import Entity
from iamtui.policy import Match, Verdict
from iamtui.ui.actions.changing import mfa_code
from iamtui.ui.columns import GAP, SIGN_WIDTH, Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.latest import Latest
from iamtui.ui.message_area import MessageArea
from iamtui.ui.plans.proposing import change_of, proposal_document, statement_of
from iamtui.ui.questions.answer_row import AnswerRow
from iamtui.ui.questions.decision_words import BIG_STYLES, statements_document
from iamtui.ui.questions.question import Question
from iamtui.ui.questions.question_screen import QuestionScreen
from iamtui.ui.text import label

PASTE = "Paste a message such as “User: arn:… is not authorized to perform: s3:GetObject …”."
SIGN = Column("sign", "", 3)
# The scrollbar's cell is kept free.
BAR = 1
LEAST = 20


@dataclass(frozen=True, slots=True)
class _Told:
    """The refusals that a message speaks of, and the explanation of one of them."""

    denials: tuple[Denial, ...]
    explanation: Explanation


class ExplanationScreen(QuestionScreen):
    """The explanation follows the message; Enter on a proposal makes it a plan where it can."""

    SCOPE: ClassVar[Scope] = Scope.DENIAL
    TITLE = "Why was it denied?"
    COLUMNS: ClassVar[tuple[Column, ...]] = (SIGN, Column("text", "", LEAST, grow=True))

    def __init__(self, message: str = "") -> None:
        super().__init__()
        self._message = message
        self._told: _Told | None = None
        self._which = 0
        self._asking: Latest[_Told] | None = None

    def above(self) -> ComposeResult:
        yield MessageArea(self._message, id="message")

    @property
    def area(self) -> MessageArea:
        """Where the message stands."""
        return self.query_one(MessageArea)

    @property
    def asked_about(self) -> Question:
        told = self._told
        if told is None:
            return Question()
        denial = told.explanation.denial
        return Question(denial.principal, denial.action, denial.resource)

    @property
    def principal(self) -> Entity | None:
        return self._told.explanation.entity if self._told is not None else None

    def focus_body(self) -> None:
        if self._message:
            self.focus_answer()
        else:
            self.area.focus()

    def next_line(self, step: int = 1) -> None:
        if self.focused is self.area:
            self.focus_answer()
        else:
            self.area.focus()

    def go_back(self) -> None:
        if self.focused is self.area and self._rows:
            self.focus_answer()
        else:
            super().go_back()

    def ask(self) -> None:
        session = self.session
        if session is None:
            return
        if self._asking is None:
            self._asking = Latest(self.iamtui, self._show, self.failed)
        text, account, now, which = self.area.text, session.account, self.iamtui.now(), self._which
        if not text.strip():
            self._asking.forget()
            self._told = None
            self.show_verdict(label(PASTE, "dim"))
            self.show_rows((), "")
            return

        def work() -> _Told:
            denials = read_denials(text)
            chosen = denials[min(which, len(denials) - 1)]
            return _Told(denials, explain(account, chosen, now=now))

        self._asking.ask(work)

    def on_resize(self) -> None:
        if self._told is not None:
            self._show(self._told)

    @on(TextArea.Changed)
    def _message_changed(self) -> None:
        self._which = 0
        if self._account is not None:
            self.ask()

    @on(MessageArea.Done)
    def _message_done(self) -> None:
        if self._told is not None and self._told.explanation.denial.is_readable:
            self.focus_answer()
        else:
            self.iamtui.say("This cannot be read yet; paste the whole message.")

    def _show(self, told: _Told) -> None:
        if not self.is_open:
            return
        self._told = told
        explanation = told.explanation
        decision = explanation.decision
        style = BIG_STYLES[decision.verdict] if decision is not None else "$text-warning"
        self.show_verdict(label(explanation.verdict, style))
        self.show_rows(tuple(self._answer_rows(told)), "")

    def _answer_rows(self, told: _Told) -> Iterator[AnswerRow]:
        found = told.explanation
        for reason in found.reasons:
            yield from self._told_row("by", reason.sentence, act=self._statement(reason.match))
        if found.agreement:
            yield _heading("AWS's word")
            yield from self._told_row("", found.agreement)
        if found.missing:
            yield _heading("Not met")
            for sentence in found.missing:
                yield from self._told_row("•", sentence)
        yield _heading("What would allow it")
        yield from self._proposal_rows(found)
        for sentence in found.notes:
            yield from self._told_row("!", sentence, style="unknown")
        if len(told.denials) > 1:
            yield _heading("Also refused")
            for number, denial in enumerate(told.denials):
                words = f"{denial.action} on {denial.resource or '*'}"
                yield from self._told_row(str(number + 1), words, act=self._choosing(number))

    def _proposal_rows(self, found: Explanation) -> Iterator[AnswerRow]:
        if not found.proposals:
            allowed = found.decision is not None and found.decision.verdict is Verdict.ALLOWED
            nothing = "Nothing has to change here." if allowed else "Nothing that can be done here."
            yield from self._told_row("", nothing, style="muted")
        # The sort is stable: of those that allow as much besides, the order stays.
        smallest = sorted(found.proposals, key=lambda proposal: proposal.extra)
        for number, proposal in enumerate(smallest, start=1):
            plan = " →" if change_of(proposal.steps[0]) else ""
            words = f"{proposal.sentence}{plan}"
            yield from self._told_row(
                str(number), words, act=self._proposing(proposal), copied=statement_of(proposal)
            )

    def _told_row(
        self,
        sign: str,
        sentence: str,
        style: str = "",
        act: Callable[[], None] | None = None,
        copied: str = "",
    ) -> Iterator[AnswerRow]:
        """A sentence, in as many rows as it takes; each leads to the same."""
        width = self.app.size.width - SIGN_WIDTH - SIGN.width - GAP - BAR
        for place, line in enumerate(wrap(sentence, max(LEAST, width)) or [""]):
            text: Cell = (line, style) if style else line
            cells = ("" if place else sign, text)
            yield AnswerRow(cells, act=act, copied=copied or sentence)

    def _statement(self, match: Match) -> Callable[[], None]:
        return lambda: self.iamtui.show_document(statements_document("The statement", [match]))

    def _choosing(self, number: int) -> Callable[[], None]:
        def choose() -> None:
            self._which = number
            self.ask()

        return choose

    def _proposing(self, proposal: Proposal) -> Callable[[], None]:
        def propose() -> None:
            step = proposal.steps[0]
            change = change_of(step)
            if change is not None:
                self.iamtui.propose(change)
            elif step.kind is StepKind.MFA_SESSION and self._is_caller():
                mfa_code(self)
            else:
                self.iamtui.show_document(proposal_document(proposal))

        return propose

    def show_document(self) -> None:
        told, row = self._told, self.row_shown
        proposals = told.explanation.proposals if told is not None else ()
        for proposal in proposals:
            if row is not None and row.copied == statement_of(proposal):
                self.iamtui.show_document(proposal_document(proposal))
                return
        super().show_document()

    def _is_caller(self) -> bool:
        """Whether the message is about who is working here."""
        session, told = self.session, self._told
        if session is None or told is None:
            return False
        caller = session.account.caller.otherwise(None)
        return caller is not None and caller.arn == told.explanation.denial.principal


def _heading(title: str) -> AnswerRow:
    return AnswerRow(("", (title.upper(), "link")))
