"""The rotation in the app against the mock over HTTP: what is seen, and what became of the keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.changes.change import Sensitivity
from iamtui.changes.rotation import RotateKey
from iamtui.execution.rules import Rules
from iamtui.rotation.journal import rotations_folder, unfinished
from iamtui.rotation.states import Phase
from iamtui.secret import Secret
from iamtui.ui.rotation.opening import open_rotation
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile
from tests.support.mock_people import add_device, add_user, allow
from tests.support.mock_server import RunningMock, mock_server
from tests.support.rotation_desk import desk
from tests.support.typist import Typist

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]

ROTATED = ("✓  Switch", "until ")


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as running:
        yield running


@pytest.fixture(autouse=True)
def _at_once(mock: RunningMock, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("iamtui.ui.rotation.screen.READ_SECONDS", 0.001)
    yield
    mock.clear_faults()


async def begin(typist: Typist, name: str) -> None:
    """From the list to a rotation that runs: without an MFA device the name is typed."""
    open_rotation(typist.app)
    await typist.sees("Enter begins.")
    await typist.press("enter")
    await typist.sees(f"Type {name}")
    await typist.type(name)
    await typist.press("enter")


def test_a_key_is_rotated_and_taken_back(mock: RunningMock, own_folders: Path) -> None:
    at = desk(mock, own_folders, "rotator")
    old = at.key

    async def way(typist: Typist) -> None:
        await begin(typist, "rotator")
        await typist.sees(*ROTATED, "1 of 1 on this machine")
        new = at.key
        assert at.statuses == {old.access_key_id: "Active", new.access_key_id: "Active"}
        # The profile that is open goes on with the new key, in place.
        mock.client("iam").update_access_key(
            UserName="rotator", AccessKeyId=old.access_key_id, Status="Inactive"
        )
        session = typist.app.session
        assert session is not None
        assert session.backend.identity().user_name == "rotator"
        history = [(e.event, e.words or e.error) for e in session.journal.entries()]
        assert history == [
            ("planned", f"Rotate the access key {old.access_key_id} of rotator"),
            ("sent", "Create an access key for rotator"),
            ("done", "Create an access key for rotator"),
            ("ended", "waiting"),
        ]
        await typist.press("escape", "z")
        await typist.sees("b takes this rotation back.", "Enter goes on.")
        await typist.press("b", "y")
        await typist.sees("Type rotator")
        await typist.type("rotator")
        await typist.press("enter")
        await typist.sees("Taken back")
        assert at.key == old
        assert at.statuses == {old.access_key_id: "Active"}

    at.plays(way)


def test_two_keys_are_told_apart_and_nothing_is_changed(
    mock: RunningMock, own_folders: Path
) -> None:
    at = desk(mock, own_folders, "two.keys")
    mock.client("iam").create_access_key(UserName="two.keys")
    before = at.statuses

    async def way(typist: Typist) -> None:
        open_rotation(typist.app)
        await typist.sees("has two access keys, and AWS allows no third")
        await typist.press("H")
        await typist.sees("in use here", "not of this machine", "Keys of two.keys")
        assert at.statuses == before
        assert unfinished(rotations_folder()) == ()

    at.plays(way)


@pytest.mark.parametrize("what", ["file", "profile", "link"])
def test_what_cannot_be_written_is_found_before_anything_is_changed(
    mock: RunningMock, own_folders: Path, what: str
) -> None:
    at = desk(mock, own_folders, f"read.only.{what}")
    expected = "Enter begins."
    if what == "file":
        at.file.chmod(0o444)
        expected = "read-only"
    elif what == "profile":
        expected = "The profile work is read-only, so nothing was changed."
    else:
        real = own_folders / "real"
        os.replace(at.file, real)
        at.file.symlink_to(real)

    async def way(typist: Typist) -> None:
        if what == "profile":
            session = typist.app.session
            assert session is not None
            rules = session.guard.rules
            session.guard.rules = type(rules)(read_only=True)
        open_rotation(typist.app)
        await typist.sees(expected)
        await typist.press("enter" if what != "link" else "r")
        assert len(at.statuses) == 1

    at.plays(way)


def test_a_switch_of_profile_in_the_middle_leaves_what_goes_on(
    mock: RunningMock, own_folders: Path
) -> None:
    at = desk(mock, own_folders, "switcher")

    async def way(typist: Typist) -> None:
        mock.fault("CreateAccessKey", "propagation", seconds=600)
        await begin(typist, "switcher")
        await typist.sees("0 of 3 passes")
        typist.app.open(at.start)
        await typist.sees("The rotation of the key of switcher broke off (saved). O goes on.")
        (kept,) = unfinished(rotations_folder())
        assert kept.rotation is not None
        assert kept.rotation.phase is Phase.SAVED
        await typist.press("O")
        await typist.sees("Enter goes on.", "✓  Create new")
        assert len(at.statuses) == 2

    at.plays(way)


def test_the_profiles_lead_to_the_rotation_of_their_key(
    mock: RunningMock, own_folders: Path
) -> None:
    at = desk(mock, own_folders, "profiled")

    async def way(typist: Typist) -> None:
        await typist.press("P")
        await typist.sees("Profiles", "work")
        await typist.move_to("work")
        await typist.press("V")
        await typist.sees("Rotate the access key of profiled (yours)", "Enter begins.")
        # One that is not open is opened first.
        typist.app.open(replace(at.start, rotate=True))
        await typist.sees("Enter begins.", "profiled (yours)")
        assert len(at.statuses) == 1

    at.plays(way)


def test_a_damaged_journal_leads_to_the_keys(mock: RunningMock, own_folders: Path) -> None:
    at = desk(mock, own_folders, "damaged")

    async def way(typist: Typist) -> None:
        session = typist.app.session
        assert session is not None
        account = session.account.id.otherwise("")
        rotations_folder().mkdir(parents=True, exist_ok=True)
        name = f"{account}.damaged.{'0' * 32}.jsonl"
        (rotations_folder() / name).write_text("nonsense\n{}\n")
        await typist.press("O")
        await typist.sees("Keys of damaged and this machine", "in use here")

    at.plays(way)


def test_another_users_secret_waits_until_it_is_handed_over(
    mock: RunningMock, own_folders: Path
) -> None:
    at = desk(mock, own_folders, "administrator")
    bob = add_user(mock, "bob", allow("s3:*"))

    async def way(typist: Typist) -> None:
        open_rotation(typist.app, "bob")
        await typist.sees("Enter begins.", "it waits in the vault for bob")
        await typist.press("enter")
        await typist.type("bob")
        await typist.press("enter")
        await typist.sees("waits in the vault until somebody hands it over")
        await typist.press("d")
        await typist.sees("New access key of bob")
        await typist.press("escape", "n")
        await typist.press("n")
        await typist.sees("Hand the new secret over first: d.")
        await typist.press("enter")
        await typist.sees("New access key of bob")
        await typist.press("escape", "y")
        await typist.sees("To be gone on with after")
        keys = mock.client("iam").list_access_keys(UserName="bob")["AccessKeyMetadata"]
        assert [key["Status"] for key in keys] == ["Active", "Active"]

    at.plays(way)
    assert bob.credentials.access_key_id not in at.file.read_text()


def test_where_four_eyes_are_wanted_a_second_person_approves(
    mock: RunningMock, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk(mock, own_folders, "one.of.two")
    second = add_user(mock, "two.of.two", allow("*"))
    device = add_device(mock, second)
    ProfileIndex().add(
        Profile("second", mfa_serial=device.serial, endpoint_url=mock.endpoint_url, source="vault")
    )

    def opened(profile: Profile, _keyring: object) -> LiveBackend:
        assert profile.name == "second"
        held = second.credentials
        target = Target(
            "second", TargetKind.ENDPOINT, CredentialSource.GIVEN, endpoint_url=mock.endpoint_url
        )
        key = AccessKeyPair(held.access_key_id, Secret(held.secret_access_key))
        return open_backend(target, key)

    monkeypatch.setattr("iamtui.ui.plans.second_person.open_profile", opened)

    async def way(typist: Typist) -> None:
        session = typist.app.session
        assert session is not None
        session.guard.rules = Rules(levels={RotateKey.name: Sensitivity.FOUR_EYES})
        open_rotation(typist.app)
        await typist.sees("A second person has to approve", "Enter begins.")
        await typist.press("enter")
        await typist.sees("Who approves this?", "second")
        await typist.press("enter")
        await typist.sees("second approves")
        assert len(at.statuses) == 1
        await typist.press(*device.code(), "enter")
        await typist.sees("To confirm")
        await typist.type("one.of.two")
        await typist.press("enter")
        await typist.sees(*ROTATED)
        assert len(at.statuses) == 2

    at.plays(way)
