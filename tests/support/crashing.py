"""iamtui in which F9 makes any screen crash.

    python -m tests.support.crashing IN OUT

IN is a file descriptor that gives the mock's `Ready` line. OUT is one that is told a JSON object a
line: {"secrets": …} once an MFA session has started, {"shown": CLASS} or "rows of CLASS",
{"focused": ID of a line} and {"crashed": CLASS}.
"""

from __future__ import annotations

import json
import os
import sys

from iamtui import cli, terminal


def main(ready: dict[str, str], out: int) -> int:
    """Open the mock of `ready`; tell the file descriptor `out`."""

    def tell(**what: object) -> None:
        os.write(out, json.dumps(what).encode() + b"\n")

    quiet = terminal.quiet

    def quiet_and_install() -> None:
        # Textual is imported only after iamtui has prepared its environment, as ever.
        quiet()
        from tests.support.crashes import install

        install(ready, tell)

    terminal.quiet = quiet_and_install
    return cli.main(["--profile", "acme"])


if __name__ == "__main__":
    with open(int(sys.argv[1])) as given:
        line = json.load(given)
    raise SystemExit(main(line, int(sys.argv[2])))
