"""A principal's policies as the layers that iamtui.policy's evaluator takes."""

from __future__ import annotations

from collections.abc import Iterator

from moto.iam import models as moto

from iamtui.mock.entities import Holder, Principal, User
from iamtui.mock.sessions import SessionPolicy
from iamtui.policy import Layers, NamedPolicy


def layers_of(
    principal: Principal,
    session_policies: tuple[SessionPolicy, ...] = (),
    resource_policy: NamedPolicy | None = None,
) -> Layers:
    """Own and groups' policies, boundary, the session's policies and the resource's."""
    groups = principal.groups if isinstance(principal, User) else []
    session = tuple(NamedPolicy.of(each.name, each.document) for each in session_policies)
    return Layers(
        identity=tuple(policies_of(principal)),
        groups=tuple(named for group in groups for named in policies_of(group)),
        boundary=named_policy(principal.boundary) if principal.boundary is not None else None,
        session=session or None,
        resource_policy=resource_policy,
    )


def policies_of(holder: Holder) -> Iterator[NamedPolicy]:
    """The inline and attached policies of a user, group or role."""
    for name, document in holder.policies.items():
        yield NamedPolicy.of(name, document)
    for managed in holder.managed_policies.values():
        yield named_policy(managed)


def named_policy(managed: moto.ManagedPolicy) -> NamedPolicy:
    """The default version of a managed policy, named by its ARN."""
    return NamedPolicy.of(str(managed.arn), default_document(managed))


def default_document(managed: moto.ManagedPolicy) -> str:
    """The text of the default version."""
    return next((str(v.document) for v in managed.versions if v.is_default), "")
