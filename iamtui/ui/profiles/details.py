"""What is known of a profile, in lines under the list: who, where, its marks, its guard."""

from __future__ import annotations

from iamtui.config import ProfileSettings, Settings
from iamtui.vault.profiles import Profile


def details_of(name: str, profile: Profile | None, settings: Settings) -> str:
    """The lines about the profile `name`; `profile` is None for one of ~/.aws or a mock."""
    own = settings.profile(name)
    lines = []
    if profile is not None:
        where = f"in {profile.region}" if not profile.endpoint_url else f"at {profile.endpoint_url}"
        lines.append(f"{profile.user_arn or 'Not checked yet (c)'}  {where}")
        lines.append(f"MFA device: {profile.mfa_serial or 'none named, so sessions have no MFA'}")
    marks = marks_of(own, profile)
    lines.append(f"Set for it: {marks}" if marks else "")
    return "\n".join(lines)


def marks_of(own: ProfileSettings, profile: Profile | None) -> str:
    """What the configuration says of a profile, in a line; "" where that is nothing."""
    read_only = own.read_only or (profile is not None and profile.read_only)
    fresh = f"fresh_minutes = {own.fresh_minutes:g}" if own.fresh_minutes is not None else ""
    parts = [
        f"“{own.banner}”" if own.banner else "",
        own.colour or "",
        "read-only" if read_only else "",
        *(f"{name} = {level}" for name, level in own.guard.items()),
        fresh,
    ]
    return ", ".join(part for part in parts if part)
