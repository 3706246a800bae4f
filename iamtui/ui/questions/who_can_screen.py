"""Who can do this? The users and roles of the account that an action is allowed to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.content import Content
from textual.timer import Timer

from iamtui.access.parts import AccountPolicies
from iamtui.access.who_can import Answer, Outsider, WhoCan, who_can
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.policy import Decision, Verdict
from iamtui.ui.columns import Column
from iamtui.ui.command import Scope
from iamtui.ui.kinds import kind_of
from iamtui.ui.latest import Latest
from iamtui.ui.questions.answer_row import AnswerRow
from iamtui.ui.questions.decision_words import WORDS, decision_document, depends_on, way
from iamtui.ui.questions.question import MFA, Question, action_problem, resource_problem
from iamtui.ui.questions.question_lines import ACTION, CONTEXT, RESOURCE, Line
from iamtui.ui.questions.question_screen import QuestionScreen
from iamtui.ui.questions.verdict import ANY, doubts
from iamtui.ui.text import label

# A hand that types rests no longer between two keys.
PAUSE_SECONDS = 0.15
_REFUSED = (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)


class WhoCanScreen(QuestionScreen):
    """The answer follows what is typed; who may not is left out until it is asked for."""

    SCOPE: ClassVar[Scope] = Scope.WHO_CAN
    TITLE = "Who can do this?"
    LINES: ClassVar[tuple[Line, ...]] = (ACTION, RESOURCE, CONTEXT)
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("principal", "Who", 24),
        Column("kind", "Kind", 7),
        Column("verdict", "Verdict", 11),
        Column("by", "By way of", 20, grow=True),
    )

    def __init__(self, question: Question | None = None) -> None:
        super().__init__(question)
        self.shows_all = False
        self._found: WhoCan | None = None
        self._pause: Timer | None = None
        self._policies: tuple[Account, AccountPolicies] | None = None
        self._asking: Latest[WhoCan | str] | None = None

    def ask(self) -> None:
        session = self.session
        if session is None:
            return
        if self._asking is None:
            self._asking = Latest(self.iamtui, self._show, self.failed)
        account, question, now = session.account, self.question, self.iamtui.now()
        action, resource = question.action, question.resource or ANY
        problem = "" if action else "Type what: an action such as s3:GetObject, or s3:Get*."
        problem = problem or action_problem(action, patterns=True) or resource_problem(resource)
        if problem:
            self._asking.forget()
            if self._pause is not None:
                self._pause.stop()
            self._show(problem)
            return

        policies = self._policies
        if policies is None or policies[0] is not account:
            policies = self._policies = account, AccountPolicies(account)

        def work() -> WhoCan | str:
            try:
                return who_can(
                    account,
                    action,
                    resource,
                    context=question.context,
                    now=now,
                    policies=policies[1],
                )
            except ValueError as problem:
                return str(problem)

        self._ask_soon(work)

    def _ask_soon(self, work: Callable[[], WhoCan | str]) -> None:
        """Ask when no key came for a moment: the answer is that of a whole account."""
        asking = self._asking
        if self._pause is not None:
            self._pause.stop()
        if asking is not None:
            self._pause = self.set_timer(PAUSE_SECONDS, lambda: asking.ask(work))

    def switch_all(self) -> None:
        """Show those who may not as well, or not any more."""
        self.shows_all = not self.shows_all
        if self._found is not None:
            self._show(self._found)

    def switch_mfa_key(self) -> None:
        """Say that the session has MFA, has not, or leave it open."""
        self.switch_mfa(MFA)

    def focus_body(self) -> None:
        self.query_one("#ask-action").focus()

    @property
    def asked_about(self) -> Question:
        session, row = self.session, self.row_shown
        link = row.link if row is not None else None
        if session is None or link is None:
            return self.question
        asked = self.question
        arn = kind_of(link.kind).arn(session.account, link.key)
        action = row.more.get("action", asked.action) if row is not None else asked.action
        return Question(arn, action, asked.resource, asked.context)

    @property
    def subject(self) -> Entity | None:
        row = self.row_shown
        return row.link if row is not None else None

    def _show(self, found: WhoCan | str) -> None:
        if not self.is_open:
            return
        if isinstance(found, str):
            self._found = None
            self.show_problem(found)
            return
        self._found = found
        self.show_verdict(self._verdict(found))
        self.show_rows(tuple(self._answer_rows(found)), "Nobody here can; a shows everybody.")

    def _verdict(self, found: WhoCan) -> Content:
        can = sum(row.verdict is Verdict.ALLOWED for row in found.rows)
        may = sum(row.verdict is Verdict.CONDITIONAL for row in found.rows)
        who = f"{can} of {len(found.rows)} users and roles can"
        if may:
            who += f", {may} more depend{'s' * (may == 1)} on something"
        lines = [label(f"{who}.", "bold")]
        asked = self.question
        about = Question(action=asked.action, resource=found.resource, context=asked.context)
        odd = doubts(about) if found.actions == (asked.action,) else ()
        odd = (*odd, *(f"Not known: {sentence}" for sentence in found.unread), *found.notes)
        lines += [label(sentence, "$text-warning") for sentence in odd[:2]]
        given = ", ".join(f"{key}={value}" for key, value in self.context.items())
        also = f" Given: {given}." if given else ""
        where = "" if asked.resource else f" On {ANY}: on some resource or other."
        lines.append(label(f"By iamtui's engine.{where}{also}", "dim"))
        return Content("\n").join(lines)

    def _answer_rows(self, found: WhoCan) -> Iterator[AnswerRow]:
        rows = sorted(found.rows, key=_rank)
        for row in rows:
            if self.shows_all or row.verdict not in _REFUSED or row.actions or row.conditional:
                yield self._row(found, row)
        for other in found.others:
            if self.shows_all or other.decision.verdict not in _REFUSED:
                yield _outsider(found, other)
        for key, value in self.context.items():
            shown = value if isinstance(value, str) else ",".join(value)
            cells = (key, ("context", "muted"), ("given", "success"), shown)
            yield AnswerRow(cells, act=self.edit_context(key), more={"key": key})

    def _row(self, found: WhoCan, row: Answer) -> AnswerRow:
        by = by_words(row.decision)
        action = (*row.actions, *row.conditional, *found.actions)[0]
        if len(found.actions) > 1:
            by = f"{len(row.actions) + len(row.conditional)} of {len(found.actions)} actions; {by}"
        cells = (row.entity.key, row.entity.kind.value, WORDS[row.verdict], by)
        return AnswerRow(cells, link=row.entity, more={"action": action})

    MORE: ClassVar[tuple[str, ...]] = ("key", "action")


def by_words(decision: Decision) -> str:
    """By which policy a decision came about, and on what it depends."""
    words = way(decision)
    if decision.verdict is Verdict.CONDITIONAL:
        return f"{words} if {depends_on(decision)}" if words else depends_on(decision)
    return words


def _outsider(found: WhoCan, other: Outsider) -> AnswerRow:
    document = decision_document(f"{other.name}: {found.action}", other.decision)
    name = "root user" if other.name.endswith(":root") else other.name
    cells = (name, "other", WORDS[other.decision.verdict], by_words(other.decision))
    return AnswerRow(cells, document=document)


def _rank(row: Answer) -> int:
    order = (Verdict.ALLOWED, Verdict.CONDITIONAL, *_REFUSED)
    return order.index(row.verdict)
