"""One measured figure beside its budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """`value` of what `name` says, in `unit`; `budget` is the most it may be, None for no limit."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def within(self) -> bool:
        """Whether the budget is kept."""
        return self.budget is None or self.value <= self.budget


def as_table(measurements: Iterable[Measurement]) -> str:
    """The figures as lines of text, those over their budget marked."""
    return "\n".join(_line(each) for each in measurements)


def _line(each: Measurement) -> str:
    budget = "" if each.budget is None else f"budget {each.budget:>10,.1f}"
    over = "" if each.within else "  OVER"
    return f"{each.name:<52} {each.value:>12,.1f} {each.unit:<5} {budget}{over}"
