"""The condition keys of one request: those given, and those that follow from the request itself.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.policy.principal import Principal, PrincipalKind
from iamtui.policy.request import Request
from iamtui.policy.variables import ContextValue, Unknown

if TYPE_CHECKING:
    from datetime import datetime

_TAG = "aws:principaltag/"
# Served from one region, whatever the caller's: "aws:RequestedRegion" in the page above.
_GLOBAL_SERVICES = frozenset(("iam", "cloudfront", "organizations", "route53", "support"))
_UNTYPED = (PrincipalKind.SERVICE, PrincipalKind.FEDERATED, PrincipalKind.CANONICAL_USER)
_GLOBAL_REGION = "us-east-1"


class Context:
    """Answers for condition keys, and remembers the ones that nobody gave."""

    __slots__ = ("_lowered", "missing", "request", "resource_account", "wild")

    def __init__(self, request: Request, resource_account: str | None) -> None:
        self.request = request
        self.resource_account = resource_account
        resource = request.resource
        # A request for many resources; `*` alone is an action without a resource.
        self.wild = ("*" in resource or "?" in resource) and resource != "*"
        self.missing: tuple[str, ...] = ()
        self._lowered: dict[str, str | tuple[str, ...]] | None = None

    def lookup(self, key: str) -> ContextValue:
        """The value of a key (any case): None when absent, Unknown when it cannot be told."""
        value = self.request.context.get(key)
        if value is not None:
            return value
        if self._lowered is None:
            self._lowered = {name.lower(): given for name, given in self.request.context.items()}
        lowered = key.lower()
        value = self._lowered.get(lowered)
        if value is None:
            return self._derived(key, lowered)
        return value

    def _derived(self, key: str, lowered: str) -> ContextValue:
        value = self._tag(lowered) if lowered.startswith(_TAG) else self._from_request(lowered)
        if value == "":
            return None
        if value is None:
            if key not in self.missing:
                self.missing += (key,)
            return Unknown.UNKNOWN if self.request.partial_context else None
        return value

    def _tag(self, lowered: str) -> str | None:
        """A tag of the principal; "" when it is known to have no such tag."""
        tags = self.request.principal.tags
        if tags is None:
            return None
        wanted = lowered.removeprefix(_TAG)
        return next((value for name, value in tags.items() if name.lower() == wanted), "")

    def _from_request(self, lowered: str) -> str | None:
        """A key that follows from the request: its value, "" for surely absent, None for unknown.

        Kept as a chain: a table of functions would cost more than the few comparisons do.
        """
        match lowered:
            case "aws:principalarn":
                return principal_arn(self.request.principal)
            case "aws:principalaccount":
                return self.request.principal.account or ""
            case "aws:principaltype":
                return _principal_type(self.request.principal)
            case "aws:principalisawsservice":
                service = self.request.principal.kind is PrincipalKind.SERVICE
                return "true" if service else "false"
            case "aws:principalservicename":
                service = self.request.principal.kind is PrincipalKind.SERVICE
                return self.request.principal.arn if service else ""
            case "aws:username":
                return _username(self.request.principal)
            case "aws:userid":
                return self.request.principal.unique_id
            case "aws:resourceaccount":
                return self.resource_account
            case "aws:requestedregion":
                return _region(self.request)
            case "aws:securetransport":
                return "true"
            case "aws:currenttime" | "aws:epochtime":
                return _time(self.request.now, lowered)
        return None


def principal_arn(principal: Principal) -> str:
    """`aws:PrincipalArn`: for a session it is the ARN of the role; "" for nobody."""
    if principal.role_arn is not None:
        return principal.role_arn
    if principal.kind is PrincipalKind.ROLE and ":assumed-role/" in principal.arn:
        partition = principal.arn.split(":", 2)[1]
        return f"arn:{partition}:iam::{principal.account}:role/{principal.name}"
    return principal.arn if principal.account else ""


def _principal_type(principal: Principal) -> str | None:
    if principal.kind in _UNTYPED:
        return None
    return str(principal.kind.value)


def _username(principal: Principal) -> str:
    return (principal.name or "") if principal.kind is PrincipalKind.USER else ""


def _region(request: Request) -> str | None:
    segments = request.resource.split(":", 5)
    region = segments[3] if len(segments) == 6 else ""
    if region and "*" not in region:
        return region
    service = request.action.partition(":")[0].lower()
    return _GLOBAL_REGION if service in _GLOBAL_SERVICES else None


def _time(now: datetime | None, lowered: str) -> str | None:
    if now is None:
        return None
    if lowered == "aws:epochtime":
        return str(int(now.timestamp()))
    from datetime import UTC  # who gives a time has it loaded

    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
