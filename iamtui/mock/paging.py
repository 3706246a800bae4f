"""Pages as IAM gives them: MaxItems, an opaque Marker, and IsTruncated always there.

A marker holds the sort key of the last item sent, so that items made or deleted between two
pages neither repeat nor hide the others.
"""

from __future__ import annotations

import base64
import binascii
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final, TypeVar

from iamtui.mock.errors import invalid
from iamtui.mock.registry import Request

T = TypeVar("T")

DEFAULT_PAGE: Final = 100


def page(
    request: Request, items: Iterable[T], key: Callable[[T], str]
) -> tuple[list[T], dict[str, Any]]:
    """The items of the page that the call asks for, sorted by `key`, and the fields that end it.

    What was made less than the store's lag ago is not there yet.
    """
    ordered = sorted(_visible(request, items), key=key)
    first = 0
    marker = request.optional("Marker")
    if marker is not None:
        first = bisect_right(ordered, _open(marker, request.operation), key=key)
    last = first + int(request.params.get("MaxItems", DEFAULT_PAGE))
    if last >= len(ordered):
        return ordered[first:], {"IsTruncated": False}
    chosen = ordered[first:last]
    return chosen, {"IsTruncated": True, "Marker": _seal(key(chosen[-1]), request.operation)}


def _visible(request: Request, items: Iterable[T]) -> Iterable[T]:
    if not request.store.lag:
        return items
    newest = request.store.clock.now() - timedelta(seconds=request.store.lag)
    return [item for item in items if getattr(item, "create_date", newest) <= newest]


def listed(
    request: Request,
    field: str,
    items: Iterable[T],
    key: Callable[[T], str],
    view: Callable[[T], object],
) -> dict[str, Any]:
    """A whole answer: the page's items in `field`, each as `view` shows it."""
    chosen, end = page(request, items, key)
    return {field: [view(item) for item in chosen], **end}


def by_name(item: Any) -> str:
    """Names in the order of AWS's lists: without regard to case."""
    return str(item.name).lower()


def as_it_is(item: str) -> str:
    """Sorts and shows a text as itself."""
    return item


def _seal(key: str, operation: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([operation, key]).encode()).decode()


def _open(marker: str, operation: str) -> str:
    try:
        sealed_for, key = json.loads(base64.b64decode(marker, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, TypeError) as error:
        raise invalid("Invalid Marker.") from error
    if sealed_for != operation or not isinstance(key, str):
        raise invalid("Invalid Marker.")
    return key
