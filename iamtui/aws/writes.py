"""Which entities were written to lately, so that no older answer about them is taken for new."""

from __future__ import annotations

import threading

from iamtui.account.call import Call


class WriteLog:
    """The names and ARNs in the parameters of each write, in the order they were answered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes: list[frozenset[str]] = []

    def note(self, call: Call) -> None:
        """`call` was made, however it ended."""
        named = frozenset(v for v in call.parameters.values() if isinstance(v, str) and v)
        with self._lock:
            self._writes.append(named)

    def moment(self) -> int:
        """This moment, for `touched_since`."""
        with self._lock:
            return len(self._writes)

    def touched_since(self, moment: int, key: str) -> bool:
        """Whether a write that named `key` was answered after `moment`."""
        with self._lock:
            return any(key in named for named in self._writes[moment:])
