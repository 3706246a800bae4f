"""AssumeRoleWithWebIdentity: a role for whom an OpenID Connect provider vouches for."""

from __future__ import annotations

from iamtui.mock.federation import Federation, trusting_role
from iamtui.mock.operations.sts_roles import role_seconds, role_session
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.session_policies import packed_size, session_policies
from iamtui.mock.session_tags import combined
from iamtui.mock.sessions import Carried, open_session
from iamtui.mock.web_identity import read_web_identity


@operation(
    "AssumeRoleWithWebIdentity",
    "sts",
    differs="The token's signature is verified with the keys that the provider publishes.",
)
def assume_role_with_web_identity(request: Request) -> Result:
    """Credentials of a role that trusts the provider of the token."""
    name = request.text("RoleSessionName")
    identity = read_web_identity(request.store, request.text("WebIdentityToken"))
    given = Federation(
        provider=identity.principal,
        session_name=name,
        keys=identity.keys,
        tags=identity.tags,
        transitive=identity.transitive,
        source_identity=identity.source_identity,
    )
    role = trusting_role(request, given)
    policies = session_policies(request)
    tags = combined(request, identity.tags, identity.transitive)
    size = packed_size(policies, tags.all)
    carried = Carried(
        policies=policies,
        tags=tags.all,
        transitive=tags.transitive,
        source_identity=identity.source_identity,
        provider=identity.principal,
    )
    seconds = role_seconds(request, role)
    session = open_session(request.store, role, seconds, name=name, carried=carried)
    return {
        **role_session(role, session, size),
        "SubjectFromWebIdentityToken": identity.subject,
        "Provider": identity.principal,
        "Audience": identity.audience,
    }
