"""Which function answers which operation, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from iamtui.mock.caller import Caller
from iamtui.mock.store import Store

Parameters = Mapping[str, Any]
Result = dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Request:
    """One authenticated, validated call: `params` as botocore's model types them."""

    operation: str
    params: Parameters
    caller: Caller
    store: Store

    def text(self, name: str) -> str:
        """A parameter that the model requires."""
        return str(self.params[name])

    def optional(self, name: str) -> str | None:
        """A text parameter that may be absent."""
        value = self.params.get(name)
        return None if value is None else str(value)

    def user_name(self) -> str:
        """The user named, or the one whose long-term key signed the call."""
        return self.optional("UserName") or self.caller.implicit_user_name()


Handler = Callable[[Request], Result]

HANDLERS: Final[dict[tuple[str, str], Handler]] = {}


def operation(name: str, service: str = "iam") -> Callable[[Handler], Handler]:
    """Register the decorated function as the one that answers `name`."""

    def register(handler: Handler) -> Handler:
        HANDLERS[service, name] = handler
        return handler

    return register
