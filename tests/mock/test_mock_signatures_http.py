"""Requests that no SDK sends: half-signed, presigned, too large, of unknown actions."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest

from tests.support.mock_server import Credentials, RunningMock
from tests.support.raw_calls import call, form, send, signed_headers

pytestmark = pytest.mark.slow

WHO = form("sts", "GetCallerIdentity")
TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


def test_an_unknown_action_is_invalid(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, InvalidAction (400)."""
    answer = call(sandbox.endpoint_url, sandbox.credentials, "iam", form("iam", "ListUnicorns"))
    assert (answer.status, answer.code) == (400, "InvalidAction")
    assert answer.message == "Could not find operation ListUnicorns for version 2010-05-08"


@pytest.mark.parametrize(
    ("version", "shown"), [("2001-01-01", "2001-01-01"), (None, "NO_VERSION_SPECIFIED")]
)
def test_a_wrong_version_has_no_operations(
    sandbox: RunningMock, version: str | None, shown: str
) -> None:
    """Source: IAM API reference, Common Errors, InvalidAction (400)."""
    parameters = {"Action": "ListUsers"} | ({"Version": version} if version else {})
    answer = call(sandbox.endpoint_url, sandbox.credentials, "iam", parameters)
    assert (answer.status, answer.code) == (400, "InvalidAction")
    assert answer.message == f"Could not find operation ListUsers for version {shown}"


def test_a_call_without_an_action_misses_it(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, MissingAction (400)."""
    answer = call(sandbox.endpoint_url, sandbox.credentials, "iam", {"Version": "2010-05-08"})
    assert (answer.status, answer.code) == (400, "MissingAction")


def test_a_body_that_is_no_form_is_not_read(sandbox: RunningMock) -> None:
    """Source: AWS query protocol: parameters come as application/x-www-form-urlencoded."""
    parameters = form("iam", "CreateUser", UserName="from-json")
    headers = signed_headers(sandbox.endpoint_url, sandbox.credentials, "iam", parameters)
    headers["Content-Type"] = "application/json"
    answer = send(sandbox.endpoint_url, urlencode(parameters), headers)
    assert (answer.status, answer.code) == (400, "MissingAction")


def test_a_body_of_ten_megabytes_is_refused_and_the_next_call_answered(
    sandbox: RunningMock,
) -> None:
    """Source: AWS query services refuse with 413 RequestEntityTooLarge."""
    answer = send(sandbox.endpoint_url, b"x" * 10_000_000, TYPE)
    assert (answer.status, answer.code) == (413, "RequestEntityTooLarge")
    assert call(sandbox.endpoint_url, sandbox.credentials, "sts", WHO).status == 200


@pytest.mark.parametrize("length", ["-1", "many", "1e3"])
def test_a_length_that_is_none_is_refused(sandbox: RunningMock, length: str) -> None:
    """Source: RFC 9110, 411 Length Required."""
    place = urlsplit(sandbox.endpoint_url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    connection.putrequest("POST", "/")
    connection.putheader("Content-Length", length)
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_unsigned_calls(sandbox: RunningMock, method: str) -> None:
    """Source: IAM API reference, Common Errors, MissingAuthenticationToken (403)."""
    answer = send(sandbox.endpoint_url, method=method)
    assert (answer.status, answer.code) == (403, "MissingAuthenticationToken")


def test_an_unsigned_query_is_refused(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, MissingAuthenticationToken (403)."""
    answer = send(sandbox.endpoint_url, method="GET", target=f"/?{urlencode(WHO)}")
    assert (answer.status, answer.code) == (403, "MissingAuthenticationToken")
    assert answer.message == "Request is missing Authentication Token"


@pytest.mark.parametrize("element", ["Credential", "SignedHeaders", "Signature"])
def test_a_half_signed_call_is_incomplete(sandbox: RunningMock, element: str) -> None:
    """Source: IAM API reference, Common Errors, IncompleteSignature (400)."""
    headers = signed_headers(sandbox.endpoint_url, sandbox.credentials, "sts", WHO)
    kind, _, rest = headers["Authorization"].partition(" ")
    kept = [part for part in rest.split(", ") if not part.startswith(element)]
    headers["Authorization"] = f"{kind} {', '.join(kept)}"
    answer = send(sandbox.endpoint_url, urlencode(WHO), headers)
    assert (answer.status, answer.code) == (400, "IncompleteSignature")
    assert answer.message == f"Authorization header requires '{element}' parameter."


@pytest.mark.parametrize("header", ["Basic YTpi", "AWS4-HMAC-SHA256 nonsense", "AWS4-HMAC-SHA256"])
def test_an_authorization_of_another_kind_is_incomplete(sandbox: RunningMock, header: str) -> None:
    """Source: IAM API reference, Common Errors, IncompleteSignature (400)."""
    answer = send(sandbox.endpoint_url, urlencode(WHO), {**TYPE, "Authorization": header})
    assert (answer.status, answer.code) == (400, "IncompleteSignature")


def test_a_call_without_a_date_is_incomplete(sandbox: RunningMock) -> None:
    """Source: AWS General Reference, elements of a signed request: X-Amz-Date or Date."""
    headers = signed_headers(sandbox.endpoint_url, sandbox.credentials, "sts", WHO)
    del headers["X-Amz-Date"]
    answer = send(sandbox.endpoint_url, urlencode(WHO), headers)
    assert (answer.status, answer.code) == (400, "IncompleteSignature")
    assert "'X-Amz-Date' or a 'Date' header" in answer.message


def test_a_credential_has_five_parts(sandbox: RunningMock) -> None:
    """Source: AWS General Reference, the credential scope."""
    headers = signed_headers(sandbox.endpoint_url, sandbox.credentials, "sts", WHO)
    headers["Authorization"] = headers["Authorization"].replace("/aws4_request", "")
    answer = send(sandbox.endpoint_url, urlencode(WHO), headers)
    assert (answer.status, answer.code) == (400, "IncompleteSignature")
    assert "exactly 5 slash-delimited elements" in answer.message


def test_a_changed_body_does_not_match_its_signature(sandbox: RunningMock) -> None:
    """Source: AWS General Reference: the hash of the payload is signed."""
    parameters = form("iam", "GetUser", UserName="alice")
    headers = signed_headers(sandbox.endpoint_url, sandbox.credentials, "iam", parameters)
    changed = urlencode({**parameters, "UserName": "mallory"})
    answer = send(sandbox.endpoint_url, changed, headers)
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")


def test_a_signature_for_another_service_is_refused(sandbox: RunningMock) -> None:
    """Source: AWS answers "Credential should be scoped to correct service"."""
    answer = call(
        sandbox.endpoint_url, sandbox.credentials, "iam", form("iam", "ListUsers"), signed_as="sts"
    )
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    assert "scoped to correct service: 'iam'" in answer.message


def test_a_presigned_url_is_answered_by_get(sandbox: RunningMock) -> None:
    """Source: AWS General Reference, "Query string authentication"; EKS tokens are such URLs."""
    url = sandbox.client("sts").generate_presigned_url("get_caller_identity", HttpMethod="GET")
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert f"{sandbox.ready.account_id}:user/iamtui-admin" in answer.read().decode()


def test_a_changed_presigned_url_does_not_match(sandbox: RunningMock) -> None:
    """Source: AWS General Reference, "Query string authentication"."""
    url = sandbox.client("iam").generate_presigned_url(
        "get_user", Params={"UserName": "alice"}, HttpMethod="GET"
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(url.replace("alice", "mallory"), timeout=20)
    assert refusal.value.code == 403
    assert "SignatureDoesNotMatch" in refusal.value.read().decode()
    refusal.value.close()


def test_half_of_a_presigned_url_is_incomplete(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, IncompleteSignature (400)."""
    target = f"/?{urlencode({**WHO, 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256'})}"
    answer = send(sandbox.endpoint_url, method="GET", target=target)
    assert (answer.status, answer.code) == (400, "IncompleteSignature")
    assert "must include 'X-Amz-Credential'" in answer.message


def test_the_parameters_of_a_signed_get_are_in_its_query(sandbox: RunningMock) -> None:
    """Source: AWS query protocol over GET."""
    url = sandbox.client("iam").generate_presigned_url(
        "get_user", Params={"UserName": "no-such"}, HttpMethod="GET"
    )
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(url, timeout=20)
    assert refusal.value.code == 404
    refusal.value.close()


@pytest.mark.parametrize(
    ("minutes", "words"), [(-16, "Signature expired"), (16, "not yet current")]
)
def test_a_signature_a_quarter_of_an_hour_off_is_refused(
    sandbox: RunningMock, monkeypatch: pytest.MonkeyPatch, minutes: int, words: str
) -> None:
    """Source: IAM answers SignatureDoesNotMatch, "Signature expired: … is now earlier than …"."""
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda **_: moment)
    answer = call(sandbox.endpoint_url, sandbox.credentials, "sts", WHO)
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    assert words in answer.message
    assert "15 min.)" in answer.message


def test_a_long_term_key_with_a_token_is_invalid(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, InvalidClientTokenId (403)."""
    odd = replace(sandbox.credentials, session_token="x")
    answer = call(sandbox.endpoint_url, odd, "sts", WHO)
    assert (answer.status, answer.code) == (403, "InvalidClientTokenId")
    assert answer.message == "The security token included in the request is invalid"


def test_a_session_with_a_wrong_secret_does_not_match(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, SignatureDoesNotMatch."""
    given = sandbox.client("sts").get_session_token()["Credentials"]
    forged = replace(Credentials.of(given), secret_access_key="x" * 40)
    answer = call(sandbox.endpoint_url, forged, "sts", WHO)
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")


def test_a_document_nested_without_end_is_malformed(sandbox: RunningMock) -> None:
    """Source: IAM API reference, CreatePolicy, MalformedPolicyDocument (400)."""
    document = "[" * 50_000
    parameters = form("iam", "CreatePolicy", PolicyName="deep", PolicyDocument=document)
    answer = call(sandbox.endpoint_url, sandbox.credentials, "iam", parameters)
    assert (answer.status, answer.code) == (400, "MalformedPolicyDocument")


def test_refusals_have_the_status_of_aws(sandbox: RunningMock) -> None:
    """Source: IAM API reference, Common Errors: these are 403."""
    stranger = Credentials("AKIAAAAAAAAAAAAAAAAA", "x" * 40)
    forged = replace(sandbox.credentials, secret_access_key="x" * 40)
    for credentials, code in (
        (stranger, "InvalidClientTokenId"),
        (forged, "SignatureDoesNotMatch"),
    ):
        answer = call(sandbox.endpoint_url, credentials, "sts", WHO)
        assert (answer.status, answer.code) == (403, code)


def test_a_presigned_url_of_a_session_has_its_token(sandbox: RunningMock) -> None:
    """Source: AWS General Reference, X-Amz-Security-Token in the query."""
    session = Credentials.of(sandbox.client("sts").get_session_token()["Credentials"])
    url = sandbox.client("sts", session).generate_presigned_url(
        "get_caller_identity", HttpMethod="GET"
    )
    assert "X-Amz-Security-Token" in url
    with urllib.request.urlopen(url, timeout=20) as answer:
        assert answer.status == 200
