"""The names that the policy language gives to its elements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

from enum import Enum

CURRENT_VERSION = "2012-10-17"
OLD_VERSION = "2008-10-17"
VERSIONS = (CURRENT_VERSION, OLD_VERSION)

TOP_LEVEL = frozenset(("Version", "Id", "Statement"))
EXCLUSIVE = (
    ("Action", "NotAction"),
    ("Resource", "NotResource"),
    ("Principal", "NotPrincipal"),
)
ELEMENTS = frozenset(("Sid", "Effect", "Condition", *(name for pair in EXCLUSIVE for name in pair)))
PRINCIPAL_KINDS = frozenset(("AWS", "Service", "Federated", "CanonicalUser"))


class Effect(Enum):
    """What a statement does to the requests it applies to."""

    ALLOW = "Allow"
    DENY = "Deny"
