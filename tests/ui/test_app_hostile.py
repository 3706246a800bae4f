"""Names, paths, tags and documents that try to be markup or commands to the terminal."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace

import pytest
from textual.strip import Strip

from iamtui.account.entity import Entity
from iamtui.account.field import Known
from iamtui.account.model import Account, InlinePolicy, InstanceProfile, MfaDevice
from iamtui.errors import RefusedError
from iamtui.ui.app import IamtuiApp
from iamtui.ui.commands import COMMANDS
from iamtui.ui.kinds import KINDS
from iamtui.ui.screen import CommandScreen
from tests.support.accounts import account, arn, group, key, policy, role, user
from tests.support.app import RIGHT_CODE, Faults, ScriptedBackend, iamtui_app
from tests.support.office import ANN
from tests.support.pilot import settle
from tests.support.typist import Typist, play

# Slow for their number, each of which runs the whole app.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

# Markup, a title and a clipboard sequence, C1, a bidi override, wide and combining characters.
EVIL = "[/x][red]\x1b]0;t\x07\x1b]52;c;eA==\x07\x9b2J‮宽宽é́́́́́\n\r\t\x00​"
NAME = f"e{EVIL}"
DOCUMENT = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Sid": EVIL, "Effect": "Allow", "Action": EVIL}]},
    ensure_ascii=False,
)


def hostile() -> Account:
    """An account in which every text is `EVIL`."""
    policy_arn = arn("policy", NAME)
    evil_policy = policy(NAME, DOCUMENT)
    made = account(
        user(
            NAME,
            path=f"/{EVIL}/",
            groups=Known((NAME,)),
            attached=Known((policy_arn,)),
            inline=Known((InlinePolicy(NAME, DOCUMENT),)),
            tags=Known({EVIL: EVIL}),
            access_keys=Known((replace(key(1), id=Known(f"AKIA{EVIL}")),)),
            mfa_devices=Known((arn("mfa", NAME),)),
            ssh_keys=Known((EVIL,)),
        ),
        user("ann", mfa_devices=Known((arn("mfa", "ann"),))),
        group(NAME, attached=Known((policy_arn,)), inline=Known((InlinePolicy(EVIL, DOCUMENT),))),
        role(NAME, trust=Known(DOCUMENT), tags=Known({EVIL: EVIL}), description=Known(EVIL)),
        replace(evil_policy, description=Known(EVIL), tags=Known({EVIL: EVIL})),
        MfaDevice(arn("mfa", NAME), NAME),
        MfaDevice(arn("mfa", "ann"), "ann"),
    )
    profile = InstanceProfile(NAME, arn("instance-profile", NAME), EVIL, roles=(NAME,))
    return replace(made, alias=Known(EVIL), caller=ANN, instance_profiles={NAME: profile})


def check(typist: Typist) -> None:
    """Nothing that a terminal would act on is among what is drawn."""
    strips: list[Strip] = typist.app.screen._compositor.render_strips()
    for strip in strips:
        bad = [c for c in strip.text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
        assert not bad, (bad, strip.text)
        assert strip.cell_length <= typist.app.size.width


def app_of(made: Account, **faults: object) -> IamtuiApp:
    backend = ScriptedBackend(made, faults=Faults(**faults))  # type: ignore[arg-type]
    return iamtui_app(backend=backend, notices=(EVIL,))


@pytest.mark.parametrize("size", [(60, 15), (200, 30)])
def test_hostile_texts_are_harmless_on_every_list_and_detail_screen(size: tuple[int, int]) -> None:
    async def scenario(typist: Typist) -> None:
        check(typist)
        await typist.press("enter")
        for kind in KINDS:
            await typist.press(kind.key, "enter")
            check(typist)
            for _ in range(3):
                await typist.press("tab")
                check(typist)
            await typist.press("J")
            check(typist)

    play(app_of(hostile()), scenario, size, first="About this account")


def test_hostile_texts_are_harmless_in_every_window_and_plan() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("enter")
        app = typist.app
        session = app.session
        assert session is not None
        for kind in KINDS:
            entity = Entity(kind.entity, next(k for k in kind.keys(session.account) if "/x" in k))
            for command in COMMANDS:
                if command.kinds is None or entity.kind not in command.kinds:
                    continue
                app.show_root()
                app.go(entity)
                await settle(typist.pilot)
                screen = app.screen
                if isinstance(screen, CommandScreen):
                    screen.perform(command)
                    await settle(typist.pilot)
                check(typist)

    play(app_of(hostile()), scenario, first="About this account")


def test_hostile_texts_are_harmless_in_a_run_its_errors_and_the_journal() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("enter", "/", *"e[", "enter", "enter")
        await typist.move_to("attached")
        await typist.press("x")
        await typist.sees("Detach", "Enter runs it.")
        check(typist)
        await typist.press(*RIGHT_CODE, "enter")
        await typist.sees("steps were done")
        check(typist)
        await typist.press("c")
        check(typist)
        await typist.press("escape", "escape", "@")
        await typist.sees("failed")
        check(typist)
        await typist.press("enter")
        check(typist)

    play(
        app_of(hostile(), send={1: RefusedError(EVIL, EVIL)}), scenario, first="About this account"
    )


def test_hostile_texts_are_harmless_in_the_palette_and_the_filter() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("enter", ":", *"user e")
        check(typist)
        await typist.press("escape", "/", *"[/x][red]")
        check(typist)
        assert "1 Users 1/2" in typist.screen

    play(app_of(hostile()), scenario, first="About this account")
