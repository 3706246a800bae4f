"""A role assumed with a provider's word: the trust policy is asked about the provider.

Source: STS API reference, AssumeRoleWithWebIdentity and AssumeRoleWithSAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from iamtui import policy
from iamtui.mock.circumstances import circumstances
from iamtui.mock.entities import Role
from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request
from iamtui.mock.request_keys import Value
from iamtui.mock.resource_arns import check_role_arn
from iamtui.mock.trust import trust_policy
from iamtui.policy import Layers


@dataclass(frozen=True, slots=True)
class Federation:
    """Who vouches (`provider`, as a trust policy names it), and what the session is to carry."""

    provider: str
    session_name: str
    keys: Mapping[str, str]
    tags: Mapping[str, str]
    transitive: tuple[str, ...]
    source_identity: str | None


def trusting_role(request: Request, given: Federation) -> Role:
    """The role of the call, if it trusts the provider's word; else AccessDenied."""
    arn = request.text("RoleArn")
    check_role_arn(arn)
    role = request.store.role_by_arn(arn)
    if role is None:
        raise _refused(f"sts:{request.operation}")
    actions = [f"sts:{request.operation}"]
    if given.tags:
        actions.append("sts:TagSession")
    if given.source_identity is not None:
        actions.append("sts:SetSourceIdentity")
    for action in actions:
        if not _trusts(request, role, action, given):
            raise _refused(action)
    return role


def _refused(action: str) -> AwsError:
    return AwsError("AccessDenied", f"Not authorized to perform {action}")


def _trusts(request: Request, role: Role, action: str, given: Federation) -> bool:
    question = policy.Request(
        principal=policy.Principal.parse(given.provider),
        action=action,
        resource=str(role.arn),
        context={**circumstances(request, "sts"), **_keys(role, given)},
        now=request.store.clock.now(),
    )
    trust = trust_policy(role, request.store)
    return policy.evaluate(question, Layers(resource_policy=trust)).allowed


def _keys(role: Role, given: Federation) -> dict[str, Value]:
    keys: dict[str, Value] = dict(given.keys)
    keys["sts:RoleSessionName"] = given.session_name
    keys["aws:FederatedProvider"] = given.provider
    if given.source_identity is not None:
        keys["sts:SourceIdentity"] = given.source_identity
    if given.tags:
        keys["aws:TagKeys"] = tuple(given.tags)
    if given.transitive:
        keys["sts:TransitiveTagKeys"] = given.transitive
    keys.update({f"aws:RequestTag/{key}": value for key, value in given.tags.items()})
    keys.update({f"iam:ResourceTag/{key}": value for key, value in role.labels.items()})
    keys.update({f"aws:ResourceTag/{key}": value for key, value in role.labels.items()})
    return keys
