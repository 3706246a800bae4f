"""A question with all its policies as a line of a policy test file, as `policy test` reads them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from iamtui.errors import UsageError
from iamtui.paths import PRIVATE_FILE
from iamtui.policy import NamedPolicy, Unknown, Verdict
from iamtui.policy.case import UnreadableCase, evaluate_case, read_case
from iamtui.ui.kinds.json_text import pretty
from iamtui.ui.questions.question import ContextValue
from iamtui.ui.questions.verdict import Answered

_TIME_KEYS = ("aws:currenttime", "aws:epochtime")


@dataclass(frozen=True, slots=True)
class TestCase:
    """A case: its `line` without an id, what it expects, and a note on what it leaves out.

    `problem` is the sentence that says why it cannot be written; "" where it can.
    """

    id: str
    expect: str
    fields: Mapping[str, object]
    note: str = ""
    problem: str = ""

    __test__ = False

    def line(self, name: str) -> str:
        """The case called `name` as a line of JSON."""
        return json.dumps({"id": name, "expect": self.expect, **self.fields}, ensure_ascii=False)

    @property
    def laid_out(self) -> str:
        """The case for reading."""
        return pretty(self.line(self.id))


def test_case(answered: Answered, context: Mapping[str, ContextValue], now: datetime) -> TestCase:
    """The case of an answer; what it expects is what the engine says to the case as written.

    A case knows no unknown: keys that are not given are absent, and so is a policy of the resource
    that nobody has read.
    """
    question, layers = answered.question, answered.layers
    policies = (*layers.identity, *layers.groups)
    limits = [layers.boundary] if layers.boundary is not None else []
    name = f"{answered.who.entity.key} {question.action}"
    unseen = [policy.name for policy in (*policies, *limits) if policy.unseen]
    if unseen:
        problem = f"The case cannot be written: nobody read {', '.join(unseen)}."
        return TestCase(name, "", {}, problem=problem)
    texts = "".join(p.policy.document.text for p in (*policies, *limits)).casefold()
    if any(key in texts for key in _TIME_KEYS):
        context = {"aws:CurrentTime": f"{now:%Y-%m-%dT%H:%M:%SZ}", **context}
    fields = {
        "request": {
            "principal": answered.who.principal.arn,
            "action": question.action,
            "resource": question.resource,
            "context": dict(context),
        },
        "identityPolicies": [_document(policy) for policy in layers.identity],
        "groupPolicies": [_document(policy) for policy in layers.groups],
        "permissionsBoundary": _document(limits[0]) if limits else None,
        "resourcePolicy": _resource_policy(layers.resource_policy),
    }
    found = evaluate_case(json.dumps({"id": name, **fields}))
    if found.decision is None:
        return TestCase(name, "", fields, problem=f"The case cannot be written: {found.error}")
    if found.decision.verdict is Verdict.CONDITIONAL:
        problem = "The case cannot be written: a policy holds a part that cannot be read."
        return TestCase(name, "", fields, problem=problem)
    return TestCase(name, found.decision.verdict.value, fields, _note(answered))


test_case.__test__ = False  # type: ignore[attr-defined] # no test, though it is called so


def add_case(file: str, case: TestCase, name: str) -> str:
    """Add the case to a file, which is made (0600) where there is none; gives a sentence.

    Existing lines are kept as they are. Raises UsageError where the file is no file of cases or
    has a case of that name.
    """
    if not file:
        raise UsageError(
            "No file was named; nothing was written.", "Name one, such as cases.jsonl."
        )
    path = Path(os.path.expanduser(file))
    try:
        before = path.read_text("utf-8")
    except FileNotFoundError:
        before = ""
    except UnicodeDecodeError:
        raise UsageError(
            f"{path} is not a text file; nothing was written.", "Name another file."
        ) from None
    _check(path, before, name)
    break_before = "\n" if before and not before.endswith("\n") else ""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    with os.fdopen(handle, "a", encoding="utf-8") as end:
        end.write(f"{break_before}{case.line(name)}\n")
    return f"Written to {path}: {name} expects {case.expect}."


def _check(path: Path, text: str, name: str) -> None:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            existing = read_case(line)
        except UnreadableCase as fault:
            raise UsageError(
                f"Line {number} of {path} is no policy case; nothing was written.",
                str(fault.what),
            ) from None
        if existing.id == name:
            raise UsageError(
                f"{path} has a case {name} already; nothing was written.", "Give it another name."
            )


def _document(policy: NamedPolicy) -> object:
    """The policy as an object, as a text where that would lose a part of it."""
    text = policy.policy.document.text
    try:
        found = json.loads(text, object_pairs_hook=_members)
    except (ValueError, RecursionError):
        return text
    return found if isinstance(found, dict) else text


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is repeated")
    return found


def _resource_policy(found: NamedPolicy | Unknown | None) -> object:
    return _document(found) if isinstance(found, NamedPolicy) else None


def _note(answered: Answered) -> str:
    notes = []
    if isinstance(answered.layers.resource_policy, Unknown):
        notes.append("The policy of the resource is not known, and left out.")
    if answered.decision.verdict is Verdict.CONDITIONAL:
        notes.append("Keys that are not given count as absent.")
    return " ".join(notes)
