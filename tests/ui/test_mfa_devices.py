"""MFA devices that are there, at the keyboard: resynchronise, remove, clear away, show a code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account, MfaDevice
from iamtui.aws.memory import MEMORY_SEED
from iamtui.ui.actions.mfa_devices import free_name
from iamtui.ui.sessions.opening import Keyring
from iamtui.vault.errors import CodeAlreadyUsed
from iamtui.vault.index import ProfileIndex
from iamtui.vault.ledger import Ledger
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.totp import code_at
from tests.support.accounts import NOW, account, arn, device, user
from tests.support.app import iamtui_app
from tests.support.mfa_office import ANNS, DeviceBackend, new_code
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")

FIDO = "arn:aws:iam::123456789012:u2f/user/bob/key-ABCDEFGH"


def with_fido() -> Account:
    made = office()
    bob = replace(made.users["bob"], mfa_devices=Known((FIDO,)), mfa_active=Known(value=True))
    devices = {**made.mfa_devices, FIDO: MfaDevice(FIDO, "bob", NOW)}
    return replace(made, users={**made.users, "bob": bob}, mfa_devices=devices)


async def to_device(typist: Typist, name: str) -> None:
    await typist.press("6")
    await typist.move_to(name)


def test_a_device_is_resynchronised_by_two_typed_codes() -> None:
    backend = DeviceBackend()
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "ann")
        await typist.press("=")
        await typist.sees("Resynchronise the MFA device ann of ann", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Type the code that the device shows")
        await typist.press("s")
        await typist.sees("only when its")
        for steps in (0, 1):
            await typist.type(new_code(steps))
            await typist.press("enter")
        await typist.sees("Done.", "ann is in step with AWS again")

    play(app, scenario)

    assert backend.operations == ["ResyncMFADevice"]


def test_one_is_warned_of_removing_ones_own_last_device() -> None:
    backend = DeviceBackend()
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "ann")
        await typist.press("D")
        await typist.sees("Remove the MFA device ann from ann", "You remove your last MFA device")
        await typist.sees("Enter runs it.")
        await typist.press("enter")
        await typist.type("ann")
        await typist.press("enter")
        await typist.sees("Done.")

    play(app, scenario)

    assert backend.operations == ["DeactivateMFADevice", "DeleteVirtualMFADevice"]


def test_profiles_follow_the_devices_of_their_user() -> None:
    """A profile whose device is removed names none; a new device is offered to it."""
    ProfileIndex().add(Profile("memory", mfa_serial=ANNS))
    app = iamtui_app(backend=DeviceBackend())

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "ann")
        await typist.press("D")
        await typist.sees("Remove the MFA device ann from ann", "Enter runs it.")
        await typist.press("enter")
        await typist.type("ann")
        await typist.press("enter")
        await typist.sees("Signs in without an MFA device now: memory")
        assert ProfileIndex().profile("memory").mfa_serial is None
        await typist.press("enter", "1", "g", "N", "enter")
        await typist.sees("Enrol the MFA device ann for ann", "Enter runs it.")
        await typist.press("enter")
        await typist.type("acme")
        await typist.press("enter")
        await typist.sees("Scan the code")
        await typist.paste(new_code() + new_code(1))
        await typist.press("enter")
        await typist.sees("Sign in with it?", "memory names no MFA device")
        await typist.press("y")
        await typist.sees("memory signs in with ann from now on.")

    play(app, scenario)

    assert ProfileIndex().profile("memory").mfa_serial == ANNS


def test_a_phone_that_has_the_seed_gets_a_device_that_was_nobodys() -> None:
    backend = DeviceBackend()
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "spare")
        await typist.press("o")
        await typist.sees("Assign it to whom")
        await typist.type("bob")
        await typist.press("enter")
        await typist.sees("Assign the MFA device spare to bob", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Type the code that the device shows")
        await typist.paste(new_code() + new_code(1))
        await typist.press("enter")
        await typist.sees("Done.")

    play(app, scenario)

    assert backend._details.mfa_devices[arn("mfa", "spare")].user == "bob"


def test_what_is_nobodys_says_so_and_is_cleared_away() -> None:
    backend = DeviceBackend()
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "spare")
        await typist.press("=")
        await typist.sees("AWS shows the seed of a device only when it is made")
        await typist.press("X")
        await typist.sees("Delete the MFA device spare, which is nobody's", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Done.")
        await typist.press("enter", "X")
        await typist.sees("Every virtual MFA device is somebody's.")

    play(app, scenario)


def test_a_security_key_is_shown_with_what_it_cannot_do() -> None:
    app = iamtui_app(backend=DeviceBackend(with_fido()))

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "key-ABCDEFGH")
        await typist.press("=")
        await typist.sees("they start no session", "N enrols a virtual device")
        await typist.press("enter")
        await typist.sees("TO KNOW", "Passkeys and security keys")

    play(app, scenario)


def test_a_code_that_was_seen_is_used() -> None:
    store = MemoryStore()
    store.put(f"iamtui/totp/{ANNS}", MEMORY_SEED)
    keyring = Keyring()
    keyring.use(store)
    app = iamtui_app(backend=DeviceBackend(), keyring=keyring)
    code = new_code()

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "spare")
        await typist.press("C")
        await typist.sees("No seed of spare is kept here")
        await typist.move_to("ann")
        await typist.press("C")
        await typist.sees("MFA code of ann", "••• •••")
        await typist.press("enter")
        await typist.sees(f"{code[:3]} {code[3:]}", "good for 30 s")
        with pytest.raises(CodeAlreadyUsed):
            Ledger().claim(ANNS, code_at(MEMORY_SEED, NOW.timestamp()))
        picture = app.export_screenshot()
        assert f"{code[:3]} {code[3:]}" not in picture.replace("&#160;", " ")

    play(app, scenario)


def test_a_device_gets_and_loses_a_tag() -> None:
    backend = DeviceBackend()
    made = {ANNS: replace(device("ann", "ann"), tags=Known({"Team": "core"}))}
    backend._account = backend._details = replace(office(), mfa_devices=made)
    app = iamtui_app(backend=backend)

    async def scenario(typist: Typist) -> None:
        await to_device(typist, "ann")
        await typist.press("enter")
        await typist.sees("TAGS", "Team")
        await typist.move_to("Team")
        await typist.press("x")
        await typist.sees("Remove the tag Team from the MFA device ann", "Enter runs it.")
        await typist.press("enter")
        await typist.sees("Done.")

    play(app, scenario)

    assert backend.operations == ["UntagMFADevice"]


def test_the_name_offered_is_the_first_that_is_free() -> None:
    taken = account(user("bob"), device("Bob", "bob"), device("bob-2", None))

    assert free_name(taken, "bob") == "bob-3"
    assert free_name(taken, "ann") == "ann"
    assert arn("mfa", "bob-3") not in taken.mfa_devices
