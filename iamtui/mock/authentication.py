"""From a signed call to its Caller: known key, right secret, living session, active user."""

from __future__ import annotations

from iamtui.mock.caller import Caller
from iamtui.mock.entities import AccessKey, KeyUse, Role, User
from iamtui.mock.errors import AwsError, invalid_token
from iamtui.mock.sessions import Session, check_token
from iamtui.mock.signature import HttpRequest, Signature, check_signature
from iamtui.mock.store import Store

_OF_A_SESSION = frozenset({"AssumeRole", "GetCallerIdentity"})


def authenticate(store: Store, request: HttpRequest, signed: Signature) -> Caller:
    """The caller of `request`, or what AWS refuses it with; a long-term key's use is recorded."""
    session = store.sessions.get(signed.access_key_id)
    if session is not None:
        return _session_caller(store, request, signed, session)
    key = store.keys.get(signed.access_key_id)
    if key is None or key.status != "Active":
        raise invalid_token()
    if key.usable_from is not None and key.usable_from > store.clock.now():
        raise invalid_token()
    if "x-amz-security-token" in request.headers:
        raise invalid_token()
    check_signature(request, signed, key.secret_access_key, store.clock.now())
    _record_use(store, key, signed)
    user = store.user(str(key.user_name))
    return Caller(key.access_key_id, user, None, request.source_ip)


def _session_caller(
    store: Store, request: HttpRequest, signed: Signature, session: Session
) -> Caller:
    check_signature(request, signed, session.secret, store.clock.now())
    check_token(session, request.headers.get("x-amz-security-token", ""), store.clock.now())
    principal = session.principal
    here = store.users if isinstance(principal, User) else store.roles
    if here.get(principal.name) is not principal:
        raise invalid_token()
    if isinstance(principal, Role):
        principal.used, principal.used_region = store.now(), signed.region
    return Caller(session.access_key_id, principal, session, request.source_ip)


def check_session_may_call(caller: Caller, service: str, operation: str) -> None:
    """What temporary credentials cannot call, whatever their policies say.

    Source: IAM User Guide, "Compare AWS STS credentials": a GetSessionToken session has no IAM
    without MFA and no STS but AssumeRole and GetCallerIdentity.
    """
    session = caller.session
    if session is None:
        return
    of_user = isinstance(caller.principal, User)
    if service == "iam" and of_user and session.mfa is None:
        raise invalid_token()
    if operation in ("GetSessionToken", "GetFederationToken"):
        raise AwsError("AccessDenied", f"Cannot call {operation} with session credentials")
    if service == "sts" and of_user and operation not in _OF_A_SESSION:
        raise AwsError("AccessDenied", f"Cannot call {operation} with session credentials")


def _record_use(store: Store, key: AccessKey, signed: Signature) -> None:
    key.use = KeyUse(store.now(), signed.region, signed.service)
