"""Functions whose modules are imported when they are called first, and not before the first frame.

if TYPE_CHECKING:
    from iamtui.ui.actions import asking
else:
    asking = late("iamtui.ui.actions.asking")
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any


class LateModule:
    """Stands for a module; its attributes are functions that import it when they are called."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, function: str) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(importlib.import_module(self._name), function)(*arguments, **named)

        call.__name__ = call.__qualname__ = function
        return call


def late(name: str) -> LateModule:
    """The module `name`, of which nothing but functions may be used."""
    return LateModule(name)
