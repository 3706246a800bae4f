"""Enrolling against the mock over HTTP: real seeds, real codes, lost answers, another clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iamtui import paths
from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.operation import reduce
from iamtui.aws.cancel import Cancel
from iamtui.aws.credentials import Keys
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.changes.change import steps
from iamtui.changes.mfa import EnrolDevice, RemoveDevice
from iamtui.config import Settings
from iamtui.execution.guard import Guard
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker
from iamtui.execution.mfa_pair import Pairs
from iamtui.execution.rules import rules_of
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start
from iamtui.ui.sessions.session import Session
from iamtui.vault.ledger import Ledger
from iamtui.vault.memory import MemoryStore
from tests.support.mock_server import RunningMock, code_at, mock_server
from tests.support.qr_reading import codes_on
from tests.support.typist import Typist, play

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as running:
        for name in ("ann", "bob", "carol", "dora"):
            running.client("iam").create_user(UserName=name)
        yield running


def backend_of(mock: RunningMock) -> LiveBackend:
    target = Target(
        "mock",
        TargetKind.MOCK,
        CredentialSource.GIVEN,
        endpoint_url=mock.endpoint_url,
        mfa_serial=mock.ready.mfa_serial,
    )
    keys = mock.credentials
    return open_backend(target, Keys(keys.access_key_id, Secret(keys.secret_access_key), None))


def app_of(mock: RunningMock, keyring: Keyring) -> IamtuiApp:
    """The app as its administrator, whose own MFA session has just begun."""
    backend = backend_of(mock)
    seed = Secret(mock.ready.mfa_seed)

    def open_session(_start: Start, generation: int) -> Session:
        backend.identity()
        broker = MfaBroker(
            backend, lambda serial: seed if serial == mock.ready.mfa_serial else None, Ledger()
        )
        return Session(
            generation,
            backend.target,
            backend,
            broker,
            Guard(rules_of(Settings(), "mock", read_only=False)),
            Journal(paths.state_folder() / "journal.jsonl"),
            lambda: None,
        )

    return IamtuiApp(Start(mock="mock"), Settings(), open_session, keyring)


def in_memory() -> tuple[Keyring, MemoryStore]:
    keyring, store = Keyring(), MemoryStore()
    keyring.use(store)
    return keyring, store


def owners(mock: RunningMock) -> dict[str, str | None]:
    """Each virtual device's name with its owner's."""
    found = mock.client("iam").list_virtual_mfa_devices()["VirtualMFADevices"]
    return {d["SerialNumber"].rpartition("/")[2]: d.get("User", {}).get("UserName") for d in found}


async def to_codes(typist: Typist, name: str) -> None:
    await typist.move_to(name)
    await typist.press("N", "enter")
    await typist.sees("2 steps", "Enter runs it.")
    await typist.press("enter")


def seed_seen(app: IamtuiApp) -> str:
    (text,) = codes_on(app)
    return text.rpartition("=")[2]


def test_a_phone_enrols_the_device_with_a_clock_five_minutes_off(mock: RunningMock) -> None:
    """The mock's clock, and the phone's, are ahead of this machine's."""
    mock.set_clock_ahead(300)
    keyring, _ = in_memory()
    app = app_of(mock, keyring)

    async def scenario(typist: Typist) -> None:
        await to_codes(typist, "ann")
        await typist.sees("Scan the code", "5 min")
        now = datetime.now(UTC) + timedelta(seconds=300)
        seed = seed_seen(app)
        await typist.paste(code_at(seed, now, -1) + code_at(seed, now))
        await typist.press("enter")
        await typist.sees("Done.")

    try:
        play(app, scenario)
    finally:
        mock.set_clock_ahead(0)
    assert owners(mock)["ann"] == "ann"


def test_a_kept_seed_enrols_by_itself_and_the_journal_knows_no_secret(
    mock: RunningMock, own_folders: Path
) -> None:
    keyring, store = in_memory()
    app = app_of(mock, keyring)
    serial = mock.ready.mfa_serial.rpartition("/")[0] + "/bob"

    async def scenario(typist: Typist) -> None:
        await to_codes(typist, "bob")
        await typist.sees("Scan the code")
        await typist.press("k", "k")
        await typist.sees("Done.", "Its codes are made here")

    mock.set_clock_ahead(60)
    try:
        play(app, scenario)
    finally:
        mock.set_clock_ahead(0)
    assert owners(mock)["bob"] == "bob"
    seed = store.get(f"iamtui/totp/{serial}")
    assert seed is not None
    journal = next(own_folders.rglob("journal.jsonl")).read_text()
    assert "EnableMFADevice" in journal
    assert seed.reveal() not in journal
    assert "CODE-1" not in journal


@pytest.mark.parametrize("fault", ["lost", "truncate"])
def test_a_seed_lost_on_the_way_leaves_a_device_that_is_offered_for_deletion(
    mock: RunningMock, fault: str
) -> None:
    keyring, _ = in_memory()
    app = app_of(mock, keyring)
    mock.set_clock_ahead(120 if fault == "lost" else 180)

    async def scenario(typist: Typist) -> None:
        mock.reset_calls()
        mock.fault("CreateVirtualMFADevice", fault)
        await to_codes(typist, "carol")
        await typist.sees("Delete the MFA device carol, which is nobody's", "Enter runs it.")
        assert mock.calls()["CreateVirtualMFADevice"] == 1
        assert owners(mock)["carol"] is None
        await typist.press("enter")
        await typist.sees("Done.")

    try:
        play(app, scenario)
    finally:
        mock.set_clock_ahead(0)
    assert "carol" not in owners(mock)


def test_the_model_and_the_mock_agree_on_an_enrolment_and_a_removal(
    mock: RunningMock, tmp_path: Path
) -> None:
    backend = backend_of(mock)
    before = loaded(backend, "dora")
    change = EnrolDevice("dora", "dora-phone")
    create, enable = change.calls(before)
    seed = backend.send_with(create, {})["Base32StringSeed"]
    clock = lambda: datetime.now(UTC).timestamp()  # noqa: E731
    pair = Pairs(Ledger(tmp_path / "ledger.json"), clock).from_seed(change.serial(before), seed)
    backend.send_with(enable, pair.parameters)

    model = reduce(reduce(before, create), enable)
    assert devices(loaded(backend, "dora")) == devices(model)

    for step in steps(model, RemoveDevice("dora", change.serial(before)).calls(model)):
        backend.send(step.call)
        model = step.after
    assert devices(loaded(backend, "dora")) == devices(model) == devices(before)


def loaded(backend: LiveBackend, name: str) -> Any:
    account = backend.load(lambda *_: None, Cancel())
    entity = Entity(EntityKind.USER, name)
    return backend.fetch(entity, frozenset({Aspect.MFA_DEVICES}), Cancel())(account)


def devices(account: Any) -> object:
    summary = account.summary.otherwise({})
    return (
        {d.serial: d.user for d in account.mfa_devices.values()},
        account.users["dora"].mfa_devices,
        account.users["dora"].mfa_active,
        summary["MFADevices"],
        summary["MFADevicesInUse"],
    )
