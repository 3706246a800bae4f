"""Four eyes on the plan screen: who may approve, their code, and what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui import paths
from iamtui.account.field import Known
from iamtui.account.model import Caller
from iamtui.config import Settings
from iamtui.execution.journal import Journal
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from tests.support.accounts import ACCOUNT_ID, arn, key_id
from tests.support.app import RIGHT_CODE, ScriptedBackend, iamtui_app
from tests.support.office import office
from tests.support.typist import Typist, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

STRICT = Settings(guard={"attach-policy": "four-eyes"})
BOB = Caller(arn("user", "bob"), "AIDABOB", ACCOUNT_ID)


def test_a_plan_waits_for_a_second_person(monkeypatch: pytest.MonkeyPatch) -> None:
    people = {"bobs": BOB, "anns": office().caller.otherwise(BOB)}

    def open_profile(profile: Profile, _keyring: object) -> ScriptedBackend:
        return ScriptedBackend(replace(office(), caller=Known(people[profile.name])))

    monkeypatch.setattr("iamtui.ui.plans.second_person.open_profile", open_profile)
    for number, name in enumerate(people):
        serial = arn("mfa", name)
        ProfileIndex().add(Profile(name, access_key_id=key_id(number), mfa_serial=serial))
    ProfileIndex().add(Profile("no device", access_key_id=key_id(7)))
    backend = ScriptedBackend(office())
    backend.begin_session(arn("mfa", "ann"))

    async def choose(typist: Typist, name: str, code: str) -> None:
        await typist.press("enter")
        await typist.sees("Who approves this?", "bobs", without=("no device",))
        await typist.press(*name, "enter")
        await typist.sees(f"{name} approves")
        await typist.press(*code, "enter")

    async def scenario(typist: Typist) -> None:
        await typist.press("G", "a", *"depl", "enter")
        await typist.sees("A second person has to approve", "attach-policy = “four-eyes”")
        await typist.sees("Enter asks the second person.")
        await choose(typist, "anns", RIGHT_CODE)
        await typist.sees("approve it as well.")
        await typist.press("enter")
        await choose(typist, "bobs", "000000")
        await typist.sees("bobs approves", "did not take")
        await typist.press(*RIGHT_CODE, "enter")
        await typist.sees("Approved by", "user/bob", "Enter runs it.")
        await typist.press("enter", *"acme", "enter")
        await typist.sees("Done.")
        entries = Journal(paths.state_folder() / "journal.jsonl").entries()
        assert {entry.approver for entry in entries} == {BOB.arn}
        await typist.press("enter", "@")
        await typist.sees("done  ")
        await typist.press("enter")
        await typist.sees(f"approved by {BOB.arn}")

    play(iamtui_app(backend=backend, settings=STRICT), scenario)
