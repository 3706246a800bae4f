"""What a profile of ~/.aws must say so that it can work (AWS SDKs and Tools Reference Guide)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from iamtui.aws.config_lines import Setting

_SOURCES: Final = ("Environment", "Ec2InstanceMetadata", "EcsContainer")
_ROLE: Final = re.compile(r"arn:aws[\w-]*:iam::\d{12}:role/.+", re.ASCII)
_REGION: Final = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
_SHORTEST, _LONGEST = 900, 43_200
_KEYS: Final = ("aws_access_key_id", "aws_secret_access_key")


@dataclass(frozen=True, slots=True)
class Named:
    """A profile with the settings of both files, and where it begins."""

    name: str
    line: int
    path: Path
    settings: dict[str, tuple[Setting, Path]]

    def value(self, key: str) -> str | None:
        """The value of a setting, None where it is not set."""
        found = self.settings.get(key)
        return found[0].value if found is not None else None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the setting `key` ("": with the profile), and what to do."""

    key: str
    what: str
    remedy: str
    is_error: bool = True


def profile_problems(
    profile: Named,
    others: Mapping[str, Named],
    sso_sessions: Collection[str],
    vault_profiles: Collection[str],
) -> Iterator[Problem]:
    """What is wrong with `profile`."""
    if profile.value("role_arn") is not None:
        yield from _role(profile, others, vault_profiles)
    yield from _keys(profile)
    yield from _values(profile)
    session = profile.value("sso_session")
    if session is not None and session not in sso_sessions:
        what = f"there is no section [sso-session {session}]"
        yield Problem("sso_session", what, "Add it, or correct the name.")


def _role(
    profile: Named, others: Mapping[str, Named], vault_profiles: Collection[str]
) -> Iterator[Problem]:
    arn = profile.value("role_arn") or ""
    if not _ROLE.fullmatch(arn):
        yield Problem(
            "role_arn", f"{arn!r} is no role's ARN", "Write arn:aws:iam::123456789012:role/NAME."
        )
    source, kind = profile.value("source_profile"), profile.value("credential_source")
    if source is not None and kind is not None:
        what = "source_profile and credential_source cannot both be set"
        yield Problem("credential_source", what, "Remove one of the two.")
    elif source is None and kind is None and profile.value("web_identity_token_file") is None:
        what = "nothing says whose credentials the role is assumed with"
        yield Problem("role_arn", what, "Add source_profile = NAME.")
    if kind is not None and kind not in _SOURCES:
        what = f"{kind!r} is no credential_source"
        yield Problem("credential_source", what, f"Use {', '.join(_SOURCES)}.")
    if source is not None:
        yield from _source(profile, source, others, vault_profiles)


def _source(
    profile: Named, source: str, others: Mapping[str, Named], vault_profiles: Collection[str]
) -> Iterator[Problem]:
    if source not in others and source not in vault_profiles:
        what = f"there is no profile {source!r}, neither here nor in the vault"
        yield Problem("source_profile", what, "Correct the name, or add that profile.")
        return
    seen = [profile.name]
    while (at := others.get(source)) is not None and at.value("role_arn") is not None:
        if source in seen:
            if source != profile.name or len(seen) > 1 or profile.value(_KEYS[0]) is None:
                what = f"the roles go round in a circle: {' → '.join([*seen, source])}"
                yield Problem("source_profile", what, "Let the last one name a profile with keys.")
            return
        seen.append(source)
        source = at.value("source_profile") or ""


def _keys(profile: Named) -> Iterator[Problem]:
    there = [key for key in _KEYS if profile.value(key) is not None]
    if len(there) == 1:
        (missing,) = set(_KEYS) - set(there)
        yield Problem(there[0], f"{missing} is missing", "Add it, or remove this line.")
    if there and profile.value("credential_process") is not None:
        what = "its access key comes before its credential_process, which is never run"
        yield Problem("credential_process", what, "Remove the access key.", is_error=False)


def _values(profile: Named) -> Iterator[Problem]:
    length = profile.value("duration_seconds")
    if length is not None and not _is_length(length):
        what = f"{length!r} is no length of a session"
        yield Problem("duration_seconds", what, f"Use {_SHORTEST} to {_LONGEST} seconds.")
    region = profile.value("region")
    if region is not None and not _REGION.fullmatch(region):
        yield Problem("region", f"{region!r} is no region", "Write it as eu-central-1.")
    url = profile.value("endpoint_url")
    if url is not None and not url.startswith(("https://", "http://")):
        yield Problem("endpoint_url", f"{url!r} is no URL", "Let it start with https://.")
    serial = profile.value("mfa_serial")
    if serial is not None and ":u2f/" in serial:
        what = "its MFA device is a passkey or security key, which gives no codes for the API"
        yield Problem("mfa_serial", what, "Enrol a virtual MFA device besides, and name that.")
    elif serial is not None and not 9 <= len(serial) <= 256:
        what = "its mfa_serial is no ARN or serial number"
        yield Problem("mfa_serial", what, "Copy it from the user's MFA devices.")


def _is_length(text: str) -> bool:
    return text.isascii() and text.isdigit() and _SHORTEST <= int(text) <= _LONGEST
