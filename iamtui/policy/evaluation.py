"""The decision of AWS about one request.

The order and the rules are those of the IAM User Guide, "Policy evaluation logic",
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from iamtui.policy.context import Context
from iamtui.policy.decision import Decision, Verdict
from iamtui.policy.layer import Layer
from iamtui.policy.principal import PrincipalKind
from iamtui.policy.principals import Strength
from iamtui.policy.request import Request
from iamtui.policy.tally import Tally
from iamtui.policy.tri import MAYBE, NO, YES, Tri
from iamtui.policy.variables import Unknown

if TYPE_CHECKING:
    from iamtui.policy.layers import Layers, NamedPolicy, Policies

_Answer: TypeAlias = tuple[Tri, Layer]

# Python 3.11 takes longer to look a member up in its Enum than to compare two policies' actions.
_ALLOWED, _CONDITIONAL, _DENIED = Verdict.ALLOWED, Verdict.CONDITIONAL, Verdict.EXPLICIT_DENY
_IDENTITY, _RESOURCE, _ALWAYS = Layer.IDENTITY, Layer.RESOURCE, Layer.ALWAYS
_USER, _ROOT = PrincipalKind.USER, PrincipalKind.ROOT
_FEDERATED_USER, _CANONICAL_USER = PrincipalKind.FEDERATED_USER, PrincipalKind.CANONICAL_USER

# "No permissions are required", and a Deny has no effect:
# https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
_ALWAYS_ALLOWED = "sts:getcalleridentity"
# Needs no permission, but a Deny is heeded:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
_NEEDS_NO_GRANT = "sts:getsessiontoken"
# What a role's trust policy decides on; the prefix covers AssumeRoleWithSAML and …WithWebIdentity.
_TRUSTED_ACTIONS = ("sts:assumerole", "sts:tagsession", "sts:setsourceidentity")
_DECIDED_BY_RESOURCE = ("sts:", "kms:")
_KMS_KEY = re.compile(r"arn:[^:]*:kms:[^:]*:[^:]*:key/.*", re.DOTALL)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_UNSIGNED = (PrincipalKind.SERVICE, PrincipalKind.FEDERATED, PrincipalKind.ANONYMOUS)
_NO_GRANTS: Sequence[Tri] = [NO] * len(Strength)
_UNKNOWN_GRANTS: Sequence[Tri] = [MAYBE] * len(Strength)
_VERDICTS = (Verdict.IMPLICIT_DENY, _CONDITIONAL, _ALLOWED)


def evaluate(request: Request, layers: Layers) -> Decision:
    """Decide a request by all the policies that apply to it.

    CONDITIONAL comes only from what is unknown: `partial_context`, an UNKNOWN resource policy
    where one is required, or a policy that could not be read completely.
    """
    action = request.action.lower()
    if action == _ALWAYS_ALLOWED:
        return Decision(_ALLOWED, _ALWAYS)
    owner = request.resource_account or _account_of(request.resource) or request.principal.account
    context = Context(request, owner)
    tally = Tally(action, context)
    allows, layer = _granted(action, context, layers, tally)
    if layers.scps or layers.rcps:
        allows, layer = _weakest(*_organization(request, layers, tally), (allows, layer))
    verdict = _VERDICTS[allows]
    for denying, _, denies in tally.answers:
        if denies == YES:
            verdict, layer = _DENIED, denying
            break
        if denies == MAYBE and verdict is _ALLOWED:
            verdict, layer = _CONDITIONAL, denying
    return tuple.__new__(  # as Decision(…) does, at half the cost
        Decision,
        (
            verdict,
            layer,
            tuple(tally.matched),
            tuple(tally.answers),
            context.missing,
            tally.unreadable,
        ),
    )


def _organization(request: Request, layers: Layers, tally: Tally) -> list[_Answer]:
    """The levels of the organization that stand in the way; service-linked roles are exempt.

    RCPFullAWSAccess is attached everywhere and cannot be detached, so that a level of RCPs that
    only deny allows the rest.
    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    """
    answers: list[_Answer] = []
    if request.principal.is_service_linked:
        return answers
    for level in layers.rcps:
        implied: Tri = NO if _has_allow(level) else YES
        answers.append((tally.policies(Layer.RCP, level, implied), Layer.RCP))
    if request.principal.kind not in _UNSIGNED:
        answers.extend((tally.policies(Layer.SCP, level), Layer.SCP) for level in layers.scps)
    return [answer for answer in answers if answer[0] != YES]


def _granted(action: str, context: Context, layers: Layers, tally: Tally) -> _Answer:
    """What own policies and the resource policy allow together, before SCPs, RCPs and any Deny."""
    principal = context.request.principal
    kind = principal.kind
    own, limit = _own(kind, layers, tally)
    grants = _NO_GRANTS
    if layers.resource_policy is not None:
        grants = _resource_grants(layers.resource_policy, layers, tally)
    if kind in _UNSIGNED or kind is _CANONICAL_USER:
        return grants[Strength.DIRECT], _RESOURCE
    if action == _NEEDS_NO_GRANT and kind in (_USER, _ROOT):
        return YES, _ALWAYS
    if kind is _ROOT:
        if action.startswith(_TRUSTED_ACTIONS):
            return NO, Layer.ROOT  # "You cannot use root user credentials to call AssumeRole"
        own, limit = (YES, Layer.ROOT), YES
    if context.resource_account != principal.account:
        return _weakest(own, (max(grants), _RESOURCE))
    required = action.startswith(_DECIDED_BY_RESOURCE) and _needs_resource_policy(
        action, context.request.resource
    )
    if layers.resource_policy is None and not required:
        return own
    if isinstance(layers.resource_policy, Unknown):
        return _weakest(own, (MAYBE, _RESOURCE)) if required else own
    return _within_account(own, limit, grants, required=required)


def _own(kind: PrincipalKind, layers: Layers, tally: Tally) -> tuple[_Answer, Tri]:
    """Identity policies within boundary and session policies; and these limits alone.

    A federated user without session policies has no permissions of its own.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getfederationtoken.html
    """
    own: _Answer = tally.policies(_IDENTITY, layers.identity), _IDENTITY
    if layers.groups:
        by_groups = tally.policies(Layer.GROUP, layers.groups)
        if by_groups > own[0]:
            own = by_groups, Layer.GROUP
    if layers.boundary is None and not layers.session and kind is not _FEDERATED_USER:
        return own, YES
    limits: list[_Answer] = []
    if layers.boundary is not None:
        limits.append((tally.policies(Layer.BOUNDARY, (layers.boundary,)), Layer.BOUNDARY))
    if layers.session:
        limits.append((tally.policies(Layer.SESSION, layers.session), Layer.SESSION))
    elif kind is _FEDERATED_USER:
        limits.append((NO, Layer.SESSION))
    return _weakest(own, *limits), _weakest(*limits)[0]


def _resource_grants(named: NamedPolicy | Unknown, layers: Layers, tally: Tally) -> Sequence[Tri]:
    if isinstance(named, Unknown):
        return _UNKNOWN_GRANTS
    return tally.resource_policy(named, bounded=layers.boundary is not None)


def _within_account(own: _Answer, limit: Tri, grants: Sequence[Tri], *, required: bool) -> _Answer:
    """Principal and resource belong to one account: either side may grant.

    A grant to the user or the session itself is not limited by boundary and session policies; one
    to the role is; one to the account only delegates to the account's own policies. Where the
    resource policy is `required` (roles, KMS keys), own policies need that delegation.
    """
    by_resource = max(grants[Strength.DIRECT], min(grants[Strength.ENTITY], limit))
    if required:
        own = _weakest((grants[Strength.ACCOUNT], Layer.RESOURCE), own)
    return (by_resource, Layer.RESOURCE) if by_resource > own[0] else own


def _needs_resource_policy(action: str, resource: str) -> bool:
    return action.startswith(_TRUSTED_ACTIONS) or _KMS_KEY.fullmatch(resource) is not None


def _weakest(*answers: _Answer) -> _Answer:
    """The answer that allows least; the first of equals."""
    return min(answers, key=_allows)


def _allows(answer: _Answer) -> Tri:
    return answer[0]


def _has_allow(level: Policies) -> bool:
    return any(not each.denies for named in level for each in named.policy.statements)


@lru_cache(maxsize=4096)
def _account_of(resource: str) -> str | None:
    """The account in an ARN; None where it has none (`arn:aws:s3:::bucket`)."""
    segments = resource.split(":", 5)
    found = len(segments) == 6 and _ACCOUNT.fullmatch(segments[4])
    return segments[4] if found else None
