"""What the questions look like, as text, at the two sizes that people work with."""

from __future__ import annotations

import pytest
from textual import events

from iamtui.ui.app import IamtuiApp
from tests.support.app import iamtui_app
from tests.support.golden import check_golden
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")

SIZES = ((80, 24), (120, 40))
SMALL = (60, 15)
DENIED = (
    "An error occurred (AccessDenied) when calling the PutObject operation: User: "
    "arn:aws:iam::123456789012:user/bob is not authorized to perform: s3:PutObject on "
    "resource: arn:aws:s3:::builds/7 because no identity-based policy allows it"
)


async def simulator(typist: Typist) -> None:
    await typist.hurry("j", "w", *"s3:PutObject", "enter", *"arn:aws:s3:::builds/7", "enter")
    await typist.hurry("enter")
    await typist.sees("DEPENDS ON", "not given")


async def typing(typist: Typist) -> None:
    await typist.hurry("j", "w", *"s3:geto")
    await typist.sees("s3:GetObjectAcl", "no action that is")


async def permissions(typist: Typist) -> None:
    await typist.hurry("j", "p")
    await typist.sees("cloudformation")


async def service(typist: Typist) -> None:
    await permissions(typist)
    await typist.move_to("s3")
    await typist.press("enter")
    await typist.sees("may do in s3")


async def who_can(typist: Typist) -> None:
    await typist.hurry("W", *"s3:GetObject", "enter", "ctrl+u", *"arn:aws:s3:::builds/7", "enter")
    await typist.hurry("enter")
    await typist.sees("users and roles can", "bob")


async def denial(typist: Typist) -> None:
    await typist.hurry("E")
    typist.app.post_message(events.Paste(DENIED))
    await typist.sees("depends")
    await typist.hurry("enter")


WAYS = {
    "simulator": (simulator, ("Simulator", "s3:PutObject", "DEPENDS ON")),
    "simulator-typing": (typing, ("s3:geto", "s3:GetObject")),
    "permissions": (permissions, ("Effective permissions of the user bob", "cloudformation")),
    "permissions-service": (service, ("What the user bob may do in s3", "GetAccessGrant")),
    "who-can": (who_can, ("Who can do this?", "users and roles can", "bob")),
    "denial": (denial, ("Why was it denied?", "depends")),
}


@pytest.mark.parametrize("name", WAYS)
def test_a_question_looks_as_it_did_and_the_important_is_seen_on_a_small_screen(name: str) -> None:
    way, important = WAYS[name]

    async def look(typist: Typist) -> None:
        await way(typist)
        missing = [text for text in important if text not in typist.screen]
        assert not missing, f"{missing} not in:\n{typist.screen}"
        for size in SIZES:
            await typist.resize(*size)
            check_golden(f"{name}-{size[0]}x{size[1]}", typist.screen)

    app: IamtuiApp = iamtui_app(office())
    play(app, look, SMALL)
