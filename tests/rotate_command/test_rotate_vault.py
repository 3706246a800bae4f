"""`iamtui rotate` of a key in the vault: one session, a keyring that dies, a sealed file."""

from __future__ import annotations

import json
import signal

import pytest

from iamtui.secret import Secret
from iamtui.vault.detect import find_store
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.store import SecretStore
from iamtui.vault.vault import Vault
from tests.rotate_command.desk import (
    ALL,
    LONGEST,
    Desk,
    keys_of,
    wait_until,
    works,
)
from tests.support.mock_people import Person, add_device, deny
from tests.support.mock_server import Credentials
from tests.support.secret_service import PrivateBus

pytestmark = pytest.mark.slow


def sealed_at(desk: Desk) -> SealedFile:
    """The sealed file where the program looks for it."""
    local = desk.home / ".local"
    return SealedFile(local / "share/iamtui/vault.sealed", state=local / "state/iamtui")


def kept_in_vault(desk: Desk, person: Person, store: SecretStore | None = None) -> Vault:
    """The person's key in the vault (the keyring's, or another), as the profile `vaulted`."""
    vault = Vault(store or find_store(), ProfileIndex(desk.home / ".config/iamtui/profiles.json"))
    profile = Profile(
        "vaulted",
        access_key_id=person.credentials.access_key_id,
        endpoint_url=desk.mock.endpoint_url,
    )
    vault.add_access_key(profile, Secret(person.credentials.secret_access_key))
    return vault


def test_one_mfa_session_serves_the_whole_run(desk: Desk, person: Person, bus: PrivateBus) -> None:
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    device = add_device(desk.mock, person)
    desk.mock.client("iam").put_user_policy(
        UserName=person.name,
        PolicyName="mfa",
        PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [deny("iam:*AccessKey", Condition=mfa)]}
        ),
    )
    bus.start_keyring("ci-pass")
    vault = kept_in_vault(desk, person)
    vault.add_totp_seed(device.serial, Secret(device.seed))
    # The code of this step was used when the device was enabled.
    desk.mock.set_clock_ahead(30)
    before = desk.mock.calls().get("GetSessionToken", 0)
    done = desk.rotate("vaulted", *ALL)
    assert done.returncode == 0, done.stderr
    assert desk.mock.calls()["GetSessionToken"] == before + 1
    profile = vault.index.profile("vaulted")
    assert keys_of(person) == {profile.access_key_id: "Active"}
    assert profile.spare_key_ids == ()


def test_a_keyring_that_is_killed_before_the_secret_is_saved(
    desk: Desk, person: Person, bus: PrivateBus
) -> None:
    bus.start_keyring("ci-pass")
    vault = kept_in_vault(desk, person)
    old = person.credentials.access_key_id
    before = desk.mock.calls().get("CreateAccessKey", 0)
    desk.mock.fault("CreateAccessKey", "delay", seconds=1)
    process = desk.start("vaulted", *ALL)
    wait_until(lambda: desk.mock.calls().get("CreateAccessKey", 0) > before)
    bus.signal_keyring(signal.SIGKILL)
    process.communicate(timeout=LONGEST)
    assert process.returncode == 4
    assert keys_of(person) == {old: "Active"}
    bus.start_keyring("ci-pass")
    again = desk.rotate("vaulted", *ALL)
    assert again.returncode == 0, again.stderr
    profile = vault.index.profile("vaulted")
    key = Vault(find_store(), vault.index).access_key(profile)
    assert keys_of(person) == {key.access_key_id: "Active"}
    assert works(person, Credentials(key.access_key_id, key.secret.reveal()))


def test_cron_unlocks_the_sealed_file_with_a_descriptor(desk: Desk, person: Person) -> None:
    sealed = sealed_at(desk)
    sealed.create(Secret("a long passphrase for cron"))
    vault = kept_in_vault(desk, person, sealed)
    passphrase = desk.home / "passphrase"
    for words, code in (("wrong", 3), ("a long passphrase for cron", 0)):
        passphrase.write_text(f"{words}\n")
        with passphrase.open() as given:
            process = desk.start("vaulted", *ALL, "--passphrase-fd", "0", stdin=given)
        _out, err = process.communicate(timeout=LONGEST)
        assert process.returncode == code, err
        assert "passphrase for cron" not in err
    profile = vault.index.profile("vaulted")
    assert profile.access_key_id != person.credentials.access_key_id
    assert keys_of(person) == {profile.access_key_id: "Active"}


def test_nobody_is_there_to_unlock_the_sealed_file(desk: Desk, person: Person) -> None:
    sealed = sealed_at(desk)
    sealed.create(Secret("a long passphrase for cron"))
    kept_in_vault(desk, person, sealed)
    assert desk.rotate("vaulted", *ALL).returncode == 3
    assert keys_of(person) == {person.credentials.access_key_id: "Active"}
