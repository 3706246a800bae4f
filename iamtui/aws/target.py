"""Where a backend leads and where its credentials come from; it holds no secret."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from iamtui.vault.profiles import Profile

# The domains of AWS's partitions (botocore, endpoints.json, dnsSuffix).
_AWS_DOMAINS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".amazonaws.eu",
    ".api.aws",
    ".api.amazonwebservices.com.cn",
    ".api.amazonwebservices.eu",
    ".c2s.ic.gov",
    ".sc2s.sgov.gov",
    ".cloud.adc-e.uk",
    ".csp.hci.ic.gov",
)


class TargetKind(enum.Enum):
    """What answers; the value is what the header shows."""

    LIVE = "AWS"
    ENDPOINT = "endpoint"
    MOCK = "mock"


class CredentialSource(enum.Enum):
    """Where credentials come from."""

    AWS_PROFILE = "~/.aws"
    VAULT = "vault"
    GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Target:
    """How to reach an account.

    name            the profile's name, as it is shown
    kind            AWS, another endpoint, or the mock
    source          AWS_PROFILE: what botocore's resolver finds for `aws_profile` (role chains,
                    SSO, credential_process, environment, instance roles); VAULT: an access key
                    that is handed over when the backend is opened; GIVEN: likewise, from elsewhere
    aws_profile     a profile of ~/.aws, None for the default of the environment
    endpoint_url    None for AWS's own
    mfa_serial      the MFA device whose codes start a session
    read_only       whether writes are refused; the guard sees to that
    """

    name: str
    kind: TargetKind
    source: CredentialSource
    aws_profile: str | None = None
    endpoint_url: str | None = None
    region: str | None = None
    mfa_serial: str | None = None
    read_only: bool = False


def target_of(profile: Profile) -> Target:
    """The target of a profile of the vault's index."""
    from_files = profile.source == "aws"
    return Target(
        name=profile.name,
        kind=TargetKind.ENDPOINT if profile.endpoint_url else TargetKind.LIVE,
        source=CredentialSource.AWS_PROFILE if from_files else CredentialSource.VAULT,
        aws_profile=profile.aws_profile,
        endpoint_url=profile.endpoint_url,
        region=profile.region,
        mfa_serial=profile.mfa_serial,
        read_only=profile.read_only,
    )


def leads_to_aws(url: str) -> bool:
    """Whether `url` is one of AWS's own endpoints, reached safely."""
    parts = urlsplit(url)
    return parts.scheme == "https" and (parts.hostname or "").endswith(_AWS_DOMAINS)
