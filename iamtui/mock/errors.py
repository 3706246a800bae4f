"""The errors that IAM and STS answer with: code, HTTP status and AWS's own words."""

from __future__ import annotations

from typing import Final

_STATUS: Final = {
    "AccessDenied": 403,
    "ConcurrentModification": 409,
    "DeleteConflict": 409,
    "DuplicateCertificate": 409,
    "DuplicateSSHPublicKey": 400,
    "EntityAlreadyExists": 409,
    "EntityTemporarilyUnmodifiable": 409,
    "ExpiredToken": 403,
    "FeatureDisabled": 404,
    "FeatureEnabled": 409,
    "InternalFailure": 500,
    "InvalidAuthenticationCode": 403,
    "InvalidClientTokenId": 403,
    "LimitExceeded": 409,
    "MissingAuthenticationToken": 403,
    "MissingContentLength": 411,
    "NoSuchEntity": 404,
    "NotImplemented": 501,
    "OutboundWebIdentityFederationDisabledException": 403,
    "ReportExpired": 410,
    "ReportNotPresent": 410,
    "RequestEntityTooLarge": 413,
    "SignatureDoesNotMatch": 403,
}


class AwsError(Exception):
    """An answer of AWS that is an error; `message` None leaves the element out, as AWS may."""

    def __init__(self, code: str, message: str | None) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.status = _STATUS.get(code, 400)


def no_such(kind: str, name: str) -> AwsError:
    """`The user with name X cannot be found.`"""
    return AwsError("NoSuchEntity", f"The {kind} with name {name} cannot be found.")


def already_exists(kind: str, name: str) -> AwsError:
    """`User with name X already exists.`"""
    return AwsError("EntityAlreadyExists", f"{kind} with name {name} already exists.")


def conflict(what_first: str) -> AwsError:
    """`Cannot delete entity, must … first.`"""
    return AwsError("DeleteConflict", f"Cannot delete entity, must {what_first} first.")


def quota(name: str, limit: int) -> AwsError:
    """`Cannot exceed quota for X: n`."""
    return AwsError("LimitExceeded", f"Cannot exceed quota for {name}: {limit}")


def invalid(message: str) -> AwsError:
    """A ValidationError in AWS's words."""
    return AwsError("ValidationError", message)


def invalid_token() -> AwsError:
    """What an unknown, inactive or tampered credential is answered with."""
    return AwsError("InvalidClientTokenId", "The security token included in the request is invalid")
