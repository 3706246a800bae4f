"""The conditions that a mock is served under: slow, late, throttled, with a clock that is off.

They come from the options of `mock serve` and from the control endpoint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from iamtui.errors import UsageError
from iamtui.mock.buckets import CLASSES, Buckets, Rate
from iamtui.mock.faults import KINDS, Rule
from iamtui.mock.services import service_model

if TYPE_CHECKING:
    from iamtui.mock.dispatch import Mock

_ALL: Final = "all"
_OF: Final = ("iam", "sts")
_LONGEST: Final = 86_400
_FARTHEST: Final = 100 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class Conditions:
    """Each answer `latency` seconds late; new entities and keys seen `lag` seconds after they were
    made; the clock `ahead` seconds; `throttle` by class of operations; `rules` for single ones."""

    latency: float = 0.0
    lag: float = 0.0
    ahead: float = 0.0
    throttle: Mapping[str, Rate] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for what cannot be waited for."""
        if not all(0 <= seconds <= _LONGEST for seconds in (self.latency, self.lag)):
            raise ValueError(f"latency and lag are from 0 to {_LONGEST} seconds")
        check_ahead(self.ahead)


def check_ahead(seconds: float) -> None:
    """Raise ValueError for a clock that is off by more than a hundred years."""
    if not abs(seconds) <= _FARTHEST:
        raise ValueError(f"the clock may be {_FARTHEST} seconds off, either way")


def impose(mock: Mock, conditions: Conditions) -> None:
    """Let `mock` answer under `conditions`, in place of those before (rules are added)."""
    mock.faults.latency = conditions.latency
    mock.faults.buckets = Buckets(conditions.throttle)
    mock.faults.add(conditions.rules)
    mock.store.lag = conditions.lag
    mock.store.clock.ahead = conditions.ahead


def from_json(body: dict[str, Any]) -> Conditions:
    """The conditions in a request to the control endpoint. Raises ValueError or TypeError."""
    rates = {name: Rate(**rate) for name, rate in body.get("throttle", {}).items()}
    if unknown := rates.keys() - set(CLASSES):
        raise ValueError(f"{', '.join(sorted(unknown))}: the classes are {', '.join(CLASSES)}")
    latency, lag, ahead = (float(body.get(name, 0)) for name in ("latency", "lag", "ahead"))
    return Conditions(latency, lag, ahead, rates)


def from_options(
    latency: float, lag: float, ahead: float, throttle: Sequence[str], faults: Sequence[str]
) -> Conditions:
    """The conditions that options ask for: `list=5/20` is five calls a second and 20 at once,
    `CreateUser=lost` a fault of every call, `*=drip:3` one that takes three seconds.

    Raises UsageError.
    """
    rates: dict[str, Rate] = {}
    for text in throttle:
        rates |= _rates(text)
    rules = [_rule(text) for text in faults]
    try:
        return Conditions(latency, lag, ahead, rates, rules)
    except ValueError as error:
        raise UsageError(f"The mock cannot be served so: {error}.") from None


def _rates(text: str) -> dict[str, Rate]:
    name, _, numbers = text.partition("=")
    per_second, _, burst = numbers.partition("/")
    try:
        rate = Rate(float(per_second), int(burst or 1))
    except ValueError:
        raise _bad("throttle", text, "Write it as list=5/20.") from None
    if name not in (*CLASSES, _ALL):
        raise _bad("throttle", text, f"The classes are {', '.join(CLASSES)} and {_ALL}.")
    return dict.fromkeys(CLASSES if name == _ALL else (name,), rate)


def _rule(text: str) -> Rule:
    operation, _, fault = text.partition("=")
    kind, _, seconds = fault.partition(":")
    try:
        rule = Rule(operation, kind, times=None, seconds=float(seconds or 0))
    except ValueError:
        raise _bad("fault", text, "Write it as CreateUser=lost or *=drip:3.") from None
    if kind not in KINDS:
        raise _bad("fault", text, f"The faults are {', '.join(sorted(KINDS))}.")
    if operation != "*" and not any(operation in service_model(s).operation_names for s in _OF):
        raise _bad("fault", text, "Name an operation of IAM or STS, or * for all.")
    return rule


def _bad(option: str, text: str, what_next: str) -> UsageError:
    return UsageError(f"--{option} {text} is not understood.", what_next)
