"""The lines of the files in ~/.aws, so that a mistake can be named by its place.

AWS SDKs and Tools Reference Guide, "Shared config and credentials files": sections in brackets,
`key = value`, nested settings indented below an empty value, comments with # or ;.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

# Their values are secrets, or may hold one.
_SECRET: Final = frozenset(
    {"aws_secret_access_key", "aws_session_token", "aws_security_token", "credential_process"}
)
_SECTION: Final = re.compile(r"\[\s*(.*?)\s*\]\s*(?:[#;].*)?")


@dataclass(frozen=True, slots=True)
class Setting:
    """The value of a key (empty where it may be a secret) and its line, counted from 1."""

    value: str
    line: int


@dataclass(slots=True)
class Section:
    """A section by the text in its brackets, with its settings; `line` counts from 1."""

    title: str
    line: int
    settings: dict[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that cannot be meant: what is wrong with it, and what to do."""

    line: int
    what: str
    remedy: str


def read_lines(text: str) -> tuple[list[Section], list[Mistake]]:
    """The sections of a file, and the lines that belong to none or say nothing."""
    sections: list[Section] = []
    mistakes: list[Mistake] = []
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        if stripped.startswith("["):
            _section(stripped, number, sections, mistakes)
        elif line[0] not in " \t" or not sections or not sections[-1].settings:
            _setting(stripped, number, sections, mistakes)
    return sections, mistakes


def _section(line: str, number: int, sections: list[Section], mistakes: list[Mistake]) -> None:
    found = _SECTION.fullmatch(line)
    if found is None or not found[1]:
        mistakes.append(Mistake(number, "this is no section", "Write it as [profile NAME]."))
    same = next((s for s in sections if found is not None and s.title == found[1]), None)
    if same is not None:
        what = f"[{same.title}] is there already, in line {same.line}"
        mistakes.append(Mistake(number, what, "Put both into one section."))
    sections.append(Section(found[1] if found is not None else "", number))


def _setting(line: str, number: int, sections: list[Section], mistakes: list[Mistake]) -> None:
    key, equals, value = (part.strip() for part in line.partition("="))
    if not equals or not key:
        # The line is not repeated: it may be a secret on its own.
        mistakes.append(
            Mistake(number, "this is neither a section nor a setting", "Write key = value.")
        )
        return
    if not sections:
        mistakes.append(Mistake(number, "this setting is in no section", "Put [default] above it."))
        return
    settings = sections[-1].settings
    name = key.lower()
    if name in settings:
        what = f"{name} is set already, in line {settings[name].line}"
        mistakes.append(Mistake(number, what, "Remove one of the two lines."))
    settings[name] = Setting("" if name in _SECRET else value, number)
