"""Reads the answer of `sts:DecodeAuthorizationMessage`.

https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
"""

from __future__ import annotations

import json

from iamtui.access.denial import Denial


def read_decoded(text: str) -> Denial | None:
    """The refusal in a decoded message, with or without the answer around it; None for others."""
    decoded = _object(text)
    inner = decoded.get("DecodedMessage")
    if isinstance(inner, str):
        decoded = _object(inner)
    context = decoded.get("context")
    if not isinstance(context, dict) or decoded.get("allowed") is True:
        return None
    principal = context.get("principal")
    arn = principal.get("arn") if isinstance(principal, dict) else None
    action, resource = context.get("action"), context.get("resource")
    if not isinstance(arn, str) or not isinstance(action, str):
        return None
    explicit = decoded.get("explicitDeny")
    return Denial(
        arn,
        action,
        resource if isinstance(resource, str) else "",
        explicit if isinstance(explicit, bool) else None,
        raw=text,
    )


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}
