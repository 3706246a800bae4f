"""Which conditions ask for MFA."""

from __future__ import annotations

_MFA_KEYS = frozenset(("aws:multifactorauthpresent", "aws:multifactorauthage"))


def is_about_mfa(key: str) -> bool:
    """Whether a condition key (any case) tells how the session was authenticated.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    return key.lower() in _MFA_KEYS
