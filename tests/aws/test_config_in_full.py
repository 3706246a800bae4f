"""What ~/.aws and the environment can say, resolved by botocore, against stand-ins on loopback.

AWS SDKs and Tools Reference Guide, "Standardized credential providers" and "Settings reference".
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import botocore.credentials
import botocore.tokens
import pytest

from iamtui.aws.attempts import Attempts
from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.clients import open_clients
from iamtui.aws.errors import NoCredentials
from iamtui.aws.mfa_codes import MfaCodes
from iamtui.aws.role_chain import lacks_credentials
from iamtui.aws.sign_in import SignedIn, SignIn
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.errors import IamtuiError, UsageError
from iamtui.vault.errors import KeyringMissing
from iamtui.vault.ledger import Ledger
from iamtui.vault.vault import Vault
from tests.support.mock_people import Device, Person, add_device, add_role, add_user, allow, trust
from tests.support.mock_server import Credentials, RunningMock, mock_server

pytestmark = pytest.mark.slow
LATER = (datetime.now(UTC) + timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%SZ")
ENVIRONMENT = Target("environment", TargetKind.LIVE, CredentialSource.AWS_PROFILE)


def session_keys(name: str) -> dict[str, str]:
    """Credentials as containers and instances give them."""
    return {
        "Code": "Success",
        "AccessKeyId": f"ASIA{name:0>16}".upper(),
        "SecretAccessKey": "s3cr3t",
        "Token": "t0ken",
        "Expiration": LATER,
    }


@dataclass
class StandIn:
    """A server on loopback that answers paths as it is told; `asked` are path and Authorization."""

    url: str
    answers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            token = self.headers.get("Authorization") or self.headers.get("x-amz-sso_bearer_token")
            made.asked.append((path, token or ""))
            found = made.answers.get(path)
            body = (found or "").encode()
            self.send_response(200 if found is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def do_PUT(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = StandIn(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@dataclass
class Desk:
    """Somebody's ~/.aws."""

    folder: Path

    def write(self, config: str, credentials: str = "") -> None:
        (self.folder / "config").write_text(config)
        (self.folder / "credentials").write_text(credentials)

    def target(self, name: str) -> Target:
        return next(p.target() for p in aws_profiles() if p.name == name)

    def sign_in(self, target: str | Target, codes: str = "") -> SignedIn:
        taken = MfaCodes(lambda _s: None, Ledger(self.folder / "ledger.json"), lambda _s, _w: codes)
        named = target if isinstance(target, Target) else self.target(target)
        return SignIn(_no_vault, taken).files(named)


def _no_vault() -> Vault:
    raise KeyringMissing("There is no vault here.", "")


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = Desk(tmp_path)
    made.write("")
    return made


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


@dataclass(frozen=True)
class Team:
    """A user with a device, and a role that trusts the user with an external id."""

    me: Person
    device: Device
    role: str


@pytest.fixture(scope="module")
def team(mock: RunningMock) -> Team:
    me = add_user(mock, "full", allow("*"))
    condition = {"StringEquals": {"sts:ExternalId": "our-contract"}}
    trusted = trust(me.arn, Condition=condition)
    role = add_role(mock, "partner", trusted, allow("*"), MaxSessionDuration=14_400)
    return Team(me, add_device(mock, me), role)


def key_of(person: Person, name: str = "base") -> str:
    keys = person.credentials
    return (
        f"[{name}]\naws_access_key_id = {keys.access_key_id}\n"
        f"aws_secret_access_key = {keys.secret_access_key}\n"
    )


def who(mock: RunningMock, signed_in: SignedIn) -> str:
    keys = signed_in.keys
    token = keys.token.reveal() if keys.token is not None else None
    credentials = Credentials(keys.access_key_id, keys.secret.reveal(), token)
    arn: str = mock.client("sts", credentials).get_caller_identity()["Arn"]
    return arn


# Roles


def test_an_external_id_a_session_name_and_a_length(
    desk: Desk, mock: RunningMock, team: Team
) -> None:
    role = (
        f"[profile partner]\nrole_arn = {team.role}\nsource_profile = base\n"
        f"endpoint_url = {mock.endpoint_url}\nrole_session_name = me@work\n"
    )
    desk.write(role, key_of(team.me))
    with pytest.raises(IamtuiError):
        desk.sign_in("partner")
    desk.write(f"{role}external_id = our-contract\nduration_seconds = 7200\n", key_of(team.me))
    signed_in = desk.sign_in("partner")
    assert who(mock, signed_in).endswith(":assumed-role/partner/me@work")
    assert signed_in.session is not None
    assert timedelta(hours=1) < signed_in.session.left() <= timedelta(hours=2)


def test_a_role_from_the_environment(
    desk: Desk, mock: RunningMock, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", team.me.credentials.access_key_id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", team.me.credentials.secret_access_key)
    desk.write(
        f"[profile partner]\nrole_arn = {team.role}\ncredential_source = Environment\n"
        f"endpoint_url = {mock.endpoint_url}\nexternal_id = our-contract\n"
    )
    assert "assumed-role/partner/" in who(mock, desk.sign_in("partner"))


def test_a_role_from_a_container(
    desk: Desk,
    mock: RunningMock,
    team: Team,
    stand_in: StandIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    token = mock.client("sts", team.me.credentials).get_session_token()["Credentials"]
    given = {**session_keys("x"), "AccessKeyId": token["AccessKeyId"]}
    given |= {"SecretAccessKey": token["SecretAccessKey"], "Token": token["SessionToken"]}
    stand_in.answers["/creds"] = json.dumps(given)
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{stand_in.url}/creds")
    desk.write(
        f"[profile partner]\nrole_arn = {team.role}\ncredential_source = EcsContainer\n"
        f"endpoint_url = {mock.endpoint_url}\nexternal_id = our-contract\n"
    )
    # AWS lets a session without MFA call AssumeRole, and no other call of STS.
    assert "assumed-role/partner/" in who(mock, desk.sign_in("partner"))


# Where there is no profile


def test_the_environment(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIAENVIRONMENT00000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "t0ken")
    monkeypatch.setenv("AWS_REGION", "eu-west-3")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
    signed_in = desk.sign_in(ENVIRONMENT)
    assert signed_in.keys.access_key_id == "ASIAENVIRONMENT00000"
    assert signed_in.keys.token is not None
    assert signed_in.region == "eu-west-3"


def test_a_container(desk: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in.answers["/creds"] = json.dumps(session_keys("container"))
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{stand_in.url}/creds")
    token = desk.folder / "token"
    token.write_text("from-a-file")
    monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", str(token))
    signed_in = desk.sign_in(ENVIRONMENT)
    assert signed_in.keys.access_key_id == "ASIA0000000CONTAINER"
    assert signed_in.session is not None
    assert signed_in.session.left() > timedelta(hours=5)
    assert stand_in.asked == [("/creds", "from-a-file")]


def test_an_instance(desk: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    where = "/latest/meta-data/iam/security-credentials/"
    stand_in.answers |= {
        "/latest/api/token": "imds-t0ken",
        where: "web",
        f"{where}web": json.dumps(session_keys("instance")),
    }
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
    monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", f"{stand_in.url}/")
    signed_in = desk.sign_in(ENVIRONMENT)
    assert signed_in.keys.access_key_id == "ASIA00000000INSTANCE"
    assert stand_in.asked[0][0] == "/latest/api/token"


def test_nothing_at_all_says_so(desk: Desk) -> None:
    with pytest.raises(NoCredentials) as caught:
        desk.sign_in(ENVIRONMENT)
    assert caught.value.next_step


# Single sign-on


@pytest.mark.parametrize("style", ["session", "legacy"])
def test_the_cache_of_single_sign_on(
    style: str, desk: Desk, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache, start = desk.folder / "sso-cache", "https://corp.awsapps.com/start"
    cache.mkdir()
    for provider in (botocore.credentials.SSOProvider, botocore.tokens.SSOTokenProvider):
        monkeypatch.setattr(provider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    sso = f"sso_start_url = {start}\nsso_region = eu-central-1\n"
    named = "sso_session = corp\n" if style == "session" else sso
    desk.write(
        f"[profile corp]\n{named}sso_account_id = 111122223333\nsso_role_name = admin\n"
        f"region = eu-central-1\nservices = here\n[sso-session corp]\n{sso}"
        f"[services here]\nsso =\n  endpoint_url = {stand_in.url}\n"
    )
    with pytest.raises(NoCredentials) as caught:
        desk.sign_in("corp")
    assert "single sign-on" in caught.value.next_step
    key = hashlib.sha1((start if style == "legacy" else "corp").encode()).hexdigest()
    token = {"startUrl": start, "region": "eu-central-1", "accessToken": "b3arer"}
    (cache / f"{key}.json").write_text(json.dumps({**token, "expiresAt": LATER}))
    expires = int((datetime.now(UTC) + timedelta(hours=6)).timestamp() * 1000)
    role = {"accessKeyId": "ASIASSO", "secretAccessKey": "s3cr3t", "sessionToken": "t0ken"}
    stand_in.answers["/federation/credentials"] = json.dumps(
        {"roleCredentials": {**role, "expiration": expires}}
    )
    signed_in = desk.sign_in("corp")
    assert signed_in.keys.access_key_id == "ASIASSO"
    assert signed_in.session is not None
    assert stand_in.asked[-1] == ("/federation/credentials", "b3arer")


def test_the_cache_of_aws_login(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    name, cache = "arn:aws:iam::111122223333:user/me", desk.folder / "login-cache"
    cache.mkdir()
    monkeypatch.setenv("AWS_LOGIN_CACHE_DIRECTORY", str(cache))
    desk.write(f"[profile me]\nlogin_session = {name}\nregion = us-east-1\n")
    monkeypatch.setattr(botocore.credentials, "EC", None)
    with pytest.raises(NoCredentials, match="awscrt") as caught:
        desk.sign_in("me")
    assert "botocore[crt]" in caught.value.next_step
    # It signs renewals only, which a fresh login does not need.
    monkeypatch.setattr(botocore.credentials, "EC", object())
    with pytest.raises(NoCredentials):
        desk.sign_in("me")
    given = {"accessKeyId": "ASIALOGIN", "secretAccessKey": "s3cr3t", "sessionToken": "t0ken"}
    token = {
        "accessToken": {**given, "accountId": "111122223333", "expiresAt": LATER},
        "refreshToken": "r",
        "dpopKey": "k",
        "clientId": "c",
    }
    key = hashlib.sha256(name.encode()).hexdigest()
    (cache / f"{key}.json").write_text(json.dumps(token))
    signed_in = desk.sign_in("me")
    assert signed_in.keys.access_key_id == "ASIALOGIN"
    assert signed_in.session is not None


# Where calls go


def url_of(target: Target) -> str:
    return open_clients(target, None, Attempts()).endpoint_url()


@pytest.mark.parametrize(
    ("region", "url"),
    [
        ("eu-central-1", "https://iam.amazonaws.com"),
        ("cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "https://iam.us-gov.amazonaws.com"),
        ("eusc-de-east-1", "https://iam.eusc-de-east-1.amazonaws.eu"),
    ],
)
def test_every_partition_has_its_own_iam(desk: Desk, region: str, url: str) -> None:
    desk.write(f"[profile p]\nregion = {region}\n", "")
    assert url_of(desk.target("p")) == url


def test_endpoints_of_services_count(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    services = "[services s]\niam =\n  endpoint_url = http://127.0.0.1:2\n"
    desk.write(
        "[profile all]\nendpoint_url = http://127.0.0.1:1\nregion = us-east-1\n"
        f"[profile iam]\nservices = s\nregion = us-east-1\n{services}"
    )
    assert url_of(desk.target("all")) == "http://127.0.0.1:1"
    assert url_of(desk.target("iam")) == "http://127.0.0.1:2"
    monkeypatch.setenv("AWS_ENDPOINT_URL_IAM", "http://127.0.0.1:3")
    assert url_of(desk.target("iam")) == "http://127.0.0.1:3"
    given = replace(desk.target("all"), endpoint_url="http://127.0.0.1:4")
    assert url_of(given) == "http://127.0.0.1:4"


def test_the_endpoint_of_sts_is_where_sessions_come_from(
    desk: Desk, mock: RunningMock, team: Team
) -> None:
    desk.write(
        f"[profile base]\nmfa_serial = {team.device.serial}\nservices = s\nregion = us-east-1\n"
        f"[services s]\nsts =\n  endpoint_url = {mock.endpoint_url}\n",
        key_of(team.me),
    )
    signed_in = desk.sign_in("base", team.device.code(1))
    assert who(mock, signed_in) == team.me.arn
    assert signed_in.session is not None


def test_a_program_hidden_by_a_key_is_never_run(desk: Desk, mock: RunningMock, team: Team) -> None:
    """The order of botocore: the credentials file comes before a credential_process."""
    desk.write("[profile base]\ncredential_process = /bin/false\n", key_of(team.me))
    assert who(mock, desk.sign_in("base")) == team.me.arn


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("iamtui credential-process base", True),
        ("/opt/iamtui/bin/iamtui credential-process 'base'", True),
        ("python3 -m iamtui credential-process base", True),
        ("iamtui credential-process other", False),
        ("helper credential-process base", False),
        ("iamtui 'credential-process base", False),
    ],
)
def test_a_program_that_is_iamtui_leads_to_the_vault_itself(command: str, expected: bool) -> None:
    assert lacks_credentials({"base": {"credential_process": command}}, "base") is expected
    both = {"base": {"credential_process": command, "role_arn": "arn:aws:iam::1:role/x"}}
    assert not lacks_credentials(both, "base")


def test_iamtui_does_not_ask_itself_without_end(desk: Desk) -> None:
    desk.write("[profile base]\ncredential_process = iamtui credential-process base\n")
    with pytest.raises(UsageError, match="vault has no profile base"):
        desk.sign_in("base")
