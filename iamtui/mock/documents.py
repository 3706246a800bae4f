"""Policy documents as IAM accepts them: grammar, principals, and size.

Sizes: IAM User Guide, "IAM and AWS STS quotas" (white space does not count).
"""

from __future__ import annotations

from typing import Final

from iamtui.mock.document_grammar import check_grammar, check_trust_grammar
from iamtui.mock.entities import Group, Holder, User
from iamtui.mock.errors import AwsError, quota
from iamtui.mock.store import Store
from iamtui.mock.trust_principals import check_principals

_MANAGED_LIMIT: Final = 6144
_TRUST_LIMIT: Final = 2048
_TRUST_SIZE_LABEL: Final = "ACLSizePerRole"


def check_session(document: str) -> None:
    """MalformedPolicyDocument for a policy that is to cut a session down."""
    check_grammar(document)


def check_managed(document: str) -> None:
    """MalformedPolicyDocument or LimitExceeded for a managed policy's document."""
    check_grammar(document)
    if _size(document) > _MANAGED_LIMIT:
        raise quota("PolicySize", _MANAGED_LIMIT)


def check_trust(document: str, store: Store) -> None:
    """MalformedPolicyDocument or LimitExceeded for the trust policy of a role in `store`."""
    for statement in check_trust_grammar(document):
        check_principals(statement, store)
    if _size(document) > _TRUST_LIMIT:
        raise quota(_TRUST_SIZE_LABEL, _TRUST_LIMIT)


def check_inline(holder: Holder, name: str, document: str) -> None:
    """MalformedPolicyDocument or LimitExceeded for an inline policy beside the holder's others."""
    check_grammar(document, any_version=True)
    kind, limit = _inline_limit(holder)
    others = sum(_size(text) for other, text in holder.policies.items() if other != name)
    if others + _size(document) > limit:
        raise AwsError(
            "LimitExceeded",
            f"Maximum policy size of {limit} bytes exceeded for {kind} {holder.name}",
        )


def _inline_limit(holder: Holder) -> tuple[str, int]:
    if isinstance(holder, User):
        return "user", 2048
    if isinstance(holder, Group):
        return "group", 5120
    return "role", 10240


def _size(document: str) -> int:
    return sum(1 for character in document if not character.isspace())
