"""A role for a command that hands on credentials: assumed from a profile, or found in the vault.

The session is the one that the screens start for the same role, and either finds the other's.
"""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from datetime import timedelta

from iamtui.aws.clients import file_session
from iamtui.aws.live import open_backend
from iamtui.aws.pins import check_pins
from iamtui.aws.role_request import RoleRequest, Way, check_request, default_session_name
from iamtui.aws.service_endpoints import ALL_SERVICES, service_urls
from iamtui.aws.session_lengths import DEFAULT_ROLE
from iamtui.aws.sign_in import SignedIn, SignIn
from iamtui.aws.target import Target
from iamtui.errors import RefusedError, UsageError
from iamtui.vault.profiles import Profile


def role_wanted_by(arguments: argparse.Namespace, length: timedelta | None) -> RoleRequest | None:
    """The role that the arguments name, None where they name none. Raises UsageError."""
    if arguments.role is None:
        if arguments.external_id is not None or arguments.session_name is not None:
            raise UsageError(
                "--external-id and --session-name belong to a role.", "Add --role ARN."
            )
        return None
    if arguments.no_session or arguments.federated is not None:
        raise UsageError(
            "A role's session is neither the access key itself nor a federated one.",
            "Leave out --no-session and --federated.",
        )
    request = RoleRequest(
        arguments.role,
        arguments.session_name or default_session_name(),
        length or DEFAULT_ROLE,
        arguments.external_id,
    )
    check_request(request)
    return request


def assume(
    signing: SignIn, profile: Profile | None, target: Target, request: RoleRequest
) -> SignedIn:
    """Credentials of the role, assumed as the profile. Asks for codes; raises IamtuiError."""
    in_vault = profile is not None and profile.source == "vault"
    key = signing.vault().access_key(profile) if profile is not None and in_vault else None
    source = open_backend(target, key, sign_in=signing)
    if profile is not None:
        check_pins(profile, source.clients_for(Way.KEY)[0])
    source.begin()
    acting = source.assume(replace(request, mfa_serial=target.mfa_serial))
    session = acting.session_keys
    if session is None:
        raise RefusedError("The role gave no session.", "Try again.")
    made = acting.target
    region = made.region or target.region or "us-east-1"
    endpoint, services = made.endpoint_url, {}
    if not in_vault:
        endpoint = endpoint or os.environ.get(ALL_SERVICES) or None
        services = dict(service_urls(file_session(target), os.environ))
    return SignedIn(
        target.name,
        session.keys,
        region,
        endpoint,
        session,
        from_vault=False,
        service_urls=services,
    )
