"""Requests of partners for temporary access, through their states.

Source: IAM API reference, the operations on delegation requests. On AWS only partners that were
admitted may make one; here everybody who is allowed to may, so that the others can be tried.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Final

from iamtui.mock.errors import AwsError
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.settings import DelegationRequest
from iamtui.mock.views import View

_EXPIRES: Final = timedelta(days=7)
_ENDED: Final = ("FINALIZED", "REJECTED", "EXPIRED")


@operation("CreateDelegationRequest", differs="Only partners that AWS admitted may.")
def create(request: Request) -> Result:
    """A new request, for an account if one is named."""
    now, account = request.store.now(), request.optional("OwnerAccountId")
    made = DelegationRequest(
        id=str(uuid.uuid4()),
        description=request.text("Description"),
        permissions=dict(request.params["Permissions"]),
        requestor=request.caller.account_id,
        seconds=int(request.params["SessionDuration"]),
        created=now,
        updated=now,
        owner_account=account,
        message=request.optional("RequestMessage"),
        redirect=request.optional("RedirectUrl"),
        by_owner_only=bool(request.params.get("OnlySendByOwner", False)),
    )
    request.store.settings.delegations[made.id] = made
    link = f"https://console.aws.amazon.com/iam/home#/delegation-requests/{made.id}"
    return {"ConsoleDeepLink": link, "DelegationRequestId": made.id}


@operation("GetDelegationRequest", differs="What the owner may do is checked.")
def get(request: Request) -> Result:
    """One request; whether its owner holds the permissions is not worked out."""
    view: dict[str, Any] = {"DelegationRequest": _view(_found(request))}
    if request.params.get("DelegationPermissionCheck"):
        view |= {"PermissionCheckStatus": "COMPLETE", "PermissionCheckResult": "UNSURE"}
    return view


@operation("ListDelegationRequests")
def list_requests(request: Request) -> Result:
    """The requests that have an owner, or those of one owner."""
    owner = request.optional("OwnerId")
    mine = [
        each
        for each in request.store.settings.delegations.values()
        if each.owner is not None and owner in (None, each.owner)
    ]
    chosen, end = page(request, mine, lambda each: each.id)
    end["isTruncated"] = end.pop("IsTruncated")
    return {"DelegationRequests": [_view(each) for each in chosen], **end}


@operation("AssociateDelegationRequest")
def associate(request: Request) -> Result:
    """Make the caller its owner."""
    wanted = _open(request, "UNASSIGNED")
    if wanted.owner_account not in (None, request.caller.account_id):
        raise _none(wanted.id)
    wanted.owner, wanted.owner_account = request.caller.arn, request.caller.account_id
    _become(request, wanted, "ASSIGNED")
    return None


@operation("UpdateDelegationRequest")
def update(request: Request) -> Result:
    """Add notes and hand it on to who may approve it."""
    wanted = _open(request, "ASSIGNED", "PENDING_APPROVAL")
    wanted.notes = request.optional("Notes") or wanted.notes
    _become(request, wanted, "PENDING_APPROVAL")
    return None


@operation("AcceptDelegationRequest")
def accept(request: Request) -> Result:
    """Grant what it asks for."""
    wanted = _open(request, "ASSIGNED", "PENDING_APPROVAL")
    wanted.approver = request.caller.arn
    _become(request, wanted, "ACCEPTED")
    return None


@operation("RejectDelegationRequest")
def reject(request: Request) -> Result:
    """Refuse it, for good."""
    wanted = _found(request)
    if wanted.state in _ENDED:
        raise _wrong_state(wanted)
    wanted.rejection = request.optional("Notes")
    _become(request, wanted, "REJECTED")
    return None


@operation("SendDelegationToken", differs="The partner gets a token.")
def send_token(request: Request) -> Result:
    """Send the partner its token; nobody can take that back."""
    _become(request, _open(request, "ACCEPTED"), "FINALIZED")
    return None


@operation("GetHumanReadableSummary", differs="A language model writes it.")
def summary(request: Request) -> Result:
    """What a request asks for, in a sentence."""
    arn = request.text("EntityArn")
    found = request.store.settings.delegations.get(arn.rpartition("/")[2])
    if ":delegation-request/" not in arn:
        raise AwsError("InvalidInput", "Only delegation requests have a summary.")
    if found is None:
        raise _none(arn)
    locale = request.optional("Locale") or "en"
    return {
        "SummaryContent": f"{found.requestor} asks for access: {found.description}",
        "Locale": locale,
        "SummaryState": "AVAILABLE",
    }


def _found(request: Request) -> DelegationRequest:
    wanted = request.text("DelegationRequestId")
    found = request.store.settings.delegations.get(wanted)
    if found is None:
        raise _none(wanted)
    ended = found.state in ("FINALIZED", "REJECTED")
    if not ended and request.store.now() >= found.created + _EXPIRES:
        found.state = "EXPIRED"
    return found


def _open(request: Request, *states: str) -> DelegationRequest:
    found = _found(request)
    if found.state not in states:
        raise _wrong_state(found)
    return found


def _become(request: Request, wanted: DelegationRequest, state: str) -> None:
    wanted.state, wanted.updated = state, request.store.now()


def _none(name: str) -> AwsError:
    return AwsError("NoSuchEntity", f"Delegation request {name} does not exist.")


def _wrong_state(found: DelegationRequest) -> AwsError:
    return AwsError("InvalidInput", f"The delegation request is in the state {found.state}.")


def _view(each: DelegationRequest) -> View:
    return {
        "DelegationRequestId": each.id,
        "OwnerAccountId": each.owner_account,
        "Description": each.description,
        "RequestMessage": each.message,
        "Permissions": each.permissions,
        "OwnerId": each.owner,
        "ApproverId": each.approver,
        "State": each.state,
        "ExpirationTime": each.created + _EXPIRES,
        "RequestorId": each.requestor,
        "CreateDate": each.created,
        "SessionDuration": each.seconds,
        "RedirectUrl": each.redirect,
        "Notes": each.notes,
        "RejectionReason": each.rejection,
        "OnlySendByOwner": each.by_owner_only,
        "UpdatedTime": each.updated,
    }
