"""Whether AWS's stated reason and our own verdict agree, and what it means where they do not."""

from __future__ import annotations

from iamtui.access.denial import Denial, StatedPolicy
from iamtui.policy import Decision, Layer, Verdict

_LAYERS = {
    StatedPolicy.IDENTITY: (Layer.IDENTITY, Layer.GROUP),
    StatedPolicy.BOUNDARY: (Layer.BOUNDARY,),
    StatedPolicy.RESOURCE: (Layer.RESOURCE,),
    StatedPolicy.TRUST: (Layer.RESOURCE,),
}
_WHERE = {
    StatedPolicy.SESSION: (
        "A session policy was passed when the session was made: it is not kept in IAM, and whoever "
        "makes the session has to pass another."
    ),
    StatedPolicy.RESOURCE: (
        "The policy of the resource itself decides: it is kept by the service of the resource, not "
        "by IAM."
    ),
    StatedPolicy.SCP: (
        "A service control policy of the organization decides: it is kept in the management "
        "account, and cannot be seen from this one."
    ),
    StatedPolicy.RCP: (
        "A resource control policy of the organization decides: it is kept in the management "
        "account, and cannot be seen from this one."
    ),
    StatedPolicy.VPC_ENDPOINT: (
        "The policy of the VPC endpoint that the request went through decides: it is kept with the "
        "endpoint in EC2, not in IAM."
    ),
}
_CHANGED = (
    "The policies have changed since the message, or the account was loaded before a change; "
    "refresh it and try again."
)


def is_out_of_reach(denial: Denial) -> bool:
    """Whether AWS named a policy that no change to this account's IAM can overcome."""
    return denial.stated is not None and denial.stated.is_outside_iam


def agreement(denial: Denial, decision: Decision) -> str:
    """A sentence or two; "" where AWS gave no reason and the verdicts agree."""
    refused = decision.verdict in (Verdict.IMPLICIT_DENY, Verdict.EXPLICIT_DENY)
    if denial.stated in _WHERE and denial.stated is not None:
        own = "IAM's own policies refuse it as well." if refused else ""
        return f"{_said(denial)} {_WHERE[denial.stated]} {own}".strip()
    if not refused:
        return _not_refused(denial, decision)
    if denial.stated is None and denial.explicit is None:
        return ""
    if _is_same(denial, decision):
        return f"{_said(denial)} The account's policies say the same."
    return (
        f"{_said(denial)} Here the first obstacle is another one: AWS names only one of several, "
        "so that both may have to go."
    )


def _not_refused(denial: Denial, decision: Decision) -> str:
    if decision.verdict is Verdict.CONDITIONAL:
        return f"{_said(denial)} It fits: a condition was not met when AWS refused.".strip()
    if denial.stated is not None:
        return f"{_said(denial)} The policies of the account allow it now. {_CHANGED}"
    return (
        "AWS refused what the account's policies allow: a session policy, a service or resource "
        "control policy of the organization or the resource's own policy stood in the way, none of "
        f"which is kept in IAM. Or: {_CHANGED[0].lower()}{_CHANGED[1:]}"
    )


def _is_same(denial: Denial, decision: Decision) -> bool:
    explicit = decision.verdict is Verdict.EXPLICIT_DENY
    if denial.explicit is not None and denial.explicit is not explicit:
        return False
    return denial.stated is None or decision.layer in _LAYERS[denial.stated]


def _said(denial: Denial) -> str:
    if denial.stated is None:
        return "" if denial.explicit is None else "AWS speaks of an explicit deny."
    kind = denial.stated.value
    article = "an" if kind[0] in "aeiou" else "a"
    if denial.explicit:
        named = f" ({denial.policy_arn})" if denial.policy_arn else ""
        return f"AWS speaks of an explicit deny in {article} {kind}{named}."
    if denial.explicit is None:
        return f"AWS names {article} {kind}."
    return f"AWS says that no {kind} allows it."
