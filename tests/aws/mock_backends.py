"""Backends over the mock, as tests open them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from iamtui.aws.credentials import Keys
from iamtui.aws.live import LiveBackend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.secret import Secret
from tests.support.mock_server import Credentials, RunningMock

Open: TypeAlias = Callable[..., LiveBackend]


def target(mock: RunningMock, **changes: Any) -> Target:
    """Where a mock is."""
    return Target(
        "mock",
        TargetKind.MOCK,
        CredentialSource.GIVEN,
        endpoint_url=mock.endpoint_url,
        mfa_serial=mock.ready.mfa_serial,
        **changes,
    )


def keys(credentials: Credentials) -> Keys:
    """A test's credentials as a backend takes them."""
    token = credentials.session_token
    return Keys(
        credentials.access_key_id,
        Secret(credentials.secret_access_key),
        Secret(token) if token else None,
    )
