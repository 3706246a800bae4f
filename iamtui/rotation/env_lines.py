"""The lines of a text file that name an access key, such as `.env`, YAML, JSON or a shell script.

Only the key's id is looked for. The pair of a key can be replaced where the line of its secret is
known for sure: the setting that is called as the id's is, with SECRET_ACCESS_KEY in place of
ACCESS_KEY_ID in whatever spelling, and nearest to it. All else in the file stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.vault.items import AccessKeyPair

# How far a secret may be from its id, in lines.
NEAR = 20
# `export NAME="value"`, `name: value`, `"name": "value",`.
_SETTING = re.compile(
    r"""^(?P<head>[\s\-]*(?:export\s+|set\s+)?["']?(?P<name>[\w.\-]+)["']?\s*[=:]\s*["']?)"""
    r"""(?P<value>[A-Za-z0-9/+=]+)(?P<tail>["']?.*)$"""
)
_ID = re.compile(r"(?P<access>access)(?P<a>[_\-.]?)(?P<key>key)(?P<b>[_\-.]?)(?P<id>id)$", re.I)
# Secrets of access keys have 40 characters.
_SECRET_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Mention:
    """A line (`number` counts from 1) with the id of a key. `secret_line` is that of its secret,
    None where there is none that certainly is."""

    number: int
    name: str = ""
    secret_line: int | None = None


def mentions(text: str, key_id: str) -> tuple[Mention, ...]:
    """The lines of `text` that name the key."""
    lines = text.split("\n")
    return tuple(_mentions(lines, key_id))


def switched(text: str, from_id: str, to: AccessKeyPair) -> str:
    """The text with the key `to` in each pair of lines that had `from_id`."""
    lines = text.split("\n")
    for mention in _mentions(lines, from_id):
        if mention.secret_line is None:
            continue
        for number, value in (
            (mention.number, to.access_key_id),
            (mention.secret_line, to.secret.reveal()),
        ):
            setting = _SETTING.match(lines[number - 1])
            if setting is not None:
                lines[number - 1] = f"{setting['head']}{value}{setting['tail']}"
    return "\n".join(lines)


def _mentions(lines: list[str], key_id: str) -> Iterator[Mention]:
    whole = re.compile(rf"(?<![A-Za-z0-9]){re.escape(key_id)}(?![A-Za-z0-9])")
    for number, line in enumerate(lines, start=1):
        if key_id not in line or whole.search(line) is None:
            continue
        setting = _SETTING.match(line)
        if setting is None or setting["value"] != key_id:
            yield Mention(number)
        else:
            name = setting["name"]
            yield Mention(number, name, _secret_line(lines, number, name))


def _secret_line(lines: list[str], number: int, name: str) -> int | None:
    wanted = _name_of_secret(name)
    if not wanted:
        return None
    around = range(max(1, number - NEAR), min(len(lines), number + NEAR) + 1)
    for candidate in sorted(around, key=lambda each: (abs(each - number), each < number)):
        setting = _SETTING.match(lines[candidate - 1])
        if setting is None or setting["name"].lower() != wanted.lower():
            continue
        return candidate if len(setting["value"]) == _SECRET_LENGTH else None
    return None


def _name_of_secret(name: str) -> str:
    """`AWS_SECRET_ACCESS_KEY` for `AWS_ACCESS_KEY_ID`; "" for any other sort of name."""
    found = _ID.search(name)
    if found is None:
        return ""
    gap = found["a"]
    return f"{name[: found.start()]}secret{gap}access{gap}key"
