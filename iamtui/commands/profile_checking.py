"""`iamtui profile check`: who each profile is, how old its key is, and its MFA devices."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TypedDict

from iamtui.account.field import Unknown
from iamtui.aws.errors import BadCredentials, WrongSecret
from iamtui.aws.identity_check import Checked, age_in_days, check_and_pin, lines_of
from iamtui.commands.output import complain, note, printable, put, quiet_at_closed_pipe
from iamtui.commands.unlocking import keyring_of
from iamtui.errors import AnswerIsNo, IamtuiError, UsageError
from iamtui.terminal import quiet
from iamtui.ui.sessions.opening import Keyring, open_profile
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile


class CheckJson(TypedDict):
    """What was found; `error` and `nextStep` say why not where `ok` is false. What AWS did not
    tell is null, with the reason in `unknown`."""

    name: str
    ok: bool
    account: str | None
    arn: str | None
    accessKeyId: str | None
    keyAgeDays: int | None
    keyStatus: str | None
    mfaDevices: list[str] | None
    unknown: list[str]
    error: str | None
    nextStep: str | None


@quiet_at_closed_pipe
def run(arguments: argparse.Namespace) -> int:
    """Check and pin each; the code of the first that fails is the exit code."""
    quiet()
    index = ProfileIndex()
    profiles = [index.profile(name) for name in arguments.names] or list(index.profiles())
    if not profiles:
        raise UsageError("The vault has no profile yet.", "Add one: iamtui profile add NAME …")
    keyring = keyring_of(arguments.passphrase_fd)
    codes = [_one(profile, keyring, as_json=arguments.json) for profile in profiles]
    return next((code for code in codes if code), 0)


def _one(profile: Profile, keyring: Keyring, *, as_json: bool) -> int:
    try:
        found = checked_and_pinned(profile, keyring, say=not as_json)
    except IamtuiError as error:
        is_dead = isinstance(error, (BadCredentials, WrongSecret))
        if as_json:
            put(json.dumps(_failed(profile, error), ensure_ascii=False))
        else:
            put(printable(f"{profile.name}: failed"))
            complain(error)
        return AnswerIsNo.exit_code if is_dead else error.exit_code
    if as_json:
        put(json.dumps(_found(found), ensure_ascii=False))
    else:
        for line in lines_of(found, datetime.now(UTC)):
            put(printable(line))
    return 0


def checked_and_pinned(profile: Profile, keyring: Keyring, *, say: bool = False) -> Checked:
    """Ask AWS about a listed profile, and note who it is. Raises WrongIdentity and others."""
    tell = note if say else lambda _sentence: None
    return check_and_pin(profile, open_profile(profile, keyring), tell)


def _found(found: Checked) -> CheckJson:
    key = found.key.otherwise(None)
    devices = found.devices.otherwise(None)
    unknown = [str(field) for field in (found.key, found.devices) if isinstance(field, Unknown)]
    return CheckJson(
        name=found.profile.name,
        ok=True,
        account=found.caller.account,
        arn=found.caller.arn,
        accessKeyId=found.profile.access_key_id,
        keyAgeDays=age_in_days(key, datetime.now(UTC)) if key is not None else None,
        keyStatus=key.status.value if key is not None else None,
        mfaDevices=list(devices) if devices is not None else None,
        unknown=unknown,
        error=None,
        nextStep=None,
    )


def _failed(profile: Profile, error: IamtuiError) -> CheckJson:
    return CheckJson(
        name=profile.name,
        ok=False,
        account=profile.account_id,
        arn=profile.user_arn,
        accessKeyId=profile.access_key_id,
        keyAgeDays=None,
        keyStatus=None,
        mfaDevices=None,
        unknown=[],
        error=error.what,
        nextStep=error.next_step,
    )
