"""How botocore is set up: what it reads, where it leads, what it never does."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from iamtui.account.call import Call
from iamtui.account.field import NOT_ASKED, Known, Unknown, Why
from iamtui.account.model import Account, Source
from iamtui.aws.api import Api
from iamtui.aws.attempts import Attempts
from iamtui.aws.cancel import Cancel
from iamtui.aws.clients import open_clients
from iamtui.aws.credentials import Keys
from iamtui.aws.errors import AnswerUnreadable, NoCredentials
from iamtui.aws.job_details import details
from iamtui.aws.live import open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind, target_of
from iamtui.errors import OutcomeUnknown, RefusedError
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile

KEYS = Keys("AKIAEXAMPLE000000000", Secret("canary"))
GIVEN = Target("given", TargetKind.LIVE, CredentialSource.GIVEN)
USERS = """<ListUsersResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
<ListUsersResult>{}<Users>{}</Users></ListUsersResult></ListUsersResponse>"""
USER = (
    "<member><UserName>{}</UserName><Arn>arn:x</Arn><UserId>AIDA</UserId><Path>/</Path>"
    "<CreateDate>2026-01-02T03:04:05Z</CreateDate></member>"
)

Respond = Callable[[AWSPreparedRequest], AWSResponse]


class Body:
    """The body of an answer, as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: object) -> list[bytes]:
        return [self._content]


def answer(body: str, status: int = 200) -> AWSResponse:
    return AWSResponse("https://iam.amazonaws.com", status, {}, Body(body.encode()))  # type: ignore[arg-type]


def api_with(respond: Respond, **options: Any) -> Api:
    attempts = Attempts()
    clients = open_clients(GIVEN, KEYS, attempts)
    for once in (False, True):
        events = clients.get("iam", once=once).meta.events
        events.register("before-send.iam", lambda request, **_: respond(request))  # type: ignore[arg-type]
    return Api(clients, attempts, **options)


def names(api: Api) -> list[str]:
    pages = api.pages("ListUsers", cancel=Cancel())
    return [user["UserName"] for page in pages for user in page["Users"]]


def field_of(request: AWSPreparedRequest, name: str) -> str:
    body = request.body if isinstance(request.body, str) else bytes(request.body or b"").decode()  # type: ignore[arg-type]
    found = re.search(rf"{name}=(\w+)", body)
    return found.group(1) if found else ""


def marker_of(request: AWSPreparedRequest) -> str:
    return field_of(request, "Marker")


@pytest.mark.parametrize(
    "more", ["<IsTruncated>true</IsTruncated><Marker>m</Marker>", "<Marker>m</Marker>"]
)
def test_pages_are_followed_even_where_a_server_forgets_to_say_so(more: str) -> None:
    def respond(request: AWSPreparedRequest) -> AWSResponse:
        if marker_of(request):
            return answer(USERS.format("", USER.format("bob")))
        return answer(USERS.format(more, USER.format("alice")))

    assert names(api_with(respond)) == ["alice", "bob"]


def test_an_empty_page_is_not_the_last() -> None:
    def respond(request: AWSPreparedRequest) -> AWSResponse:
        step = {"": "a", "a": "b", "b": ""}[marker_of(request)]
        if step:
            more = f"<IsTruncated>true</IsTruncated><Marker>{step}</Marker>"
            return answer(USERS.format(more, ""))
        return answer(USERS.format("<IsTruncated>false</IsTruncated>", USER.format("zoe")))

    assert names(api_with(respond)) == ["zoe"]


@pytest.mark.parametrize(
    "more", ["<IsTruncated>true</IsTruncated>", "<IsTruncated>true</IsTruncated><Marker>m</Marker>"]
)
def test_a_list_that_never_ends_is_an_error(more: str) -> None:
    with pytest.raises(AnswerUnreadable):
        names(api_with(lambda _request: answer(USERS.format(more, ""))))


def test_the_times_of_answers_are_in_utc() -> None:
    api = api_with(lambda _request: answer(USERS.format("", USER.format("a"))))
    (user,) = api.ask("ListUsers")["Users"]
    assert user["CreateDate"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert user["CreateDate"].utcoffset() == timedelta(0)


def test_iamtui_says_who_it_is() -> None:
    seen: list[str] = []

    def respond(request: AWSPreparedRequest) -> AWSResponse:
        agent = request.headers["User-Agent"]
        seen.append(agent.decode() if isinstance(agent, bytes) else agent)
        return answer(USERS.format("", ""))

    api_with(respond).ask("ListUsers")
    assert "iamtui/" in seen[0]


def test_a_page_of_html_after_a_write_leaves_its_outcome_unknown() -> None:
    api = api_with(lambda _request: answer("<html>"))
    with pytest.raises(OutcomeUnknown):
        api.ask("DeleteUser", {"UserName": "alice"})


DETAILS = """<GetAccountAuthorizationDetailsResponse
xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult>
<IsTruncated>true</IsTruncated><Marker>m</Marker><UserDetailList>{}</UserDetailList>
</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"""
DENIED = "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>"


def test_details_that_break_off_are_completed_by_the_lists() -> None:
    def respond(request: AWSPreparedRequest) -> AWSResponse:
        operation = field_of(request, "Action")
        if operation == "ListUsers":
            return answer(USERS.format("", USER.format("alice") + USER.format("bob")))
        if operation != "GetAccountAuthorizationDetails":
            return answer(DENIED, 403)
        return answer("<html>" if marker_of(request) else DETAILS.format(USER.format("alice")))

    account = Account()
    for step in details(api_with(respond), Cancel()):
        account = step.patch(account)
    assert account.users["alice"].groups == Known(())
    assert account.users["bob"].groups == NOT_ASKED
    assert isinstance(account.sources[Source.USERS], Known)
    assert account.sources[Source.ROLES] == Unknown(Why.DENIED, "iam:ListRoles")


@pytest.fixture
def aws_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ~/.aws of its own, with nothing in the environment."""
    for variable in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


def from_files(profile: str | None) -> Target:
    return Target("files", TargetKind.LIVE, CredentialSource.AWS_PROFILE, aws_profile=profile)


def test_given_keys_need_no_files_and_obey_no_environment(
    aws_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (aws_home / "config").write_text("this is no configuration")
    monkeypatch.setenv("AWS_PROFILE", "does-not-exist")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    clients = open_clients(GIVEN, KEYS, Attempts())
    assert clients.endpoint_url() == "https://iam.amazonaws.com"
    assert not clients.are_temporary()


def test_an_endpoint_in_the_profile_counts_as_one(aws_home: Path) -> None:
    (aws_home / "config").write_text(
        "[profile elsewhere]\nendpoint_url = http://127.0.0.1:9\naws_access_key_id = AKIAX\n"
        "aws_secret_access_key = x\n"
    )
    backend = open_backend(from_files("elsewhere"))
    with pytest.raises(Exception, match="nothing was sent"):
        backend.identity()
    assert backend.target.kind is TargetKind.ENDPOINT
    assert backend.target.endpoint_url == "http://127.0.0.1:9"


def test_a_profile_that_does_not_exist(aws_home: Path) -> None:
    (aws_home / "config").write_text("[default]\nregion = eu-central-1\n")
    with pytest.raises(NoCredentials) as caught:
        open_backend(from_files("missing")).identity()
    assert "profile" in caught.value.what


@pytest.mark.usefixtures("aws_home")
def test_no_credentials_anywhere() -> None:
    with pytest.raises(NoCredentials):
        open_backend(from_files(None)).identity()


def test_a_role_that_needs_a_code_never_asks_on_the_terminal(
    aws_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_prompt(*_: object) -> NoReturn:
        raise AssertionError("it asked")

    monkeypatch.setattr(getpass, "getpass", no_prompt)
    (aws_home / "config").write_text(
        "[profile base]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n"
        "[profile admin]\nsource_profile = base\nregion = eu-central-1\n"
        "role_arn = arn:aws:iam::123456789012:role/admin\n"
        "mfa_serial = arn:aws:iam::123456789012:mfa/phone\n"
    )
    with pytest.raises(RefusedError) as caught:
        open_backend(from_files("admin")).send(Call("DeleteUser", {"UserName": "alice"}))
    assert "MFA code" in caught.value.what
    assert caught.value.next_step


def test_a_profile_of_the_vault_leads_where_it_says() -> None:
    profile = Profile("prod", mfa_serial="arn:aws:iam::123456789012:mfa/phone", read_only=True)
    target = target_of(profile)
    assert (target.kind, target.source) == (TargetKind.LIVE, CredentialSource.VAULT)
    assert (target.mfa_serial, target.read_only) == (profile.mfa_serial, True)
    backend = open_backend(target, AccessKeyPair("AKIAEXAMPLE000000000", Secret("canary")))
    with pytest.raises(RefusedError):
        backend.send(Call("DeleteUser", {"UserName": "alice"}))


def test_a_profile_of_the_files_names_the_profile() -> None:
    target = target_of(Profile("work", source="aws", aws_profile="default"))
    assert (target.source, target.aws_profile) == (CredentialSource.AWS_PROFILE, "default")


def test_an_endpoint_of_a_profile_is_shown_as_one() -> None:
    target = target_of(Profile("lab", endpoint_url="http://127.0.0.1:5000"))
    assert target.kind is TargetKind.ENDPOINT
