"""What the screens of MFA devices look like, as text, at the two sizes that people work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from iamtui.account.field import Known
from tests.support.app import iamtui_app
from tests.support.golden import check_golden
from tests.support.mfa_office import DeviceBackend, new_code
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")

SIZES = ((80, 24), (120, 40))


async def enrolment(typist: Typist) -> None:
    await typist.press("G", "N", "enter")
    await typist.sees("Enrol", "Enter runs it.")
    await typist.press("enter")
    await typist.sees("Scan the code")
    await typist.type(new_code())
    await typist.press("enter")
    await typist.sees("first code is there")


async def keeping(typist: Typist) -> None:
    await enrolment(typist)
    await typist.press("k")
    await typist.sees("factors")


async def resync(typist: Typist) -> None:
    await typist.press("6", "=")
    await typist.sees("Resynchronise", "Enter runs it.")
    await typist.press("enter")
    await typist.sees("Type the code that the device shows")


async def nobodys(typist: Typist) -> None:
    await typist.press("6", "G", "enter")
    await typist.sees("TO KNOW")


WAYS: dict[str, Callable[[Typist], Awaitable[None]]] = {
    "enrolment": enrolment,
    "enrolment-keeping": keeping,
    "resync": resync,
    "mfa-nobodys": nobodys,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", WAYS)
def test_screens_look_as_kept(name: str, size: tuple[int, int]) -> None:
    made = office()
    tagged = {
        serial: replace(one, tags=Known({"Team": "core"}))
        for serial, one in made.mfa_devices.items()
    }
    backend = DeviceBackend(replace(made, mfa_devices=tagged))

    async def scenario(typist: Typist) -> None:
        await WAYS[name](typist)
        check_golden(f"{name}-{size[0]}x{size[1]}", typist.screen)

    play(iamtui_app(backend=backend), scenario, size)
