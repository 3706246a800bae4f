"""The names and contents of vault items.

One item per access key, so that no write ever touches the only copy of another; the MFA seed
of a device in an item of its own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from iamtui.secret import Secret
from iamtui.vault.profiles import Profile

KEY_PREFIX = "iamtui/key/"
SEED_PREFIX = "iamtui/totp/"
PROBE_PREFIX = "iamtui/probe/"
SESSION_PREFIX = "iamtui/session/"


@dataclass(frozen=True, slots=True)
class AccessKeyPair:
    """A long-term access key with its secret."""

    access_key_id: str
    secret: Secret


def key_item(profile_id: str, access_key_id: str) -> str:
    """The item of one access key."""
    return f"{KEY_PREFIX}{profile_id}/{access_key_id}"


def seed_item(device: str) -> str:
    """The item of one device's MFA seed; `device` is its ARN or serial number."""
    return f"{SEED_PREFIX}{device}"


def dump_key(profile: Profile, key: AccessKeyPair) -> Secret:
    """The item's text: JSON on one line, since some stores keep only the first line."""
    return Secret(
        json.dumps(
            {
                "akid": key.access_key_id,
                "secret": key.secret.reveal(),
                "user_arn": profile.user_arn,
                "account": profile.account_id,
                "created": datetime.now(UTC).isoformat(timespec="seconds"),
            }
        )
    )


def parse_key(text: Secret) -> AccessKeyPair | None:
    """What `dump_key` wrote; None where the text is something else.

    No exception leaves here, since a JSON error holds the whole document.
    """
    try:
        document = json.loads(text.reveal())
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    key_id, secret = document.get("akid"), document.get("secret")
    if not (isinstance(key_id, str) and isinstance(secret, str) and secret):
        return None
    return AccessKeyPair(key_id, Secret(secret))
