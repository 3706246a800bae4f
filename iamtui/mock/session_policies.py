"""Session policies: what a session is cut down with when it is made.

Source: STS API reference, AssumeRole, `Policy` and `PolicyArns` (2,048 characters together, ten
managed policies) and `PackedPolicySize`. How AWS packs is not published: the size is an estimate.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping
from typing import Final

from iamtui.mock.documents import check_session
from iamtui.mock.errors import AwsError, invalid
from iamtui.mock.layers import default_document
from iamtui.mock.registry import Request
from iamtui.mock.sessions import SessionPolicy

_MOST_CHARACTERS: Final = 2048
_MOST_MANAGED: Final = 10
_PACKED_BYTES: Final = 2048


def session_policies(request: Request) -> tuple[SessionPolicy, ...]:
    """The policies that the call gives, in its text and by ARN.

    Raises MalformedPolicyDocument, ValidationError or PackedPolicyTooLarge.
    """
    text = request.optional("Policy")
    arns = [str(entry.get("arn", "")) for entry in request.params.get("PolicyArns", [])]
    if len(arns) > _MOST_MANAGED:
        raise invalid(
            f"1 validation error detected: Value '{arns}' at 'policyArns' failed to satisfy "
            f"constraint: Member must have length less than or equal to {_MOST_MANAGED}"
        )
    if sum(map(len, arns)) + len(text or "") > _MOST_CHARACTERS:
        raise _too_large("Packed policy consumes more than 100% of allotted space")
    policies = []
    if text is not None:
        check_session(text)
        policies.append(SessionPolicy("session policy", text))
    return (*policies, *(_managed(request, arn) for arn in arns))


def packed_size(
    policies: tuple[SessionPolicy, ...], tags: Mapping[str, str], *, always: bool = False
) -> int | None:
    """The percentage of the room that policies and tags take; None (or 0) where there are none.

    Raises PackedPolicyTooLarge above 100.
    """
    if not policies and not tags:
        return 0 if always else None
    # A managed policy travels as its ARN, an inline one as its text.
    texts = [each.name if each.name.startswith("arn:") else each.document for each in policies]
    packed = zlib.compress(json.dumps([texts, dict(tags)]).encode(), level=9)
    percent = math.ceil(100 * len(packed) / _PACKED_BYTES)
    if percent > 100:
        raise _too_large(f"Packed policy consumes {percent}% of allotted space")
    return percent


def _managed(request: Request, arn: str) -> SessionPolicy:
    policy = request.store.policies.get(arn)
    if policy is None:
        raise AwsError("MalformedPolicyDocument", f"Policy {arn} does not exist.")
    return SessionPolicy(arn, default_document(policy))


def _too_large(words: str) -> AwsError:
    return AwsError("PackedPolicyTooLarge", f"{words}, please use smaller policy.")
