"""A change that would make AWS allow a request, as a value that screens can turn into Changes."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from iamtui.account.entity import Entity


class StepKind(enum.Enum):
    """What is to be done; the fields of a `Step` that count are named with each."""

    MFA_SESSION = "use an MFA session"
    ADD_TO_GROUP = "add to a group"  # entity (user), name (group)
    ATTACH_POLICY = "attach a policy"  # entity, arn
    PUT_INLINE_POLICY = "put an inline policy"  # entity, name, document
    EDIT_POLICY = "edit a managed policy"  # entity (policy), arn, document
    EDIT_TRUST_POLICY = "edit a trust policy"  # entity (role), document
    DETACH_POLICY = "detach a policy"  # entity (the holder: user, group or role), arn
    REMOVE_INLINE_POLICY = "remove an inline policy"  # entity (the holder), name


@dataclass(frozen=True, slots=True)
class ProposalStep:
    """One thing to be done to `entity`.

    `document` is the whole new text of the policy, `statement` the JSON of what is new in it.
    """

    kind: StepKind
    sentence: str
    entity: Entity | None = None
    name: str = ""
    arn: str = ""
    document: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Steps that, taken together, make the request allowed; tried on a copy of the account.

    `extra` counts the actions of AWS that the principal would gain besides the one asked for (by
    name: not how many resources they reach). `depends` says on what it still depends, a phrase
    each; empty where the request is allowed for certain.
    """

    sentence: str
    steps: tuple[ProposalStep, ...]
    extra: int = 0
    depends: tuple[str, ...] = ()
