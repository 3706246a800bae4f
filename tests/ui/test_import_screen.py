"""The screen of keys in plain text: marked, kept, renamed where it must be, taken out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from iamtui.account.model import Caller
from iamtui.aws.errors import NoConnection
from iamtui.rotation.importing import keeping
from iamtui.secret import Secret
from iamtui.ui.sessions.opening import Keyring
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.totp import clean_seed
from tests.support.accounts import ACCOUNT_ID, arn, key_id
from tests.support.app import SEED, iamtui_app
from tests.support.typist import Typist, play

pytestmark = pytest.mark.slow
SECRETS = ("s3cr3t/one", "s3cr3t/two", "s3cr3t/three")


class Lasting(MemoryStore):
    """A store in memory that counts as one on a disk."""

    id = "sealed"
    persistent = True


@pytest.fixture
def keyring() -> Keyring:
    made = Keyring()
    made.use(Lasting())
    return made


@pytest.fixture
def credentials(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.delenv(variable, raising=False)
    file = own_folders / ".aws" / "credentials"
    file.parent.mkdir()
    file.write_text(
        "".join(
            f"[{name}]\naws_access_key_id = {key_id(number)}\naws_secret_access_key = {secret}\n"
            for number, (name, secret) in enumerate(
                zip(("work", "home", "away"), SECRETS, strict=True)
            )
        )
    )
    file.chmod(0o600)
    return file


def ask(_profile: Profile, key: AccessKeyPair) -> Caller:
    if key.access_key_id == key_id(2):
        raise NoConnection("AWS cannot be reached.", "Look at the network.")
    return Caller(arn("user", "ann"), "AIDA", ACCOUNT_ID)


def test_keys_are_kept_and_taken_out(
    credentials: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: Callable[..., object] = keeping.keep
    monkeypatch.setattr(keeping, "keep", lambda v, p, n="": kept(v, p, n, ask))
    ProfileIndex().add(Profile("home", access_key_id=key_id(9)))

    async def scenario(typist: Typist) -> None:
        await typist.press("i")
        await typist.sees("Access keys in plain text", "work", "home", "not kept")
        await typist.press("x")
        await typist.sees("Import away first: the file has the only copy")
        await typist.press("a", "i")
        await typist.sees("Another name for home", "There already is a profile")
        await typist.press("end", "2", "enter")
        await typist.sees("verified", "not verified", "home2")
        await typist.move_to("away")
        await typist.sees("STS could not be asked", "AWS cannot be reached.")
        await typist.press("x", "enter")
        await typist.sees("still there", "STS has never said")
        await typist.move_to("work")
        await typist.press("space", "x")
        await typist.sees("Take the plain text of work out of ~/.aws")
        await typist.press("enter")
        await typist.sees("work: taken out")
        assert not any(secret in typist.screen for secret in SECRETS)
        await typist.press("escape")
        await typist.sees("Profiles", "home2")

    play(iamtui_app(start=None, keyring=keyring), scenario, first="home")
    names = {p.name: p.account_id for p in ProfileIndex().profiles()}
    assert names == {"home": None, "away": None, "home2": ACCOUNT_ID, "work": ACCOUNT_ID}
    text = credentials.read_text()
    assert [secret in text for secret in SECRETS] == [False, True, True]
    config = credentials.with_name("config").read_text()
    assert config.startswith("[profile work]\ncredential_process = ")


def test_removing_asks_about_the_seed(credentials: Path, keyring: Keyring) -> None:
    assert credentials.exists()
    serial = arn("mfa", "ann")
    vault = keyring.vault()
    vault.add_access_key(
        Profile("prod", access_key_id=key_id(5), mfa_serial=serial), Secret("s3cr3t/five")
    )
    vault.add_totp_seed(serial, clean_seed(SEED))

    async def scenario(typist: Typist) -> None:
        await typist.press("D", *"prod", "enter")
        await typist.sees("The vault has the seed of its MFA device")
        await typist.press("y")
        await typist.sees("Removed prod.")
        assert vault.totp_seed(serial) is None

    play(iamtui_app(start=None, keyring=keyring), scenario, first="prod")
