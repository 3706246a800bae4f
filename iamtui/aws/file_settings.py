"""What ~/.aws says of a profile that has an access key of its own, as botocore reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import botocore.session
from botocore.configprovider import ConfiguredEndpointProvider
from botocore.exceptions import BotoCoreError

from iamtui.aws.config_check import check_aws_files
from iamtui.errors import UsageError
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

Section = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileSettings:
    """A profile with a long-term key.

    mfa_serial    the device that its sessions are started with: its own setting, else the one that
                  every role names which is assumed from it; None where there is none, or several
    roles         the profiles whose roles are assumed from it
    is_role       whether it is assumed as a role itself, from its own key
    has_process   whether it names a credential_process too, which its key hides
    """

    key: AccessKeyPair
    region: str | None
    endpoint_url: str | None
    mfa_serial: str | None
    roles: tuple[str, ...]
    is_role: bool
    has_process: bool


def file_settings() -> Mapping[str, FileSettings]:
    """The profiles with a long-term key, by name; those with a session token are left out.

    Raises UsageError that names the line where the files cannot be read.
    """
    try:
        full = botocore.session.Session().full_config
    except BotoCoreError as error:
        failure = _unreadable(type(error).__name__)
    else:
        profiles: Mapping[str, Section] = full.get("profiles", {})
        found = {name: _settings(full, name) for name in profiles}
        return {name: each for name, each in found.items() if each is not None}
    raise failure  # outside of the handler: the library's error may repeat a line


def _unreadable(kind: str) -> UsageError:
    mistake = next((f for f in check_aws_files() if f.is_error and f.line), None)
    if mistake is None:
        return UsageError(f"The files of ~/.aws cannot be read ({kind}).", "Run iamtui doctor.")
    return UsageError(f"{mistake.place}: {mistake.what}.", mistake.remedy)


def _settings(full: Section, name: str) -> FileSettings | None:
    profiles: Mapping[str, Section] = full["profiles"]
    own = profiles[name]
    key_id, secret = own.get("aws_access_key_id"), own.get("aws_secret_access_key")
    if not key_id or not secret or "aws_session_token" in own:
        return None
    roles = tuple(
        other
        for other, section in sorted(profiles.items())
        if section.get("source_profile") == name and "role_arn" in section
    )
    return FileSettings(
        key=AccessKeyPair(str(key_id), Secret(str(secret))),
        region=own.get("region"),
        endpoint_url=_endpoint(full, own),
        mfa_serial=_device(own, [profiles[role] for role in roles]),
        roles=tuple(role for role in roles if role != name),
        is_role="role_arn" in own,
        has_process="credential_process" in own,
    )


def _device(own: Section, roles: list[Section]) -> str | None:
    serial = own.get("mfa_serial")
    if serial is None:
        named = {role["mfa_serial"] for role in roles if "mfa_serial" in role}
        serial = named.pop() if len(named) == 1 else None
    return str(serial) if serial is not None and ":u2f/" not in serial else None


def _endpoint(full: Section, own: Section) -> str | None:
    """Where IAM's calls go; None for AWS's own. The environment is not asked: it may change."""
    environ: dict[str, str] = {}
    found = ConfiguredEndpointProvider(full, own, "iam", environ).provide()
    return str(found) if found is not None else None
