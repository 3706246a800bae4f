"""The storage panel: what it tells, and everything that can be done from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from iamtui.config import read_settings, settings_file
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.pictures.drawing_view import PictureView
from iamtui.ui.sessions.opening import Keyring
from iamtui.ui.storage.lock_watch import watch_lock
from iamtui.ui.storage.picture import draw_storage
from iamtui.vault.argon2 import Parameters
from iamtui.vault.backends import MACOS
from iamtui.vault.contents import Held, Sort
from iamtui.vault.index import ProfileIndex
from iamtui.vault.keyring_store import KeyringStore
from iamtui.vault.move_record import Unfinished, unfinished
from iamtui.vault.places import place
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.sealed_lock import default_path
from iamtui.vault.storage import Sealed, Storage
from iamtui.vault.survey import Finding, State
from iamtui.vault.vault import Vault
from tests.support.accounts import key_id
from tests.support.app import ScriptedBackend, iamtui_app
from tests.support.golden import check_golden
from tests.support.office import office
from tests.support.typist import Typist, play
from tests.vault.keyrings import DictKeyring

CHEAP = Parameters(memory_kib=32, iterations=1, lanes=1)
FIRST, SECOND = "wren cobalt thimble quarry", "ember tulip walnut gravel"
SECRET = "s" * 40
DEVICE = "arn:aws:iam::123456789012:mfa/ann"


@pytest.fixture(autouse=True)
def home(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of its own, no bus, no password store, and a cheap Argon2id."""
    monkeypatch.setenv("XDG_DATA_HOME", str(own_folders / "data"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(own_folders))
    monkeypatch.setenv("PASSWORD_STORE_DIR", str(own_folders / "no-store"))
    # Whether the kernel remembers an unlock is another matter.
    monkeypatch.setattr("iamtui.vault.kernel_keyring.NUMBERS", {})
    for module in ("sealed_lock", "sealed_opening"):
        monkeypatch.setattr(f"iamtui.vault.{module}.OURS", CHEAP)
    monkeypatch.setattr("iamtui.vault.sealed_opening.new_header.__defaults__", (CHEAP, None))
    return own_folders


def fill(keyring: Keyring) -> None:
    """A profile with its key and its device's seed."""
    vault = keyring.vault()
    vault.add_access_key(
        Profile("prod", access_key_id=key_id(1), mfa_serial=DEVICE), Secret(SECRET)
    )
    vault.add_totp_seed(DEVICE, Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))


def with_sealed(clock: Callable[[], float] | None = None) -> tuple[IamtuiApp, SealedFile]:
    """The app over an open sealed file, which is chosen in the configuration; a kernel keyring
    takes no part."""
    store = SealedFile() if clock is None else SealedFile(idle_seconds=60.0, clock=clock)
    store.create(Secret(FIRST))
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text('# mine\nstore = "sealed"\n')
    keyring = Keyring()
    keyring.use(store)
    fill(keyring)
    return iamtui_app(office(), keyring=keyring), store


async def to_place(typist: Typist, name: str) -> None:
    """Open the panel and put the cursor on a place."""
    await typist.press("L")
    await typist.sees("Where secrets are kept", name)
    await on_place(typist, name)


async def on_place(typist: Typist, name: str) -> None:
    view = typist.app.screen.query_one(PictureView)
    # What is found late may come to stand above the cursor.
    for key in "j" * 12 + "k" * 12:
        if view.node == f"place:{name}":
            return
        await typist.press(key)
    raise AssertionError(typist.screen)


# What it tells


def finding(place_id: str, state: State, reason: str, remedy: str = "") -> Finding:
    return Finding(place(place_id), state, reason, remedy)


def storage(used: str = "sealed", **more: object) -> Storage:
    """A machine with much to say."""
    values: dict[str, object] = {
        "chosen": used,
        "used": used,
        "why": "Chosen in config.toml.",
        "problem": "",
        "findings": (
            finding("secret-service", State.LOCKED, "The keyring is locked.", "Unlock it."),
            finding("kwallet5", State.MISSING, "KWallet 5 is not here.", "Install it."),
            finding("sealed", State.READY, "It is ready."),
            finding("pass", State.DENIED, "pass stopped or refused.", "Start it again."),
            finding("kernel", State.READY, "It is ready."),
            finding("memory", State.READY, "It is ready."),
        ),
        "refused": ("PYTHON_KEYRING_BACKEND is set and refused: it forgets what it is given.",),
        "contents": (
            Held("a", Sort.KEY, key_id(1), "prod"),
            Held("b", Sort.SEED, DEVICE, "prod"),
            Held("c", Sort.SESSION, "", "prod"),
            Held("d", Sort.KEY, key_id(2), ""),
        ),
        "is_listed": True,
        "elsewhere": {},
        "sealed": Sealed(Path("/home/ann/vault.sealed"), 0o600, CHEAP, 600.0, True, True, 15.0),
        "unfinished": None,
        **more,
    }
    return Storage(**values)  # type: ignore[arg-type] # one place for many values


def drawn(told: Storage, width: int = 79) -> str:
    lines = draw_storage(told, width)
    assert all(len(line.text) <= width for line in lines)
    return "\n".join(line.text for line in lines)


@pytest.mark.parametrize("width", [40, 59, 79, 119])
def test_the_picture_fits_any_width(width: int) -> None:
    assert "in use, unlocked" in drawn(storage(), width)


def test_the_picture_at_80_cells() -> None:
    check_golden("storage-panel-79", drawn(storage()))


def test_a_move_that_broke_off_is_told_by_where_everything_is() -> None:
    record = Unfinished("pass", "sealed")
    after = " ".join(drawn(storage(unfinished=record)).split())
    assert "A move from pass to the sealed file was not finished." in after
    assert "Everything is in the new place" in after
    before = drawn(storage(unfinished=record, chosen="pass"))
    assert "Everything is still in the old place" in " ".join(before.split())


def test_nothing_chosen_and_leftovers_are_told() -> None:
    told = drawn(storage("", problem="It is not chosen yet.", chosen=None, why=""))
    assert "nowhere yet" in told
    assert "It is not chosen yet." in told
    assert "Holds 2 items that iamtui does not use." in drawn(storage(elsewhere={"pass": 2}))


def test_the_panel_tells_the_file_its_lock_and_what_is_in_it() -> None:
    app, _store = with_sealed()

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.sees("in use, unlocked", "0600", "Argon2id 32 KiB", "1 access key, 1 MFA seed")
        await typist.press("enter")
        await typist.sees("In full", "Survives a reboot.")
        await typist.press("escape", "end", "enter")
        await typist.sees("In full", f"access key {key_id(1)}", f"MFA seed {DEVICE}")
        assert SECRET not in typist.screen

    play(app, scenario)


# What can be done


def test_it_is_locked_and_unlocked_and_every_screen_says_so() -> None:
    app, store = with_sealed()

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.press("l")
        await typist.sees("vault locked", "in use, locked")
        assert store.locked
        await typist.press("escape")
        await typist.sees("vault locked", "User name")
        await to_place(typist, "sealed")
        await typist.press("u", *"wrong", "enter")
        await typist.sees("did not take this passphrase")
        await typist.press(*FIRST, "enter")
        await typist.sees("in use, unlocked", without=("vault locked",))

    play(app, scenario)


def test_it_locks_by_itself_when_it_was_not_used() -> None:
    now = [1000.0]
    app, store = with_sealed(lambda: now[0])

    async def scenario(typist: Typist) -> None:
        now[0] += 61.0
        watch_lock(app)
        await typist.sees("was not used for a while and is locked", "vault locked")
        assert store._opened is None
        with pytest.raises(Exception, match="is locked"):
            app.keyring.vault().totp_seed(DEVICE)

    play(app, scenario)


def test_the_passphrase_is_changed_and_its_strength_seen_while_typing() -> None:
    app, _store = with_sealed()

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.press("p", *"wrong", "enter", *"password")
        await typist.sees("Not enough yet.", "Guessed in about")
        await typist.press("enter", *"password", "enter")
        await typist.sees("Add another word")
        await typist.press(*SECOND, "enter")
        await typist.sees("Good.")
        await typist.press(*SECOND, "enter")
        await typist.sees("did not take this passphrase")
        await typist.press(*FIRST, "enter", *SECOND, "enter", *SECOND, "enter")
        await typist.sees("The passphrase was changed.")
        assert SECOND not in typist.screen

    play(app, scenario)
    again = SealedFile()
    again.unlock(Secret(SECOND))
    assert len(again.items()) == 2


def test_the_idle_time_is_set_in_the_file_and_its_comments_stay() -> None:
    app, store = with_sealed()

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        for wrong in ("0", "soon"):
            await typist.press("i", "end", *["backspace"] * 4, *wrong, "enter")
            await typist.sees("at most 1440 minutes")
            await typist.press("escape")
        await typist.press("i", "end", *["backspace"] * 4, *"2.5", "enter")
        await typist.sees("It locks after 2.5 min without use.")

    play(app, scenario)
    assert settings_file().read_text() == '# mine\nstore = "sealed"\nlock_minutes = 2.5\n'
    assert store.idle_left is not None
    assert store.idle_left <= 150.0


def test_everything_is_moved_to_a_sealed_file_that_is_made_for_it() -> None:
    source = KeyringStore(DictKeyring(), MACOS)
    keyring = Keyring()
    keyring.use(source)
    fill(keyring)

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.press("m")
        await typist.sees("Make the sealed file")
        await typist.press(*FIRST, "enter", *FIRST, "enter")
        await typist.sees("Move everything to the sealed file", "1 access key, 1 MFA seed from")
        await typist.press("enter")
        await typist.sees("Moved 2 items, each read back and compared.")
        await typist.press("enter")
        await typist.sees("the sealed file", "in use, unlocked", "Chosen in config.toml.")
        await on_place(typist, "sealed")
        await typist.press("m")
        await typist.sees("Everything is there already.")

    play(iamtui_app(office(), keyring=keyring), scenario)
    assert read_settings().store == "sealed"
    assert unfinished() is None
    sealed = keyring.store()
    assert isinstance(sealed, SealedFile)
    profile = ProfileIndex().profile("prod")
    assert Vault(sealed, ProfileIndex()).access_key(profile).secret == Secret(SECRET)
    assert source.get("iamtui/totp/" + DEVICE) is None


def test_a_move_is_left_before_it_began() -> None:
    source = KeyringStore(DictKeyring(), MACOS)
    keyring = Keyring()
    keyring.use(source)
    fill(keyring)
    SealedFile().create(Secret(FIRST))

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.press("m")
        await typist.sees("Enter done", "is locked")
        await typist.press(*FIRST, "enter")
        await typist.sees("Move everything to the sealed file")
        await typist.press("escape")
        await typist.sees("the sealed file", without=("Move everything",))

    play(iamtui_app(office(), keyring=keyring), scenario)
    assert read_settings().store is None
    assert source.get("iamtui/totp/" + DEVICE) is not None


def test_what_forgets_is_not_moved_to() -> None:
    app, _store = with_sealed()

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "memory")
        await typist.press("m")
        await typist.sees("choose a place that survives a reboot")

    play(app, scenario)


def test_leftovers_are_deleted_after_the_places_name_was_typed() -> None:
    sealed = SealedFile()
    sealed.create(Secret(FIRST))
    source = KeyringStore(DictKeyring(), MACOS)
    keyring = Keyring()
    keyring.use(source)
    fill(keyring)
    device = f"iamtui/totp/{DEVICE}"
    held = source.get(device)
    assert held is not None
    sealed.put(device, held)
    sealed.put("iamtui/totp/only-here", Secret("x"))

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.sees("Holds 2 items that iamtui does not use.")
        await typist.press("D")
        await typist.sees("Enter done")
        await typist.press(*FIRST, "enter")
        await typist.sees("1 in the sealed file are also in the place in use", "1 are only here")
        await typist.press(*"seal", "enter")
        await typist.sees("Nothing was deleted.")
        await typist.press("D")
        await typist.sees("Enter done")
        await typist.press(*FIRST, "enter")
        await typist.sees("1 are only here")
        await typist.press(*"sealed", "enter")
        await typist.sees("Deleted 1 from the sealed file.")

    play(iamtui_app(office(), keyring=keyring), scenario)
    sealed.lock()
    sealed.unlock(Secret(FIRST))
    assert sealed.items() == ("iamtui/totp/only-here",)


def test_an_older_file_is_taken_only_by_a_typed_word() -> None:
    app, store = with_sealed()
    older = default_path().read_bytes()
    store.put("iamtui/newer", Secret("x"))
    store.lock()
    default_path().write_bytes(older)

    async def scenario(typist: Typist) -> None:
        await to_place(typist, "sealed")
        await typist.press("u", *FIRST, "enter")
        await typist.sees("An older file")
        await typist.press(*"no", "enter")
        await typist.sees("The older file was not taken.")
        await typist.press("u", *FIRST, "enter")
        await typist.sees("An older file")
        await typist.press(*"older", "enter")
        await typist.sees("in use, unlocked")

    play(app, scenario)
    assert len(store.items()) == 2


# The first choice


@pytest.mark.usefixtures("home")
def test_the_first_secret_asks_once_where_to_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "iamtui.ui.actions.profiles.open_profile",
        lambda _profile, _keyring: ScriptedBackend(office()),
    )
    keyring = Keyring()

    async def add(typist: Typist, number: int) -> None:
        await typist.press("n")
        await typist.sees("Add a profile")
        for text in (f"prod{number}", key_id(number), SECRET, "", "", ""):
            await typist.press(*text, "enter")
        await typist.press("enter")

    async def scenario(typist: Typist) -> None:
        await add(typist, 1)
        await typist.sees("Where shall secrets be kept?", "the sealed file (make it)")
        await typist.press(*"sealed", "enter")
        await typist.sees("Make the sealed file")
        await typist.press(*FIRST, "enter", *FIRST, "enter")
        await typist.sees("The profile works")
        await typist.press("enter")
        await add(typist, 2)
        await typist.sees("The profile works")

    play(iamtui_app(start=None, keyring=keyring), scenario, first="demo account")
    assert read_settings().store == "sealed"
    again = SealedFile()
    again.unlock(Secret(FIRST))
    assert len(again.items()) == 2
