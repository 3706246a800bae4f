"""One question to an account: may this user or role do that?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from iamtui.access.subject import Subject
from iamtui.account.entity import EntityKind
from iamtui.account.field import Known, Unknown
from iamtui.account.model import Account, Role, Source
from iamtui.policy import UNKNOWN, Decision, NamedPolicy, Request, evaluate
from iamtui.policy import Unknown as UnknownValue

ContextValues: TypeAlias = Mapping[str, "str | tuple[str, ...]"]

TRUSTED_ACTIONS = ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")
ASSUMING = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
_TAG_KEYS = ("aws:resourcetag/", "iam:resourcetag/")
_NO_CONTEXT: ContextValues = {}


def ask(
    account: Account,
    who: Subject,
    action: str,
    resource: str,
    *,
    context: ContextValues = _NO_CONTEXT,
    now: datetime | None = None,
    whole_context: bool = False,
) -> Decision:
    """Decide whether `who` may do `action` on `resource` (an ARN, with wildcards or not, or `*`).

    A condition key that `context` does not give is unknown, so that a verdict can be CONDITIONAL;
    with `whole_context` it is absent. A role's trust policy takes part where it decides, the tags
    of the account's own entities are known, and policies of other resources are unknown.
    """
    request = Request(
        principal=who.principal,
        action=action,
        resource=resource,
        context=known_context(account, resource, context),
        now=now,
        partial_context=not whole_context,
    )
    found = resource_policy(account, action, resource)
    return evaluate(request, replace(who.layers, resource_policy=found))


def known_context(account: Account, resource: str, context: ContextValues) -> ContextValues:
    """`context` and, where the account knows them, the tags of the resource."""
    tags = resource_tags(account, resource)
    return context if tags is None else _WithTags(context, tags)


def resource_tags(account: Account, resource: str) -> Mapping[str, str] | None:
    """The tags of an entity of the account by ARN; None where they are not known."""
    entity = account.index.by_arn.get(resource) if ":iam::" in resource else None
    if entity is None:
        return None
    holders: Mapping[EntityKind, Mapping[str, object]] = {
        EntityKind.USER: account.users,
        EntityKind.ROLE: account.roles,
        EntityKind.POLICY: account.policies,
    }
    tags = getattr(holders.get(entity.kind, {}).get(entity.key), "tags", None)
    return tags.value if isinstance(tags, Known) else None


def resource_policy(
    account: Account, action: str, resource: str
) -> NamedPolicy | UnknownValue | None:
    """The resource policy that takes part: a role's trust policy, UNKNOWN, or None.

    Trust policies count for the actions they decide on. Of IAM's own resources nothing else has a
    policy; those of other services are not part of an account's IAM.
    """
    service = action.partition(":")[0].lower()
    if not action.lower().startswith(TRUSTED_ACTIONS):
        return None if service in ("iam", "sts") else UNKNOWN
    entity = account.index.by_arn.get(resource)
    if entity is not None and entity.kind is EntityKind.ROLE:
        return trust_policy(account.roles[entity.key])
    return None if _is_missing_role(account, resource) else UNKNOWN


def trust_policy(role: Role) -> NamedPolicy | UnknownValue:
    """The trust policy of a role; UNKNOWN where nobody could read it."""
    if isinstance(role.trust, Unknown):
        return UNKNOWN
    return NamedPolicy.of(f"trust policy of {role.name}", role.trust.value)


def _is_missing_role(account: Account, resource: str) -> bool:
    """Whether `resource` is one role of this account, and the account is known to have no such."""
    if "*" in resource or "?" in resource or not isinstance(account.id, Known):
        return False
    own = f":iam::{account.id.value}:role/"
    return own in resource and isinstance(account.sources.get(Source.ROLES), Known)


@dataclass(frozen=True, slots=True)
class _WithTags(Mapping[str, "str | tuple[str, ...]"]):
    """A context to which the tags of the resource are added: all of them are known."""

    given: ContextValues
    tags: Mapping[str, str]

    def __getitem__(self, key: str) -> str | tuple[str, ...]:
        if key in self.given:
            return self.given[key]
        lowered = key.lower()
        for prefix in _TAG_KEYS:
            if lowered.startswith(prefix):
                return self._tag(lowered.removeprefix(prefix))
        raise KeyError(key)

    def _tag(self, name: str) -> str | tuple[str, ...]:
        found = (value for key, value in self.tags.items() if key.lower() == name)
        return next(found, ())

    def __iter__(self) -> Iterator[str]:
        yield from self.given

    def __len__(self) -> int:
        return len(self.given)
