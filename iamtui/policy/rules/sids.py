"""The ids of statements.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
"""

from __future__ import annotations

import re

from iamtui.policy.kinds import PolicyKind
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement, texts
from iamtui.policy.rules.fault import Faults, fault, quoted

_SID = re.compile(r"[0-9A-Za-z]*", re.ASCII)
# Other services that take policies have wider rules of their own.
_KINDS_OF_IAM = (PolicyKind.IDENTITY, PolicyKind.BOUNDARY, PolicyKind.TRUST, PolicyKind.SCP)


def characters(draft: Draft, statement: DraftStatement) -> Faults:
    """A Sid is made of letters and digits."""
    for sid in texts(statement.elements.get("Sid"))[:1]:
        if not sid.value:
            yield fault(codes.EMPTY_SID_VALUE, "This Sid is empty: give it a name.", sid)
        elif draft.kind in _KINDS_OF_IAM and not _SID.fullmatch(sid.value):
            message = f"A Sid is made of A-Z, a-z and 0-9 only: rename {quoted(sid.value)}."
            yield fault(codes.UNSUPPORTED_SID, message, sid)


def unique(draft: Draft) -> Faults:
    """No two statements have the same Sid."""
    required = draft.kind in _KINDS_OF_IAM
    code = codes.UNIQUE_SIDS_REQUIRED if required else codes.UNIQUE_SIDS_RECOMMENDED
    first: dict[str, int] = {}
    for statement in draft.statements:
        for sid in texts(statement.elements.get("Sid"))[:1]:
            if not sid.value:
                continue
            earlier = first.setdefault(sid.value, statement.index)
            if earlier != statement.index:
                message = (
                    f"Statement {earlier + 1} has the Sid {quoted(sid.value)} too: rename one."
                )
                yield fault(code, message, sid)
