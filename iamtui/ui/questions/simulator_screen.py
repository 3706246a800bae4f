"""The simulator: may this principal do that to this, and what decides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.content import Content

from iamtui.errors import IamtuiError
from iamtui.ui.columns import Column
from iamtui.ui.command import Scope
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.kind import Document
from iamtui.ui.latest import Latest
from iamtui.ui.questions.answer_row import AnswerRow, heading, plain
from iamtui.ui.questions.decision_words import WORDS, decision_document, headline, layer_rows
from iamtui.ui.questions.question import MFA, Question, context_words
from iamtui.ui.questions.question_lines import ACTION, CONTEXT, PRINCIPAL, RESOURCE, Line
from iamtui.ui.questions.question_screen import QuestionScreen
from iamtui.ui.questions.simulated import Compared, compare, entries
from iamtui.ui.questions.test_cases import TestCase, add_case, test_case
from iamtui.ui.questions.verdict import Answered, answer, context_of
from iamtui.ui.text import label

_KEYS = "iamtui's engine; keys not given count as {}"


class SimulatorScreen(QuestionScreen):
    """One principal, action and resource at a time; the verdict follows what is typed."""

    SCOPE: ClassVar[Scope] = Scope.SIMULATOR
    TITLE = "Simulator"
    LINES: ClassVar[tuple[Line, ...]] = (PRINCIPAL, ACTION, RESOURCE, CONTEXT)
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("layer", "Layer", 28),
        Column("verdict", "Says", 11),
        Column("why", "By", 24, grow=True),
    )
    MORE: ClassVar[tuple[str, ...]] = ("key",)

    def __init__(self, question: Question | None = None) -> None:
        super().__init__(question)
        self.whole_context = False
        self.answered: Answered | None = None
        self._asking: Latest[Answered | str] | None = None
        self._simulated: tuple[Question, Compared] | None = None

    def ask(self) -> None:
        session = self.session
        if session is None:
            return
        if self._asking is None:
            self._asking = Latest(self.iamtui, self._show, self.failed)
        account, question, now = session.account, self.question, self.iamtui.now()
        whole = self.whole_context
        self._asking.ask(lambda: answer(account, question, now, whole))

    def switch_whole_context(self) -> None:
        """Count keys that are not given as absent, as AWS's simulator does, or as unknown again."""
        self.whole_context = not self.whole_context
        self.ask()

    def switch_mfa_key(self) -> None:
        """Say that the session has MFA, has not, or leave it open."""
        self.switch_mfa(MFA)

    # The answer

    def _show(self, answered: Answered | str) -> None:
        if not self.is_open:
            return
        if isinstance(answered, str):
            self.answered = None
            self.show_problem(answered)
            return
        self.answered = answered
        self.show_verdict(self._verdict(answered))
        self.show_rows(tuple(self._answer_rows(answered)), "")

    def _verdict(self, answered: Answered) -> Content:
        lines = [headline(answered.decision)]
        lines += [label(doubt, "$text-warning") for doubt in answered.doubts[:2]]
        engine = _KEYS.format("absent" if self.whole_context else "unknown")
        where = "" if self.question.resource else " Resource: *."
        lines.append(label(f"{engine}.{where}", "dim"))
        return Content("\n").join(lines)

    def _answer_rows(self, answered: Answered) -> Iterator[AnswerRow]:
        found = layer_rows(answered.decision, answered.layers, answered.question.resource)
        for name, verdict, why, document in found:
            full = document or Document(plain(name), plain(why))
            yield AnswerRow((name, verdict, why), document=full)
        for sentence in answered.unread:
            cells = (("not known", "unknown"), "", (sentence, "unknown"))
            yield AnswerRow(cells, document=Document("Not known", sentence))
        yield from self._context_rows(answered)
        if self._simulated is not None and self._simulated[0] == answered.question:
            yield from _simulated_rows(self._simulated[1])

    def _context_rows(self, answered: Answered) -> Iterator[AnswerRow]:
        missing = [k for k in answered.decision.missing_context_keys if k not in self.context]
        if not missing and not self.context:
            return
        yield heading("Context", len(self.COLUMNS))
        for key, value in self.context.items():
            cells = (f"  {key}", ("given", "success"), context_words(value))
            yield AnswerRow(cells, act=self.edit_context(key), more={"key": key})
        for key in missing:
            cells_missing = (f"  {key}", ("not given", "warning"), ("Enter gives it", "muted"))
            yield AnswerRow(cells_missing, act=self.edit_context(key), more={"key": key})

    def as_json(self) -> Document | None:
        case = self._case()
        return Document("The case as JSON", case.laid_out) if case is not None else None

    def show_decision(self) -> None:
        """All that led to the verdict, as a text."""
        if self.answered is not None:
            self.iamtui.show_document(decision_document("The verdict", self.answered.decision))

    @property
    def copied(self) -> str:
        answered = self.answered
        return headline(answered.decision).plain if answered is not None else ""

    # AWS's own simulator

    def ask_aws(self) -> None:
        """Ask AWS's simulator the same, and say where it differs."""
        session, answered = self.session, self.answered
        if session is None or answered is None:
            self.iamtui.say("Ask a whole question first: principal and action.")
            return
        asked = answered.question
        principal = answered.who.principal
        arn = principal.role_arn or principal.arn
        context = entries(context_of(session.account, answered))
        self.iamtui.say("Asking AWS's simulator …")

        def done(compared: Compared) -> None:
            self._simulated = asked, compared
            self.iamtui.say(compared.sentence)
            if self.is_open and self.answered is not None:
                self.show_rows(tuple(self._answer_rows(self.answered)), "")

        def failed(error: IamtuiError) -> None:
            self.iamtui.say(f"{error.what} {error.next_step}")

        self.iamtui.submit(
            lambda: compare(
                answered, session.backend.simulate(arn, asked.action, asked.resource, context)
            ),
            done,
            failed,
        )

    # Test cases

    def _case(self) -> TestCase | None:
        session, answered = self.session, self.answered
        if session is None or answered is None:
            return None
        return test_case(answered, context_of(session.account, answered), self.iamtui.now())

    def write_case(self) -> None:
        """Add the case to a file of policy tests that the user names."""
        case = self._case()
        if case is None:
            self.iamtui.say("Ask a whole question first: principal and action.")
            return
        if case.problem:
            self.iamtui.say(case.problem)
            return

        def named(typed: dict[str, str] | None) -> None:
            if typed is None:
                return
            file, name = typed["file"].strip(), typed["id"].strip()
            self.iamtui.submit(
                lambda: add_case(file, case, name), self.iamtui.say, self.iamtui.fail
            )

        form = FormDialog(
            "Write a policy test",
            (Entry("file", "File", "policy.jsonl"), Entry("id", "Name", value=case.id)),
            f"Expected: {case.expect}. {case.note}".strip(),
        )
        self.app.push_screen(form, named)


def _simulated_rows(compared: Compared) -> Iterator[AnswerRow]:
    yield heading("AWS's simulator", len(SimulatorScreen.COLUMNS))
    word = WORDS[compared.verdict]
    style = "success" if compared.agrees else "warning"
    yield AnswerRow(("  Verdict", word, (compared.sentence, style)), copied=compared.sentence)
    for statement in compared.simulation.statements:
        where = f"{statement.policy}, line {statement.line}"
        yield AnswerRow(("  Statement", "matched", f"{where} ({statement.kind})"))
    for key in compared.simulation.missing:
        yield AnswerRow((f"  {key}", ("not given", "warning"), "AWS misses it too"))
