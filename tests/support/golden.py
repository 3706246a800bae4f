"""Screens kept as text files: a difference fails; `UPDATE_GOLDEN=1` writes them anew."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "ui" / "golden"


def check_golden(name: str, screen: str) -> None:
    """Fail, with a diff, unless `screen` is what the file `name`.txt holds."""
    path = FOLDER / f"{name}.txt"
    text = f"{screen}\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if kept != text:
        lines = difflib.unified_diff(
            kept.splitlines(), text.splitlines(), f"{name}.txt", "the screen now", lineterm=""
        )
        pytest.fail("\n".join([*lines, "UPDATE_GOLDEN=1 keeps the new one."]), pytrace=False)
