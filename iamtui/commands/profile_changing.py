"""`iamtui profile rename` and `remove`."""

from __future__ import annotations

import argparse

from iamtui.aws.profile_removal import remove_profile
from iamtui.aws.profile_renaming import rename_profile
from iamtui.commands.output import printable, put
from iamtui.commands.terminal_prompt import NobodyToAsk, ask_line
from iamtui.commands.unlocking import keyring_of
from iamtui.errors import RefusedError, UsageError
from iamtui.terminal import quiet
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile


def rename(arguments: argparse.Namespace) -> int:
    """Rename it; its key stays where it is. Raises ProfileUnknown, ProfileExists."""
    renamed = rename_profile(arguments.name, arguments.new_name)
    put(printable(f"{arguments.name} is now called {renamed.name}."))
    return 0


def remove(arguments: argparse.Namespace) -> int:
    """Remove it after its name was typed. Raises RefusedError, ProfileUnknown, VaultError."""
    profile = ProfileIndex().profile(arguments.name)
    if arguments.with_seed and not profile.mfa_serial:
        raise UsageError(f"{profile.name} names no MFA device.", "Leave out --with-seed.")
    if not arguments.yes:
        _confirm(profile)
    quiet()
    remove_profile(
        keyring_of(arguments.passphrase_fd).vault(), profile, with_seed=arguments.with_seed
    )
    put(printable(f"Removed {profile.name}. AWS keeps {profile.access_key_id} active."))
    return 0


def _confirm(profile: Profile) -> None:
    what = f"The key {profile.access_key_id} is deleted here"
    try:
        question = f"{what}. Type {profile.name} to go on: "
        typed = ask_line(question, f"{what} once its name is typed")
    except NobodyToAsk as error:
        failure = RefusedError(error.what, "Run it in a terminal, or add --yes.")
    else:
        if typed.strip() == profile.name:
            return
        failure = RefusedError(f"What was typed is not {profile.name}; nothing was removed.")
    raise failure
