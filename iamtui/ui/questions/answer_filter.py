"""The filter of an answer's rows: words, !word, column:value, in any case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(r'(!?)(?:([a-z]+):)?("[^"]*"?|\S+)')


@dataclass(frozen=True, slots=True)
class Term:
    """`text`, in lower case, somewhere in a row or in the column called `column`."""

    text: str
    column: str = ""
    negated: bool = False


def read_filter(query: str, columns: Sequence[str]) -> tuple[Term, ...]:
    """The terms of `query`, which all must hold; what names none of `columns` is a word."""
    terms: list[Term] = []
    for negated, name, value in _TOKEN.findall(query.casefold()):
        column = _column(name, columns) if name else ""
        text = value.strip('"') if column or not name else f"{name}:{value}"
        if text:
            terms.append(Term(text, column, bool(negated)))
    return tuple(terms)


def fits(terms: Sequence[Term], row: str, cell: Callable[[str], str]) -> bool:
    """Whether all terms hold for a row: `row` is all its text, `cell` that of a column, in lower
    case."""
    return all(
        ((term.text in cell(term.column)) if term.column else (term.text in row))
        is not term.negated
        for term in terms
    )


def words(terms: Sequence[Term]) -> tuple[str, ...]:
    """What of the terms is to be highlighted."""
    return tuple(term.text for term in terms if not term.negated)


def _column(name: str, columns: Sequence[str]) -> str:
    return next((column for column in columns if column.startswith(name)), "")
