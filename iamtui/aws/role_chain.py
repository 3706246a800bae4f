"""What a profile of ~/.aws/config is assumed from, read from the parsed configuration."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, TypeAlias

Profiles: TypeAlias = Mapping[str, Mapping[str, Any]]


# What a profile comes by its credentials with (AWS SDKs and Tools Reference Guide, "Standardized
# credential providers").
_CREDENTIALS = frozenset(
    {
        "aws_access_key_id",
        "credential_process",
        "credential_source",
        "login_session",
        "role_arn",
        "sso_session",
        "sso_start_url",
        "web_identity_token_file",
    }
)


def chain_of(profiles: Profiles, name: str) -> tuple[str, ...]:
    """`name` and the profiles that it is assumed from, the last of which holds credentials.

    A source that the files do not have is the last one; a loop ends where it closes.
    """
    chain = [name]
    while True:
        profile = profiles.get(chain[-1], {})
        source = profile.get("source_profile")
        if "role_arn" not in profile or not source or source in chain:
            return tuple(chain)
        chain.append(source)


def lacks_credentials(profiles: Profiles, name: str) -> bool:
    """Whether the files say nothing of how the profile `name` comes by credentials, or only that
    iamtui gives them: then its vault is asked without a program in between, which cannot ask for
    codes here."""
    return not _CREDENTIALS & profiles.get(name, {}).keys() or asks_iamtui(profiles, name)


def asks_iamtui(profiles: Profiles, name: str) -> bool:
    """Whether the profile `name` gets its credentials by `iamtui credential-process` of its own
    name, and in no other way."""
    profile = profiles.get(name, {})
    program = str(profile.get("credential_process", ""))
    return _CREDENTIALS & profile.keys() == {"credential_process"} and _is_ours(program, name)


def _is_ours(command: str, name: str) -> bool:
    """Whether a program is `iamtui credential-process NAME`, however it is started."""
    try:
        words = shlex.split(command)
    except ValueError:
        return False
    called = any(word.rpartition("/")[2] == "iamtui" for word in words)
    return called and "credential-process" in words and words[-1] == name


def with_source(profiles: Profiles, name: str) -> Profiles:
    """`profiles` with an entry for the source of `name`, empty where the files have none."""
    last = chain_of(profiles, name)[-1]
    return {**profiles, last: profiles.get(last, {})}


def mfa_device_of(profiles: Profiles, name: str) -> str | None:
    """The MFA device that a role in the chain of `name` is assumed with, the first from `name`."""
    roles = (profiles.get(n, {}) for n in chain_of(profiles, name))
    return next((r["mfa_serial"] for r in roles if "role_arn" in r and "mfa_serial" in r), None)
