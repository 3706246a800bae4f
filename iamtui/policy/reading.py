"""From the text of a policy to a Document, with a finding for everything that has no meaning.

A statement with an unknown, missing or repeated element is dropped whole: guessing at it could
allow what its author did not allow. The grammar is that of the IAM User Guide,
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.policy.document import (
    CURRENT_VERSION,
    OLD_VERSION,
    Document,
    Finding,
    Severity,
    Statement,
)
from iamtui.policy.json_positions import (
    JsonArray,
    JsonObject,
    JsonValue,
    Problem,
    Text,
    place,
    scan,
)
from iamtui.policy.statement_reading import Elements, Unreadable, read_statement

_TOP_LEVEL = ("Version", "Id", "Statement")


def parse(text: str) -> Document:
    """Read the text of a policy; never raises: what is wrong is in `findings`."""
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def document(self) -> Document:
        value, syntax = scan(self.text)
        self.problems.extend(syntax)
        version = OLD_VERSION
        identifier: str | None = None
        statements: tuple[Statement, ...] = ()
        if isinstance(value, JsonObject):
            elements = self._elements(value)
            version = self._version(elements, value)
            identifier = self._id(elements)
            statements = tuple(self._statements(elements, value, syntax))
        elif value is not None or not syntax:
            self._error("A policy is a JSON object", 0 if value is None else value.start)
        return Document(
            text=self.text,
            version=version,
            id=identifier,
            statements=statements,
            findings=self._findings(),
            complete=not self.problems,
        )

    def _error(self, message: str, offset: int) -> None:
        self.problems.append(Problem(message, offset))

    def _findings(self) -> tuple[Finding, ...]:
        if not self.problems and not self.warnings:
            return ()
        rows = [(problem, Severity.ERROR) for problem in self.problems]
        rows += [(problem, Severity.WARNING) for problem in self.warnings]
        rows.sort(key=lambda row: row[0].offset)
        return tuple(
            Finding(severity, problem.message, *place(self.text, problem.offset))
            for problem, severity in rows
        )

    def _elements(self, value: JsonObject) -> Elements:
        elements: Elements = {}
        for member in value.members:
            name = member.key.value
            if name not in _TOP_LEVEL:
                self._error(f"A policy has no element {name[:40]!r}", member.key.start)
            elif member.value is not None:
                elements[name] = member.value
        return elements

    def _version(self, elements: Elements, whole: JsonObject) -> str:
        version = elements.get("Version")
        if version is None:
            message = f"Version is missing: {OLD_VERSION} is assumed, without policy variables"
            self.warnings.append(Problem(message, whole.start))
            return OLD_VERSION
        if isinstance(version, Text) and version.value in (CURRENT_VERSION, OLD_VERSION):
            return version.value
        self._error(f'Version is "{CURRENT_VERSION}" or "{OLD_VERSION}"', version.start)
        return OLD_VERSION

    def _id(self, elements: Elements) -> str | None:
        identifier = elements.get("Id")
        if identifier is None or isinstance(identifier, Text):
            return None if identifier is None else identifier.value
        self._error("Id is a string", identifier.start)
        return None

    def _statements(
        self, elements: Elements, whole: JsonObject, syntax: tuple[Problem, ...]
    ) -> Iterator[Statement]:
        value = elements.get("Statement")
        if value is None:
            self._error("Statement is missing", whole.start)
            return
        items = value.items if isinstance(value, JsonArray) else (value,)
        if not items:
            self.warnings.append(Problem("This policy has no statement", value.start))
        for index, item in enumerate(items):
            statement = self._statement(index, item, syntax)
            if statement is not None:
                yield statement

    def _statement(
        self, index: int, item: JsonValue, syntax: tuple[Problem, ...]
    ) -> Statement | None:
        if any(item.start <= problem.offset < item.end for problem in syntax):
            return None
        try:
            return read_statement(index, item, self.warnings)
        except Unreadable as fault:
            self.problems.extend(fault.problems)
            return None
