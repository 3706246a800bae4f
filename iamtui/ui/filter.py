"""The filter's language: what is typed, as terms that all must hold for a row.

    word  "two words"  !word  column:value  column:ab*  !column:value  column>n  column<=n

A word is looked for in the row's name and in its columns of words, `column:value` in one column;
`*` stands for anything and makes the value that of a whole entry; `column:unknown` and
`column:none` find where nobody knows and where nothing is. Figures compare as the column
counts: a number, or days for ages, also as 12h, 90d, 6mo, 2y. A column may be shortened to the
start of its key or title. Upper and lower case are the same.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from iamtui.ui.kind import Kind, KindColumn

ARN = "arn"
"""A column that every kind has, shown or not."""

_APART = "\0"
"""Begins a text that says something about a cell, and is not what stands in it."""

_TOKEN = re.compile(
    r"""(?P<not>!?)
        (?:(?P<column>[^\s"!:<>]+)(?P<operator>:|>=|<=|>|<))?
        (?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]*))""",
    re.VERBOSE,
)
_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(min|h|d|w|mo|y)?", re.ASCII)
_DAYS = {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "w": 7.0, "mo": 30.4375, "y": 365.25}
_COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
_ALIASES = {"age": "created"}
"""What a column is called where a kind has none of the name."""


@dataclass(frozen=True, slots=True)
class Word:
    """`text`, in lower case, anywhere in a row."""

    text: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """`text`, in lower case, in the column with the key `column`."""

    column: str
    text: str
    choice: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figure of the column with the key `column` against `number`; no figure is never true."""

    column: str
    operator: str
    number: float
    negated: bool = False


Term = Word | Value | Comparison


@dataclass(frozen=True, slots=True)
class Filter:
    """All `terms` must hold. `words` are for highlighting; `problem` is a sentence for what of the
    query makes no sense and is left out, "" where all of it does."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()
    problem: str = ""


class _Problem(Exception):
    """A part of a query makes no sense; the text says why."""


def parse(query: str, kind: Kind) -> Filter:
    """Read `query` for the columns of `kind`; never raises."""
    terms: list[Term] = []
    problems: list[str] = []
    for token in _TOKEN.finditer(query):
        try:
            term = _term(token, kind)
        except _Problem as problem:
            problems.append(str(problem))
        else:
            terms += [term] if term else []
    return Filter(tuple(terms), tuple(_highlights(terms)), problems[0] if problems else "")


def told_apart(*words: str) -> str:
    """The text to filter by of a cell without a value: found by the start of `words` only."""
    return _APART + "".join(f" {word}" for word in words)


def text_test(term: Word | Value) -> Callable[[str], bool]:
    """Whether `term` holds for a text in lower case, negation aside.

    A `Word` is held against all that is to be searched of a row, a `Value` against one cell.
    """
    text = term.text
    if isinstance(term, Word):
        return lambda searched: text in searched
    if "*" in text:
        pattern = _wildcard(text)
        return lambda cell: cell[:1] != _APART and pattern.search(cell) is not None
    start = f" {text}"
    if term.choice:
        return lambda cell: cell.startswith(text) or start in cell
    return lambda cell: text in cell and (cell[:1] != _APART or start in cell)


def number_test(term: Comparison) -> Callable[[float | None], bool]:
    """Whether `term` holds for a figure, negation aside."""
    compare, number = _COMPARE[term.operator], term.number
    return lambda figure: figure is not None and compare(figure, number)


@lru_cache(maxsize=64)
def _wildcard(text: str) -> re.Pattern[str]:
    """Of a list in a cell, `a, b`, each entry counts, and so does the whole.

    Atomic groups keep a value full of `*` from being tried in every way there is.
    """
    first, *middle, last = (re.escape(part) for part in re.split(r"\*+", text))
    inside = "".join(f"(?>.*?{part})" for part in middle)
    return re.compile(f"(?:^|, ){first}{inside}.*{last}(?:$|, )", re.DOTALL)


def _term(token: re.Match[str], kind: Kind) -> Term | None:
    negated = bool(token["not"])
    text = (token["plain"] if token["quoted"] is None else token["quoted"]).casefold()
    name, sign = token["column"], token["operator"]
    if not name:
        return Word(text, negated) if text else None
    column = _column(name.casefold(), kind)
    if sign != ":":
        return Comparison(_figures(name, sign, column, kind), sign, _number(name, text), negated)
    if column is not None:
        return Value(column.key, text, column.choice, negated) if text else None
    if name.casefold() == ARN:
        return Value(ARN, text, negated=negated) if text else None
    raise _Problem(f"There is no column {name}; there are {_listed(kind.columns)}.")


def _column(name: str, kind: Kind) -> KindColumn | None:
    """The column of that key, or the first whose key or title starts so."""
    columns = kind.columns
    for key in (name, _ALIASES.get(name, name)):
        for column in columns:
            if column.key == key:
                return column
    for column in columns:
        if column.key.startswith(name) or column.title.casefold().startswith(name):
            return column
    return None


def _figures(name: str, sign: str, column: KindColumn | None, kind: Kind) -> str:
    if column is None or column.number is None:
        figures = _listed(each for each in kind.columns if each.number is not None)
        raise _Problem(f"{name}{sign} needs a column of figures: {figures}.")
    return column.key


def _number(name: str, text: str) -> float:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise _Problem(f"{name} is compared with a number, or an age such as 12h, 90d, 6mo, 2y.")
    return float(match[1]) * _DAYS.get(match[2], 1.0)


def _listed(columns: Iterable[KindColumn]) -> str:
    return ", ".join(column.key for column in columns)


def _highlights(terms: Iterable[Term]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, Word | Value) and not term.negated:
            parts = term.text.split("*") if isinstance(term, Value) else [term.text]
            yield from filter(None, parts)
