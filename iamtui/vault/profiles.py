"""A profile: how to reach an account, and whose key that is. It holds no secret."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Literal

from iamtui.vault.errors import ProfileInvalid

# accessKeyIdType of the IAM API: 16 to 128 of [\w]; real ones are upper case.
KEY_ID = re.compile(r"[A-Z0-9_]{16,128}", re.ASCII)
ACCOUNT_ID = re.compile(r"[0-9]{12}", re.ASCII)
REGION = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
ID = re.compile(r"[0-9a-f]{32}")
LONGEST_NAME = 64

Source = Literal["vault", "aws"]


def new_id() -> str:
    """A random id: it names the profile's items, so that a rename moves no secret."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Profile:
    """How to reach an account.

    source            "vault": a long-term key whose secret lies in the vault; "aws": the profile
                      `aws_profile` of ~/.aws, whose credentials stay there
    access_key_id     the key in use; None for "aws", and until a key is added
    spare_key_ids     further keys of the same user with an item in the vault (a rotation)
    account_id,       pins: compared with GetCallerIdentity before anything sensitive;
    user_arn          None where not known yet
    read_only         refuse every write

    Raises ProfileInvalid for values that cannot be meant.
    """

    name: str
    region: str = "us-east-1"
    source: Source = "vault"
    access_key_id: str | None = None
    aws_profile: str | None = None
    endpoint_url: str | None = None
    mfa_serial: str | None = None
    account_id: str | None = None
    user_arn: str | None = None
    read_only: bool = False
    spare_key_ids: tuple[str, ...] = ()
    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise ProfileInvalid(f"The profile cannot be used: {problem}.", "Correct it.")

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Every key with an item in the vault, the one in use first."""
        in_use = () if self.access_key_id is None else (self.access_key_id,)
        return (*in_use, *self.spare_key_ids)


def _problems(profile: Profile) -> list[str]:
    checks = [
        (_is_name(profile.name), f"its name has to be 1 to {LONGEST_NAME} printable characters"),
        (_fits(ID, profile.id), "its id is none of iamtui's"),
        (_fits(REGION, profile.region), "its region is not one, such as “eu-central-1”"),
        (profile.source in ("vault", "aws"), "its source is neither “vault” nor “aws”"),
        (
            all(_fits(KEY_ID, key_id) for key_id in profile.key_ids),
            "an access key ID has 16 to 128 capital letters and digits",
        ),
        (
            len(set(profile.key_ids)) == len(profile.key_ids),
            "it names one access key twice",
        ),
        (
            profile.account_id is None or _fits(ACCOUNT_ID, profile.account_id),
            "an account ID has 12 digits",
        ),
        (_is_url(profile.endpoint_url), "its endpoint URL does not start with https:// or http://"),
        (_is_arn_or_serial(profile.mfa_serial), "its MFA device is neither an ARN nor a serial"),
        (_is_user_arn(profile.user_arn), "its user ARN is none"),
        (
            profile.source != "aws" or bool(profile.aws_profile),
            "it does not say which profile of ~/.aws it means",
        ),
        (
            profile.source != "aws" or not profile.key_ids,
            "a profile of ~/.aws keeps its key there, not in the vault",
        ),
        (
            profile.source != "vault" or profile.aws_profile is None,
            "its key lies in the vault, yet it names a profile of ~/.aws",
        ),
    ]
    return [problem for fine, problem in checks if not fine]


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return pattern.fullmatch(text) is not None


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and name == name.strip()


def _is_url(url: str | None) -> bool:
    return url is None or (url.startswith(("https://", "http://")) and _is_word(url))


def _is_user_arn(arn: str | None) -> bool:
    return arn is None or (arn.startswith("arn:") and arn.isprintable())


def _is_arn_or_serial(serial: str | None) -> bool:
    """9 to 256 characters, by the `SerialNumber` of sts:GetSessionToken."""
    return serial is None or (9 <= len(serial) <= 256 and _is_word(serial))


def _is_word(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text
