"""A policy shown with all its actions and with few patterns, and what of it changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account, InlinePolicy
from tests.support.accounts import ALLOW_READ
from tests.support.app import ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


def with_twice_the_same() -> Account:
    """The office, where Bob has one inline policy under two names."""
    account = office()
    twice = tuple(InlinePolicy(name, ALLOW_READ) for name in ("own", "same"))
    bob = replace(account.users["bob"], inline=Known(twice))
    return replace(account, users={**account.users, "bob": bob})


def test_a_policy_is_shown_with_its_actions_and_without_and_what_is_useless() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("1", "j", "enter")
        await typist.sees("user bob")
        await typist.press("U")
        await typist.sees("Statement 1 of same (inline): covered by another statement")
        await typist.press("escape")
        await typist.move_to("own")
        await typist.press("enter")
        await typist.sees("Inline policy own")
        await typist.press("x")
        await typist.sees("with every action", "s3:GetAccessGrant")
        await typist.press("m")
        await typist.sees("in the fewest patterns", "s3:Get*", without=("s3:GetAccessGrant",))
        await typist.press("m")
        await typist.sees("That changes nothing")

    play(iamtui_app(backend=ScriptedBackend(with_twice_the_same())), scenario)
