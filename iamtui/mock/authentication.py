"""From a signed call to its Caller: known key, right secret, living session, active user."""

from __future__ import annotations

from typing import Final

from iamtui.mock.caller import Caller
from iamtui.mock.entities import AccessKey, KeyUse, Principal, Role, User
from iamtui.mock.errors import AwsError, invalid_token
from iamtui.mock.root import Root
from iamtui.mock.sessions import Session, check_token
from iamtui.mock.signature import HttpRequest, Signature, check_signature
from iamtui.mock.store import Store

_OF_A_USER_SESSION: Final = frozenset({"AssumeRole", "GetCallerIdentity"})
_OF_A_FEDERATED_USER: Final = frozenset({"GetCallerIdentity"})
_OF_LONG_TERM_KEYS: Final = frozenset({"GetFederationToken", "GetSessionToken"})


def authenticate(store: Store, request: HttpRequest, signed: Signature) -> Caller:
    """The caller of `request`, or what AWS refuses it with; the use of the key is recorded."""
    session = store.sessions.get(signed.access_key_id)
    if session is not None:
        return _session_caller(store, request, signed, session)
    key = store.keys.get(signed.access_key_id)
    if key is None or key.status != "Active" or signed.token:
        raise invalid_token()
    if not key.is_known(store.clock.now()):
        raise invalid_token()
    check_signature(request, signed, key.secret_access_key, store.clock.now())
    _record_use(store, key, signed)
    return _caller(request, signed, store.user(str(key.user_name)), None)


def _session_caller(
    store: Store, request: HttpRequest, signed: Signature, session: Session
) -> Caller:
    check_token(session, signed.token, store.clock.now())
    check_signature(request, signed, session.secret, store.clock.now())
    if not _lives(store, session.principal):
        raise invalid_token()
    if isinstance(session.principal, Role):
        session.principal.used, session.principal.used_region = store.now(), signed.region
    return _caller(request, signed, session.principal, session)


def _lives(store: Store, principal: Principal) -> bool:
    """Whether it is still there: one made anew under the same name is another."""
    if isinstance(principal, Root):
        return True
    here = store.users if isinstance(principal, User) else store.roles
    return here.get(principal.name) is principal


def _caller(
    request: HttpRequest, signed: Signature, principal: Principal, session: Session | None
) -> Caller:
    return Caller(
        access_key_id=signed.access_key_id,
        principal=principal,
        session=session,
        source_ip=request.source_ip,
        region=signed.region,
        user_agent=request.headers.get("user-agent", ""),
        referer=request.headers.get("referer", ""),
    )


def check_session_may_call(caller: Caller, service: str, operation: str) -> None:
    """What temporary credentials cannot call, whatever their policies say.

    Source: IAM User Guide, "Compare AWS STS credentials": a GetSessionToken session has no IAM
    without MFA and no STS but AssumeRole and GetCallerIdentity; a federated user has no IAM and no
    STS but GetCallerIdentity; a role's session can get neither of the two.
    """
    if caller.session is None:
        return
    of_user = isinstance(caller.principal, User)
    if service == "iam" and of_user and (caller.federated or caller.session.mfa is None):
        raise invalid_token()
    if service == "sts" and operation not in _sts_of(caller, operation):
        raise AwsError("AccessDenied", f"Cannot call {operation} with session credentials")


def _sts_of(caller: Caller, operation: str) -> frozenset[str]:
    """Of STS, what the session may call (for a role's session, as far as `operation` goes)."""
    if caller.federated is not None:
        return _OF_A_FEDERATED_USER
    if isinstance(caller.principal, User):
        return _OF_A_USER_SESSION
    return frozenset({operation}) - _OF_LONG_TERM_KEYS


def _record_use(store: Store, key: AccessKey, signed: Signature) -> None:
    key.use = KeyUse(store.now(), signed.region, signed.service)
