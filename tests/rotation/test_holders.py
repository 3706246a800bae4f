"""The places that hold keys, each as a rotation uses it: keep, switch, forget, and back."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from iamtui.delivery.key_file import Form
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.holders.delivery import DeliveryFile
from iamtui.rotation.holders.holder import Holders
from iamtui.rotation.holders.in_aws_files import InAwsFiles
from iamtui.rotation.holders.in_vault import InVault, profiles_with
from iamtui.secret import Secret
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault

OLD = AccessKeyPair("AKIAOLD0000000000000", Secret("oldSecret"))
NEW = AccessKeyPair("AKIANEW0000000000000", Secret("newSecret"))
KNOWN = frozenset({OLD.access_key_id})
LABEL = "111122223333-alice"


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """Two profiles with the old key, and one with another."""
    made = Vault(MemoryStore(), ProfileIndex(tmp_path / "profiles.json"))
    for name, key in (
        ("a", OLD),
        ("b", OLD),
        ("c", AccessKeyPair("AKIAOTHER00000000000", OLD.secret)),
    ):
        made.add_access_key(Profile(name, access_key_id=key.access_key_id), key.secret)
    return made


def files(folder: Path, *, keeps: bool) -> InAwsFiles:
    path = folder / "aws" / "credentials"
    if not path.exists():
        path.parent.mkdir()
        path.write_text(
            f"[work]\naws_access_key_id = {OLD.access_key_id}\n"
            f"aws_secret_access_key = {OLD.secret.reveal()}\n"
        )
    return InAwsFiles((path, folder / "aws" / "config"), LABEL, KNOWN, keeps=keeps)


def test_every_profile_with_the_key_is_switched_and_back(vault: Vault) -> None:
    held = InVault(vault, profiles_with(vault.index, KNOWN))
    held.check()
    held.save(NEW)
    assert held.in_use() == {OLD.access_key_id}
    assert held.read(NEW.access_key_id) == NEW
    held.switch(OLD.access_key_id, NEW)
    assert held.in_use() == {NEW.access_key_id}
    assert held.read(OLD.access_key_id) == OLD
    held.switch(NEW.access_key_id, OLD)
    held.forget(NEW.access_key_id)
    assert held.ids() == {OLD.access_key_id}
    assert held.read(NEW.access_key_id) is None
    assert vault.index.profile("c").access_key_id == "AKIAOTHER00000000000"


def test_the_key_in_use_is_not_forgotten(vault: Vault) -> None:
    held = InVault(vault, profiles_with(vault.index, KNOWN))
    held.forget(OLD.access_key_id)
    assert held.read(OLD.access_key_id) == OLD


def test_files_keep_both_keys_until_one_is_forgotten(tmp_path: Path) -> None:
    held = files(tmp_path, keeps=True)
    before = (tmp_path / "aws" / "credentials").read_text()
    held.save(NEW)
    assert held.in_use() == {OLD.access_key_id}
    held.switch(OLD.access_key_id, NEW)
    again = files(tmp_path, keeps=True)
    assert again.read(OLD.access_key_id) == OLD
    assert again.ids() == {OLD.access_key_id}
    again.switch(NEW.access_key_id, OLD)
    again.forget(NEW.access_key_id)
    assert (tmp_path / "aws" / "credentials").read_text() == before


def test_files_beside_a_vault_keep_no_other_key(tmp_path: Path) -> None:
    held = files(tmp_path, keeps=False)
    held.switch(OLD.access_key_id, NEW)
    assert held.read(OLD.access_key_id) is None
    assert OLD.secret.reveal() not in (tmp_path / "aws" / "credentials").read_text()


@pytest.mark.parametrize("form", list(Form))
def test_a_delivery_is_made_once_and_read_back(tmp_path: Path, form: Form) -> None:
    path = tmp_path / "alice.csv"
    held = DeliveryFile(path, form, "alice")
    held.check()
    held.save(NEW)
    held.save(NEW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert held.read(NEW.access_key_id) == NEW
    assert held.in_use() == frozenset()
    with pytest.raises(IamtuiError):
        held.save(OLD)
    with pytest.raises(RefusedError, match="not overwritten"):
        held.check()
    held.forget(OLD.access_key_id)
    assert path.exists()
    held.forget(NEW.access_key_id)
    assert not path.exists()


def test_no_link_is_followed_for_a_delivery(tmp_path: Path) -> None:
    path = tmp_path / "alice.csv"
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IamtuiError):
        DeliveryFile(path, Form.CONSOLE, "alice").save(NEW)
    assert not (tmp_path / "elsewhere").exists()


def test_all_places_together(tmp_path: Path, vault: Vault) -> None:
    held = InVault(vault, profiles_with(vault.index, KNOWN))
    wallet = Holders((held,), (held, files(tmp_path, keeps=False)))
    wallet.save(NEW)
    wallet.switch(OLD.access_key_id, NEW)
    assert wallet.in_use() == {NEW.access_key_id}
    wallet.forget(OLD.access_key_id)
    assert wallet.read(OLD.access_key_id) is None
    assert wallet.ids() == {NEW.access_key_id}
