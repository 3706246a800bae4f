"""Times on the command line: `0`, `90s`, `30m`, `2h`, `3d`."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from datetime import timedelta

_FORM = re.compile(r"(?P<count>[0-9]{1,6})(?P<unit>[smhd]?)", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """The time that `text` means; a bare number only where it is 0. Raises ArgumentTypeError."""
    form = _FORM.fullmatch(text)
    if form is None or (not form["unit"] and int(form["count"])):
        raise ArgumentTypeError(f"{text!r} is no time; write it as 90s, 30m, 2h or 3d")
    return timedelta(**{_UNITS[form["unit"] or "s"]: int(form["count"])})
