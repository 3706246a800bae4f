"""What an account has switched on, and the requests that partners made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(slots=True)
class DelegationRequest:
    """A partner's request for temporary access; `owner` is who deals with it."""

    id: str
    description: str
    permissions: dict[str, object]
    requestor: str
    seconds: int
    created: datetime
    updated: datetime
    state: str = "UNASSIGNED"
    owner: str | None = None
    owner_account: str | None = None
    approver: str | None = None
    message: str | None = None
    redirect: str | None = None
    notes: str | None = None
    rejection: str | None = None
    by_owner_only: bool = False


@dataclass(slots=True)
class Settings:
    """`root_features` of the organization, the `issuer` of outbound tokens (kept when switched
    off), `properties` by their full names, and reports ordered for the organization by job id."""

    root_features: list[str] = field(default_factory=list)
    issuer: str | None = None
    vends_tokens: bool = False
    properties: dict[str, str] = field(default_factory=dict)
    delegations: dict[str, DelegationRequest] = field(default_factory=dict)
    token_version: int = 1
    reports: dict[str, datetime] = field(default_factory=dict)
