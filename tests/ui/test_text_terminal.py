"""What really reaches a terminal when hostile strings are shown."""

from __future__ import annotations

import os
import re
import sys

import pytest

from tests.bench.terminal import running

SHOW = "from tests.ui.test_text import HostileApp; HostileApp().run()"


@pytest.mark.slow
def test_no_control_sequence_of_the_data_is_emitted() -> None:
    environ = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    with running([sys.executable, "-c", SHOW], 120, 90, environ) as terminal:
        output = (terminal.until(b"selectors") + terminal.answer(quiet=0.5).output).decode()
    assert "␛]52;c;aGVsbG8=␇" in output
    assert "\x1b]52" not in output
    assert not re.search("[\x80-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", output)
