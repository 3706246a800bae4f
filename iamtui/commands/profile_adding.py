"""`iamtui profile add`: an access key goes into the vault, and STS says whose it is."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from iamtui.aws.errors import BadCredentials, WrongSecret
from iamtui.aws.identity_check import lines_of
from iamtui.commands.output import note, printable, put
from iamtui.commands.passphrases import Lines
from iamtui.commands.profile_checking import checked_and_pinned
from iamtui.commands.terminal_prompt import NobodyToAsk, ask_secret
from iamtui.commands.unlocking import keyring_of
from iamtui.errors import AnswerIsNo, RefusedError, UsageError
from iamtui.secret import Secret
from iamtui.terminal import quiet
from iamtui.vault.profiles import Profile
from iamtui.vault.totp import clean_seed


def run(arguments: argparse.Namespace) -> int:
    """Store the key and check it. Raises IamtuiError; before it is stored nothing is left."""
    profile = Profile(
        arguments.name,
        region=arguments.region,
        access_key_id=arguments.access_key_id,
        endpoint_url=arguments.endpoint_url,
        mfa_serial=arguments.mfa_serial,
    )
    quiet()
    seed = _seed(arguments)
    secret = _secret(arguments)
    keyring = keyring_of(arguments.passphrase_fd)
    vault = keyring.vault()
    profile = vault.add_access_key(profile, secret)
    if seed is not None and profile.mfa_serial:
        vault.add_totp_seed(profile.mfa_serial, seed)
        note("The seed lies beside the key now: whoever opens the vault has both factors.")
    put(printable(f"Kept {profile.access_key_id} as {profile.name} in {vault.store.name}."))
    if arguments.no_check:
        return 0
    try:
        found = checked_and_pinned(profile, keyring)
    except (BadCredentials, WrongSecret) as error:
        what = f"It is kept, but AWS does not take it. {error.what}"
        raise AnswerIsNo(what, error.next_step) from None
    for line in lines_of(found, datetime.now(UTC)):
        put(printable(line))
    return 0


def read_secret(descriptor: int, what: str) -> Secret:
    """The next line that can be read from `descriptor`. Raises UsageError."""
    try:
        return Lines(descriptor)(what)
    except UsageError:
        failure = UsageError(f"File descriptor {descriptor} gives no {what}.", "Give it: 3< FILE")
    raise failure


def _seed(arguments: argparse.Namespace) -> Secret | None:
    if arguments.seed_fd is None:
        return None
    if not arguments.mfa_serial:
        raise UsageError("A seed needs its device.", "Name it with --mfa-serial.")
    return clean_seed(read_secret(arguments.seed_fd, "seed"))


def _secret(arguments: argparse.Namespace) -> Secret:
    if arguments.secret_fd is not None:
        return read_secret(arguments.secret_fd, "secret access key")
    what = f"The secret access key of {arguments.access_key_id}"
    try:
        return ask_secret(f"{what}: ", f"{what} is needed")
    except NobodyToAsk as error:
        failure = RefusedError(error.what, "Run it in a terminal, or use --secret-fd.")
    raise failure
