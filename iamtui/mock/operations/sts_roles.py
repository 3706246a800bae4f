"""AssumeRole. Whether the caller may was decided before, by the role's trust policy too.

Source: STS API reference, AssumeRole; IAM User Guide, "Roles terms and concepts", role chaining.
"""

from __future__ import annotations

from typing import Final

from iamtui.mock.entities import Role
from iamtui.mock.errors import AwsError, invalid
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.resource_arns import check_role_arn
from iamtui.mock.session_mfa import mfa_moment
from iamtui.mock.session_policies import packed_size, session_policies
from iamtui.mock.session_tags import session_tags
from iamtui.mock.sessions import Carried, Session, open_session

_DEFAULT_SECONDS: Final = 3_600
_CHAINED_SECONDS: Final = 3_600


@operation(
    "AssumeRole",
    "sts",
    differs="Roles of other accounts can be assumed; how PackedPolicySize is counted is not known.",
)
def assume_role(request: Request) -> Result:
    """Credentials of a role."""
    arn = request.text("RoleArn")
    check_role_arn(arn)
    role = request.store.role_by_arn(arn)
    if role is None:
        raise _refused(request)
    seconds = role_seconds(request, role)
    source_identity = _source_identity(request)
    tags, policies = session_tags(request), session_policies(request)
    size = packed_size(policies, tags.all)
    caller = request.caller.session
    carried = Carried(
        mfa=mfa_moment(request) or (caller.mfa if caller is not None else None),
        policies=policies,
        tags=tags.all,
        transitive=tags.transitive,
        source_identity=source_identity,
    )
    name = request.text("RoleSessionName")
    session = open_session(request.store, role, seconds, name=name, carried=carried)
    return role_session(role, session, size)


def role_session(role: Role, session: Session, size: int | None) -> dict[str, object]:
    """What all calls that assume a role answer."""
    arn = f"arn:aws:sts::{role.account_id}:assumed-role/{role.name}/{session.name}"
    return {
        "Credentials": session.credentials,
        "AssumedRoleUser": {"AssumedRoleId": f"{role.id}:{session.name}", "Arn": arn},
        "PackedPolicySize": size,
        "SourceIdentity": session.carried.source_identity,
    }


def role_seconds(request: Request, role: Role) -> int:
    """How long the session lasts; ValidationError above what the role or a chain allows."""
    seconds = int(request.params.get("DurationSeconds", _DEFAULT_SECONDS))
    if request.caller.session is not None and seconds > _CHAINED_SECONDS:
        raise invalid(
            "The requested DurationSeconds exceeds the 1 hour session limit "
            "for roles assumed by role chaining"
        )
    if seconds > role.max_duration:
        raise invalid(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    return seconds


def _source_identity(request: Request) -> str | None:
    """Given or inherited; "the source identity cannot be changed" along a chain.

    Source: IAM User Guide, "Monitor and control actions taken with assumed roles".
    """
    given = request.optional("SourceIdentity")
    session = request.caller.session
    inherited = session.carried.source_identity if session is not None else None
    if inherited is not None and given not in (None, inherited):
        raise AwsError(
            "AccessDenied",
            f"User: {request.caller.arn} is not authorized to perform: sts:SetSourceIdentity "
            f"on resource: {request.text('RoleArn')}",
        )
    return given or inherited


def _refused(request: Request) -> AwsError:
    """AWS says the same of a role that is not there and of one that does not trust the caller."""
    return AwsError(
        "AccessDenied",
        f"User: {request.caller.arn} is not authorized to perform: sts:AssumeRole "
        f"on resource: {request.text('RoleArn')}",
    )
