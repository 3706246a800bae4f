"""botocore's exceptions as ours.

Two questions decide about a write: did it leave this machine, and did an answer come that tells
how it went? Where the first is "perhaps" and the second "no", the outcome is unknown.
"""

from __future__ import annotations

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from iamtui.aws.asked import Asked
from iamtui.aws.codes import from_code
from iamtui.aws.deadline import Late
from iamtui.aws.errors import (
    AnswerUnreadable,
    ConnectionBroke,
    InvalidInput,
    NoConnection,
    NoCredentials,
    TimedOut,
    outcome_unknown,
)
from iamtui.aws.wording import quotable
from iamtui.errors import IamtuiError

# No byte of a request left in these.
NEVER_CONNECTED = (
    boto.EndpointConnectionError,
    boto.ConnectTimeoutError,
    boto.ProxyConnectionError,
    boto.SSLError,
)
# A gateway or the service broke while it had the request. 503 and 501 refuse it before.
BROKE_WITHIN = frozenset({500, 502, 504})

# What STS says with AccessDenied, which else means a policy (a refused AssumeRole).
_ABOUT_THE_CODE = "MultiFactorAuthentication failed"

_CREDENTIALS = (
    boto.NoCredentialsError,
    boto.NoAuthTokenError,
    boto.PartialCredentialsError,
    boto.CredentialRetrievalError,
    boto.TokenRetrievalError,
    boto.UnknownCredentialError,
    boto.MetadataRetrievalError,
    boto.SSOError,
    boto.LoginError,
)
# What botocore raises for a mistake in ~/.aws.
CONFIGURATION = (
    boto.ProfileNotFound,
    boto.ConfigParseError,
    boto.ConfigNotFound,
    boto.InvalidConfigError,
    boto.InfiniteLoopConfigError,
    boto.NoRegionError,
    boto.InvalidRegionError,
    boto.InvalidRetryConfigurationError,
    boto.InvalidRetryModeError,
    boto.InvalidMaxRetryAttemptsError,
)


def translate(
    error: Exception, asked: Asked, *, lost: bool = False, skewed: bool = False
) -> IamtuiError:
    """Our error for `error`, which `asked` ended with.

    `lost` says that an earlier attempt of the SDK may have been applied: then no later refusal
    tells how a write went. `skewed` says that the clocks are too far apart for any signature: IAM
    and STS give that the code of a wrong secret.
    """
    if isinstance(error, IamtuiError):
        return error
    if asked.is_write and lost:
        return outcome_unknown(asked.words, "an answer was lost and it was sent again")
    if isinstance(error, boto.ClientError):
        return _answered(error, asked, skewed)
    if isinstance(error, (boto.ParamValidationError, boto.UnknownParameterError)):
        return InvalidInput(f"A value of {asked.words} cannot be sent.", "Correct it.")
    if isinstance(error, NEVER_CONNECTED):
        return _no_connection(error, asked)
    if isinstance(error, (Late, ResponseParserError, boto.HTTPClientError)):
        return _no_answer(error, asked)
    return _before_sending(error, asked)


def _answered(error: boto.ClientError, asked: Asked, skewed: bool) -> IamtuiError:
    details = error.response.get("Error", {})
    metadata = error.response.get("ResponseMetadata", {})
    code, status = details.get("Code", ""), metadata.get("HTTPStatusCode", 0)
    if asked.is_write and status in BROKE_WITHIN:
        return outcome_unknown(asked.words, "AWS failed on its side while doing it")
    if skewed and code == "SignatureDoesNotMatch":
        code = "RequestTimeTooSkewed"
    if str(details.get("Message", "")).startswith(_ABOUT_THE_CODE):
        code = "InvalidAuthenticationCode"
    quote = quotable(details.get("Message"), code, asked.operation)
    return from_code(code, asked.words, asked.operation, quote)


def _no_connection(error: Exception, asked: Asked) -> NoConnection:
    if isinstance(error, boto.SSLError):
        return NoConnection(
            f"No safe connection could be made for {asked.words}; nothing was sent.",
            "Check the certificate, the clock and any proxy in between.",
        )
    return NoConnection(
        f"No connection could be made for {asked.words}; nothing was sent.",
        "Check the network, the endpoint and the proxy settings.",
    )


def _no_answer(error: Exception, asked: Asked) -> IamtuiError:
    unreadable = isinstance(error, ResponseParserError)
    late = isinstance(error, (Late, boto.ReadTimeoutError))
    if asked.is_write:
        why = "its answer cannot be read" if unreadable else "no answer came"
        return outcome_unknown(asked.words, why)
    if unreadable:
        return AnswerUnreadable(
            f"The answer to {asked.words} cannot be read.", "Try again, or check the endpoint."
        )
    if late:
        return TimedOut(f"No answer to {asked.words} came in time.", "Try again with r.")
    return ConnectionBroke(f"The connection broke during {asked.words}.", "Try again with r.")


def _before_sending(error: Exception, asked: Asked) -> IamtuiError:
    name = type(error).__name__
    if isinstance(error, boto.RefreshWithMFAUnsupportedError):
        return NoCredentials(f"{asked.words} needs an MFA code that cannot be asked for here.")
    if isinstance(error, boto.MissingDependencyException):
        return NoCredentials(
            f"{asked.words} needs the package awscrt, which is not installed here: `aws login` "
            "works with it.",
            'Install it beside iamtui: pip install "botocore[crt]".',
        )
    if isinstance(error, _CREDENTIALS):
        return NoCredentials(
            f"No credentials were found for {asked.words} ({name}).",
            "Check the profile, or sign in anew where it is a single sign-on.",
        )
    if isinstance(error, CONFIGURATION):
        return NoCredentials(
            f"The profile in ~/.aws cannot be used for {asked.words} ({name}).",
            "Correct ~/.aws/config or choose another profile.",
        )
    if isinstance(error, boto.BotoCoreError):
        return IamtuiError(f"boto3 could not make {asked.words} ({name}); nothing was sent.")
    if asked.is_write:
        return outcome_unknown(asked.words, f"the program failed ({name})")
    return IamtuiError(f"{asked.words} failed within the program ({name}).")
