"""Commands of the profiles screen: add, check, rename, remove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from iamtui.account.model import Caller
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret
from iamtui.ui.dialogs import Entry, FormDialog, MessageDialog
from iamtui.ui.keyring_help import with_keyring_help
from iamtui.ui.opening import open_profile
from iamtui.ui.profiles_screen import Choice, ProfilesScreen
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.totp import clean_seed

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen

SEED_WARNING = (
    "The MFA seed is optional: with it iamtui makes the codes itself, but key and second factor "
    "then lie in one place."
)


def _profiles(screen: CommandScreen) -> ProfilesScreen:
    return cast(ProfilesScreen, screen)


def _choice(screen: CommandScreen) -> Choice | None:
    return _profiles(screen).choice


def why_not_listed(screen: CommandScreen) -> str:
    """Why the line under the cursor cannot be changed here; "" where it can."""
    choice = _choice(screen)
    if choice is None or choice.profile is None:
        return "Only profiles that iamtui keeps can be changed here; n adds one."
    return ""


def add(screen: CommandScreen, typed: dict[str, str] | None = None, problem: str = "") -> None:
    """Ask for a profile and its key; `typed` and `problem` are those of the last try."""
    old = typed or {"region": "us-east-1"}
    entries = (
        Entry("name", "Name", "production", old.get("name", "")),
        Entry("key", "Access key ID", "AKIA…", old.get("key", "")),
        Entry("secret", "Secret access key", "", old.get("secret", ""), masked=True),
        Entry("region", "Region", "eu-central-1", old.get("region", "")),
        Entry("endpoint", "Endpoint URL (empty for AWS)", "", old.get("endpoint", "")),
        Entry("mfa", "MFA device (ARN or serial, may be empty)", "arn:…", old.get("mfa", "")),
        Entry("seed", "MFA seed (may be empty)", "", old.get("seed", ""), masked=True),
    )

    def entered(answer: dict[str, str] | None) -> None:
        if answer is not None:
            _store(screen, answer)

    note = f"{problem}\n{SEED_WARNING}".strip()
    screen.app.push_screen(FormDialog("Add a profile", entries, note), entered)


def _store(screen: CommandScreen, typed: dict[str, str]) -> None:
    app = screen.iamtui

    def work() -> Profile:
        profile = _profile(typed)
        vault = app.keyring.vault()
        profile = vault.add_access_key(profile, Secret(typed["secret"].strip()))
        if typed["seed"].strip() and profile.mfa_serial:
            vault.add_totp_seed(profile.mfa_serial, Secret(typed["seed"]))
        return profile

    def ask_again(error: IamtuiError) -> None:
        add(screen, typed, str(error))

    failed = with_keyring_help(app, lambda: _store(screen, typed), left=ask_again)

    def stored(profile: Profile) -> None:
        _profiles(screen).show_list()
        _check(screen, profile)

    app.submit(work, stored, failed)


def _profile(typed: dict[str, str]) -> Profile:
    if not typed["secret"].strip():
        raise UsageError("The secret access key is missing.", "Paste it.")
    if typed["seed"].strip() and not typed["mfa"].strip():
        raise UsageError("An MFA seed needs its device.", "Enter the device's ARN.")
    if typed["seed"].strip():
        clean_seed(Secret(typed["seed"]))
    return Profile(
        name=typed["name"].strip(),
        region=typed["region"].strip() or "us-east-1",
        access_key_id=typed["key"].strip(),
        endpoint_url=typed["endpoint"].strip() or None,
        mfa_serial=typed["mfa"].strip() or None,
    )


def check(screen: CommandScreen) -> None:
    """Ask AWS who the profile is."""
    choice = _choice(screen)
    if choice is not None and choice.profile is not None:
        _check(screen, choice.profile)


def _check(screen: CommandScreen, profile: Profile) -> None:
    app = screen.iamtui
    app.say(f"Asking AWS who {profile.name} is …")

    def work() -> Caller:
        caller = open_profile(profile, app.keyring).identity()
        _pin(profile, caller)
        return caller

    def checked(caller: Caller) -> None:
        app.say("")
        _profiles(screen).show_list()
        text = f"{profile.name} is {caller.arn}\nin the account {caller.account}."
        app.push_screen(MessageDialog("The profile works", text))

    app.submit(work, checked, with_keyring_help(app, lambda: _check(screen, profile)))


def _pin(profile: Profile, caller: Caller) -> None:
    """Note who the profile is, once; a profile that was somebody else is refused."""
    if profile.account_id is not None and profile.account_id != caller.account:
        raise UsageError(
            f"{profile.name} was account {profile.account_id} and is now {caller.account}.",
            "If that is meant, remove the profile and add it again.",
        )
    pinned = replace(profile, account_id=caller.account, user_arn=caller.arn)
    if pinned != profile:
        ProfileIndex().replace(profile, pinned)


def rename(screen: CommandScreen) -> None:
    """Give the profile another name."""
    choice = _choice(screen)
    if choice is None:
        return
    app = screen.iamtui
    entry = Entry("name", "New name", value=choice.name)

    def entered(answer: dict[str, str] | None) -> None:
        if answer is not None:
            new = answer["name"].strip()
            app.submit(lambda: _rename(choice.name, new), lambda _p: shown(), app.fail)

    def shown() -> None:
        _profiles(screen).show_list()

    screen.app.push_screen(FormDialog(f"Rename {choice.name}", (entry,)), entered)


def _rename(old: str, new: str) -> Profile:
    return ProfileIndex().rename(old, new)


def remove(screen: CommandScreen) -> None:
    """Remove the profile and its key from the vault, after its name was typed."""
    choice = _choice(screen)
    profile = choice.profile if choice else None
    if profile is None:
        return
    app = screen.iamtui
    note = (
        f"The key {profile.access_key_id} is deleted from the keyring here; AWS keeps it active. "
        f"Its MFA seed, if there is one, stays. Type {profile.name} to go on."
    )

    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        if answer["name"].strip() != profile.name:
            app.say(f"What was typed is not {profile.name}; nothing was removed.")
            return
        go()

    def go() -> None:
        app.submit(lambda: app.keyring.vault().remove(profile), removed, failed)

    def removed(_none: None) -> None:
        _profiles(screen).show_list()
        app.say(f"Removed {profile.name}.")

    failed = with_keyring_help(app, go)
    form = FormDialog(f"Remove {profile.name}", (Entry("name", "Name"),), note)
    screen.app.push_screen(form, entered)
