"""A policy as the linter looks at it: everything that was written, faulty parts included.

The reader of documents drops a statement that it cannot rely on; the linter wants to tell all that
is wrong with it, so that it takes every element as far as it can be understood.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

from iamtui.policy.document import CURRENT_VERSION, OLD_VERSION, Condition, Effect, PrincipalEntry
from iamtui.policy.holder import Holder
from iamtui.policy.json_positions import (
    JsonArray,
    JsonMember,
    JsonObject,
    JsonScalar,
    JsonValue,
    Problem,
    Text,
    scan,
)
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules.fault import Placed

DOCUMENT_ELEMENTS = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
_DOCUMENT_NAMES = {name.lower(): name for name in DOCUMENT_ELEMENTS}
_STATEMENT_NAMES = {name.lower(): name for name in STATEMENT_ELEMENTS}

Elements = Mapping[str, JsonMember]


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """One statement; a tuple is empty where the element is missing or holds no string.

    `elements` are found by their right names, whatever the case in which they are written.
    """

    index: int
    start: int
    end: int
    written: JsonObject
    elements: Elements
    effect: Effect | None
    actions: tuple[Text, ...]
    not_actions: tuple[Text, ...]
    resources: tuple[Text, ...]
    not_resources: tuple[Text, ...]
    principals: tuple[PrincipalEntry, ...]
    not_principals: tuple[PrincipalEntry, ...]
    conditions: tuple[Condition, ...]

    @property
    def allows(self) -> bool:
        """Whether its Effect is Allow."""
        return self.effect is Effect.ALLOW

    @property
    def heading(self) -> Text:
        """The element that stands for the whole statement: Effect, or the first one there is."""
        member = self.elements.get("Effect") or next(iter(self.elements.values()), None)
        return member.key if member is not None else Text("", self.start, self.end)


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole policy; `whole` is None where the text is no object, `version` what applies.

    `account` is the account it is for, where that is known.
    """

    text: str
    kind: PolicyKind
    holder: Holder | None
    account: str | None
    problems: tuple[Problem, ...]
    value: JsonValue | None
    whole: JsonObject | None
    elements: Elements
    version: str
    listed: tuple[JsonValue, ...]
    statements: tuple[DraftStatement, ...]

    @property
    def has_variables(self) -> bool:
        """Whether `${…}` is a policy variable here."""
        return self.version == CURRENT_VERSION

    def is_broken(self, element: Placed) -> bool:
        """Whether the JSON of an element is faulty, so that something may seem to be missing."""
        first = bisect_left(self.problems, element.start, key=attrgetter("offset"))
        return first < len(self.problems) and self.problems[first].offset <= element.end


def draft(
    text: str, kind: PolicyKind, holder: Holder | None = None, account: str | None = None
) -> Draft:
    """Read a text as far as it can be read; never raises."""
    value, problems = scan(text)
    problems = tuple(sorted(problems, key=attrgetter("offset")))
    whole = value if isinstance(value, JsonObject) else None
    elements = _elements(whole, _DOCUMENT_NAMES) if whole is not None else {}
    listed = _listed(elements.get("Statement"))
    return Draft(
        text=text,
        kind=kind,
        holder=holder,
        account=account,
        problems=problems,
        value=value,
        whole=whole,
        elements=elements,
        version=_version(elements.get("Version")),
        listed=listed,
        statements=tuple(
            [_statement(i, item) for i, item in enumerate(listed) if isinstance(item, JsonObject)]
        ),
    )


def items(value: JsonValue | None) -> tuple[JsonValue, ...]:
    """The values of a list; a single value is a list of one, nothing is an empty list."""
    if value is None:
        return ()
    return value.items if isinstance(value, JsonArray) else (value,)


def texts(member: JsonMember | None) -> tuple[Text, ...]:
    """The strings of an element."""
    if member is None:
        return ()
    return tuple([each for each in items(member.value) if isinstance(each, Text)])


def _listed(member: JsonMember | None) -> tuple[JsonValue, ...]:
    return () if member is None else items(member.value)


def _version(member: JsonMember | None) -> str:
    written = texts(member)
    return written[0].value if written else OLD_VERSION


def _elements(value: JsonObject, names: Mapping[str, str]) -> Elements:
    found: dict[str, JsonMember] = {}
    for member in value.members:
        name = names.get(member.key.value.lower())
        if name is not None:
            found.setdefault(name, member)
    return found


def _statement(index: int, value: JsonObject) -> DraftStatement:
    elements = _elements(value, _STATEMENT_NAMES)
    return DraftStatement(
        index=index,
        start=value.start,
        end=value.end,
        written=value,
        elements=elements,
        effect=_effect(elements.get("Effect")),
        actions=texts(elements.get("Action")),
        not_actions=texts(elements.get("NotAction")),
        resources=texts(elements.get("Resource")),
        not_resources=texts(elements.get("NotResource")),
        principals=tuple(_principals(elements.get("Principal"))),
        not_principals=tuple(_principals(elements.get("NotPrincipal"))),
        conditions=tuple(_conditions(elements.get("Condition"))),
    )


def _effect(member: JsonMember | None) -> Effect | None:
    written = texts(member)
    known = {effect.value.lower(): effect for effect in Effect}
    return known.get(written[0].value.lower()) if written else None


def _principals(member: JsonMember | None) -> Iterator[PrincipalEntry]:
    value = None if member is None else member.value
    if isinstance(value, Text):
        yield PrincipalEntry("AWS", value)
    elif isinstance(value, JsonObject):
        for each in value.members:
            for name in texts(each):
                yield PrincipalEntry(each.key.value, name)


def _conditions(member: JsonMember | None) -> Iterator[Condition]:
    value = None if member is None else member.value
    if not isinstance(value, JsonObject):
        return
    for operator, keys in value.members:
        if isinstance(keys, JsonObject):
            for key, written in keys.members:
                yield Condition(operator, key, tuple(_condition_values(written)))


def _condition_values(value: JsonValue | None) -> Iterator[Text]:
    for each in items(value):
        if isinstance(each, Text):
            yield each
        elif isinstance(each, JsonScalar):
            yield Text(each.text, each.start, each.end)
