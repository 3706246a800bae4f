"""How long a policy is, and how long it may be."""

from __future__ import annotations

from iamtui.policy.holder import LIMITS, size
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft
from iamtui.policy.rules.fault import Fault, Faults

_NEAR = 0.95


def length(draft: Draft) -> Faults:
    """The policy fits into what it belongs to."""
    if draft.holder is None:
        return
    limit = LIMITS[draft.holder]
    found = size(draft.text)
    numbers = f"{found:,} characters without white space"
    start = draft.whole.start if draft.whole is not None else 0
    what = draft.holder.value
    if found > limit.most:
        message = f"This has {numbers}; a {what} has at most {limit.most:,}: shorten or divide it."
        yield Fault(codes.POLICY_SIZE_EXCEEDS_QUOTA, message, start, start + 1)
    elif found > limit.usual:
        message = (
            f"This has {numbers}; a {what} has at most {limit.usual:,} unless the account's quota "
            f"was raised (to {limit.most:,} at most): shorten it or ask AWS."
        )
        yield Fault(codes.POLICY_SIZE_NEAR_QUOTA, message, start, start + 1)
    elif found > _NEAR * limit.usual:
        message = f"This has {numbers} of the {limit.usual:,} that a {what} may have: shorten it."
        yield Fault(codes.POLICY_SIZE_NEAR_QUOTA, message, start, start + 1)
