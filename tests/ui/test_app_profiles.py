"""Profiles and the palette: switching while answers are under way, keyrings, going anywhere."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account, Caller
from iamtui.errors import RefusedError
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start
from iamtui.vault.errors import KeyringLocked, KeyringMissing, WrongPassphrase
from iamtui.vault.index import ProfileIndex
from iamtui.vault.memory import MemoryStore
from iamtui.vault.open_store import sealed_file
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.store import SecretStore
from iamtui.vault.unlock_memory import UnlockMemory
from tests.support.accounts import account, arn, key_id, user
from tests.support.app import Faults, Gates, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

OTHER = Start(profile="other")
SECRET = "s3cr3t/of+the0key"  # no secret at all
PASSPHRASE = "mild-otter-canvas-ninety"


# Leaving a screen before its answer


@pytest.mark.parametrize("key", ["@", "P"])
def test_a_screen_that_is_left_at_once_does_no_harm(key: str) -> None:
    async def scenario(typist: Typist) -> None:
        for _ in range(5):
            await typist.hurry(key, "escape")
        await typist.sees("User name")

    play(iamtui_app(office()), scenario)


# Switching


def other_account() -> Account:
    there = "210987654321"
    made = account(user("zoe"))
    caller = Caller(f"arn:aws:iam::{there}:user/zoe", "AIDAZOE", there)
    return replace(made, id=Known(there), alias=Known("other"), caller=Known(caller))


def with_other(first: ScriptedBackend) -> IamtuiApp:
    ProfileIndex().add(Profile("other", access_key_id=key_id(9)))
    return iamtui_app(backend=first, others={OTHER: ScriptedBackend(other_account())})


@pytest.fixture
def gates() -> Iterator[Gates]:
    made = Gates(load=threading.Event(), fetch=threading.Event(), send=threading.Event())
    yield made
    for gate in (made.load, made.fetch, made.send):
        assert gate is not None
        gate.set()


def opened(gate: threading.Event | None) -> None:
    assert gate is not None
    gate.set()


async def switch(typist: Typist) -> None:
    await typist.press("P")
    await typist.sees("Profiles", "other")
    await typist.press("enter")
    await typist.sees("zoe", "Loaded")


async def nothing_of_the_first_appears(typist: Typist) -> None:
    for key in ("2", "3", "4", "5", "1"):
        await typist.press(key)
        for word in ("ann", "bob", "carol", "admins", "123456789012"):
            assert word not in typist.screen, typist.screen
    await typist.sees("zoe")


def test_an_account_that_comes_after_the_switch_is_never_shown(gates: Gates) -> None:
    first = ScriptedBackend(office(), gates=Gates(load=gates.load))

    async def scenario(typist: Typist) -> None:
        await switch(typist)
        opened(gates.load)
        await nothing_of_the_first_appears(typist)

    play(with_other(first), scenario, first="Loading")


def test_an_answer_about_an_entity_that_comes_after_the_switch_is_dropped(gates: Gates) -> None:
    first = ScriptedBackend(office(), gates=Gates(fetch=gates.fetch))

    async def scenario(typist: Typist) -> None:
        await typist.press("j", "enter")
        await switch(typist)
        opened(gates.fetch)
        await nothing_of_the_first_appears(typist)
        assert typist.app.session is not None
        assert set(typist.app.session.account.users) == {"zoe"}

    play(with_other(first), scenario)


def test_a_plan_of_the_profile_that_was_left_is_not_shown(gates: Gates) -> None:
    first = ScriptedBackend(office(), gates=Gates(fetch=gates.fetch))

    async def scenario(typist: Typist) -> None:
        await typist.press("D")
        await typist.sees("Reading what this depends on")
        await switch(typist)
        opened(gates.fetch)
        await nothing_of_the_first_appears(typist)

    play(with_other(first), scenario)


def test_filters_and_details_of_the_profile_that_was_left_are_gone() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("/", *"bob", "enter", "enter")
        await typist.sees("user bob")
        await switch(typist)
        await nothing_of_the_first_appears(typist)
        await typist.press("]")
        await typist.sees("There is nothing to go forward to.")

    play(with_other(ScriptedBackend(office())), scenario)


def test_a_profile_that_does_not_open_leaves_nothing_of_the_last_one() -> None:
    ProfileIndex().add(Profile("broken", access_key_id=key_id(9)))

    async def scenario(typist: Typist) -> None:
        await typist.press("P")
        await typist.sees("broken")
        await typist.press("enter")
        await typist.sees("Nothing answers for broken.")
        await typist.press("enter", "escape")
        await typist.sees("No profile is open. Press P", without=("ann", "bob"))
        for key in ("2", "enter", "D", "s", "!", "/", "x", "escape", "R", "z", "@"):
            await typist.press(key)

    play(iamtui_app(office()), scenario)


def test_escape_leaves_the_profiles_and_q_ends() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("P")
        await typist.sees("Profiles")
        await typist.press("?")
        await typist.sees("Open the profile.")
        await typist.press("escape", "escape")
        await typist.sees("User name")
        await typist.press("P", "q")
        assert typist.app.return_value == 0

    play(iamtui_app(office()), scenario)


def test_loading_that_fails_says_why_and_can_be_tried_again() -> None:
    made = ScriptedBackend(office(), faults=Faults(load=RefusedError("AWS said no.", "Wait.")))

    async def scenario(typist: Typist) -> None:
        await typist.press("enter")
        await typist.sees("The users are not known")
        made.faults.load = None
        await typist.press("r")
        await typist.sees("ann", "Loaded")

    play(iamtui_app(backend=made), scenario, first="AWS said no.")


def test_escape_stops_loading(gates: Gates) -> None:
    made = ScriptedBackend(office(), gates=Gates(load=gates.load))

    async def scenario(typist: Typist) -> None:
        await typist.press("escape")
        await typist.sees("Loading was stopped")
        opened(gates.load)
        await typist.press("r")
        await typist.sees("ann", "Loaded 3 users")

    play(iamtui_app(backend=made), scenario, first="Loading")


# Keyrings


class Absent(Keyring):
    """A machine on which looking for a keyring gives `error`, until another store is chosen."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    def store(self) -> SecretStore:
        if self._store is None and self.error is not None:
            raise self.error
        return super().store()


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile that is checked is Ann."""
    monkeypatch.setattr(
        "iamtui.ui.actions.profiles.open_profile",
        lambda _profile, _keyring: ScriptedBackend(office()),
    )


async def fill_in(typist: Typist, name: str = "prod", key: int = 1) -> None:
    await typist.press("n")
    await typist.sees("Add a profile")
    for text in (name, key_id(key), SECRET, "", "", ""):
        await typist.press(*text, "enter")
    await typist.press("enter")


@pytest.mark.usefixtures("checked")
def test_without_a_keyring_memory_is_offered_and_nothing_typed_is_lost() -> None:
    keyring = Absent(KeyringMissing("There is no keyring here.", "Install one."))

    async def scenario(typist: Typist) -> None:
        await fill_in(typist)
        await typist.sees("There is no keyring here.", "Memory only")
        assert SECRET not in typist.screen
        await typist.press("down", "enter")
        await typist.sees("The profile works", arn("user", "ann"))
        await typist.press("enter")
        await typist.sees("prod", key_id(1))
        profile = ProfileIndex().profile("prod")
        assert keyring.vault().access_key(profile).secret.reveal() == SECRET

    play(iamtui_app(start=None, keyring=keyring), scenario, first="demo account")


@pytest.mark.usefixtures("checked")
def test_without_a_keyring_a_sealed_file_is_made_and_unlocked_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    keyring = Absent(KeyringMissing("There is no keyring here.", "Install one."))

    async def made(typist: Typist) -> None:
        await fill_in(typist)
        await typist.sees("Make a sealed file")
        await typist.press("enter")
        await typist.press(*"password", "enter", *"password", "enter")
        await typist.sees("Guessed in about")
        await typist.press(*PASSPHRASE, "enter", *PASSPHRASE[:-1], "enter")
        await typist.sees("The two were not the same")
        await typist.press(*PASSPHRASE, "enter", *PASSPHRASE, "enter")
        await typist.sees("The profile works")
        assert PASSPHRASE not in typist.screen
        # The kernel would remember the unlock for the second start.
        SealedFile(memory=UnlockMemory()).lock()

    play(iamtui_app(start=None, keyring=keyring), made, first="demo account")
    file = next(path for path in tmp_path.rglob("*") if path.name == "vault.sealed")
    assert SECRET.encode() not in file.read_bytes()
    again = Keyring()
    again.use(sealed_file())

    async def unlocked(typist: Typist) -> None:
        await fill_in(typist, "more", 2)
        await typist.sees("Unlock it")
        await typist.press(*PASSPHRASE, "enter")
        await typist.sees("The profile works")
        for name in ("prod", "more"):
            key = again.vault().access_key(ProfileIndex().profile(name))
            assert key.secret.reveal() == SECRET

    play(iamtui_app(start=None, keyring=again), unlocked, first="prod")


@pytest.mark.usefixtures("checked")
def test_a_locked_keyring_is_unlocked_after_a_wrong_passphrase(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keyring = Absent(KeyringLocked("The keyring is locked.", "Unlock it.", can_unlock=True))
    tried: list[str] = []

    def unlock(passphrase: object) -> None:
        tried.append(passphrase.reveal())  # type: ignore[attr-defined]
        if len(tried) == 1:
            raise WrongPassphrase("That is not its passphrase.", "Type it again.")
        keyring.use(MemoryStore())

    monkeypatch.setattr("iamtui.vault.gnome_keyring.unlock", unlock)

    async def scenario(typist: Typist) -> None:
        await fill_in(typist)
        await typist.sees("Unlock the keyring", "The keyring is locked.")
        await typist.press(*"wrong", "enter")
        await typist.sees("That is not its passphrase.")
        assert "wrong" not in typist.screen
        await typist.press(*"right", "enter")
        await typist.sees("The profile works")
        assert tried == ["wrong", "right"]

    play(iamtui_app(start=None, keyring=keyring), scenario, first="demo account")


@pytest.mark.usefixtures("checked")
def test_leaving_the_keyrings_window_keeps_what_was_typed() -> None:
    keyring = Absent(KeyringMissing("There is no keyring here.", "Install one."))

    async def scenario(typist: Typist) -> None:
        await fill_in(typist)
        await typist.sees("There is no keyring here.")
        await typist.press("escape")
        await typist.sees("Add a profile", "prod", key_id(1))

    play(iamtui_app(start=None, keyring=keyring), scenario, first="demo account")


@pytest.mark.usefixtures("checked")
def test_a_profile_that_cannot_be_meant_is_corrected_without_typing_it_again() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("n")
        await typist.sees("Add a profile")
        for text in ("prod", "nokey", SECRET, "", "", ""):
            await typist.press(*text, "enter")
        await typist.press("enter")
        await typist.sees("an access key ID has 16", "nokey", "prod")
        assert SECRET not in typist.screen
        await typist.press("enter", "end", *["backspace"] * 5, *key_id(1), *["enter"] * 6)
        await typist.sees("The profile works")

    play(iamtui_app(start=None), scenario, first="demo account")


def test_a_profile_is_renamed_and_removed_after_its_name_was_typed() -> None:
    ProfileIndex().add(Profile("prod", access_key_id=key_id(1)))

    async def scenario(typist: Typist) -> None:
        await typist.press("e")
        await typist.sees("Rename prod")
        await typist.press("end", "2", "enter")
        await typist.sees("prod2")
        await typist.press("D")
        await typist.sees("Remove prod2")
        await typist.press(*"prod", "enter")
        await typist.sees("nothing was removed")
        await typist.press("D", *"prod2", "enter")
        await typist.sees("Removed prod2.")
        assert ProfileIndex().profiles() == ()
        await typist.press("e")
        await typist.sees("Only profiles that iamtui keeps can be changed here")

    play(iamtui_app(start=None), scenario, first="prod")


# The palette


@pytest.mark.parametrize(
    ("typed", "shows"),
    [
        ("add user to group", "Add ann to which group?"),
        ("who am I", "Who you are here"),
        ("user carol", "user carol"),
        (arn("policy", "Deploy"), "policy Deploy"),
        (key_id(3), key_id(3)),
        ("history", "Journal"),
        ("delete user", "You are signed in as ann"),
    ],
)
def test_the_palette_runs_commands_and_goes_anywhere(typed: str, shows: str) -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press(":", *typed, "enter")
        await typist.sees(shows, without=("type a part of it",) if "group" not in typed else ())

    play(iamtui_app(office()), scenario)


@pytest.mark.parametrize(
    ("key", "shows"), [(key_id(2), "user bob"), (key_id(77), "No user of this account has")]
)
def test_a_key_id_that_no_list_holds_is_asked_of_aws(key: str, shows: str) -> None:
    made = office()
    loaded = replace(
        made, users={name: replace(one, access_keys=Known(())) for name, one in made.users.items()}
    )

    async def scenario(typist: Typist) -> None:
        await typist.press(":", *key, "enter")
        await typist.sees(shows)

    play(iamtui_app(backend=ScriptedBackend(loaded, made)), scenario)


def test_the_palette_says_where_nothing_matches_and_escape_leaves_it() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press(":", *"qqqq", "enter")
        await typist.sees("Nothing matches.")
        await typist.press("escape")
        await typist.sees("User name", without=("Go to",))

    play(iamtui_app(office()), scenario)
