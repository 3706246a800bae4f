"""AWS's codes and botocore's exceptions as sentences of ours."""

from __future__ import annotations

from collections.abc import Iterator

import botocore.session
import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from iamtui.aws import errors
from iamtui.aws.asked import Asked
from iamtui.aws.codes import MAPPED_CODES, from_code
from iamtui.aws.deadline import Late
from iamtui.aws.translate import translate
from iamtui.errors import IamtuiError, OutcomeUnknown, RefusedError, UsageError

READ = Asked("ListUsers", {})
WRITE = Asked("DeleteUser", {"UserName": "alice"})
CLIENT_ERROR_PARTS = {"ResponseMetadata": {"HTTPStatusCode": 403}}


def declared_codes() -> Iterator[str]:
    session = botocore.session.Session()
    for service in ("iam", "sts"):
        model = session.get_service_model(service)
        for operation in model.operation_names:
            for shape in model.operation_model(operation).error_shapes:
                yield shape.metadata.get("error", {}).get("code", shape.name)


def answered(code: str, message: str | None = None, status: int = 400) -> boto.ClientError:
    error = {"Code": code} if message is None else {"Code": code, "Message": message}
    response = {"Error": error, "ResponseMetadata": {"HTTPStatusCode": status}}
    return boto.ClientError(response, "Operation")  # type: ignore[arg-type]


def test_every_code_that_botocore_declares_has_a_meaning() -> None:
    assert set(declared_codes()) - MAPPED_CODES == set()


@pytest.mark.parametrize("code", sorted(MAPPED_CODES))
def test_every_meaning_is_a_sentence_that_names_the_call(code: str) -> None:
    error = from_code(code, WRITE.words, WRITE.operation)
    assert "delete user" in error.what
    assert "alice" in error.what
    assert error.what.endswith(".")
    assert error.code == code


def test_an_unmapped_code_is_shown() -> None:
    error = translate(answered("BrandNewCode", "x"), READ)
    assert isinstance(error, errors.UnexpectedAnswer)
    assert "BrandNewCode" in error.what


@pytest.mark.parametrize(
    ("code", "expected", "root"),
    [
        ("AccessDenied", errors.AccessDenied, RefusedError),
        ("InvalidClientTokenId", errors.BadCredentials, RefusedError),
        ("SignatureDoesNotMatch", errors.WrongSecret, RefusedError),
        ("ExpiredToken", errors.SessionExpired, RefusedError),
        ("RequestTimeTooSkewed", errors.ClockSkew, IamtuiError),
        ("NoSuchEntity", errors.NotFound, UsageError),
        ("EntityAlreadyExists", errors.AlreadyExists, UsageError),
        ("DeleteConflict", errors.Conflict, UsageError),
        ("ConcurrentModification", errors.Conflict, UsageError),
        ("LimitExceeded", errors.LimitReached, UsageError),
        ("ValidationError", errors.InvalidInput, UsageError),
        ("Throttling", errors.Throttled, IamtuiError),
        ("InvalidAuthenticationCode", errors.WrongCode, RefusedError),
    ],
)
def test_codes_have_their_classes(
    code: str, expected: type[IamtuiError], root: type[IamtuiError]
) -> None:
    error = translate(answered(code, "why"), WRITE)
    assert type(error) is expected
    assert isinstance(error, root)


def test_a_denied_session_token_means_a_wrong_code() -> None:
    asked = Asked("GetSessionToken", {"SerialNumber": "arn:mfa/phone"}, "sts")
    assert isinstance(translate(answered("AccessDenied"), asked), errors.WrongCode)


def test_an_answer_without_a_message_is_understood() -> None:
    assert isinstance(translate(answered("ReportNotPresent"), READ), errors.NotReady)


def test_awss_own_words_are_bounded_and_hold_no_control_characters() -> None:
    error = translate(answered("AccessDenied", "no \x1b]52;c;x\x07" + "y" * 5000), READ)
    assert isinstance(error, errors.AwsError)
    assert len(error.quote) == errors.LONGEST_QUOTE
    assert "\x1b" not in str(error)


@pytest.mark.parametrize(
    ("code", "operation"),
    [
        ("ValidationError", "CreateLoginProfile"),
        ("ValidationError", "ChangePassword"),
        ("SignatureDoesNotMatch", "ListUsers"),
        ("ValidationError", "UploadServerCertificate"),
    ],
)
def test_words_that_may_repeat_a_secret_are_left_out(code: str, operation: str) -> None:
    asked = Asked(operation, {"UserName": "alice", "Password": "hunter2"})
    assert "hunter2" not in str(translate(answered(code, "Value 'hunter2' at 'password'"), asked))


def test_a_password_that_breaks_the_policy_says_how() -> None:
    asked = Asked("CreateLoginProfile", {"UserName": "alice"})
    error = translate(answered("PasswordPolicyViolation", "at least one symbol"), asked)
    assert "at least one symbol" in str(error)


NEVER_SENT = [
    boto.EndpointConnectionError(endpoint_url="https://iam"),
    boto.ConnectTimeoutError(endpoint_url="https://iam"),
    boto.ProxyConnectionError(proxy_url="http://user:pass@proxy"),
    boto.SSLError(endpoint_url="https://iam", error=OSError("x")),
]
SENT = [
    boto.ReadTimeoutError(endpoint_url="https://iam"),
    boto.ConnectionClosedError(endpoint_url="https://iam"),
    boto.HTTPClientError(error="x"),
    boto.ResponseStreamingError(error="x"),
    ResponseParserError("<html>"),
    Late(),
]


@pytest.mark.parametrize("error", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_a_connection_that_was_never_made_applied_nothing(error: Exception) -> None:
    for asked in (READ, WRITE):
        translated = translate(error, asked)
        assert isinstance(translated, errors.NoConnection)
        assert "nothing was sent" in translated.what
        assert "pass" not in translated.what


@pytest.mark.parametrize("error", NEVER_SENT, ids=lambda error: type(error).__name__)
def test_unless_an_attempt_before_was_lost(error: Exception) -> None:
    assert isinstance(translate(error, WRITE, lost=True), OutcomeUnknown)


@pytest.mark.parametrize("error", SENT, ids=lambda error: type(error).__name__)
def test_a_write_without_an_answer_may_have_been_applied(error: Exception) -> None:
    translated = translate(error, WRITE)
    assert isinstance(translated, OutcomeUnknown)
    assert "may have been applied" in translated.what
    assert not isinstance(translate(error, READ), OutcomeUnknown)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_write_that_broke_within_aws_may_have_been_applied(status: int) -> None:
    assert isinstance(translate(answered("ServiceFailure", "", status), WRITE), OutcomeUnknown)
    assert isinstance(translate(answered("ServiceFailure", "", status), READ), errors.ServiceFailed)


def test_a_refusal_after_a_lost_attempt_tells_nothing_of_a_write() -> None:
    assert isinstance(translate(answered("NoSuchEntity"), WRITE, lost=True), OutcomeUnknown)
    assert isinstance(translate(answered("NoSuchEntity"), READ, lost=True), errors.NotFound)


def library_errors() -> list[Exception]:
    """One of each exception that botocore derives from its own root, without arguments."""
    classes = [
        c
        for c in vars(boto).values()
        if isinstance(c, type) and issubclass(c, boto.BotoCoreError) and c is not boto.BotoCoreError
    ]
    return [c.__new__(c) for c in classes]


@pytest.mark.parametrize("error", library_errors(), ids=lambda error: type(error).__name__)
def test_no_error_of_botocore_gets_through(error: Exception) -> None:
    translated = translate(error, READ)
    assert isinstance(translated, IamtuiError)
    assert "list users" in translated.what


def test_the_texts_of_credential_helpers_are_not_repeated() -> None:
    error = boto.CredentialRetrievalError(provider="custom-process", error_msg="hunter2")
    translated = translate(error, READ)
    assert isinstance(translated, errors.NoCredentials)
    assert "hunter2" not in str(translated)


def test_values_that_botocore_refuses_are_not_repeated() -> None:
    error = boto.ParamValidationError(report="Invalid type for Password, value: hunter2")
    translated = translate(error, WRITE)
    assert isinstance(translated, errors.InvalidInput)
    assert "hunter2" not in str(translated)
