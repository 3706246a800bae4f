"""Whether a policy makes an administrator: it allows every action on every resource."""

from __future__ import annotations

import re

from iamtui.policy import Effect, parse

# Documents that cannot hold such a statement are told apart without reading them. A backslash may
# hide a character of the pattern, so that those are read.
_CANDIDATE = re.compile(r'"Action"\s*:\s*(?:\[[^\]]*)?"\*[*:]*"|\\')
_EVERY_ACTION = ("*", "*:*")


def is_administrator_policy(arn: str) -> bool:
    """Whether `arn` is AWS's own AdministratorAccess, in any partition."""
    return arn.endswith(":iam::aws:policy/AdministratorAccess")


def grants_everything(document: str) -> bool:
    """Whether a statement of `document` allows `*` on `*` without a condition.

    What CIS AWS Foundations Benchmark v3.0.0, 1.16 asks for, which looks at no Deny either. A
    statement that cannot be read counts for nothing.
    """
    if _CANDIDATE.search(document) is None:
        return False
    return any(
        statement.effect is Effect.ALLOW
        and not statement.conditions
        and any(action.value in _EVERY_ACTION for action in statement.actions or ())
        and any(resource.value == "*" for resource in statement.resources or ())
        for statement in parse(document).statements
    )
