"""Names for calls and AWS's own words, made fit for a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from iamtui.aws.errors import LONGEST_QUOTE

_WORD: Final = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]|s?$|[A-Z]?$)|[A-Z][a-z]+|[A-Z]+")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")

# What a call is about, the most telling parameter first.
_TARGETS: Final = (
    "UserName",
    "GroupName",
    "RoleName",
    "PolicyArn",
    "PolicyName",
    "InstanceProfileName",
    "ServerCertificateName",
    "SerialNumber",
    "AccessKeyId",
    "OpenIDConnectProviderArn",
    "SAMLProviderArn",
    "RoleArn",
    "AccountAlias",
)

# Their parameters or answers hold secrets, which AWS's error texts may repeat.
SECRET_OPERATIONS: Final = frozenset(
    {
        "ChangePassword",
        "CreateLoginProfile",
        "CreateSAMLProvider",
        "EnableMFADevice",
        "GetSessionToken",
        "ResyncMFADevice",
        "AssumeRole",
        "UpdateLoginProfile",
        "UpdateSAMLProvider",
        "UploadServerCertificate",
        "UploadSigningCertificate",
    }
)
# A signature error repeats the request with its session token.
_QUOTES_REQUEST: Final = frozenset(
    {"SignatureDoesNotMatch", "IncompleteSignature", "InvalidSignatureException"}
)


def describe(operation: str, parameters: Mapping[str, object], service: str = "iam") -> str:
    """A call as a noun phrase: `“delete access key” for alice (iam:DeleteAccessKey)`."""
    words = " ".join(w if w.isupper() else w.lower() for w in _WORD.findall(operation))
    target = next((parameters[name] for name in _TARGETS if name in parameters), None)
    about = f" for {str(target).rsplit(':', 1)[-1]}" if target else ""
    return f"“{words}”{about} ({service}:{operation})"


def quotable(text: str | None, code: str, operation: str) -> str:
    """AWS's own words, without control characters and at most `LONGEST_QUOTE` long.

    Empty where they may repeat a secret or a signed request.
    """
    if not text or code in _QUOTES_REQUEST:
        return ""
    if operation in SECRET_OPERATIONS and code != "PasswordPolicyViolation":
        return ""
    clean = _CONTROL.sub(" ", text).strip()
    return clean if len(clean) <= LONGEST_QUOTE else clean[: LONGEST_QUOTE - 1] + "…"
