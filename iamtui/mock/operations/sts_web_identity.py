"""AssumeRoleWithWebIdentity: a role for whom an OpenID Connect provider vouches for."""

from __future__ import annotations

from iamtui.mock.federation import Federation
from iamtui.mock.operations.sts_federated_role import federated_role_session
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.web_identity import read_web_identity


@operation(
    "AssumeRoleWithWebIdentity",
    "sts",
    differs="The token's signature is verified with the keys that the provider publishes.",
)
def assume_role_with_web_identity(request: Request) -> Result:
    """Credentials of a role that trusts the provider of the token."""
    identity = read_web_identity(request.store, request.text("WebIdentityToken"))
    given = Federation(
        provider=identity.principal,
        session_name=request.text("RoleSessionName"),
        keys=identity.keys,
        tags=identity.tags,
        transitive=identity.transitive,
        source_identity=identity.source_identity,
    )
    return {
        **federated_role_session(request, given),
        "SubjectFromWebIdentityToken": identity.subject,
        "Provider": identity.principal,
        "Audience": identity.audience,
    }
