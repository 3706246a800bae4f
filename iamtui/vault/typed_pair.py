"""Two consecutive codes as a person types them: what is wrong with one is said before AWS is asked.

While the seed is at hand (an enrolment shows it) a code is looked up in the steps around now, so
that a mistyped code, a missed step and a phone with a wrong clock are told apart. Without the seed
only what the codes themselves show can be said.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.secret import Secret
from iamtui.vault.errors import TypedCodeInvalid
from iamtui.vault.totp import STEP, code_at, counter_at, seconds_to_next, typed_code

# Ten minutes: a phone that is off by more than that shows no code that anybody could explain.
REACH = 20
# AWS does not say how far off a code may be; RFC 6238 (5.2) advises a step, and one more may pass.
MOST_DRIFT = 2


@dataclass(frozen=True, slots=True)
class _First:
    code: Secret
    counter: int
    typed_in: int


class TypedPair:
    """Takes two codes one after the other. Times are AWS's, in seconds since 1970."""

    def __init__(self, seed: Secret | None = None) -> None:
        self._seed = seed
        self._first: _First | None = None

    @property
    def has_first(self) -> bool:
        """Whether the second code is waited for."""
        return self._first is not None

    def forget(self) -> None:
        """Begin anew."""
        self._first = None

    def seconds_to_second(self, now: float) -> float:
        """Seconds until the device shows the code after the first; 0 where it does already."""
        if self._first is None or counter_at(now) > self._first.typed_in:
            return 0.0
        return seconds_to_next(now)

    def take(self, typed: str, now: float) -> tuple[Secret, Secret] | None:
        """Take the next code; gives both when the second is there.

        Raises TypedCodeInvalid, a sentence that says what is wrong; what was right is kept.
        """
        code = typed_code(typed)
        if self._first is not None:
            return self._second(self._first, code, now)
        self._take_first(code, now)
        return None

    def _take_first(self, code: Secret, now: float) -> None:
        counter = self._counter(code, now)
        _check_drift(counter - counter_at(now))
        self._first = _First(code, counter, counter_at(now))

    def _second(self, first: _First, code: Secret, now: float) -> tuple[Secret, Secret]:
        if code == first.code:
            raise TypedCodeInvalid(
                "This is the first code again.",
                f"Wait for the next one: it comes in {max(1, round(seconds_to_next(now)))} s.",
            )
        counter = self._counter(code, now)
        if self._seed is None and _is_next(first, now):
            counter = first.counter + 1
        if counter == first.counter + 1:
            self._check_age(counter, now)
            self._first = None
            return first.code, code
        if counter < first.counter:
            raise TypedCodeInvalid(
                "This code is older than the first one.", "Type the one that is shown now."
            )
        self._first = _First(code, counter, counter_at(now))
        raise TypedCodeInvalid(
            "The two codes do not follow each other: one was missed in between.",
            "The last one counts as the first now; type the one after it.",
        )

    def _check_age(self, counter: int, now: float) -> None:
        if self._seed is not None and counter_at(now) - counter > MOST_DRIFT:
            self._first = None
            minutes = (counter_at(now) - counter) * STEP / 60
            raise TypedCodeInvalid(
                f"These codes are too late: they were shown {minutes:.0f} minutes ago.",
                "Type two new ones.",
            )

    def _counter(self, code: Secret, now: float) -> int:
        """The step of `code` nearest to now; without the seed the present one."""
        here = counter_at(now)
        if self._seed is None:
            return here
        for distance in sorted(range(-REACH, REACH + 1), key=abs):
            if code_at(self._seed, (here + distance) * float(STEP)).text == code:
                return here + distance
        raise TypedCodeInvalid(
            "This is no code of this device.",
            "Type the one that the phone shows now, or scan the QR code again.",
        )


def _is_next(first: _First, now: float) -> bool:
    """Whether a code typed now may be the one after the first, of which only the time is known."""
    return counter_at(now) - first.typed_in <= MOST_DRIFT


def _check_drift(drift: int) -> None:
    if abs(drift) <= MOST_DRIFT:
        return
    seconds = abs(drift) * STEP
    off = f"{seconds / 60:.0f} minutes" if seconds >= 2 * 60 else f"{seconds} seconds"
    raise TypedCodeInvalid(
        f"The clock of the phone is {off} {'ahead' if drift > 0 else 'behind'}, or this code is "
        "an old one; AWS would not take it.",
        "Have the phone set its clock by the network, and type the code that it shows then.",
    )
