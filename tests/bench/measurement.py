"""One measured figure beside its budget."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HEAD = ("what", "measured", "budget", "ratio")


@dataclass(frozen=True, slots=True)
class Measurement:
    """`value` of what `name` says, in `unit`; `budget` is the most it may be, None for no limit.

    Where more is better, `at_least` is the budget instead.
    """

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: float | None = None

    @property
    def within(self) -> bool:
        """Whether the budget is kept."""
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.budget is None or self.value <= self.budget)

    @property
    def ratio(self) -> float | None:
        """The value in parts of the budget; None where there is none to speak of."""
        limit = self.budget or self.at_least
        return self.value / limit if limit else None


def as_table(measurements: Iterable[Measurement]) -> str:
    """The figures as a table in Markdown, those over their budget marked."""
    rows = [HEAD, *(_cells(each) for each in measurements)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = ["| " + " | ".join(_aligned(row, widths)) + " |" for row in rows]
    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    return "\n".join([lines[0], f"|{rule}|", *lines[1:]])


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return statistics.quantiles(values, n=20)[-1]


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = zip(row, widths, strict=True)
    return [first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]


def _cells(each: Measurement) -> tuple[str, ...]:
    limit = ""
    if each.budget is not None:
        limit = f"≤ {each.budget:,g} {each.unit}"
    elif each.at_least is not None:
        limit = f"≥ {each.at_least:,g} {each.unit}"
    ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
    over = "" if each.within else " OVER"
    return each.name, f"{_number(each.value)} {each.unit}", limit, ratio + over


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:,.3g}"
