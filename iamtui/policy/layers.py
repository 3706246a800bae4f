"""The policies that take part in a decision, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from iamtui.policy.compile import CompiledPolicy, compile_policy
from iamtui.policy.layer import Layer as Layer
from iamtui.policy.variables import Unknown


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy and the name under which answers speak of it (an ARN, an inline policy's name).

    Of one that is `unseen` it is known that it is there, and not what it says: it may allow and
    deny everything.
    """

    name: str
    policy: CompiledPolicy
    unseen: bool = False

    @classmethod
    def of(cls, name: str, text: str) -> NamedPolicy:
        """A policy from its text; the same text is compiled once."""
        return cls(name, compile_policy(text))

    @classmethod
    def without_text(cls, name: str) -> NamedPolicy:
        """A policy that is `unseen`."""
        return cls(name, compile_policy(""), unseen=True)


Policies: TypeAlias = tuple[NamedPolicy, ...]


@dataclass(frozen=True, slots=True)
class Layers:
    """Every policy that applies to a request.

    `session` is None where the principal has no session policy. `scps` and `rcps` hold a tuple per
    level of the organization, root first, and are empty where they do not apply: for the management
    account. `resource_policy` is the bucket, key or trust policy: None if the resource has none,
    UNKNOWN if nobody has looked.
    """

    identity: Policies = ()
    groups: Policies = ()
    boundary: NamedPolicy | None = None
    session: Policies | None = None
    scps: tuple[Policies, ...] = ()
    rcps: tuple[Policies, ...] = ()
    resource_policy: NamedPolicy | Unknown | None = None
