"""A request to AWS, as a policy sees it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from iamtui.policy.principal import Principal

if TYPE_CHECKING:
    from datetime import datetime

_NOTHING: Mapping[str, str | tuple[str, ...]] = MappingProxyType({})


class Request(NamedTuple):
    """Who wants to do what to which resource, under which circumstances.

    `context` maps condition keys (any case) to a text, or to a tuple for a multivalued key; `()` is
    a key that is known to be absent. `resource_account` is the owner's account id; None takes it
    from the ARN, and failing that the principal's own account. `now` (with a time zone) fills in
    the time keys. With `partial_context` a key that is not given is unknown instead of absent.
    """

    principal: Principal
    action: str
    resource: str
    context: Mapping[str, str | tuple[str, ...]] = _NOTHING
    resource_account: str | None = None
    now: datetime | None = None
    partial_context: bool = False
