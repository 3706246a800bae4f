"""What every screen looks like, as text, at the two sizes that people work with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.delivery.new_secret import NewSecret, sign_in_url
from iamtui.errors import OutcomeUnknown, RefusedError
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.secret.screen import SecretScreen
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from tests.support.accounts import ACCOUNT_ID, account, arn, key_id
from tests.support.app import RIGHT_CODE, SEED, Faults, ScriptedBackend, iamtui_app
from tests.support.golden import check_golden
from tests.support.office import office, without_report
from tests.support.typist import Typist, play

pytestmark = pytest.mark.usefixtures("own_folders")

SIZES = ((80, 24), (120, 40))
SMALL = (60, 15)
DENIED = RefusedError(
    "You may not call iam:DetachUserPolicy.", "Ask for that permission, or try another way."
)
LOST = OutcomeUnknown(
    "It is not known whether AWS did DetachUserPolicy: no answer came; it may have been applied.",
    "Look before sending it again.",
)

Way = Callable[[Typist], Awaitable[None]]


@dataclass(frozen=True)
class Screen:
    """A screen: an app, how to come to it, and what must be found even where there is no room."""

    name: str
    app: Callable[[], IamtuiApp]
    way: Way
    important: tuple[str, ...]
    first: str = "Loaded"


def at(*keys: str, shows: tuple[str, ...] = ()) -> Way:
    """The way by pressing keys; `shows` is what is waited for."""

    async def go(typist: Typist) -> None:
        await typist.press(*keys)
        await typist.sees(*shows)

    return go


def in_office(**options: object) -> Callable[[], IamtuiApp]:
    return lambda: iamtui_app(office(), **options)  # type: ignore[arg-type]


def broken(**faults: object) -> Callable[[], IamtuiApp]:
    return lambda: iamtui_app(
        backend=ScriptedBackend(office(), faults=Faults(**faults)),  # type: ignore[arg-type]
        seed=SEED,
    )


async def to_detaching(typist: Typist) -> None:
    await typist.press("j", "enter")
    await typist.sees("user bob")
    await typist.move_to("Deploy")
    await typist.press("x")
    await typist.sees("Detach", "Enter runs it.")


async def with_secret(typist: Typist) -> None:
    new = NewSecret("alice", key_id(7), Secret("s3cr3t"), ACCOUNT_ID, sign_in_url("", "acme"))
    typist.app.push_screen(SecretScreen(new))
    await typist.sees("New access key of alice")


async def with_copy(typist: Typist) -> None:
    await with_secret(typist)
    await typist.press("y")
    await typist.sees("y again copies")


async def detached(typist: Typist) -> None:
    await to_detaching(typist)
    await typist.type(RIGHT_CODE)
    await typist.press("enter")
    await typist.sees("Done.")


async def to_deleting(typist: Typist) -> None:
    await typist.press("j", "D")
    await typist.sees("Delete the user bob", "Enter runs it.")


async def deleted(typist: Typist, ends: str) -> None:
    await to_deleting(typist)
    await typist.press("enter")
    await typist.type("bob")
    await typist.press("enter")
    await typist.sees(ends)


async def with_journal(typist: Typist) -> None:
    await detached(typist)
    await typist.press("enter", "z")
    await typist.sees("Undo", "Enter runs it.")
    await typist.press("enter")
    await typist.sees("Done.")
    await typist.press("enter", "@")
    await typist.sees("Journal", "Undo")


async def with_run(typist: Typist) -> None:
    await with_journal(typist)
    await typist.press("j", "enter")
    await typist.sees("ended")


async def loading_again_fails(typist: Typist) -> None:
    assert typist.app.session is not None
    backend = cast(ScriptedBackend, typist.app.session.backend)
    backend.faults.load = RefusedError(
        "AWS does not know the access key AKIA0000000000000001.",
        "It may be inactive or deleted: check the profile with P and c.",
    )
    await typist.press("R")
    await typist.sees("Refused")


def with_profiles() -> IamtuiApp:
    index = ProfileIndex()
    production = Profile(
        "production",
        access_key_id=key_id(7),
        account_id=ACCOUNT_ID,
        user_arn=arn("user", "ann"),
        read_only=True,
    )
    index.add(production)
    index.add(Profile("staging", access_key_id=key_id(8)))
    return iamtui_app(start=None)


def empty() -> Account:
    return replace(account(), alias=Known(None))


SCREENS = (
    Screen("users", in_office(), at("1"), ("ann", "bob", "carol", "Loaded", "? help")),
    Screen("groups", in_office(), at("2"), ("admins", "developers")),
    Screen("roles", in_office(), at("3"), ("web", "ecs")),
    Screen("policies", in_office(), at("4"), ("Audit", "Deploy")),
    Screen("access-keys", in_office(), at("5"), (key_id(1), key_id(3))),
    Screen("mfa-devices", in_office(), at("6"), ("spare",)),
    Screen("instance-profiles", in_office(), at("7"), ("web",)),
    Screen("user", in_office(), at("j", "enter", shows=("user bob",)), ("user bob", "SUMMARY")),
    Screen("role", in_office(), at("3", "G", "enter", shows=("role web",)), ("role web",)),
    Screen(
        "policy", in_office(), at("4", "j", "enter", shows=("policy Deploy",)), ("policy Deploy",)
    ),
    Screen(
        "document",
        in_office(),
        at("4", "j", "enter", "tab", "tab", "j", "enter", shows=("Version",)),
        ("Deploy v2", '"Statement"'),
    ),
    Screen("detach", in_office(), to_detaching, ("Detach", "Type the code", "123456", "Enter")),
    Screen(
        "delete-user", in_office(seed=SEED), to_deleting, ("Delete the user bob", "Type bob", "Esc")
    ),
    Screen("done", in_office(), detached, ("✓", "Done.")),
    Screen(
        "failed",
        broken(send={5: DENIED}),
        partial(deleted, ends="r plans the rest"),
        ("✗", "You may not", "4 of 8 steps"),
    ),
    Screen(
        "unknown",
        broken(send={5: LOST}),
        partial(deleted, ends="r looks again"),
        ("?", "It is not known", "4 of 8 steps"),
    ),
    Screen("journal", in_office(), with_journal, ("Journal", "Undo", "done")),
    Screen("run", in_office(), with_run, ("Detach", "ended")),
    Screen("secret", in_office(), with_secret, ("New access key of alice", "Secret ")),
    Screen("secret-copy", in_office(), with_copy, ("y again copies",)),
    Screen("help", in_office(), at("?"), ("Keys of this screen", "Esc close")),
    Screen("palette", in_office(), at(":"), ("Go to", "Esc leave")),
    Screen("profiles", with_profiles, at(), ("production", "staging", "demo"), "production"),
    Screen(
        "add-profile",
        with_profiles,
        at("n", shows=("Add a profile",)),
        ("Add a profile", "Access key ID", "Esc leave"),
        "production",
    ),
    Screen(
        "error",
        in_office(),
        loading_again_fails,
        ("AWS does not know", "Enter close"),
    ),
    Screen(
        "hole",
        lambda: iamtui_app(without_report(office())),
        at(),
        ("ann", "credential report denied"),
        "Not known",
    ),
    Screen("empty", lambda: iamtui_app(empty()), at(), ("There are no users in this account.",)),
    Screen(
        "no-profile",
        lambda: iamtui_app(start=None),
        at("escape", shows=("No profile is open",)),
        ("No profile is open. Press P",),
        "demo account",
    ),
)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_the_important_is_seen_on_a_small_screen_and_larger_ones_look_as_they_did(
    screen: Screen,
) -> None:
    async def look(typist: Typist) -> None:
        await screen.way(typist)
        missing = [text for text in screen.important if text not in typist.screen]
        assert not missing, f"{missing} not in:\n{typist.screen}"
        for size in SIZES:
            await typist.resize(*size)
            check_golden(f"{screen.name}-{size[0]}x{size[1]}", typist.screen)

    play(screen.app(), look, SMALL, first=screen.first)
