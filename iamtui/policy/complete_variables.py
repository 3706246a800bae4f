"""Policy variables, `${aws:username}`, inside values.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from iamtui.policy.completion import Offer
from iamtui.policy.global_keys import global_keys
from iamtui.policy.json_cursor import Cursor

_REST_OF_NAME = re.compile(r"[\w:/.-]*(?=\})")


def within_variable(place: Cursor, text: str) -> Cursor | None:
    """The same place as one within the name of a variable, or None where it is in no variable."""
    _, opened, name = place.typed.rpartition("${")
    if not opened or "}" in name:
        return None
    offset = place.start + len(place.typed)
    rest = _REST_OF_NAME.match(text, offset)
    end = offset if rest is None else rest.end()
    more = end < place.end or rest is not None
    return replace(
        place,
        typed=name,
        start=offset - len(name),
        end=end,
        quoted=True,
        closed=place.closed or more,
    )


def variables(place: Cursor, text: str) -> Iterator[Offer]:
    """The keys that have one value, which a variable stands for; a brace is added if missing."""
    brace = "" if text[place.end : place.end + 1] == "}" else "}"
    for key in global_keys().values():
        if not key.multivalued:
            beginning, placeholder, _ = key.name.partition("${")
            value = beginning if placeholder else beginning + brace
            yield Offer(value, key.description, label=key.name, open=bool(placeholder))
