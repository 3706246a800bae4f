"""Which function answers which operation, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from iamtui.mock.caller import Caller
from iamtui.mock.errors import invalid
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
        """A parameter that the operation needs; ValidationError where the call has none."""
        if name not in self.params:
            raise invalid(
                f"1 validation error detected: Value at '{name[:1].lower()}{name[1:]}' failed to "
                "satisfy constraint: Member must not be null"
            )
        return str(self.params[name])

    def optional(self, name: str) -> str | None:
        """A text parameter that may be absent."""
        value = self.params.get(name)
        return None if value is None else str(value)

    def user_name(self) -> str:
        """The user named, or the one whose credentials signed the call."""
        return self.optional("UserName") or self.caller.implicit_user_name(self.operation)


Handler = Callable[[Request], Result]

HANDLERS: Final[dict[tuple[str, str], Handler]] = {}
DIFFERENCES: Final[dict[tuple[str, str], str]] = {}


def operation(
    name: str, service: str = "iam", *, differs: str = ""
) -> Callable[[Handler], Handler]:
    """Register the decorated function as the one that answers `name`.

    The first line of its docstring says what it does, and `differs` in a sentence what AWS does
    otherwise; both are what the table of capabilities shows.
    """

    def register(handler: Handler) -> Handler:
        HANDLERS[service, name] = handler
        if differs:
            DIFFERENCES[service, name] = differs
        return handler

    return register
