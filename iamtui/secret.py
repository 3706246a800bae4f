"""A secret that cannot be printed by accident."""

from __future__ import annotations

import hmac
from typing import NoReturn


class Secret:
    """Holds a secret text; `repr`, `str`, `format` and tracebacks show only that it is one.

    `reveal()` gives the bare text: call it where the text is used and keep the result no longer
    than that. Comparison takes the same time for any two secrets of one length. A secret is
    not hashable and cannot be pickled, so that it gets into no cache and no file unnoticed.
    """

    __slots__ = ("_text",)

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The bare secret."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled")
