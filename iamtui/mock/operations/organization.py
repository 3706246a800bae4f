"""Root access managed centrally, and the access report of the organization.

The account counts as the management account of an organization of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from iamtui.mock.errors import AwsError
from iamtui.mock.ids import Source
from iamtui.mock.paging import page
from iamtui.mock.registry import Request, Result, operation

_OWN_ORGANIZATION: Final = "Only the management account of an organization may."
_FEATURES: Final = {
    "RootCredentialsManagement": "OrganizationsRootCredentialsManagement",
    "RootSessions": "OrganizationsRootSessions",
}


def _organization_id(request: Request) -> str:
    letters = Source(f"organization/{request.store.account_id}").unique_id("").lower()
    return f"o-{letters[:10]}"


def _features(request: Request) -> Result:
    features = request.store.settings.root_features
    return {"OrganizationId": _organization_id(request), "EnabledFeatures": sorted(features)}


@operation("ListOrganizationsFeatures")
def list_features(request: Request) -> Result:
    """What is managed centrally."""
    return _features(request)


def _switch(feature: str, on: bool) -> Callable[[Request], Result]:
    def switch(request: Request) -> Result:
        features = request.store.settings.root_features
        if on and feature not in features:
            features.append(feature)
        elif not on and feature in features:
            features.remove(feature)
        return _features(request)

    switch.__doc__ = f"Switch {feature} {'on' if on else 'off'} for the organization."
    return switch


for _feature, _name in _FEATURES.items():
    for _verb, _on in (("Enable", True), ("Disable", False)):
        operation(f"{_verb}{_name}", differs=_OWN_ORGANIZATION)(_switch(_feature, on=_on))


@operation(
    "GenerateOrganizationsAccessReport", differs="Any path is taken; the report is there at once."
)
def generate_report(request: Request) -> Result:
    """Order a report, which is there at once."""
    job = str(uuid.uuid4())
    request.store.settings.reports[job] = request.store.now()
    return {"JobId": job}


@operation("GetOrganizationsAccessReport", differs="The services that were used are listed.")
def get_report(request: Request) -> Result:
    """A report ordered before: no account of the organization but this one has used a service."""
    ordered = request.store.settings.reports.get(request.text("JobId"))
    nothing: list[str] = []
    details, end = page(request, nothing, str)
    if ordered is None:
        raise AwsError("NoSuchEntity", f"Job {request.text('JobId')} does not exist.")
    return {
        "JobStatus": "COMPLETED",
        "JobCreationDate": ordered,
        "JobCompletionDate": ordered,
        "NumberOfServicesAccessible": 0,
        "NumberOfServicesNotAccessed": 0,
        "AccessDetails": details,
        **end,
    }
