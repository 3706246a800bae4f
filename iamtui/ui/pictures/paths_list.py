"""A list of escalation paths, worked out in a thread with progress and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.content import Content

from iamtui.access.escalation import Escalations
from iamtui.access.escalation_path import EscalationPath
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.errors import IamtuiError
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.kind import Document
from iamtui.ui.kinds import kind_of
from iamtui.ui.latest import Latest
from iamtui.ui.pictures.drawing import as_text
from iamtui.ui.pictures.drawing_path import draw_path
from iamtui.ui.pictures.drawing_screen import COPIED_WIDTH
from iamtui.ui.pictures.path_screen import PathScreen
from iamtui.ui.pictures.path_words import STYLES, lead_words, sureness, way_words
from iamtui.ui.questions.answer_row import AnswerRow
from iamtui.ui.questions.question import Question
from iamtui.ui.questions.question_screen import QuestionScreen
from iamtui.ui.questions.search_run import SearchRun
from iamtui.ui.text import label

WHO = Column("who", "Who", 20, grow=True)
STEPS = Column("steps", "Steps", 5, "right")
SURE = Column("sure", "Sure", 7)
TO = Column("to", "Leads to", 16, grow=True)
BY = Column("by", "By", 18, grow=True)

STOPPED = "The search was stopped, so this may not be all; r searches again."


@dataclass(frozen=True, slots=True)
class PathRow(AnswerRow):
    """The row of path `number` of the `paths` of one principal."""

    paths: tuple[EscalationPath, ...] = ()
    number: int = 0


class PathsScreen(QuestionScreen):
    """Subclasses say what is searched for, and which rows are made of what was found."""

    SCOPE: ClassVar[Scope] = Scope.ESCALATION
    MORE: ClassVar[tuple[str, ...]] = ("kind",)
    TO_ADMINISTRATOR: ClassVar[bool] = True

    def __init__(self, entity: Entity | None) -> None:
        super().__init__()
        self.entity = entity
        self.found: Escalations | None = None
        self._asking: Latest[Escalations] | None = None
        self._run: SearchRun | None = None

    # What subclasses say

    @property
    def nothing(self) -> str:
        """What is said where there are no rows."""
        return "Nobody, as far as the policies show."

    def look(self, account: Account, now: datetime, cancelled: Callable[[], bool]) -> Escalations:
        """Search, in a thread."""
        raise NotImplementedError

    def summary(self, found: Escalations) -> Iterator[Content]:
        """What was found, a sentence a line."""
        raise NotImplementedError

    def answer_rows(self, found: Escalations) -> Iterator[AnswerRow]:
        """The rows to show."""
        raise NotImplementedError

    # The search

    def ask(self) -> None:
        session = self.session
        if session is None:
            return
        if self._asking is None:
            self._asking = Latest(self.iamtui, self._show, self.failed)
        self.stop()
        generation, jobs = session.generation, self.iamtui.jobs
        run = SearchRun(lambda looks: jobs.tell(generation, lambda: self._progress(run, looks)))
        self._run = run
        self._progress(run, 0)
        account, now = session.account, self.iamtui.now()
        self._asking.ask(lambda: self.look(account, now, run.cancelled))

    def ask_again(self) -> None:
        """Search from the start."""
        self.found = None
        self.show_rows((), "")
        self.ask()

    def stop(self) -> None:
        """End the search that goes on, with what it has found."""
        if self._run is not None:
            self._run.stop()

    def on_unmount(self) -> None:
        self.stop()

    def go_back(self) -> None:
        """While the first answer is still to come, only stop the search."""
        if self.found is None and self._run is not None and not self._run.stopped:
            self.stop()
            self.show_verdict(label("Stopping …"))
        else:
            super().go_back()

    def _progress(self, run: SearchRun, looks: int) -> None:
        # What is shown stays while it is worked out anew.
        if self.is_open and run is self._run and self.found is None and not run.stopped:
            far = f"Searching … {looks:,} steps tried" if looks else "Reading all policies …"
            self.show_verdict(label(f"{far}  (Esc stops)"))

    def _show(self, found: Escalations) -> None:
        if self.is_open:
            self.found = found
            self.show_found()

    def failed(self, error: IamtuiError) -> None:
        self.stop()
        super().failed(error)

    def show_found(self) -> None:
        """Draw what was found."""
        found = self.found
        if found is None:
            return
        lines = list(self.summary(found))
        if not found.complete:
            lines.append(label(STOPPED, "$text-warning"))
        self.show_verdict(Content("\n").join(lines))
        self.show_rows(tuple(self.answer_rows(found)), self.nothing)

    # The rows

    @property
    def subject(self) -> Entity | None:
        row = self.row_shown
        return row.link if row is not None else self.entity

    @property
    def question(self) -> Question:
        session, about = self.session, self.subject
        if session is None or about is None:
            return Question()
        return Question(kind_of(about.kind).arn(session.account, about.key))

    def row_of(self, paths: tuple[EscalationPath, ...], number: int = 0) -> PathRow:
        """The row of path `number` of a principal."""
        path = paths[number]
        start, sure = path.start, sureness(path.certain)
        cells: dict[Column, Cell] = {
            WHO: str(start),
            STEPS: str(len(path.steps)),
            SURE: (sure, STYLES[sure]),
            TO: lead_words(path),
            BY: way_words(path),
        }
        return PathRow(
            tuple(cells[column] for column in self.COLUMNS),
            link=start,
            act=lambda: self._draw(paths, number),
            more={"kind": start.kind.value},
            paths=paths,
            number=number,
        )

    def _draw(self, paths: tuple[EscalationPath, ...], number: int) -> None:
        self.app.push_screen(PathScreen(paths, number, self.TO_ADMINISTRATOR))

    @property
    def copied(self) -> str:
        row = self.row_shown
        if not isinstance(row, PathRow):
            return super().copied
        path = row.paths[row.number]
        return as_text(draw_path(path, COPIED_WIDTH, to_administrator=self.TO_ADMINISTRATOR))

    def as_json(self) -> Document | None:
        copied = self.copied
        return Document("The path as text", copied) if copied else None


def counted(paths: int, certain: int) -> str:
    """How many can, for certain or on conditions."""
    if not paths or certain == paths:
        return ", all of them for certain" if paths > 1 else ", for certain" if paths else ""
    if not certain:
        return ", on conditions"
    return f": {certain} for certain, {paths - certain} on conditions"
