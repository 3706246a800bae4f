"""The lines of an AWS file without a profile's key, or with a program in its place.

Comments, order, blanks, other settings and other profiles stay as they are.
"""

from __future__ import annotations

import re

from iamtui.errors import RefusedError
from iamtui.rotation.holders.aws_lines import Section, sections
from iamtui.vault.items import AccessKeyPair

# botocore splits the text in the brackets as a shell does, and ends it at a bracket.
_UNWRITABLE = re.compile(r"[\]\"'\\]")
_PROCESS = re.compile(r"\s*credential_process\s*[=:]", re.IGNORECASE)


def has_key(text: str, profile: str, key: AccessKeyPair) -> bool:
    """Whether a section of that profile has exactly this key, in lines that can be taken out."""
    return any(_is(section, profile, key) for section in sections(text))


def key_line(text: str, profile: str) -> int | None:
    """The line of the profile's access key ID, counted from 1."""
    for section in sections(text):
        if section.name == profile and section.id_line is not None:
            return section.id_line + 1
    return None


def without_key(text: str, profile: str, key: AccessKeyPair) -> str:
    """The text without the two lines of `key` in the section of `profile`; a section of which
    nothing is left goes with them. A section with another key stays."""
    lines = text.split("\n")
    for section in reversed(sections(text)):
        if _is(section, profile, key):
            _take_out(lines, section)
    return "\n".join(lines)


def with_process(text: str, profile: str, command: str) -> str:
    """The config file's text with `credential_process = command` for `profile`.

    Raises RefusedError where the profile has one already, or its name cannot be written there.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    setting = f"credential_process = {command}"
    lines = text.split("\n")
    for section in sections(text):
        if section.name == profile:
            if any(_PROCESS.match(line) for line in lines[section.first : section.end]):
                raise RefusedError(
                    f"The profile {profile} has a credential_process already, which was left.",
                    "Remove that line first, if it is not needed any more.",
                )
            lines.insert(section.first + 1, setting + end[:-1])
            return "\n".join(lines)
    gap = "" if not text else end if text.endswith("\n") else end * 2
    return f"{text}{gap}{_header(profile)}{end}{setting}{end}"


def _header(profile: str) -> str:
    if profile == "default":
        return "[default]"
    if _UNWRITABLE.search(profile):
        raise RefusedError(
            f"The name {profile} cannot be written into the config file safely.",
            "Write the section by hand.",
        )
    return f'[profile "{profile}"]' if " " in profile else f"[profile {profile}]"


def _is(section: Section, profile: str, key: AccessKeyPair) -> bool:
    return section.name == profile and section.key == key and not section.temporary


def _take_out(lines: list[str], section: Section) -> None:
    gone = {section.id_line, section.secret_line}
    kept = [n for n in range(section.first + 1, section.end) if n not in gone]
    if any(lines[n].strip() for n in kept):
        lines[section.first + 1 : section.end] = [lines[n] for n in kept]
        return
    is_last = section.end == len(lines)
    del lines[section.first : section.end]
    if is_last:
        lines.append("")
