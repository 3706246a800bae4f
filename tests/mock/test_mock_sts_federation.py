"""Roles for whom an identity provider vouches: OpenID Connect tokens and SAML assertions."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.support.mock_people import add_role, allow, document
from tests.support.mock_server import Credentials, RunningMock, refused

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
AUDIENCE = "sts.amazonaws.com"


@pytest.fixture(scope="module")
def stranger(sandbox: RunningMock) -> Any:
    """STS for somebody without AWS credentials."""
    make: Any = boto3.session.Session().client
    return make(
        "sts",
        endpoint_url=sandbox.endpoint_url,
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )


@dataclass(frozen=True)
class WebProvider:
    """A registered OpenID Connect provider."""

    host: str
    arn: str

    def token(self, header: dict[str, str] | None = None, **claims: Any) -> str:
        """A token of its own; `claims` replace those of a good one, None leaves one out."""
        now = int(time.time())
        good = {
            "iss": f"https://{self.host}",
            "sub": "repo:acme/app:ref:refs/heads/main",
            "aud": AUDIENCE,
            "iat": now,
            "exp": now + 600,
        }
        given = {name: value for name, value in {**good, **claims}.items() if value is not None}
        parts = (header or {"alg": "RS256", "typ": "JWT"}, given)
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts]
        return ".".join([*(part.decode().rstrip("=") for part in encoded), "c2lnbmVk"])

    def trusted(self, *actions: str, **keys: str) -> dict[str, Any]:
        """A statement that trusts this provider; `keys` are claims that must be so."""
        conditions = {f"{self.host}:{name}": value for name, value in keys.items()}
        return {
            "Effect": "Allow",
            "Principal": {"Federated": self.arn},
            "Action": ["sts:AssumeRoleWithWebIdentity", *actions],
            "Condition": {"StringEquals": conditions},
        }


@pytest.fixture
def web(iam: Any, fresh: Fresh) -> WebProvider:
    """A provider of its own for each test."""
    host = f"token.{fresh('idp')}.example.com"
    made = iam.create_open_id_connect_provider(
        Url=f"https://{host}", ClientIDList=[AUDIENCE], ThumbprintList=["a" * 40]
    )
    return WebProvider(host, made["OpenIDConnectProviderArn"])


@pytest.fixture
def role(sandbox: RunningMock, fresh: Fresh) -> Callable[..., str]:
    """Makes a role that trusts; gives its ARN."""
    return lambda *statements, **more: add_role(sandbox, fresh("role"), *statements, **more)


def redeem(sts: Any, role: str, token: str, **more: Any) -> Any:
    return sts.assume_role_with_web_identity(
        RoleArn=role, RoleSessionName="ci", WebIdentityToken=token, **more
    )


def test_a_token_of_a_registered_provider_opens_a_role(
    sandbox: RunningMock, stranger: Any, web: WebProvider, role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRoleWithWebIdentity: needs no AWS credentials."""
    subject = "repo:acme/app:ref:refs/heads/main"
    federated: dict[str, Any] = {"Condition": {"ArnEquals": {"aws:FederatedProvider": web.arn}}}
    arn = role(web.trusted(sub=subject, aud=AUDIENCE), allow("iam:ListUsers", **federated))
    answer = redeem(stranger, arn, web.token())
    assert answer["SubjectFromWebIdentityToken"] == subject
    assert answer["Provider"] == web.arn
    assert answer["Audience"] == AUDIENCE
    assert answer["AssumedRoleUser"]["Arn"].endswith("/ci")
    session = Credentials.of(answer["Credentials"])
    sandbox.client("iam", session).list_users()
    with refused("AccessDenied", "session credentials"):
        sandbox.client("sts", session).get_session_token()


def test_a_role_asks_for_the_claims_it_wants(
    stranger: Any, web: WebProvider, role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Available keys for AWS web identity federation"."""
    arn = role(web.trusted(sub="repo:acme/app:ref:refs/heads/main"))
    redeem(stranger, arn, web.token())
    with refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"):
        redeem(stranger, arn, web.token(sub="repo:mallory/app:ref:refs/heads/main"))


def test_a_role_that_trusts_another_is_not_opened(
    sandbox: RunningMock, stranger: Any, web: WebProvider, role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRoleWithWebIdentity, AccessDenied."""
    other = {**web.trusted(), "Principal": {"AWS": sandbox.ready.account_id}}
    del other["Condition"]
    missing = f"arn:aws:iam::{sandbox.ready.account_id}:role/no-such-role"
    for arn in (role({**other, "Action": "sts:AssumeRole"}), missing):
        with refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity"):
            redeem(stranger, arn, web.token())


def test_an_expired_token(stranger: Any, web: WebProvider, role: Callable[..., str]) -> None:
    """Source: STS API reference, ExpiredTokenException (400)."""
    with refused("ExpiredTokenException", "Token expired"):
        redeem(stranger, role(web.trusted(aud=AUDIENCE)), web.token(exp=int(time.time()) - 1))


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"aud": "somebody-else"}, "Incorrect token audience"),
        ({"iss": "https://elsewhere.example.com"}, "No OpenIDConnect provider found"),
        ({"sub": None}, "not a valid JWT"),
        ({"exp": None}, "Missing a required claim"),
        ({"header": {"alg": "none"}}, "not signed"),
    ],
)
def test_a_token_that_proves_nothing(
    stranger: Any, web: WebProvider, role: Callable[..., str], claims: dict[str, Any], words: str
) -> None:
    """Source: STS API reference, InvalidIdentityToken (400)."""
    with refused("InvalidIdentityToken", words):
        redeem(stranger, role(web.trusted(aud=AUDIENCE)), web.token(**claims))


@pytest.mark.parametrize("token", ["no.token", "a.b.c", "....", "e30.e30.", "W10.W10.c2ln"])
def test_what_is_no_token(
    stranger: Any, web: WebProvider, role: Callable[..., str], token: str
) -> None:
    """Source: STS API reference, InvalidIdentityToken (400)."""
    with refused("InvalidIdentityToken", "not a valid JWT"):
        redeem(stranger, role(web.trusted(aud=AUDIENCE)), token)


def test_a_web_session_lasts_as_long_as_the_role_allows(
    stranger: Any, web: WebProvider, role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRoleWithWebIdentity, DurationSeconds."""
    arn = role(web.trusted(aud=AUDIENCE), MaxSessionDuration=7_200)
    redeem(stranger, arn, web.token(), DurationSeconds=7_200)
    with refused("ValidationError", "MaxSessionDuration"):
        redeem(stranger, arn, web.token(), DurationSeconds=7_201)


def test_a_token_brings_tags(
    sandbox: RunningMock, stranger: Any, web: WebProvider, role: Callable[..., str]
) -> None:
    """Source: IAM User Guide, "Passing session tags using AssumeRoleWithWebIdentity"."""
    claim: dict[str, Any] = {"https://aws.amazon.com/tags": {"principal_tags": {"team": ["blue"]}}}
    blue: dict[str, Any] = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}
    with refused("AccessDenied", "sts:TagSession"):
        redeem(stranger, role(web.trusted(aud=AUDIENCE)), web.token(**claim))
    arn = role(web.trusted("sts:TagSession", aud=AUDIENCE), allow("iam:ListUsers", **blue))
    session = Credentials.of(redeem(stranger, arn, web.token(**claim))["Credentials"])
    sandbox.client("iam", session).list_users()


def test_a_session_policy_cuts_a_web_session(
    sandbox: RunningMock, stranger: Any, web: WebProvider, role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRoleWithWebIdentity, Policy."""
    arn = role(web.trusted(aud=AUDIENCE), allow("iam:*"))
    answer = redeem(stranger, arn, web.token(), Policy=document(allow("iam:ListGroups")))
    session = sandbox.client("iam", Credentials.of(answer["Credentials"]))
    session.list_groups()
    with refused("AccessDenied", "no session policy"):
        session.list_users()


ISSUER = "https://idp.example.com/saml"
SAML_AUDIENCE = "https://signin.aws.amazon.com/saml"
_METADATA = (
    '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="ISSUER">'
    '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
    '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" '
    'Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>'
)


@pytest.fixture
def provider(iam: Any, fresh: Fresh) -> str:
    """The ARN of a SAML provider."""
    metadata = _METADATA.replace("ISSUER", ISSUER) + f"<!-- {' ' * 1000} -->"
    made = iam.create_saml_provider(Name=fresh("saml"), SAMLMetadataDocument=metadata)
    return str(made["SAMLProviderArn"])


def saml_trust(provider: str, **condition: str) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": provider},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
        "Condition": {
            "StringEquals": {f"saml:{key}": value for key, value in condition.items()}
            or {"saml:aud": SAML_AUDIENCE}
        },
    }


def assertion(role: str, provider: str, **changed: str) -> str:
    """An assertion, encoded as a browser would post it; `changed` replaces what a good one has."""
    soon = datetime.now(UTC) + timedelta(minutes=5)
    good = {
        "issuer": ISSUER,
        "audience": SAML_AUDIENCE,
        "ends": soon.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "pair": f"{role},{provider}",
        "session": "alice@example.com",
        "tag": "blue",
    }
    value = {**good, **changed}
    attribute = "https://aws.amazon.com/SAML/Attributes"
    attributes = "".join(
        f'<a:Attribute Name="{attribute}/{name}"><a:AttributeValue>{text}</a:AttributeValue>'
        "</a:Attribute>"
        for name, text in (
            ("Role", value["pair"]),
            ("RoleSessionName", value["session"]),
            ("PrincipalTag:team", value["tag"]),
        )
    )
    text = (
        '<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" '
        'xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"><a:Assertion>'
        f"<a:Issuer>{value['issuer']}</a:Issuer><a:Subject>"
        '<a:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">alice</a:NameID>'
        f'<a:SubjectConfirmation><a:SubjectConfirmationData NotOnOrAfter="{value["ends"]}" '
        f'Recipient="{SAML_AUDIENCE}"/></a:SubjectConfirmation></a:Subject>'
        f"<a:Conditions><a:AudienceRestriction><a:Audience>{value['audience']}</a:Audience>"
        "</a:AudienceRestriction></a:Conditions>"
        f"<a:AttributeStatement>{attributes}</a:AttributeStatement></a:Assertion></p:Response>"
    )
    return base64.b64encode(text.encode()).decode()


def post(sts: Any, role: str, provider: str, encoded: str) -> Any:
    return sts.assume_role_with_saml(RoleArn=role, PrincipalArn=provider, SAMLAssertion=encoded)


def test_an_assertion_of_a_registered_provider_opens_a_role(
    sandbox: RunningMock, stranger: Any, provider: str, role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRoleWithSAML."""
    blue: dict[str, Any] = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "blue"}}}
    arn = role(
        saml_trust(provider, aud=SAML_AUDIENCE, sub_type="persistent"), allow("iam:*", **blue)
    )
    answer = post(stranger, arn, provider, assertion(arn, provider))
    assert answer["Subject"] == "alice"
    assert answer["SubjectType"] == "persistent"
    assert answer["Issuer"] == ISSUER
    assert answer["Audience"] == SAML_AUDIENCE
    assert len(base64.b64decode(answer["NameQualifier"])) == 20
    assert answer["AssumedRoleUser"]["Arn"].endswith("/alice@example.com")
    sandbox.client("iam", Credentials.of(answer["Credentials"])).list_users()


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"issuer": "https://evil.example.com"}, "InvalidIdentityToken", "Issuer not present"),
        ({"audience": "https://other.example.com"}, "InvalidIdentityToken", "audience"),
        ({"ends": "2020-01-01T00:00:00Z"}, "ExpiredTokenException", "within 5 minutes"),
        ({"session": ""}, "InvalidIdentityToken", "RoleSessionName is required"),
        ({"pair": "arn:aws:iam::1:role/x,arn:aws:iam::1:saml-provider/y"}, "AccessDenied", "SAML"),
    ],
)
def test_an_assertion_that_does_not_fit(
    stranger: Any,
    provider: str,
    role: Callable[..., str],
    changed: dict[str, str],
    code: str,
    words: str,
) -> None:
    """Source: IAM User Guide, "Troubleshoot SAML federation with IAM"; STS API reference."""
    arn = role(saml_trust(provider))
    with refused(code, words):
        post(stranger, arn, provider, assertion(arn, provider, **changed))


def test_what_is_no_assertion(stranger: Any, provider: str, role: Callable[..., str]) -> None:
    """Source: IAM User Guide, "Troubleshoot SAML federation with IAM"."""
    arn = role(saml_trust(provider))
    entity = base64.b64encode(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>').decode()
    for encoded in ("no base64!", base64.b64encode(b"<no/>").decode(), entity):
        with refused("InvalidIdentityToken", "invalid SAML response"):
            post(stranger, arn, provider, encoded)
    with refused("InvalidIdentityToken", "Specified provider doesn't exist"):
        post(stranger, arn, f"{provider}x", assertion(arn, provider))


def test_a_role_that_does_not_trust_the_provider(
    stranger: Any, provider: str, role: Callable[..., str]
) -> None:
    """Source: STS API reference, AssumeRoleWithSAML, AccessDenied."""
    arn = role(saml_trust(provider, iss="https://other.example.com"))
    with refused("AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"):
        post(stranger, arn, provider, assertion(arn, provider))
