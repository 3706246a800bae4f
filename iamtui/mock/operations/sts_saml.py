"""AssumeRoleWithSAML: a role for whom a SAML provider vouches for."""

from __future__ import annotations

from iamtui.mock.errors import AwsError
from iamtui.mock.federation import Federation, trusting_role
from iamtui.mock.operations.sts_roles import role_seconds, role_session
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.saml_assertion import SamlIdentity, read_assertion
from iamtui.mock.session_policies import packed_size, session_policies
from iamtui.mock.session_tags import combined
from iamtui.mock.sessions import Carried, open_session


@operation("AssumeRoleWithSAML", "sts", differs="The signature of the assertion is verified.")
def assume_role_with_saml(request: Request) -> Result:
    """Credentials of a role that trusts the provider of the assertion."""
    provider = request.text("PrincipalArn")
    identity = read_assertion(request.store, provider, request.text("SAMLAssertion"))
    _check_named(request, identity, provider)
    given = Federation(
        provider=provider,
        session_name=identity.session_name,
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
        provider=provider,
    )
    # "the shorter of the DurationSeconds and the SessionNotOnOrAfter": API reference.
    seconds = min(role_seconds(request, role), identity.seconds or role.max_duration)
    name = identity.session_name
    session = open_session(request.store, role, seconds, name=name, carried=carried)
    return {
        **role_session(role, session, size),
        "Subject": identity.subject,
        "SubjectType": identity.subject_type,
        "Issuer": identity.issuer,
        "Audience": identity.audience,
        "NameQualifier": identity.name_qualifier,
    }


def _check_named(request: Request, identity: SamlIdentity, provider: str) -> None:
    """The assertion names the pair of role and provider, in either order."""
    wanted = {request.text("RoleArn"), provider}
    if not any({part.strip() for part in pair.split(",")} == wanted for pair in identity.roles):
        raise AwsError("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML")
