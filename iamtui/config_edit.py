"""Changes one setting of `config.toml` by its line: comments and all other lines stay as they are.

What was written is read before it takes the old file's place, so that a file that cannot be edited
this way (a value over several lines, say) is refused and left alone.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from iamtui import paths
from iamtui.config import read_settings, settings_file
from iamtui.errors import UsageError

Value = str | float | bool
_HEADER = re.compile(r"\s*\[")


def change_setting(key: str, value: Value, path: Path | None = None) -> None:
    """Set the key `key`, which stands before all tables, to `value`; makes the file if need be.

    Raises UsageError where the file is not one that iamtui reads, or has no line to change, and
    OSError where it cannot be written; the file is then as it was.
    """
    path = path or settings_file()
    with paths.locked(path.with_suffix(".lock")):
        read_settings(path)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new = changed_text(old, key, value)
        if not _is_changed_only_there(old, new, key, value):
            raise UsageError(
                f"{path}: {key} cannot be changed by a line of its own.",
                f"Write there: {_line(key, value)}",
            )
        if new != old:
            paths.write_private(path, new.encode())


def changed_text(text: str, key: str, value: Value) -> str:
    """`text` with the line of `key` changed, or put after the last line before the tables."""
    lines = text.splitlines(keepends=True)
    top = next((n for n, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    pattern = re.compile(rf"(?P<head>\s*(?:{key}|\"{key}\"|'{key}')\s*=\s*)(?P<rest>.*?)\s*$", re.S)
    for number in range(top):
        found = pattern.match(lines[number])
        if found is not None:
            comment = _comment(found["rest"])
            lines[number] = f"{found['head']}{_toml(value)}{comment}\n"
            return "".join(lines)
    before = top
    while before and not lines[before - 1].strip():
        before -= 1
    # What stands right above the first table is its own comment, where a blank line is before it.
    if top < len(lines) and before == top:
        before = _start_of_comment(lines, top)
    if before and not lines[before - 1].endswith("\n"):
        lines[before - 1] += "\n"
    gap = ["\n"] if before < len(lines) and lines[before].strip() else []
    return "".join([*lines[:before], f"{_line(key, value)}\n", *gap, *lines[before:]])


def _start_of_comment(lines: list[str], top: int) -> int:
    start = top
    while start and lines[start - 1].lstrip().startswith("#"):
        start -= 1
    while start and not lines[start - 1].strip():
        start -= 1
    return start


def _comment(rest: str) -> str:
    """The comment behind a value, with the blanks before it."""
    found = re.fullmatch(r"""(?:"[^"]*"|'[^']*'|[^#"']*?)(\s*#.*)?""", rest, re.S)
    return (found[1] or "") if found else ""


def _line(key: str, value: Value) -> str:
    return f"{key} = {_toml(value)}"


def _toml(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    # A basic string: everything that has to be escaped is refused by what reads it again.
    return f'"{value}"'


def _is_changed_only_there(old: str, new: str, key: str, value: Value) -> bool:
    try:
        before, after = tomllib.loads(old), tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        return False
    return after == {**before, key: value}
