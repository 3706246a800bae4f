"""Commands of the profiles screen: add, check, rename, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.aws.identity_check import Checked, check_and_pin, lines_of
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.dialogs import Entry, FormDialog, MessageDialog
from iamtui.ui.profiles.screen import Choice, ProfilesScreen
from iamtui.ui.sessions.opening import open_profile
from iamtui.ui.sessions.signing_in import with_code_help
from iamtui.ui.storage.keyring_help import with_keyring_help
from iamtui.vault.profiles import Profile
from iamtui.vault.totp import clean_seed

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.screen import CommandScreen

SEED_WARNING = "The MFA seed is optional: key and second factor then lie in one place."


def _profiles(screen: CommandScreen) -> ProfilesScreen:
    return cast(ProfilesScreen, screen)


def _choice(screen: CommandScreen) -> Choice | None:
    return _profiles(screen).choice


def why_not_listed(screen: CommandScreen) -> str:
    """Why the line under the cursor cannot be changed here; "" where it can."""
    choice = _choice(screen)
    if choice is None or choice.profile is None:
        return "Only profiles that iamtui keeps can be changed here; n adds one, i imports."
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
    generation = app.generation

    def tell(sentence: str) -> None:
        app.jobs.tell(generation, lambda: app.say(sentence))

    def work() -> Checked:
        return check_and_pin(profile, open_profile(profile, app.keyring), tell)

    def checked(found: Checked) -> None:
        app.say("")
        _profiles(screen).show_list()
        text = "\n".join(lines_of(found, app.now()))
        app.push_screen(MessageDialog("The profile works", text))

    def again() -> None:
        _check(screen, profile)

    failed = with_code_help(app, again, with_keyring_help(app, again))
    app.say(f"Asking AWS who {profile.name} is …")
    app.submit(work, checked, failed)


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
    from iamtui.aws.profile_renaming import rename_profile

    return rename_profile(old, new)


def remove(screen: CommandScreen) -> None:
    """Remove the profile and its key from the vault, after its name was typed."""
    choice = _choice(screen)
    profile = choice.profile if choice else None
    if profile is None:
        return
    app = screen.iamtui
    note = (
        f"The key {profile.access_key_id} is deleted from the keyring here, with its sessions; AWS "
        f"keeps it active. Type {profile.name} to go on."
    )

    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return
        if answer["name"].strip() != profile.name:
            app.say(f"What was typed is not {profile.name}; nothing was removed.")
            return
        look()

    def look() -> None:
        app.submit(lambda: _has_seed(app, profile), ask_about_seed, with_keyring_help(app, look))

    def ask_about_seed(has_seed: bool) -> None:
        if not has_seed:
            go(False)
            return
        question = (
            f"The vault has the seed of its MFA device, {profile.mfa_serial}. Codes can be made "
            "here as long as it stays."
        )
        dialog = ConfirmDialog("The MFA seed", question, "delete it too", "keep it")
        app.push_screen(dialog, lambda yes: go(bool(yes)))

    def go(with_seed: bool) -> None:
        def work() -> None:
            from iamtui.aws.profile_removal import remove_profile

            remove_profile(app.keyring.vault(), profile, with_seed=with_seed)

        app.submit(work, removed, with_keyring_help(app, lambda: go(with_seed)))

    def removed(_none: None) -> None:
        _profiles(screen).show_list(f"Removed {profile.name}.")

    form = FormDialog(f"Remove {profile.name}", (Entry("name", "Name"),), note)
    screen.app.push_screen(form, entered)


def _has_seed(app: IamtuiApp, profile: Profile) -> bool:
    if profile.source != "vault" or not profile.mfa_serial:
        return False
    return app.keyring.vault().totp_seed(profile.mfa_serial) is not None
