"""The profiles of ~/.aws, for choosing one: names and settings, no secrets.

Read here and not by botocore, since the choice is on the first screen, before botocore is loaded.
What the settings lead to (role chains, SSO, programs) is left to botocore's own resolver.

AWS SDKs and Tools Reference Guide, "Shared config and credentials files": sections are
`[profile NAME]` in the config file, but `[default]`, and `[NAME]` in the credentials file.
"""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.errors import UsageError

_SETTINGS = frozenset(
    {
        "credential_source",
        "duration_seconds",
        "endpoint_url",
        "external_id",
        "mfa_serial",
        "region",
        "role_arn",
        "role_session_name",
        "source_profile",
        "sso_account_id",
        "sso_region",
        "sso_role_name",
        "sso_session",
        "sso_start_url",
    }
)
_WAYS = {
    "role_arn": "role",
    "sso_session": "SSO",
    "sso_start_url": "SSO",
    "login_session": "aws login",
    "credential_process": "program",
    "aws_access_key_id": "access key",
}


@dataclass(frozen=True, slots=True)
class AwsProfile:
    """A profile of ~/.aws: its settings that are no secrets, and `way`, how it comes by its
    credentials in a word or two (empty where botocore has to find out)."""

    name: str
    settings: Mapping[str, str]
    way: str

    def target(self, *, read_only: bool = False) -> Target:
        """Where this profile leads."""
        endpoint = self.settings.get("endpoint_url")
        return Target(
            name=self.name,
            kind=TargetKind.ENDPOINT if endpoint else TargetKind.LIVE,
            source=CredentialSource.AWS_PROFILE,
            aws_profile=self.name,
            endpoint_url=endpoint,
            region=self.settings.get("region"),
            mfa_serial=self.settings.get("mfa_serial"),
            read_only=read_only,
        )


def aws_profiles() -> tuple[AwsProfile, ...]:
    """The profiles of both files, by name; files that are missing hold none.

    The files are those that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, else those in
    ~/.aws. Raises UsageError where one cannot be read; its text is not repeated.
    """
    found: dict[str, dict[str, str]] = {}
    for variable, file, prefix in (
        ("AWS_CONFIG_FILE", "config", "profile"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials", ""),
    ):
        path = Path(os.environ.get(variable) or f"~/.aws/{file}").expanduser()
        for section, options in _sections(path).items():
            name = _profile_name(section, prefix)
            if name is not None:
                found.setdefault(name, {}).update(options)
    return tuple(_profile(name, options) for name, options in sorted(found.items()))


def _sections(path: Path) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser(
        default_section="", strict=False, interpolation=None, allow_no_value=True
    )
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
        return {
            section: {key: value or "" for key, value in parser.items(section)}
            for section in parser.sections()
        }
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, configparser.Error):
        pass
    # Outside of the handler: a parser's error repeats the line, which may hold a secret.
    raise UsageError(f"{path} cannot be read.", "Correct the file or its permissions.")


def _profile_name(section: str, prefix: str) -> str | None:
    """The profile that a section is, None for a section that is none (`[sso-session …]`)."""
    if not prefix or section == "default":
        return section
    kind, _, name = section.partition(" ")
    return name.strip().strip("\"'") or None if kind == prefix else None


def _profile(name: str, options: Mapping[str, str]) -> AwsProfile:
    settings = {key: value for key, value in options.items() if key in _SETTINGS}
    way = next((word for key, word in _WAYS.items() if key in options), "")
    return AwsProfile(name, settings, way)
