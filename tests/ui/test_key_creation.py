"""Making an access key through keys: kept or shown first, journalled without its secret, undone."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from iamtui.account.field import Known
from iamtui.aws.memory import IN_MEMORY
from iamtui.aws.target import CredentialSource
from iamtui.errors import OutcomeUnknown
from iamtui.secret import Secret
from iamtui.ui.secret.screen import SecretScreen
from iamtui.ui.sessions.opening import Keyring, Start
from iamtui.vault.errors import KeyringLocked
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from tests.support.accounts import arn, key_id
from tests.support.app import Faults, Gates, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.pilot import until
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

LOST = OutcomeUnknown("It is not known whether AWS did it.", "Look before sending it again.")
OWN_KEY = "AKIAOWN0000000000000"


def in_session(**options: object) -> ScriptedBackend:
    made = ScriptedBackend(office(), **options)  # type: ignore[arg-type]
    made.begin_session(arn("mfa", "ann"))
    return made


async def create(typist: Typist, description: str = "") -> None:
    await typist.press("K")
    await typist.sees("New access key of")
    await typist.type(description)
    await typist.press("enter")
    await typist.sees("Enter runs it.")
    await typist.press("enter")


def secret_of(typist: Typist) -> AccessKeyPair:
    screen = typist.app.screen
    assert isinstance(screen, SecretScreen), typist.screen
    assert screen.new is not None
    return AccessKeyPair(screen.new.access_key_id, screen.new.secret)


def keys_of(typist: Typist, user: str) -> list[str]:
    assert typist.app.session is not None
    keys = typist.app.session.account.users[user].access_keys.otherwise(())
    return [key.id.value for key in keys if isinstance(key.id, Known)]


def test_a_key_is_made_shown_described_and_undone(own_folders: Path) -> None:
    backend = in_session()

    async def scenario(typist: Typist) -> None:
        await typist.press("j", "j")
        await create(typist, "laptop")
        await typist.sees("New access key of carol", "AWS gives this secret out once")
        made = secret_of(typist)
        await typist.press("escape", "escape")
        await typist.sees("Done.", "z undoes it")
        assert keys_of(typist, "carol") == [made.access_key_id]
        tag = {"Key": made.access_key_id, "Value": "laptop"}
        assert backend.sent[-1].parameters == {"UserName": "carol", "Tags": [tag]}
        journal = (own_folders / "state" / "iamtui" / "journal.jsonl").read_text()
        assert made.access_key_id in journal
        assert made.secret.reveal() not in journal
        await typist.press("z")
        await typist.sees(f"Delete the access key {made.access_key_id}", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Done.")
        assert keys_of(typist, "carol") == []

    play(iamtui_app(backend=backend), scenario)


def test_a_description_that_cannot_be_is_asked_for_again() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("K")
        await typist.sees("New access key of")
        await typist.type("a <b>")
        await typist.press("enter")
        await typist.sees("cannot hold the character '<'", "New access key of", "a <b>")

    play(iamtui_app(backend=in_session()), scenario)


def test_two_keys_are_the_most_and_the_way_out_is_said() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("5")
        await typist.sees(key_id(3))
        await typist.move_to(key_id(3))
        await typist.press("K")
        await typist.sees("New access key of bob")
        await typist.press("enter")
        await typist.sees("bob has two access keys already", "Rotate one of them")

    play(iamtui_app(backend=in_session()), scenario)


def own_profile(backend: ScriptedBackend, store: MemoryStore) -> tuple[Keyring, Start]:
    """The backend as the profile of ann that the vault keeps."""
    keyring = Keyring()
    keyring.use(store)
    profile = Profile(name="mine", access_key_id=OWN_KEY)
    keyring.vault().add_access_key(profile, Secret("old"))
    backend._target = replace(IN_MEMORY, name="mine", source=CredentialSource.VAULT)
    return keyring, Start(profile="mine")


def test_a_key_of_one_s_own_goes_into_the_vault_first() -> None:
    backend = in_session()
    keyring, start = own_profile(backend, MemoryStore())

    async def scenario(typist: Typist) -> None:
        await create(typist)
        await typist.sees("New access key of ann", "The vault keeps it as a spare key")
        made = secret_of(typist)
        (profile,) = ProfileIndex().profiles()
        assert profile.access_key_id == OWN_KEY
        assert keyring.vault().access_key(profile, made.access_key_id) == made
        await typist.press("escape")
        await typist.sees("Done.")

    play(iamtui_app(backend=backend, start=start, keyring=keyring), scenario)


def test_a_vault_that_fails_loses_no_key() -> None:
    class Locked(MemoryStore):
        closed = False

        def put(self, item: str, secret: Secret, *, replace: bool = False) -> None:
            if self.closed:
                raise KeyringLocked("The keyring is locked.", "Unlock it.")
            super().put(item, secret, replace=replace)

    store = Locked()
    backend = in_session()
    keyring, start = own_profile(backend, store)
    store.closed = True

    async def scenario(typist: Typist) -> None:
        await create(typist)
        await typist.sees("New access key of ann", "The vault could not keep it")
        assert secret_of(typist).secret
        await typist.press("escape")
        await typist.sees("Nobody has seen this secret")

    play(iamtui_app(backend=backend, start=start, keyring=keyring), scenario)


def test_a_key_is_shown_though_the_profile_was_left_meanwhile() -> None:
    gates = Gates(send=threading.Event())
    backend = in_session(gates=gates)
    other = Start(profile="other")

    async def scenario(typist: Typist) -> None:
        await create(typist)
        # Before that it would be stopped with the screen.
        await until(lambda: backend.is_sending)
        typist.app.open(other)
        await typist.sees("Loaded")
        assert gates.send is not None
        gates.send.set()
        await typist.sees("New access key of ann")

    app = iamtui_app(backend=backend, others={other: ScriptedBackend(office())})
    play(app, scenario)


def test_a_lost_answer_is_not_sent_again_and_leads_to_what_is_not_known() -> None:
    backend = in_session(faults=Faults(send={1: LOST}))

    async def scenario(typist: Typist) -> None:
        await typist.press("j", "j")
        await create(typist)
        await typist.sees("AWS shows none yet")
        assert len(backend.sent) == 1
        await typist.press("escape", "z")
        await typist.sees("The answer to the creation of an access key for carol was lost")

    play(iamtui_app(backend=backend), scenario)
