"""`iamtui profile list`: every profile that is known here, without opening the vault."""

from __future__ import annotations

import argparse
import json
from typing import TypedDict

from iamtui.aws.aws_files import aws_profiles
from iamtui.commands.output import printable, put, quiet_at_closed_pipe
from iamtui.config import Settings, read_settings
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile


class ProfileJson(TypedDict):
    """A profile; what is not known, or not set, is null."""

    name: str
    keysIn: str
    account: str | None
    userArn: str | None
    accessKeyId: str | None
    region: str | None
    endpointUrl: str | None
    mfaSerial: str | None
    readOnly: bool
    colour: str | None
    banner: str | None


@quiet_at_closed_pipe
def run(arguments: argparse.Namespace) -> int:
    """Print them, those of the vault first."""
    profiles = _profiles(read_settings())
    if arguments.json:
        for each in profiles:
            put(json.dumps(each, ensure_ascii=False))
        return 0
    width = max((len(printable(each["name"])) for each in profiles), default=0)
    for each in profiles:
        name = f"{printable(each['name']):<{width}}"
        known = (each["account"] or "not known", each["accessKeyId"] or "", _marks(each))
        put(printable(f"{name}  {each['keysIn']:<18}  {'  '.join(k for k in known if k)}"))
    return 0


def _marks(profile: ProfileJson) -> str:
    marks = (profile["banner"], "read-only" if profile["readOnly"] else None, profile["colour"])
    return ", ".join(mark for mark in marks if mark)


def _profiles(settings: Settings) -> list[ProfileJson]:
    listed = ProfileIndex().profiles()
    names = {profile.name for profile in listed}
    found = [_kept(profile, settings) for profile in listed]
    for each in aws_profiles():
        if each.name not in names:
            own = settings.profile(each.name)
            found.append(
                ProfileJson(
                    name=each.name,
                    keysIn=f"~/.aws {each.way}".strip(),
                    account=None,
                    userArn=None,
                    accessKeyId=None,
                    region=each.settings.get("region"),
                    endpointUrl=each.settings.get("endpoint_url"),
                    mfaSerial=each.settings.get("mfa_serial"),
                    readOnly=own.read_only,
                    colour=own.colour,
                    banner=own.banner or None,
                )
            )
    return found


def _kept(profile: Profile, settings: Settings) -> ProfileJson:
    own = settings.profile(profile.name)
    return ProfileJson(
        name=profile.name,
        keysIn="vault" if profile.source == "vault" else "~/.aws",
        account=profile.account_id,
        userArn=profile.user_arn,
        accessKeyId=profile.access_key_id,
        region=profile.region,
        endpointUrl=profile.endpoint_url,
        mfaSerial=profile.mfa_serial,
        readOnly=profile.read_only or own.read_only,
        colour=own.colour,
        banner=own.banner or None,
    )
