"""The lines of an AWS credentials or config file, edited one by one; all others stay as they are.

Comments, order, blanks, indentation and line ends are the user's. A key that no profile uses yet,
or any more, is kept in a section of its own, which says whose it is.

AWS SDKs and Tools Reference Guide, "Shared config and credentials files".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

SHELF = "iamtui-rotation"
_SECTION = re.compile(r"\s*\[\s*(?:profile\s+)?(?P<name>[^\]]*?)\s*\]")
_SETTING = re.compile(
    r"(?P<head>\s*(?P<name>aws_access_key_id|aws_secret_access_key|aws_session_token)\s*[=:]\s*)"
    r"(?P<value>\S+)(?P<tail>\s*)$",
    re.IGNORECASE,
)
_QUOTES = "\"'"


@dataclass(frozen=True, slots=True)
class Section:
    """A section with a key: `first` and `end` are its lines, the header's and the one behind the
    last; `id_line` and `secret_line` those of the settings (None where one is missing). `temporary`
    are a session's credentials, which nobody rotates."""

    name: str
    first: int
    end: int
    id_line: int | None
    secret_line: int | None
    key: AccessKeyPair | None
    temporary: bool = False

    @property
    def is_shelf(self) -> bool:
        """Whether it keeps a key for a rotation, and is no profile of the user's."""
        return self.name.startswith(f"{SHELF}-")


def sections(text: str) -> tuple[Section, ...]:
    """The sections of a file, in its order."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if _SECTION.match(line)]
    borders = pairwise([*starts, len(lines)])
    return tuple(_section(lines, start, end) for start, end in borders)


def switched(text: str, from_id: str, to: AccessKeyPair) -> str:
    """The text with the key `to` in every profile that had `from_id`."""
    lines = text.split("\n")
    for section in _profiles_with(text, from_id):
        for number, value in (
            (section.id_line, to.access_key_id),
            (section.secret_line, to.secret.reveal()),
        ):
            if number is not None:
                lines[number] = _with_value(lines[number], value)
    return "\n".join(lines)


def uses(text: str, key_id: str) -> bool:
    """Whether a profile has that key."""
    return any(True for _ in _profiles_with(text, key_id))


def shelved(text: str, label: str, key: AccessKeyPair, *, in_config: bool) -> str:
    """The text with a section for `key`; `label` says whose it is."""
    if any(section.is_shelf and _id(section) == key.access_key_id for section in sections(text)):
        return text
    end = "\r\n" if "\r\n" in text else "\n"
    prefix = "profile " if in_config else ""
    section = (
        f"[{prefix}{SHELF}-{label}-{key.access_key_id}]",
        f"aws_access_key_id = {key.access_key_id}",
        f"aws_secret_access_key = {key.secret.reveal()}",
        "",
    )
    gap = "" if not text or text.endswith("\n") else end
    return text + gap + end.join(section)


def unshelved(text: str, key_id: str) -> str:
    """The text without the section that keeps that key. Comments in it are kept: another program
    wrote them at the end of the file."""
    lines = text.split("\n")
    for section in reversed(sections(text)):
        if section.is_shelf and _id(section) == key_id:
            last = section.end == len(lines)
            lines[section.first : section.end] = filter(
                _is_note, lines[section.first : section.end]
            )
            if last and (not lines or lines[-1]):
                lines.append("")
    return "\n".join(lines)


def shelf_ids(text: str, label: str) -> frozenset[str]:
    """The ids of the keys that are kept for the rotation of `label`."""
    wanted = f"{SHELF}-{label}-"
    found = (section for section in sections(text) if section.name.startswith(wanted))
    return frozenset(key_id for section in found if (key_id := _id(section)))


def _is_note(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith(("#", ";"))


def _profiles_with(text: str, key_id: str) -> Iterator[Section]:
    for section in sections(text):
        if not section.is_shelf and _id(section) == key_id:
            yield section


def _id(section: Section) -> str:
    return section.key.access_key_id if section.key is not None else ""


def _section(lines: list[str], start: int, end: int) -> Section:
    header = _SECTION.match(lines[start])
    name = header["name"].strip(_QUOTES) if header is not None else ""
    values: dict[str, str] = {}
    places: dict[str, int] = {}
    for number in range(start + 1, end):
        if (setting := _SETTING.match(lines[number])) is not None:
            values[setting["name"].lower()] = setting["value"]
            places[setting["name"].lower()] = number
    key_id = values.get("aws_access_key_id")
    secret = Secret(values.get("aws_secret_access_key", ""))
    return Section(
        name=name,
        first=start,
        end=end,
        id_line=places.get("aws_access_key_id"),
        secret_line=places.get("aws_secret_access_key"),
        key=AccessKeyPair(key_id, secret) if key_id is not None else None,
        temporary="aws_session_token" in values,
    )


def _with_value(line: str, value: str) -> str:
    setting = _SETTING.match(line)
    return line if setting is None else f"{setting['head']}{value}{setting['tail']}"
