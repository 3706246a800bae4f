"""The inline policy that ends a user's sessions: all that began before a moment is denied.

IAM User Guide, "Revoke IAM role temporary security credentials", by which the console does the same
to a role. `aws:TokenIssueTime` is only there in calls that a session's credentials sign: calls
that are signed with an access key itself are left alone.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

POLICY_NAME = "iamtui-deny-older-sessions"

# STS API reference, GetSessionToken and GetFederationToken: the most that DurationSeconds takes.
LONGEST_SESSION = timedelta(hours=36)


def denial(before: datetime) -> str:
    """The policy's document. `before` is aware; AWS compares whole seconds, so it is rounded up."""
    moment = (before + timedelta(seconds=0.999999)).astimezone(UTC)
    statement = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
