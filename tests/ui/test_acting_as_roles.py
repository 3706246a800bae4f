"""Signing in and acting as roles on the screens, against the mock server over HTTP."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iamtui.aws.live import LiveBackend
from iamtui.aws.session_cache import SessionCache
from iamtui.config import Settings
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start, open_session
from iamtui.ui.sessions.session import Session
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from tests.support.app import own_folders
from tests.support.mock_people import (
    Device,
    Person,
    add_device,
    add_role,
    add_user,
    allow,
    trust,
)
from tests.support.mock_server import RunningMock, mock_server
from tests.support.typist import Typist, play

__all__ = ["own_folders"]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("own_folders")]
AHEAD = 60
NAMES = (f"boss{n}" for n in itertools.count())
WITH_MFA: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
Scenario = Callable[[Typist], Awaitable[None]]


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


@dataclass
class Office:
    """Somebody with a key and a device, a vault in memory, and what opens profiles there."""

    mock: RunningMock
    me: Person
    device: Device
    keyring: Keyring = field(default_factory=Keyring)

    def __post_init__(self) -> None:
        self.keyring.use(MemoryStore())

    def add_profile(self, *, with_seed: bool = False, mfa: bool = True) -> None:
        profile = Profile(
            "prod",
            access_key_id=self.me.credentials.access_key_id,
            endpoint_url=self.mock.endpoint_url,
            mfa_serial=self.device.serial if mfa else None,
        )
        vault = self.keyring.vault()
        vault.add_access_key(profile, Secret(self.me.credentials.secret_access_key))
        if with_seed:
            vault.add_totp_seed(self.device.serial, Secret(self.device.seed))

    def open(self, start: Start, generation: int) -> Session:
        return open_session(start, Settings(), self.keyring, generation)

    def play(self, scenario: Scenario, name: str = "prod", first: str = "Loaded") -> None:
        app = IamtuiApp(Start(profile=name), Settings(), self.open, self.keyring)
        play(app, scenario, first=first)

    @property
    def cache(self) -> SessionCache:
        return SessionCache(self.keyring.store())


@pytest.fixture
def office(mock: RunningMock) -> Office:
    return office_of(mock, allow("*"))


def office_of(mock: RunningMock, *statements: dict[str, Any]) -> Office:
    """Somebody whose device was enabled a while ago: its codes of then cannot be used again."""
    mock.set_clock_ahead(0)
    me = add_user(mock, next(NAMES), *statements)
    device = add_device(mock, me)
    mock.set_clock_ahead(AHEAD)
    return Office(mock, me, device)


async def fill(typist: Typist, **entries: str) -> None:
    """Put texts into the dialog's lines, and submit it."""
    from textual.widgets import Input

    for name, text in entries.items():
        typist.app.screen.query_one(f"#entry-{name}", Input).value = text
    last = list(typist.app.screen.query(Input))[-1]
    last.focus()
    await typist.press("enter")


def test_a_chain_of_roles_is_acted_as_and_left_step_by_step(office: Office) -> None:
    office.add_profile(with_seed=True)
    middle = add_role(
        office.mock, f"{office.me.name}-mid", trust(office.me.arn, **WITH_MFA), allow("*")
    )
    outer = add_role(office.mock, f"{office.me.name}-out", trust(middle), allow("iam:*"))
    name = office.me.name

    async def scenario(typist: Typist) -> None:
        await typist.sees("no MFA")
        await typist.press("A")
        await typist.sees("Assume a role", "The role's longest session")
        await fill(typist, arn=middle)
        await typist.sees(f"{name} → {name}-mid", "MFA", "Loaded", without=("no MFA",))
        assert typist.app.session is not None
        assert typist.app.session.account.users
        await typist.press("3", "/")
        await typist.type("-mid")
        await typist.press("enter", "A")
        await typist.sees("You sign with a session")
        await fill(typist, arn=outer, length="2h")
        await typist.sees("an hour at most")
        await fill(typist, length="1h")
        await typist.sees(f"{name} → {name}-mid → {name}-out", "Loaded")
        assert not typist.app.browser.rows.query
        assert not typist.app.screen.query_one("#filter").display
        await typist.press("B")
        await typist.sees(f"{name} → {name}-mid", without=(f"{name}-out │",))
        await typist.press("B")
        await typist.sees(f"user/{name}", "MFA 1", "Loaded")
        await typist.press("B")
        await typist.sees("You act as who opened the profile")

    office.play(scenario)
    assert len(office.cache.sessions()) == 3


def test_why_a_role_lets_nobody_in_is_said_and_what_was_typed_is_kept(office: Office) -> None:
    office.add_profile(mfa=False)
    mine = {"StringEquals": {"sts:ExternalId": "blue-42"}}
    guarded = add_role(
        office.mock, f"{office.me.name}-ext", trust(office.me.arn, Condition=mine), allow("*")
    )
    other = add_role(
        office.mock,
        f"{office.me.name}-other",
        trust({"Service": "ec2.amazonaws.com"}),
        allow("*"),
        MaxSessionDuration=7200,
    )

    async def scenario(typist: Typist) -> None:
        await typist.press("A")
        await typist.sees("Assume a role")
        await fill(typist, arn="arn:aws:iam::1:user/me")
        await typist.sees("is no ARN of a role")
        await fill(typist, arn=guarded, name="audit-me", device="")
        await typist.sees("its trust policy asks for an", "external id. Give", "audit-me")
        await fill(typist, external="blue-42")
        await typist.sees(f"{office.me.name}-ext", "no MFA", "Loaded", without=("Assume a role",))
        await typist.press("B", "3")
        await typist.sees(f"{office.me.name}-other", "Loaded")
        await typist.move_to(f"{office.me.name}-other")
        await typist.press("A")
        await typist.sees("The role's longest session: 2 h", other)
        await fill(typist, device="")
        await typist.sees("its trust policy does not", "name you. Let")

    office.play(scenario)


def test_a_role_of_the_files_asks_for_its_code_when_it_is_opened(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = add_role(
        office.mock, f"{office.me.name}-files", trust(office.me.arn, **WITH_MFA), allow("*")
    )
    keys = office.me.credentials
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    (tmp_path / "credentials").write_text(
        f"[base]\naws_access_key_id = {keys.access_key_id}\n"
        f"aws_secret_access_key = {keys.secret_access_key}\n"
    )
    (tmp_path / "config").write_text(
        f"[profile admin]\nsource_profile = base\nrole_arn = {role}\n"
        f"mfa_serial = {office.device.serial}\nendpoint_url = {office.mock.endpoint_url}\n"
    )

    async def scenario(typist: Typist) -> None:
        await typist.type("000000")
        await typist.press("enter")
        await typist.sees("did not take the MFA code", "Code of", "The next code comes in")
        code = office.device.code(2)
        await typist.paste(f" {code[:3]} {code[3:]}\n")
        await typist.press("enter")
        await typist.sees("Loaded", "MFA 1h", f"role/{office.me.name}-files")
        session = typist.app.session
        assert session is not None
        assert session.mfa_serials().otherwise(()) == (office.device.serial,)
        # The guard takes the session as one with MFA, and asks for nothing.
        await typist.press("1")
        await typist.move_to(office.me.name)
        await typist.press("t")
        await fill(typist, key="team", value="blue")
        await typist.sees("Enter runs it.", without=("to confirm instead",))
        await typist.press("enter")
        await typist.sees("Done.")

    office.play(scenario, "admin", first="Code of")

    async def found(typist: Typist) -> None:
        await typist.sees("MFA ", f"role/{office.me.name}-files", without=("no MFA",))

    office.play(found, "admin")


def test_a_step_that_wants_a_younger_code_is_sent_again_with_one(mock: RunningMock) -> None:
    young = {"NumericLessThan": {"aws:MultiFactorAuthAge": "600"}}
    reading = allow(["iam:Get*", "iam:List*", "iam:Gen*"])
    other = office_of(mock, reading, allow("iam:Tag*", Condition=young))
    name = other.me.name
    other.add_profile(with_seed=True)
    ahead = timedelta()
    app = IamtuiApp(
        Start(profile="prod"),
        Settings(),
        other.open,
        other.keyring,
        clock=lambda: datetime.now(UTC) + ahead,
    )

    async def scenario(typist: Typist) -> None:
        nonlocal ahead
        await typist.press("M")
        await typist.sees("The MFA session has started")
        ahead = timedelta(seconds=700)
        mock.set_clock_ahead(AHEAD + ahead.total_seconds())
        await typist.move_to(name)
        await typist.press("t")
        await fill(typist, key="team", value="blue")
        await typist.sees("Enter runs it.")
        await typist.press("enter")
        await typist.sees("did not allow", "younger MFA code", "11 min old", "M fresh code")
        await typist.press("M")
        await typist.sees("Done.")

    play(app, scenario)
    tags = mock.client("iam").list_user_tags(UserName=name)["Tags"]
    assert tags == [{"Key": "team", "Value": "blue"}]


def test_the_session_of_a_role_is_renewed_in_place_before_it_ends(office: Office) -> None:
    office.add_profile(with_seed=True)
    role = add_role(
        office.mock, f"{office.me.name}-ends", trust(office.me.arn, **WITH_MFA), allow("*")
    )

    async def scenario(typist: Typist) -> None:
        await typist.press("A")
        await typist.sees("Assume a role")
        await fill(typist, arn=role)
        await typist.sees(f"{office.me.name}-ends", "MFA ", "Loaded", without=("no MFA",))
        session = typist.app.session
        assert session is not None
        assert isinstance(session.backend, LiveBackend)
        kept, now = session.backend.session_keys, datetime.now(UTC)
        assert kept is not None
        minutes = timedelta(minutes=1)
        office.cache.forget_profile("prod")
        session.backend._sign_with(
            replace(kept, started=now - 57 * minutes, expires=now + 3 * minutes)
        )
        typist.app._tick()
        await typist.sees("The session was renewed.", "MFA 1h00m")

    office.play(scenario)


def test_a_session_without_mfa_that_iam_refuses_is_explained(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = office.me.sts.get_session_token()["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", answer["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", answer["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", answer["SessionToken"])
    start = Start(endpoint_url=office.mock.endpoint_url)

    async def scenario(typist: Typist) -> None:
        await typist.sees("Start one with a code of an MFA device")
        await typist.press("escape")
        await typist.sees("MFA unknown")

    app = IamtuiApp(start, Settings(), office.open, office.keyring)
    play(app, scenario, first="was started without an MFA code")
