"""The typed values of conditions: numbers, dates, addresses, ARNs. None: the text is none of them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from decimal import Decimal
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    Address: TypeAlias = IPv4Address | IPv6Address
    Network: TypeAlias = IPv4Network | IPv6Network

_NUMBER = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?"
    r"([Zz]|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_CACHED = 4096


@lru_cache(maxsize=_CACHED)
def number(text: str) -> Decimal | None:
    """A decimal number without an exponent."""
    from decimal import Decimal  # imported when first needed, like the others here: a slow start

    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=_CACHED)
def moment(text: str) -> Decimal | None:
    """Seconds since 1970-01-01 UTC, from ISO 8601 (W3C profile, UTC by default) or epoch seconds.

    Four digits alone are a year, as in the W3C profile.
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return number(text)
    from datetime import UTC, datetime
    from decimal import Decimal

    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        start = datetime(
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), tzinfo=UTC
        )
    except ValueError:
        return None
    seconds = Decimal(int(start.timestamp()) + int(second or 0) - _offset(zone))
    return seconds + Decimal(f"0.{fraction}") if fraction else seconds


def _offset(zone: str | None) -> int:
    """Seconds east of UTC."""
    if zone is None or zone in "Zz":
        return 0
    digits = zone[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if zone[0] == "-" else seconds


@lru_cache(maxsize=_CACHED)
def address(text: str) -> Address | None:
    """An IPv4 or IPv6 address."""
    from ipaddress import ip_address

    try:
        return ip_address(text)
    except ValueError:
        return None


@lru_cache(maxsize=_CACHED)
def network(text: str) -> Network | None:
    """A CIDR range, host bits allowed; an address without a prefix is a range of one."""
    from ipaddress import ip_network

    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None
