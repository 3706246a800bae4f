"""The condition keys that every call carries: who, when, from where, and with what session.

Source: IAM User Guide, "AWS global condition context keys". What the policy engine derives itself
(aws:PrincipalArn, aws:username, aws:userid, aws:PrincipalTag/…, aws:CurrentTime …) is not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from iamtui.mock.registry import Request
from iamtui.mock.request_keys import Value

_REGION_OF_IAM: Final = "us-east-1"


def circumstances(request: Request, service: str) -> dict[str, Value]:
    """Condition keys and their values; what is not in it is absent."""
    return {
        **dict(_network(request, service)),
        **dict(_mfa(request)),
        **dict(_session(request)),
    }


def _network(request: Request, service: str) -> Iterator[tuple[str, Value]]:
    """aws:SecureTransport is true although loopback is not encrypted: AWS answers TLS only."""
    caller = request.caller
    yield "aws:SourceIp", caller.source_ip
    yield "aws:SecureTransport", "true"
    yield "aws:ViaAWSService", "false"
    yield "aws:PrincipalIsAWSService", "false"
    yield "aws:RequestedRegion", _REGION_OF_IAM if service == "iam" else caller.region
    if caller.user_agent:
        yield "aws:UserAgent", caller.user_agent
    if caller.referer:
        yield "aws:Referer", caller.referer
    if not caller.is_iam_user:
        yield "aws:username", ()


def _mfa(request: Request) -> Iterator[tuple[str, Value]]:
    """Absent for long-term keys, unless the call itself carries a code (checked on applying)."""
    session = request.caller.session
    if "TokenCode" in request.params and request.operation == "AssumeRole":
        yield "aws:MultiFactorAuthPresent", "true"
        yield "aws:MultiFactorAuthAge", "0"
    elif session is not None and session.mfa is not None:
        age = request.store.clock.now() - session.mfa
        yield "aws:MultiFactorAuthPresent", "true"
        yield "aws:MultiFactorAuthAge", str(int(age.total_seconds()))
    elif session is not None:
        yield "aws:MultiFactorAuthPresent", "false"


def _session(request: Request) -> Iterator[tuple[str, Value]]:
    session = request.caller.session
    if session is None:
        return
    yield "aws:TokenIssueTime", _stamp(session.issued)
    if session.carried.source_identity is not None:
        yield "aws:SourceIdentity", session.carried.source_identity
    if session.carried.provider is not None:
        yield "aws:FederatedProvider", session.carried.provider


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
