"""What is shown when iamtui itself fails: where, never with what.

Textual prints the local variables of every frame, and a local may be a secret. An exception's
text may hold one too, so only its type is printed.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from rich.text import Text

from iamtui import __version__

_HERE = Path(__file__).parent.parent


def crash_report(error: BaseException) -> Text:
    """The type of `error` and the lines it came through."""
    lines = [f"iamtui {__version__} failed ({type(error).__name__}). The terminal is restored;"]
    lines += ["what was done is in the journal. Please report these lines:", ""]
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        inside = _HERE in path.parents
        name = path.relative_to(_HERE.parent) if inside else path.name
        lines.append(f"  {name}:{frame.lineno} in {frame.name}")
    return Text("\n".join(lines))
