"""From the session of who assumes a role to the session of the role. Runs in a worker thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from iamtui.aws.errors import AccessDenied
from iamtui.aws.role_request import RoleRequest
from iamtui.errors import RefusedError
from iamtui.ui.sessions.opening import session_of

if TYPE_CHECKING:
    from iamtui.ui.sessions.session import Session


def open_role(base: Session, request: RoleRequest) -> Session:
    """A session that acts as the role, assumed by who acts in `base`, with the rules and the
    journal of its profile.

    Raises RefusedError that says why the role does not let it in, as far as the account tells;
    MfaCodeNeeded, and what else `LiveBackend.assume` gives.
    """
    from iamtui.aws.live import LiveBackend  # boto3 is not imported with the first frame

    if not isinstance(base.backend, LiveBackend):
        raise RefusedError("This profile does not lead to AWS.", "Open one that does.")
    try:
        backend = base.backend.assume(request)
    except AccessDenied as error:
        denied = error
    else:
        rules = replace(base.guard.rules, account_id=request.account, user_arn=None)
        made = session_of(backend, base.broker.seed_of, rules, base.generation)
        kept = replace(made, journal=base.journal, close=base.close)
        return replace(kept, base=base, role=request)
    raise why_refused(base, request, denied)


def why_refused(base: Session, request: RoleRequest, denied: AccessDenied) -> RefusedError:
    """Why AWS lets who acts in `base` not assume the role: by its trust policy where that is
    known here, else what it may be."""
    caller = base.account.caller.otherwise(None)
    role = next((r for r in base.account.roles.values() if r.arn == request.role_arn), None)
    if role is None or caller is None:
        return denied
    from iamtui.access.refused_role import Given, refused_role  # the engine is not needed before

    has_mfa = base.backend.mfa_session is not None or request.mfa_serial is not None
    given = Given(request.external_id, has_mfa, request.session_name)
    found = refused_role(base.account, caller.arn, request.role_arn, given)
    return RefusedError(
        f"AWS does not let you assume {request.role_name}: {found.because}.", found.next_step
    )
