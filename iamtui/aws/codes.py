"""The table from AWS's error codes to our errors.

A test fails when a code that botocore's models of IAM and STS declare is not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from iamtui.aws.errors import (
    AccessDenied,
    AlreadyExists,
    AwsError,
    BadCredentials,
    ClockSkew,
    Conflict,
    InvalidInput,
    LimitReached,
    NotFound,
    NotReady,
    ServiceFailed,
    SessionExpired,
    Throttled,
    UnexpectedAnswer,
    WrongCode,
    WrongSecret,
)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a code means: the class, the sentence with `{call}` in it, and the next step."""

    error: type[AwsError]
    what: str
    next_step: str = ""


_DENIED = _Meaning(
    AccessDenied,
    "AWS did not allow {call}.",
    "Ask for the permission, or start an MFA session if a policy demands one.",
)
_WRONG_CODE = _Meaning(
    WrongCode,
    "AWS did not take the MFA code for {call}.",
    "Wait for the next code: each is taken once, and clocks must agree.",
)
_BAD_KEY = _Meaning(
    BadCredentials,
    "AWS does not know the credentials that {call} was signed with.",
    "The key may be deleted, inactive or minutes old, or the session may lack MFA.",
)
_EXPIRED = _Meaning(
    SessionExpired, "The session is over; AWS did not do {call}.", "Start a new session."
)
_SKEW = _Meaning(
    ClockSkew,
    "AWS did not take {call}: the clock here is more than 15 minutes off.",
    "Set this machine's clock.",
)
_WRONG_SECRET = _Meaning(
    WrongSecret,
    "The secret access key does not fit the access key; AWS did not do {call}.",
    "Check the secret in the vault, and this machine's clock.",
)
_INVALID = _Meaning(InvalidInput, "AWS does not take a value of {call}.", "Correct it.")
_DOCUMENT = _Meaning(
    InvalidInput, "AWS does not take the policy document of {call}.", "Correct the document."
)
_CERTIFICATE = _Meaning(
    InvalidInput, "AWS does not take the certificate or key of {call}.", "Check the file."
)
_MISSING = _Meaning(
    NotFound, "AWS did not find what {call} is about.", "Refresh with r and look again."
)
_EXISTS = _Meaning(
    AlreadyExists, "AWS did not do {call}: there is one already.", "Choose another name."
)
_ATTACHED = _Meaning(
    Conflict, "AWS did not do {call}: something is still attached to it.", "Remove that first."
)
_BUSY = _Meaning(
    Conflict, "AWS did not do {call}: it is being changed at this moment.", "Try in a minute."
)
_FIXED = _Meaning(Conflict, "AWS did not do {call}: this cannot be changed here.")
_QUOTA = _Meaning(
    LimitReached, "AWS did not do {call}: a quota is reached.", "Remove one, or raise the quota."
)
_FEATURE = _Meaning(Conflict, "AWS did not do {call}: the account's settings do not allow it.")
_REPORT = _Meaning(NotReady, "The report for {call} is not ready.", "Try again in a minute.")
_SLOW = _Meaning(
    Throttled, "AWS had too many calls and did not do {call}.", "Wait a little and try again."
)
_BROKEN = _Meaning(ServiceFailed, "AWS failed on its side at {call}.", "Try again in a minute.")
_ABSENT = _Meaning(ServiceFailed, "The service there does not know {call}.")
_PROVIDER = _Meaning(
    ServiceFailed, "AWS could not reach the identity provider for {call}.", "Check its address."
)

_CODES: Final[dict[str, _Meaning]] = {
    "AccessDenied": _DENIED,
    "AccessDeniedException": _DENIED,
    "AuthFailure": _DENIED,
    "AccountNotManagementOrDelegatedAdministratorException": _DENIED,
    "CallerIsNotManagementAccountException": _DENIED,
    "IDPRejectedClaim": _DENIED,
    "SessionDurationEscalationException": _DENIED,
    "UnauthorizedOperation": _DENIED,
    "InvalidAuthenticationCode": _WRONG_CODE,
    "InvalidClientTokenId": _BAD_KEY,
    "InvalidAccessKeyId": _BAD_KEY,
    "InvalidIdentityToken": _BAD_KEY,
    "MissingAuthenticationToken": _BAD_KEY,
    "UnrecognizedClientException": _BAD_KEY,
    "SignatureDoesNotMatch": _WRONG_SECRET,
    "IncompleteSignature": _WRONG_SECRET,
    "InvalidSignatureException": _WRONG_SECRET,
    "ExpiredToken": _EXPIRED,
    "ExpiredTokenException": _EXPIRED,
    "ExpiredTradeInTokenException": _EXPIRED,
    "RequestExpired": _SKEW,
    "RequestTimeTooSkewed": _SKEW,
    "InvalidAuthorizationMessageException": _INVALID,
    "InvalidInput": _INVALID,
    "InvalidParameterValue": _INVALID,
    "InvalidParameterCombination": _INVALID,
    "InvalidUserType": _INVALID,
    "JWTPayloadSizeExceededException": _INVALID,
    "MalformedQueryString": _INVALID,
    "MissingParameter": _INVALID,
    "PackedPolicyTooLarge": _INVALID,
    "PasswordPolicyViolation": _Meaning(
        InvalidInput,
        "The password for {call} does not meet the password policy.",
        "Choose another.",
    ),
    "ValidationError": _INVALID,
    "MalformedPolicyDocument": _DOCUMENT,
    "DuplicateCertificate": _EXISTS,
    "DuplicateSSHPublicKey": _EXISTS,
    "InvalidCertificate": _CERTIFICATE,
    "InvalidPublicKey": _CERTIFICATE,
    "KeyPairMismatch": _CERTIFICATE,
    "MalformedCertificate": _CERTIFICATE,
    "UnrecognizedPublicKeyEncoding": _CERTIFICATE,
    "NoSuchEntity": _MISSING,
    "OrganizationNotFoundException": _MISSING,
    "EntityAlreadyExists": _EXISTS,
    "NameConflict": _EXISTS,
    "DeleteConflict": _ATTACHED,
    "ConcurrentModification": _BUSY,
    "EntityTemporarilyUnmodifiable": _BUSY,
    "RoleModified": _BUSY,
    "PolicyNotAttachable": _FIXED,
    "UnmodifiableEntity": _FIXED,
    "RoleTemplateDisabled": _FIXED,
    "LimitExceeded": _QUOTA,
    "ReportGenerationLimitExceeded": _SLOW,
    "FeatureDisabled": _FEATURE,
    "FeatureEnabled": _FEATURE,
    "OrganizationNotInAllFeaturesModeException": _FEATURE,
    "OutboundWebIdentityFederationDisabledException": _FEATURE,
    "RegionDisabledException": _Meaning(
        Conflict, "AWS did not do {call}: STS is switched off in this region.", "Choose another."
    ),
    "ServiceAccessNotEnabledException": _FEATURE,
    "ReportExpired": _REPORT,
    "ReportInProgress": _REPORT,
    "ReportNotPresent": _REPORT,
    "RequestLimitExceeded": _SLOW,
    "Throttling": _SLOW,
    "ThrottlingException": _SLOW,
    "TooManyRequestsException": _SLOW,
    "InternalFailure": _BROKEN,
    "InternalError": _BROKEN,
    "PolicyEvaluation": _BROKEN,
    "RequestTimeout": _BROKEN,
    "ServiceFailure": _BROKEN,
    "ServiceUnavailable": _BROKEN,
    "ServiceUnavailableException": _BROKEN,
    "IDPCommunicationError": _PROVIDER,
    "OpenIdIdpCommunicationError": _PROVIDER,
    "InvalidAction": _ABSENT,
    "NotImplemented": _ABSENT,
    "NotSupportedService": _ABSENT,
    "UnknownOperationException": _ABSENT,
}

MAPPED_CODES: Final = frozenset(_CODES)

# STS answers a wrong MFA code with AccessDenied. No policy can deny GetSessionToken, so there the
# code alone tells (STS API reference, GetSessionToken: "Permissions").
_DENIED_MEANS_WRONG_CODE: Final = frozenset({"GetSessionToken"})


def from_code(code: str, call: str, operation: str, quote: str = "") -> AwsError:
    """The error that AWS's `code` stands for.

    `call` names what was asked for, as a noun phrase; `quote` are AWS's own words, already bounded
    and without secrets.
    """
    meaning = _CODES.get(code)
    if meaning is _DENIED and operation in _DENIED_MEANS_WRONG_CODE:
        meaning = _WRONG_CODE
    if meaning is None:
        meaning = _Meaning(UnexpectedAnswer, f"AWS answered {code or 'an error'} to {{call}}.")
    said = f' AWS says: "{quote}"' if quote else ""
    error = meaning.error(meaning.what.format(call=call) + said, meaning.next_step)
    error.code, error.operation, error.quote = code, operation, quote
    return error
