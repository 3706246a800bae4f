"""STS for long-term keys: who am I, sessions with or without an MFA code, federated users.

Limits of durations: STS API reference, GetSessionToken and GetFederationToken.
"""

from __future__ import annotations

from typing import Final

from iamtui.mock.authorisation_messages import decoded_message
from iamtui.mock.errors import AwsError, invalid
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.session_mfa import mfa_moment
from iamtui.mock.session_policies import packed_size, session_policies
from iamtui.mock.session_tags import session_tags
from iamtui.mock.sessions import Carried, open_session

_DEFAULT_SECONDS: Final = 43_200
_MOST_SECONDS_OF_ROOT: Final = 3_600


@operation("GetCallerIdentity", "sts")
def get_caller_identity(request: Request) -> Result:
    """Who signed the call."""
    caller = request.caller
    return {"UserId": caller.user_id, "Account": caller.account_id, "Arn": caller.arn}


@operation("GetAccessKeyInfo", "sts", differs="Keys of all accounts are known.")
def get_access_key_info(request: Request) -> Result:
    """The account of an access key, active or not."""
    key_id = request.text("AccessKeyId")
    if key_id not in request.store.keys and key_id not in request.store.sessions:
        raise invalid(f"Invalid access key ID: {key_id}")
    return {"Account": request.store.account_id}


@operation(
    "DecodeAuthorizationMessage",
    "sts",
    differs="Other services give messages; here the control endpoint does.",
)
def decode_authorization_message(request: Request) -> Result:
    """What an encoded message of a refusal says."""
    message = decoded_message(request.store.account_id, request.text("EncodedMessage"))
    return {"DecodedMessage": message}


@operation("GetSessionToken", "sts")
def get_session_token(request: Request) -> Result:
    """Credentials of the calling user, with or without an MFA code."""
    mfa = mfa_moment(request)
    session = open_session(
        request.store, request.caller.principal, _seconds(request), carried=Carried(mfa=mfa)
    )
    return {"Credentials": session.credentials}


@operation("GetFederationToken", "sts")
def get_federation_token(request: Request) -> Result:
    """Credentials of a federated user: what the caller may and the session policies allow."""
    name, tags = request.text("Name"), session_tags(request)
    policies = session_policies(request)
    size = packed_size(policies, tags.all, always=True)
    session = open_session(
        request.store,
        request.caller.principal,
        _seconds(request),
        federated=name,
        carried=Carried(policies=policies, tags=tags.all),
    )
    account = request.store.account_id
    return {
        "Credentials": session.credentials,
        "FederatedUser": {
            "FederatedUserId": f"{account}:{name}",
            "Arn": f"arn:aws:sts::{account}:federated-user/{name}",
        },
        "PackedPolicySize": size,
    }


@operation("AssumeRoot", "sts", differs="The management account of an organization can.")
def assume_root(request: Request) -> Result:
    """Only the management account of an organization can; the mock's account is in none."""
    raise AwsError(
        "AccessDenied",
        f"User: {request.caller.arn} is not authorized to perform: sts:AssumeRoot "
        f"on resource: {request.text('TargetPrincipal')}",
    )


def _seconds(request: Request) -> int:
    """ "If the specified duration is longer than one hour, the root session defaults to one"."""
    seconds = int(request.params.get("DurationSeconds", _DEFAULT_SECONDS))
    return min(seconds, _MOST_SECONDS_OF_ROOT) if request.caller.is_root else seconds
