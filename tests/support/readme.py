"""The docs that are made: parts of the README, and the mock's table of capabilities.

`python -m tests.support.readme` writes them anew.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

from iamtui.mock.capabilities import capability_table
from iamtui.ui.key_table import key_table

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
CAPABILITIES = ROOT / "iamtui" / "mock" / "CAPABILITIES.md"


def renewed(text: str) -> str:
    """`text` with what stands between `<!-- NAME -->` and `<!-- /NAME -->` made anew.

    Raises ValueError where the markers of a part are missing.
    """
    parts = {"keys": key_table(), "help": f"```\n{command_help()}```"}
    for name, part in parts.items():
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        made = partial(_between, f"{part}\n")
        text, count = re.subn(pattern, made, text, flags=re.DOTALL)
        if count != 1:
            raise ValueError(f"the README has no part “{name}”, or two")
    return text


def _between(part: str, found: re.Match[str]) -> str:
    return found[1] + part + found[2]


def command_help() -> str:
    """What `iamtui --help` prints in 80 columns."""
    answer = subprocess.run(
        [sys.executable, "-m", "iamtui", "--help"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
    )
    return answer.stdout


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8")
    CAPABILITIES.write_text(capability_table(), "utf-8")
