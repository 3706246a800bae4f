"""What `iamtui doctor` looks at in files: configuration, profiles, MFA devices and sessions."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.config_check import check_aws_files
from iamtui.aws.session_index import SessionIndex
from iamtui.aws.session_lengths import in_words
from iamtui.commands.child_environment import MARKER
from iamtui.commands.doctor_check import Check, State
from iamtui.config import read_settings, settings_file
from iamtui.errors import IamtuiError, UsageError
from iamtui.vault.errors import VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.ledger import Ledger
from iamtui.vault.ledger_file import parse
from iamtui.vault.profiles import Profile


def configuration() -> tuple[Check, ...]:
    """config.toml, the list of profiles, and both files of ~/.aws."""
    checks = [_settings()]
    names: tuple[str, ...] = ()
    try:
        names = tuple(profile.name for profile in ProfileIndex().profiles())
    except VaultError as error:
        checks.append(Check("config", State.FAILED, error.what, error.next_step))
    findings = check_aws_files(names)
    for finding in findings:
        state = State.FAILED if finding.is_error else State.WARNING
        checks.append(Check("config", state, f"{finding.place}: {finding.what}.", finding.remedy))
    if not findings:
        checks.append(Check("config", State.OK, "~/.aws has no mistakes."))
    return (*checks, *_environment())


def _settings() -> Check:
    try:
        read_settings()
    except UsageError as error:
        return Check("config", State.FAILED, error.what, error.next_step)
    there = settings_file().exists()
    return Check(
        "config",
        State.OK,
        f"{settings_file()} is {'fine' if there else 'not there, which is fine'}.",
    )


def _environment() -> list[Check]:
    """What in the environment decides about credentials, and is easily forgotten."""
    checks = []
    if os.environ.get(MARKER):
        what = f"This runs within `iamtui exec {os.environ[MARKER]}`."
        checks.append(Check("config", State.WARNING, what, "Leave that shell to be yourself."))
    elif os.environ.get("AWS_ACCESS_KEY_ID"):
        what = "AWS_ACCESS_KEY_ID is set: it comes before every profile that is not named."
        checks.append(Check("config", State.WARNING, what, "Unset it unless it is meant."))
    return checks


def mfa() -> tuple[Check, ...]:
    """Whether each profile has an MFA device that gives codes for the API."""
    checks = [_ledger()]
    try:
        profiles = ProfileIndex().profiles()
        roles = [p for p in aws_profiles() if p.settings.get("mfa_serial")]
    except IamtuiError:
        # `configuration` says what is wrong with these files.
        return tuple(checks)
    checks += [_device(profile) for profile in profiles if profile.source == "vault"]
    checks += [
        Check("mfa", State.OK, f"profile {p.name} of ~/.aws: {p.settings['mfa_serial']}.")
        for p in roles
        if ":u2f/" not in p.settings["mfa_serial"]
    ]
    return tuple(checks)


def _ledger() -> Check:
    path = Ledger().path
    try:
        parse(path)
    except VaultError as error:
        return Check("mfa", State.FAILED, error.what, error.next_step)
    except OSError as error:
        what = f"{path} cannot be read ({error.strerror}), so no MFA code is sent."
        return Check("mfa", State.FAILED, what, "Make that folder your own.")
    there = next(folder for folder in path.parents if folder.exists())
    if not os.access(there, os.W_OK):
        what = f"{there} cannot be written to, so no MFA code is sent."
        return Check("mfa", State.FAILED, what, "Make that folder your own.")
    return Check("mfa", State.OK, "Used codes can be noted, so that none is sent twice.")


def _device(profile: Profile) -> Check:
    serial = profile.mfa_serial
    if serial is None:
        what = f"profile {profile.name} names no MFA device: its sessions have no MFA."
        remedy = "Enrol a virtual MFA device, and set it in the profile (P)."
        return Check("mfa", State.WARNING, what, remedy)
    if ":u2f/" in serial:
        what = f"profile {profile.name}: {serial} is a passkey, which gives no codes for the API."
        return Check("mfa", State.FAILED, what, "Enrol a virtual MFA device besides.")
    return Check("mfa", State.OK, f"profile {profile.name}: {serial}.")


def sessions() -> tuple[Check, ...]:
    """The sessions that are kept, by what is listed of them; the vault is not opened."""
    now = datetime.now(UTC)
    return tuple(
        Check(
            "session",
            State.OK,
            f"{each.profile}: {in_words(each.expires - now)} left, "
            f"{'with MFA' if each.mfa_serial else 'without MFA'}.",
        )
        for each in SessionIndex().listed()
        if each.expires > now
    )
