"""What goes wrong between here and AWS, as sentences; drawn from AWS's codes, never its texts.

    IamtuiError
    ├── RefusedError
    │   ├── AccessDenied        a policy does not let this identity make the call
    │   ├── WrongCode           AWS did not take the MFA code
    │   ├── BadCredentials      AWS does not know the access key, or it is inactive
    │   │   └── SessionWithoutMfa   IAM takes none from a session without an MFA code
    │   ├── WrongSecret         the signature does not fit the access key
    │   ├── SessionExpired      the session is over
    │   └── NoCredentials       there is nothing to sign calls with
    ├── UsageError
    │   ├── InvalidInput        AWS does not take a value
    │   ├── NotFound            it does not exist
    │   ├── AlreadyExists       the name is taken
    │   ├── Conflict            something is attached to it, or it changes at this moment
    │   └── LimitReached        a quota of the account
    ├── OutcomeUnknown          a write whose answer was lost: it may have been applied
    ├── NotReady                a report that AWS is still writing
    ├── ClockSkew               this machine's clock is too far off
    ├── Throttled               too many calls; nothing was done
    ├── ServiceFailed           AWS failed on its side
    ├── NoConnection            no connection was made; nothing was done
    ├── ConnectionBroke         reading was cut off
    ├── TimedOut                reading took too long
    ├── AnswerUnreadable        reading gave an answer that is none
    └── UnexpectedAnswer        an error code that is not in the table

`codes` is the table from codes to classes; `translate` brings botocore's exceptions to it.
"""

from __future__ import annotations

from iamtui.errors import IamtuiError, OutcomeUnknown, RefusedError, UsageError

LONGEST_QUOTE = 300


class AwsError(IamtuiError):
    """An answer of AWS: its error `code`, the `operation` asked for, and AWS's own words about it
    (`quote`, at most `LONGEST_QUOTE` characters, empty where they might repeat a secret)."""

    code: str = ""
    operation: str = ""
    quote: str = ""


class AccessDenied(AwsError, RefusedError):
    """A policy does not let this identity make the call."""


class WrongCode(AwsError, RefusedError):
    """AWS did not take the MFA code."""


class BadCredentials(AwsError, RefusedError):
    """AWS does not know the access key or session, or it is inactive."""


class SessionWithoutMfa(BadCredentials):
    """IAM takes no call from a session that was started without an MFA code."""


class WrongSecret(AwsError, RefusedError):
    """The signature does not fit the access key: the secret is wrong."""


class SessionExpired(AwsError, RefusedError):
    """The session is over."""


class NoCredentials(RefusedError):
    """There is nothing to sign calls with."""


class InvalidInput(AwsError, UsageError):
    """AWS does not take a value."""


class NotFound(AwsError, UsageError):
    """What the call is about does not exist."""


class AlreadyExists(AwsError, UsageError):
    """The name is taken."""


class Conflict(AwsError, UsageError):
    """Something is still attached to it, or it cannot be changed, or not at this moment."""


class LimitReached(AwsError, UsageError):
    """A quota of the account or of the entity."""


class NotReady(AwsError):
    """A report that is not written yet."""


class ClockSkew(AwsError):
    """The clock of this machine is too far off for signed calls."""


class Throttled(AwsError):
    """Too many calls; this one was not done."""


class ServiceFailed(AwsError):
    """AWS failed on its side."""


class UnexpectedAnswer(AwsError):
    """An error code that is not in the table."""


class NoConnection(IamtuiError):
    """No connection was made: nothing was done."""


class ConnectionBroke(IamtuiError):
    """The connection broke while reading; the request may have arrived."""


class TimedOut(IamtuiError):
    """Reading took too long."""


class AnswerUnreadable(IamtuiError):
    """Reading gave an answer that cannot be read."""


def outcome_unknown(call: str, why: str) -> OutcomeUnknown:
    """A write that was sent and whose answer cannot be relied on; `why` is a clause."""
    return OutcomeUnknown(
        f"It is not known whether AWS did {call}: {why}; it may have been applied.",
        "Look before sending it again.",
    )


def without_mfa(refused: BadCredentials, arn: str) -> BadCredentials:
    """What `refused` means where STS knows the same session as `arn`: that of a user, or of a
    federated one, from which IAM takes no call. Any other `refused` is given back."""
    if ":federated-user/" in arn:
        what = "This is the session of a federated user, and IAM takes no call from one."
        step = "Sign in as a user or with a role."
    elif ":user/" in arn:
        what = "This session was started without an MFA code, and IAM takes no call from such one."
        step = "Start one with a code of an MFA device, or sign in with the access key itself."
    else:
        return refused
    error = SessionWithoutMfa(what, step)
    error.code, error.operation, error.quote = refused.code, refused.operation, refused.quote
    return error
