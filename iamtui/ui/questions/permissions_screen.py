"""Effective permissions of a user or role: its services, and the actions of one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from textual.content import Content

from iamtui.access.permission import Permission, Permissions
from iamtui.access.permissions import effective_permissions
from iamtui.account.entity import Entity
from iamtui.policy import Verdict
from iamtui.policy.access_level import AccessLevel
from iamtui.ui.columns import Column
from iamtui.ui.command import Scope
from iamtui.ui.kinds import kind_of
from iamtui.ui.latest import Latest
from iamtui.ui.questions import permission_rows as rows
from iamtui.ui.questions.answer_row import AnswerRow
from iamtui.ui.questions.decision_words import WORDS
from iamtui.ui.questions.question import Question
from iamtui.ui.questions.question_screen import QuestionScreen
from iamtui.ui.text import label

_LEVELS = {
    AccessLevel.LIST: "List",
    AccessLevel.READ: "Read",
    AccessLevel.WRITE: "Write",
    AccessLevel.TAGGING: "Tag",
    AccessLevel.PERMISSIONS: "Perm",
}


class PermissionsOf(QuestionScreen):
    """What both screens have: the entity, and which of its permissions are shown."""

    SCOPE: ClassVar[Scope] = Scope.PERMISSIONS

    def __init__(self, entity: Entity) -> None:
        super().__init__()
        self.entity = entity
        self.only_conditional = False
        self.only_writing = False
        self.permissions: Permissions | None = None

    @property
    def principal(self) -> Entity | None:
        return self.entity

    @property
    def question(self) -> Question:
        session = self.session
        arn = kind_of(self.entity.kind).arn(session.account, self.entity.key) if session else ""
        return Question(principal=arn)

    def switch_conditional(self) -> None:
        """Show only what depends on something, or all again."""
        self.only_conditional = not self.only_conditional
        self.show_permissions()

    def switch_writing(self) -> None:
        """Show only what writes, or all again."""
        self.only_writing = not self.only_writing
        self.show_permissions()

    def show_permissions(self) -> None:
        """Draw the permissions."""
        answer = self.permissions
        if answer is None:
            return
        shown = [
            row
            for row in self.of(answer)
            if rows.shown(row, self.only_conditional, self.only_writing)
        ]
        self.show_verdict(self._summary(answer, shown))
        nothing = "Nothing is allowed." if not self.of(answer) else "Nothing of that sort."
        self.show_rows(tuple(self.rows_of(answer, shown)), nothing)

    def of(self, answer: Permissions) -> tuple[Permission, ...]:
        """The rows that this screen is about."""
        return answer.rows

    def rows_of(self, answer: Permissions, shown: list[Permission]) -> Iterator[AnswerRow]:
        """The rows to show."""
        raise NotImplementedError

    def _summary(self, answer: Permissions, shown: list[Permission]) -> Content:
        allowed = sum(row.verdict is Verdict.ALLOWED for row in shown)
        only = [
            *(["what depends (d)"] if self.only_conditional else []),
            *(["what writes (l)"] if self.only_writing else []),
        ]
        depending = len(shown) - allowed
        also = f", {depending} depending on something" if depending else ""
        words = f"{_actions(allowed)} allowed{also}"
        narrowed = f" Only {', '.join(only)}." if only else ""
        lines = [label(f"{words}.{narrowed}", "bold")]
        lines += [label(f"Not known: {text}", "$text-warning") for text in answer.unread[:2]]
        return Content("\n").join([*lines, label(self.legend(), "dim")])

    def legend(self) -> str:
        """What the signs mean."""
        return rows.LEGEND


class PermissionsScreen(PermissionsOf):
    """The services, each with a bar for every access level."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("service", "Service", 16),
        *(Column(level.name.lower(), _LEVELS[level], rows.BAR) for level in _LEVELS),
        Column("where", "On", 4),
        Column("name", "Name", 12, grow=True),
    )
    MORE: ClassVar[tuple[str, ...]] = ("level",)

    def __init__(self, entity: Entity) -> None:
        super().__init__(entity)
        self._asking: Latest[Permissions] | None = None

    def title_words(self) -> str:
        return f"Effective permissions of the {self.entity}"

    def ask(self) -> None:
        session = self.session
        if session is None:
            return
        if self._asking is None:
            self._asking = Latest(self.iamtui, self._show, self.failed)
        account, entity, now = session.account, self.entity, self.iamtui.now()
        if self.permissions is None:
            self.show_verdict(label("Working it out for every action of AWS … Esc leaves it."))
            self.show_rows((), "")
        self._asking.ask(lambda: effective_permissions(account, entity, now=now))

    def go_back(self) -> None:
        if self.permissions is None and self._asking is not None:
            self._asking.forget()
        super().go_back()

    def _show(self, answer: Permissions) -> None:
        if self.is_open:
            self.permissions = answer
            self.show_permissions()

    def rows_of(self, answer: Permissions, shown: list[Permission]) -> Iterator[AnswerRow]:
        for service in rows.services_of(answer, shown):
            bars = tuple(service.counts[level].bar for level in _LEVELS)
            yield AnswerRow(
                (service.prefix, *bars, service.where, service.name),
                act=self._opening(service.prefix),
                more={"level": service.levels},
                copied=service.prefix,
            )

    def _opening(self, service: str) -> Callable[[], None]:
        def opened() -> None:
            if self.permissions is not None:
                self.app.push_screen(ServicePermissionsScreen(self, self.permissions, service))

        return opened


class ServicePermissionsScreen(PermissionsOf):
    """The actions of one service."""

    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("action", "Action", 30, grow=True),
        Column("verdict", "Verdict", 7),
        Column("level", "Level", 5),
        Column("where", "On, and if", 12, grow=True),
        Column("by", "By", 10, grow=True),
    )
    MORE: ClassVar[tuple[str, ...]] = ("level",)

    def __init__(self, above: PermissionsOf, answer: Permissions, service: str) -> None:
        super().__init__(above.entity)
        self.service = service
        self.permissions = answer
        self.only_conditional = above.only_conditional
        self.only_writing = above.only_writing

    def title_words(self) -> str:
        return f"What the {self.entity} may do in {self.service}"

    def ask(self) -> None:
        self.show_permissions()

    @property
    def asked_about(self) -> Question:
        row = self.row_shown
        action = row.copied if row is not None else ""
        resource = row.more.get("resource", "") if row is not None else ""
        return Question(self.question.principal, action, resource)

    def of(self, answer: Permissions) -> tuple[Permission, ...]:
        return answer.of_service(self.service)

    def rows_of(self, answer: Permissions, shown: list[Permission]) -> Iterator[AnswerRow]:
        for row in shown:
            cells = (
                row.action.partition(":")[2],
                WORDS[row.verdict],
                _LEVELS[row.level] if row.level is not None else "?",
                rows.where_words(row),
                rows.sources_words(row),
            )
            resource = row.scopes[0].pattern if row.scopes else ""
            more = {"resource": resource, "level": rows.level_words(row)}
            yield AnswerRow(cells, act=self._telling(row), more=more, copied=row.action)

    def legend(self) -> str:
        return "Enter shows the deciding statements, w simulates it."

    def _telling(self, row: Permission) -> Callable[[], None]:
        def tell() -> None:
            session, answer = self.session, self.permissions
            if session is None or answer is None:
                return
            account, app = session.account, self.iamtui
            app.submit(
                lambda: rows.action_document(account, answer, row), app.show_document, app.fail
            )

        return tell


def _actions(count: int) -> str:
    return "1 action" if count == 1 else f"{count} actions"
