"""AssumeRoleWithSAML: a role for whom a SAML provider vouches for."""

from __future__ import annotations

from iamtui.mock.errors import AwsError
from iamtui.mock.federation import Federation
from iamtui.mock.operations.sts_federated_role import federated_role_session
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.saml_assertion import SamlIdentity, read_assertion


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
    return {
        **federated_role_session(request, given, identity.seconds),
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
