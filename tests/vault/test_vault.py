"""The vault as a whole: the order of its steps, and what a crash or a bad keyring leaves."""

from __future__ import annotations

import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault.backends import MACOS
from iamtui.vault.detect import find_store
from iamtui.vault.errors import (
    IndexUnusable,
    ItemDamaged,
    ItemExists,
    ItemMissing,
    KeyringFailed,
    ProfileChanged,
    ProfileExists,
    ProfileInvalid,
    ReadBackMismatch,
    SecretRefused,
)
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair, key_item, seed_item
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault
from tests.support.secret_service import PrivateBus
from tests.vault.keyrings import DictKeyring, ForgetfulKeyring, ImmortalKeyring

OLD, NEW = "AKIAIOSFODNN7EXAMPL1", "AKIAIOSFODNN7EXAMPL2"
SECRET = Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
OTHER = Secret("je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
DEVICE = "arn:aws:iam::123456789012:mfa/alice"
SEED = Secret("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")

# Adds and removes profiles until it is killed.
WORKER = """
import sys
from pathlib import Path
from iamtui.secret import Secret
from iamtui.vault.detect import find_store
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault
vault = Vault(find_store(), ProfileIndex(Path(sys.argv[1])))
for number in range(10_000):
    print("adding", flush=True)
    profile = Profile(str(number), access_key_id="AKIAIOSFODNN7EXAMPL1")
    vault.add_access_key(profile, Secret(f"secret{number}"))
    if number % 3 == 0:
        print("removing", flush=True)
        vault.remove(profile)
"""


@pytest.fixture
def profile() -> Profile:
    return Profile("work", access_key_id=OLD, mfa_serial=DEVICE)


@pytest.fixture
def keyring() -> DictKeyring:
    return DictKeyring()


@pytest.fixture
def vault(keyring: DictKeyring, index: ProfileIndex) -> Vault:
    return Vault(KeyringStore(keyring, MACOS), index)


def test_an_added_key_is_there(vault: Vault, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    assert vault.index.profile("work") == profile
    assert vault.access_key(profile) == AccessKeyPair(OLD, SECRET)


def test_who_comes_second_to_a_name_leaves_no_secret_that_nothing_leads_to(
    vault: Vault, keyring: DictKeyring, profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Profile("work", access_key_id="AKIAIOSFODNN7EXAMPL9")
    put = keyring.set_password

    def meanwhile(service: str, username: str, password: str) -> None:
        monkeypatch.setattr(keyring, "set_password", put)
        vault.add_access_key(first, Secret("first"))
        put(service, username, password)

    monkeypatch.setattr("iamtui.vault.keyring_store.locked", lambda _path: nullcontext())
    monkeypatch.setattr(keyring, "set_password", meanwhile)
    with pytest.raises(ProfileExists):
        vault.add_access_key(profile, SECRET)
    assert len(keyring.held) == 1
    assert vault.access_key(first).secret == Secret("first")


def test_a_vault_takes_any_store(index: ProfileIndex, profile: Profile) -> None:
    vault = Vault(MemoryStore(), index)
    vault.add_access_key(profile, SECRET)
    assert vault.access_key(profile).secret == SECRET


def test_no_secret_is_in_the_index_or_in_a_name(
    vault: Vault, keyring: DictKeyring, profile: Profile
) -> None:
    vault.add_access_key(profile, SECRET)
    vault.add_totp_seed(DEVICE, SEED)
    shown = vault.index.path.read_text() + " ".join(keyring.held) + repr(vault.access_key(profile))
    assert SECRET.reveal() not in shown
    assert SEED.reveal() not in shown


def test_the_item_is_one_line(vault: Vault, keyring: DictKeyring, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    assert len(keyring.held[key_item(profile.id, OLD)].splitlines()) == 1


def test_a_key_that_was_not_kept_is_not_listed(index: ProfileIndex, profile: Profile) -> None:
    vault = Vault(KeyringStore(ForgetfulKeyring(), MACOS), index)
    with pytest.raises(ReadBackMismatch):
        vault.add_access_key(profile, SECRET)
    assert index.profiles() == ()


def test_a_key_stored_but_not_listed_is_added_by_trying_again(
    vault: Vault, profile: Profile
) -> None:
    vault.index.path.parent.mkdir()
    vault.index.path.with_suffix(".lock").mkdir()
    with pytest.raises(IndexUnusable):
        vault.add_access_key(profile, SECRET)
    vault.index.path.with_suffix(".lock").rmdir()
    vault.add_access_key(profile, SECRET)
    assert vault.access_key(vault.index.profile("work")).secret == SECRET


def test_a_taken_name_stores_nothing(vault: Vault, keyring: DictKeyring, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    with pytest.raises(ProfileExists):
        vault.add_access_key(Profile("work", access_key_id=NEW), OTHER)
    assert list(keyring.held) == [key_item(profile.id, OLD)]


@pytest.mark.parametrize("secret", ["", "two words", "line\n", "paßword", "\0", "\ud800"])
def test_what_is_no_secret_key_is_refused(vault: Vault, profile: Profile, secret: str) -> None:
    with pytest.raises(SecretRefused) as refused:
        vault.add_access_key(profile, Secret(secret))
    assert not secret.strip() or secret not in str(refused.value)
    assert vault.index.profiles() == ()


def test_a_profile_without_a_key_is_refused(vault: Vault) -> None:
    elsewhere = Profile("aws", source="aws", aws_profile="default")
    with pytest.raises(ProfileInvalid):
        vault.add_access_key(elsewhere, SECRET)
    with pytest.raises(ProfileInvalid):
        vault.access_key(elsewhere)


def test_a_listed_key_that_is_gone_is_missing(
    vault: Vault, keyring: DictKeyring, profile: Profile
) -> None:
    vault.add_access_key(profile, SECRET)
    keyring.held.clear()
    with pytest.raises(ItemMissing):
        vault.access_key(profile)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"akid": "AKIAIOSFODNN7EXAMPL2", "secret": "x"}', "[" * 100_000]
)
def test_a_damaged_item_is_named_and_not_shown(
    vault: Vault, keyring: DictKeyring, profile: Profile, text: str
) -> None:
    vault.add_access_key(profile, SECRET)
    keyring.held[key_item(profile.id, OLD)] = text
    with pytest.raises(ItemDamaged) as damaged:
        vault.access_key(profile)
    assert damaged.value.__context__ is None
    with pytest.raises(ItemDamaged):
        vault.save_access_key(profile, AccessKeyPair(OLD, SECRET))
    assert keyring.held[key_item(profile.id, OLD)] == text


def test_a_rotation_keeps_both_keys_until_the_old_one_is_forgotten(
    vault: Vault, keyring: DictKeyring, profile: Profile
) -> None:
    vault.add_access_key(profile, SECRET)
    saved = vault.save_access_key(profile, AccessKeyPair(NEW, OTHER))
    assert vault.access_key(saved).access_key_id == OLD
    assert vault.access_key(saved, NEW).secret == OTHER
    used = vault.use_access_key(saved, NEW)
    assert vault.index.profile("work") == used
    assert vault.access_key(used) == AccessKeyPair(NEW, OTHER)
    assert vault.access_key(used, OLD) == AccessKeyPair(OLD, SECRET)
    back = vault.use_access_key(used, OLD)
    assert back == saved
    done = vault.forget_access_key(vault.use_access_key(back, NEW), OLD)
    assert done.key_ids == (NEW,)
    assert list(keyring.held) == [key_item(profile.id, NEW)]


def test_saving_a_key_again_changes_nothing(vault: Vault, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    saved = vault.save_access_key(profile, AccessKeyPair(NEW, OTHER))
    assert vault.save_access_key(saved, AccessKeyPair(NEW, OTHER)) == saved
    with pytest.raises(ItemExists):
        vault.save_access_key(saved, AccessKeyPair(NEW, SECRET))
    assert vault.access_key(saved, NEW).secret == OTHER


def test_a_key_whose_secret_is_not_there_is_not_taken_into_use(
    vault: Vault, profile: Profile
) -> None:
    vault.add_access_key(profile, SECRET)
    with pytest.raises(ItemMissing):
        vault.use_access_key(profile, NEW)
    assert vault.index.profile("work") == profile


def test_the_key_in_use_is_not_forgotten(vault: Vault, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    with pytest.raises(ProfileInvalid, match="uses"):
        vault.forget_access_key(profile, OLD)
    assert vault.access_key(profile).secret == SECRET


def test_a_rename_moves_no_secret(vault: Vault, keyring: DictKeyring, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    held = dict(keyring.held)
    renamed = vault.rename("work", "arbeit")
    assert keyring.held == held
    assert vault.access_key(renamed).secret == SECRET


def test_a_removal_takes_all_keys_but_the_seed(
    vault: Vault, keyring: DictKeyring, profile: Profile
) -> None:
    vault.add_access_key(profile, SECRET)
    vault.add_totp_seed(DEVICE, SEED)
    vault.remove(vault.save_access_key(profile, AccessKeyPair(NEW, OTHER)))
    assert vault.index.profiles() == ()
    assert list(keyring.held) == [seed_item(DEVICE)]


def test_a_removal_takes_the_seed_when_asked(
    vault: Vault, keyring: DictKeyring, profile: Profile
) -> None:
    vault.add_access_key(profile, SECRET)
    vault.add_totp_seed(DEVICE, SEED)
    vault.remove(profile, with_totp_seed=True)
    assert keyring.held == {}


def test_a_failed_removal_leaves_the_profile_to_try_again(
    index: ProfileIndex, profile: Profile
) -> None:
    keyring = ImmortalKeyring()
    vault = Vault(KeyringStore(keyring, MACOS), index)
    vault.add_access_key(profile, SECRET)
    with pytest.raises(KeyringFailed):
        vault.remove(profile)
    assert index.profiles() == (profile,)
    keyring.held.clear()
    vault.remove(profile)
    assert index.profiles() == ()


def test_a_removal_of_a_changed_profile_deletes_nothing(vault: Vault, profile: Profile) -> None:
    vault.add_access_key(profile, SECRET)
    vault.index.replace(profile, replace(profile, read_only=True))
    with pytest.raises(ProfileChanged):
        vault.remove(profile)
    assert vault.access_key(profile).secret == SECRET


def test_a_seed_is_stored_clean(vault: Vault) -> None:
    assert vault.totp_seed(DEVICE) is None
    vault.add_totp_seed(DEVICE, Secret("jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp\n"))
    assert vault.totp_seed(DEVICE) == SEED
    vault.add_totp_seed(DEVICE, SEED)


def test_another_seed_replaces_one_only_when_asked(vault: Vault) -> None:
    other = Secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    vault.add_totp_seed(DEVICE, SEED)
    with pytest.raises(ItemExists):
        vault.add_totp_seed(DEVICE, other)
    assert vault.totp_seed(DEVICE) == SEED
    vault.add_totp_seed(DEVICE, other, replace=True)
    assert vault.totp_seed(DEVICE) == other


def test_what_is_no_seed_is_not_stored(vault: Vault, keyring: DictKeyring) -> None:
    with pytest.raises(SecretRefused):
        vault.add_totp_seed(DEVICE, Secret("123456"))
    assert keyring.held == {}


def test_a_seed_is_removed_once_or_twice(vault: Vault) -> None:
    vault.add_totp_seed(DEVICE, SEED)
    vault.remove_totp_seed(DEVICE)
    vault.remove_totp_seed(DEVICE)
    assert vault.totp_seed(DEVICE) is None


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's")
@pytest.mark.parametrize("lines", [1, 2, 3, 6])
def test_killed_at_any_step_the_list_can_be_worked_with(
    bus: PrivateBus, tmp_path: Path, lines: int
) -> None:
    """A listed profile has its key, but for one whose removal was cut short: that is removed."""
    bus.start_keyring("ci-pass")
    path = tmp_path / "profiles.json"
    with subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)], stdout=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stdout is not None
        said = [next(worker.stdout).strip() for _ in range(lines)]
        worker.kill()
        said += worker.stdout.read().split()
    vault = Vault(find_store(), ProfileIndex(path))
    listed = vault.index.profiles()
    if said[-1] == "removing" and listed:
        vault.remove(listed[-1])
    for profile in vault.index.profiles():
        assert vault.access_key(profile).secret == Secret(f"secret{profile.name}")
    numbers = [int(profile.name) for profile in vault.index.profiles()]
    kept = [number for number in range(said.count("adding") - 1) if number % 3]
    assert numbers[: len(kept)] == kept
