"""Enrolling a device at the keyboard: typed, kept, left half-way, and with every refusal."""

from __future__ import annotations

import threading
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from iamtui.aws.errors import outcome_unknown
from iamtui.aws.memory import MEMORY_SEED
from iamtui.terminal import Look
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring
from iamtui.vault.memory import MemoryStore
from tests.support.app import Faults, iamtui_app
from tests.support.mfa_office import CAROLS, DeviceBackend, new_code
from tests.support.pilot import until
from tests.support.qr_reading import codes_on
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")

ADDRESS = f"otpauth://totp/carol@acme?secret={MEMORY_SEED.reveal()}"


async def to_plan(typist: Typist) -> None:
    await typist.press("G", "N")
    await typist.sees("Enrol a virtual MFA device for carol")
    await typist.press("enter")
    await typist.sees("2 steps", "Enter runs it.")


async def to_codes(typist: Typist) -> None:
    await to_plan(typist)
    await typist.press("enter")
    await typist.sees("Scan the code")


async def enter(typist: Typist, *codes: str) -> None:
    for code in codes:
        await typist.type(code)
        await typist.press("enter")


def device(app: IamtuiApp) -> str | None:
    assert app.session is not None
    found = app.session.account.mfa_devices.get(CAROLS)
    return found.user if found is not None else None


def test_a_phone_scans_the_screen_and_two_codes_enrol_it(own_folders: Path) -> None:
    backend = DeviceBackend()
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        assert codes_on(app) == [ADDRESS]
        await enter(typist, new_code())
        await typist.sees("The first code is there")
        await enter(typist, new_code())
        await typist.sees("first code again")
        await enter(typist, "000000")
        await typist.sees("no code of this device")
        await typist.paste(f" {new_code(1)[:3]} {new_code(1)[3:]}\n")
        await typist.press("enter")
        await typist.sees("Done.", "carol is an MFA device of carol now")

    play(app, scenario)

    assert device(app) == "carol"
    kept = b"".join(path.read_bytes() for path in own_folders.rglob("*") if path.is_file())
    for secret in (MEMORY_SEED.reveal(), f'"{new_code()}"', f'"{new_code(1)}"'):
        assert secret.encode() not in kept


@pytest.mark.parametrize("ansi", [False, True])
def test_without_colours_the_code_is_black_on_white_and_the_cursor_is_seen(
    monkeypatch: pytest.MonkeyPatch, ansi: bool
) -> None:
    look = Look("ansi-dark" if ansi else None, ansi, over_ssh=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("tests.support.app.IamtuiApp", partial(IamtuiApp, look=look))
    app = iamtui_app(backend=DeviceBackend())

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        assert codes_on(app) == [ADDRESS]
        line = app.screen.query_one("#code").render_line(0)
        assert any(part.style is not None and part.style.reverse for part in line)

    play(app, scenario)


def test_both_codes_can_be_pasted_and_refusals_lose_nothing() -> None:
    answers = ("InvalidAuthenticationCode", "EntityTemporarilyUnmodifiable")
    backend = DeviceBackend(None, *answers)
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        for steps, said in ((-1, "did not take these two"), (1, "still busy")):
            await typist.paste(f"{new_code(steps)} {new_code(steps + 1)}")
            await typist.press("enter")
            await typist.sees(said)
            assert codes_on(app) == [ADDRESS]
        await typist.press("escape")
        await typist.sees("again leaves.")
        await typist.press("escape")
        await typist.sees("carol was deleted again")

    play(app, scenario)

    assert backend.operations == ["CreateVirtualMFADevice", "DeleteVirtualMFADevice"]
    assert device(app) is None


def test_a_plan_that_is_stopped_after_its_first_step_leaves_nothing() -> None:
    backend = DeviceBackend()
    backend.gates.send = threading.Event()
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_plan(typist)
        await typist.press("enter")
        await until(lambda: backend.is_sending)
        await typist.press("escape")
        await typist.sees("Stopping before the next step")
        assert backend.gates.send is not None
        backend.gates.send.set()
        await typist.sees("carol was deleted again")

    play(app, scenario)

    assert backend.operations == ["CreateVirtualMFADevice", "DeleteVirtualMFADevice"]


def test_a_quota_ends_it_and_the_device_goes() -> None:
    app = iamtui_app(backend=DeviceBackend(None, "LimitExceeded"))

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        await enter(typist, new_code(), new_code(1))
        await typist.sees("carol has 8 MFA devices", "carol was deleted again")

    play(app, scenario)


def test_a_half_made_device_that_stays_is_told_and_can_be_deleted() -> None:
    backend = DeviceBackend()
    backend.faults = Faults(send={2: outcome_unknown("the deletion", "no answer came")})
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        await typist.press("escape", "escape")
        await typist.sees("could not be deleted again", "MFA devices (6)")
        await typist.press("enter", "escape", "6")
        await typist.move_to("carol")
        await typist.press("enter")
        await typist.sees("AWS shows the seed of a device only")
        await typist.press("D")
        await typist.sees("Delete the MFA device carol, which is nobody's", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Done.")

    play(app, scenario)

    assert CAROLS not in backend._details.mfa_devices


def test_a_device_whose_seed_was_lost_is_offered_for_deletion() -> None:
    backend = DeviceBackend()
    lost = outcome_unknown("“create virtual MFA device”", "no answer came")
    backend.faults = Faults(send={1: lost}, applied=frozenset({1}))
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_plan(typist)
        await typist.press("enter")
        await typist.sees("Delete the MFA device carol, which is nobody's", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Done.")
        await typist.press("escape")
        await typist.sees("the answer with its seed was lost")

    play(app, scenario)

    assert backend.operations == ["CreateVirtualMFADevice", "DeleteVirtualMFADevice"]


def test_a_kept_seed_is_stored_first_and_enrols_by_itself() -> None:
    store = MemoryStore()
    keyring = Keyring()
    keyring.use(store)
    backend = DeviceBackend()
    backend.ahead = timedelta(minutes=5)
    app = iamtui_app(backend=backend, keyring=keyring)

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        await typist.sees("5 min", "behind AWS's")
        await typist.press("k")
        await typist.sees("both", "k", "again keeps it.")
        assert store.get(f"iamtui/totp/{CAROLS}") is None
        await typist.press("k")
        await typist.sees("Done.", "Its codes are made here")
        await typist.press("enter", "6")
        await typist.move_to("carol")
        await typist.press("C")
        await typist.sees("MFA code of carol", "••• •••", "5 min behind")

    play(app, scenario)

    assert store.get(f"iamtui/totp/{CAROLS}") == MEMORY_SEED
    assert device(app) == "carol"


def test_the_seed_is_seen_on_request_and_on_no_picture() -> None:
    app = iamtui_app(backend=DeviceBackend())

    async def scenario(typist: Typist) -> None:
        await to_codes(typist)
        await typist.sees(without=("ABCD EFGH",))
        await typist.press("s")
        await typist.sees("ABCD EFGH IJKL MNOP QRST UVWX YZ23")
        picture = app.export_screenshot()
        await typist.sees(without=("ABCD EFGH",))
        assert "ABCD" not in picture
        assert "▀▀▀▀▀▀▀" not in picture
        await until(lambda: codes_on(app) == [ADDRESS])
        await typist.resize(60, 15)
        await typist.sees("too small for the QR code", "type the seed")

    play(app, scenario)


@pytest.mark.parametrize(
    ("name", "said"),
    [("ann", "already is an MFA device ann"), ("a b", "is no name for an MFA device")],
)
def test_a_name_is_asked_for_again_with_the_reason(name: str, said: str) -> None:
    app = iamtui_app(backend=DeviceBackend())

    async def scenario(typist: Typist) -> None:
        await typist.press("G", "N")
        await typist.press(*["backspace"] * len("carol"))
        await typist.type(name)
        await typist.press("enter")
        await typist.sees("Enrol a virtual MFA device for carol", said)

    play(app, scenario)
