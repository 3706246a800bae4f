"""A plan says who gains and loses what; a policy's versions are compared and put into words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.ui.plans.screen import PlanScreen
from tests.support.accounts import arn
from tests.support.app import ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ALL = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'


def in_session(account: Account | None = None) -> ScriptedBackend:
    made = ScriptedBackend(account or office())
    made.begin_session(arn("mfa", "ann"))
    return made


def governed_by_admins() -> Account:
    """The office, where the group admins alone lets Ann change anything."""
    account = office()
    read_only = next(p for p in account.policies.values() if p.name == "ReadOnlyAccess")
    version = replace(read_only.versions.otherwise(())[0], document=Known(ALL))
    everything = replace(read_only, versions=Known((version,)))
    ann = replace(account.users["ann"], boundary=Known(None))
    return replace(
        account,
        policies={**account.policies, everything.arn: everything},
        users={**account.users, "ann": ann},
    )


def test_a_plan_names_who_loses_which_actions() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("1", "j", "enter")
        await typist.sees("user bob")
        await typist.move_to("Deploy")
        await typist.press("x")
        await typist.sees("Enter runs it.", "bob: loses", "cloudformation:*")
        await typist.press("p")
        await typist.sees("user bob", "− cloudformation:*", "only if signed in with MFA")
        await typist.press("escape")
        assert isinstance(typist.app.screen, PlanScreen)

    play(iamtui_app(backend=in_session()), scenario)


def test_a_plan_that_changes_no_permission_says_so_or_nothing() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("1", "j", "enter")
        await typist.sees("user bob")
        await typist.move_to("developers")
        await typist.press("x")
        await typist.sees("Enter runs it.", "Nobody gains or loses a permission")

    play(iamtui_app(backend=in_session()), scenario)


def test_whoever_locks_themselves_out_is_warned() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("2", "enter")
        await typist.sees("group admins")
        await typist.move_to("ann")
        await typist.press("x")
        await typist.sees("Enter runs it.", "ann: loses")
        screen = typist.app.screen
        assert isinstance(screen, PlanScreen)
        assert screen.effects is not None
        assert screen.effects.warnings
        await typist.sees(screen.effects.warnings[0][:30])

    play(iamtui_app(backend=in_session(governed_by_admins())), scenario)


def test_a_version_is_compared_with_the_one_in_force_and_put_into_words() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("4", "j", "enter")
        await typist.sees("VERSIONS")
        await typist.move_to("v1")
        await typist.press("d")
        await typist.sees("From Deploy v2 to Deploy v1", "+ Newly allows")
        await typist.press("escape")
        await typist.press("v")
        await typist.sees("in words", "What the linter finds")

    play(iamtui_app(backend=in_session()), scenario)


def test_d_and_v_say_what_they_need() -> None:
    async def scenario(typist: Typist) -> None:
        await typist.press("1", "j", "enter")
        await typist.sees("user bob")
        await typist.press("v")
        await typist.sees("Choose a policy's document.")
        await typist.press("d")
        await typist.sees("Choose a version of a policy.")

    play(iamtui_app(backend=in_session()), scenario)
