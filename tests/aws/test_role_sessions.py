"""Roles assumed from a profile: which way, for how long, with which code, renewed and found."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from iamtui.aws.credentials import Keys
from iamtui.aws.errors import AccessDenied, InvalidInput
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.mfa_codes import MfaCodeNeeded, MfaCodes
from iamtui.aws.role_request import RoleRequest, check_request
from iamtui.aws.session_cache import SessionCache
from iamtui.aws.session_index import SessionIndex
from iamtui.aws.sign_in import SignIn
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.errors import UsageError
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringMissing
from iamtui.vault.ledger import Ledger
from iamtui.vault.memory import MemoryStore
from iamtui.vault.vault import Vault
from tests.support.mock_people import Device, Person, add_device, add_role, add_user, allow, trust
from tests.support.mock_server import RunningMock, mock_server

pytestmark = pytest.mark.slow
NAMES = (f"assumer{n}" for n in itertools.count())
HOUR = timedelta(hours=1)
AHEAD = 60
WITH_MFA: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}


@pytest.fixture(scope="module")
def served() -> Iterator[RunningMock]:
    with mock_server("empty") as mock:
        yield mock


def no_vault() -> Vault:
    raise KeyringMissing("No vault here.", "")


@dataclass
class Desk:
    """Somebody with a key and a device; `codes` are typed when they are asked for."""

    mock: RunningMock
    me: Person
    device: Device
    home: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    codes: list[str] = field(default_factory=list)

    def ask(self, serial: str, why: str) -> str:
        if not self.codes:
            raise MfaCodeNeeded(serial, why)
        return self.codes.pop(0)

    @property
    def cache(self) -> SessionCache:
        return SessionCache(self.store, SessionIndex(self.home / "sessions.json"))

    def open(self) -> LiveBackend:
        """The profile, as another process would open it."""
        target = Target(
            "prod",
            TargetKind.ENDPOINT,
            CredentialSource.VAULT,
            endpoint_url=self.mock.endpoint_url,
            region="us-east-1",
            mfa_serial=self.device.serial,
        )
        codes = MfaCodes(lambda _s: None, Ledger(self.home / "ledger.json"), self.ask)
        key = self.me.credentials
        made = open_backend(
            target,
            Keys(key.access_key_id, Secret(key.secret_access_key)),
            sign_in=SignIn(no_vault, codes, self.cache),
        )
        made.begin()
        return made

    def role(self, name: str, **trusted: Any) -> str:
        made = trust(self.me.arn, **trusted)
        return add_role(
            self.mock, f"{self.me.name}-{name}", made, allow("*"), MaxSessionDuration=14_400
        )

    def request(self, role: str, **more: Any) -> RoleRequest:
        return RoleRequest(role, "me", **{"mfa_serial": self.device.serial, **more})


@pytest.fixture
def desk(served: RunningMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    served.set_clock_ahead(0)
    me = add_user(served, next(NAMES), allow("*"))
    device = add_device(served, me)
    # The codes of the present step were used to enable the device.
    served.set_clock_ahead(AHEAD)
    return Desk(served, me, device, tmp_path)


def test_one_code_serves_the_user_and_every_role(desk: Desk) -> None:
    first, second = desk.role("first", **WITH_MFA), desk.role("second", **WITH_MFA)
    user = desk.open()
    assert user.signing.has_mfa is False
    with pytest.raises(MfaCodeNeeded):
        user.assume(desk.request(first))
    desk.codes = [desk.device.code(2)]
    desk.mock.reset_calls()
    role = user.assume(desk.request(first))
    assert role.identity().arn.endswith(f"{desk.me.name}-first/me")
    assert role.signing.has_mfa
    assert role.mfa_session is not None
    assert role.code_device == desk.device.serial
    assert user.assume(desk.request(second)).signing.has_mfa
    # Another process finds both, and a role of a role inherits the code.
    again = desk.open()
    assert again.mfa_session == user.mfa_session
    assert again.assume(desk.request(first)).session_keys == role.session_keys
    assert desk.mock.calls()["GetSessionToken"] == 1
    assert desk.mock.calls()["AssumeRole"] == 2


def test_a_long_session_takes_a_code_of_its_own_and_the_key_itself(desk: Desk) -> None:
    long = desk.request(desk.role("long", **WITH_MFA), length=3 * HOUR)
    desk.codes = [desk.device.code(2)]
    role = desk.open().assume(long)
    assert role.session_keys is not None
    assert role.session_keys.left() > 2 * HOUR
    assert role.signing.has_mfa
    with pytest.raises(UsageError, match="an hour at most"):
        role.assume(desk.request(desk.role("next"), length=2 * HOUR, mfa_serial=None))
    with pytest.raises(InvalidInput, match="of 6 h"):
        desk.open().assume(desk.request(desk.role("open"), length=6 * HOUR, mfa_serial=None))


def test_a_role_without_mfa_and_one_that_lets_nobody_in(desk: Desk) -> None:
    plain = desk.open().assume(desk.request(desk.role("plain"), mfa_serial=None))
    assert plain.signing.has_mfa is False
    assert plain.mfa_session is None
    assert plain.code_device is None
    with pytest.raises(AccessDenied, match="does not let you assume"):
        desk.open().assume(desk.request(desk.role("mfa", **WITH_MFA), mfa_serial=None))


def test_a_fresh_code_begins_the_sessions_of_a_chain_anew(desk: Desk) -> None:
    middle = desk.role("middle", **WITH_MFA)
    outer = add_role(desk.mock, f"{desk.me.name}-outer", trust(middle), allow("*"))
    desk.codes = [desk.device.code(2)]
    user = desk.open()
    role = user.assume(desk.request(middle)).assume(desk.request(outer, mfa_serial=None))
    before = role.mfa_session
    assert before is not None
    desk.mock.set_clock_ahead(AHEAD + 60)
    after = role.start_mfa_session(desk.device.serial, Secret(desk.device.code(4)), HOUR)
    assert after.started > before.started
    assert role.mfa_session == after
    assert user.mfa_session is not None
    assert user.mfa_session.started == after.started
    assert role.identity().arn.endswith("-outer/me")


def test_a_session_that_is_about_to_end_is_renewed_without_another_code(desk: Desk) -> None:
    request = desk.request(desk.role("short", **WITH_MFA), length=timedelta(minutes=15))
    desk.codes = [desk.device.code(2)]
    role = desk.open().assume(request)
    assert role.renew()
    kept = role.session_keys
    assert kept is not None
    now = datetime.now(UTC)
    old = replace(kept, started=now - timedelta(minutes=12), expires=now + timedelta(minutes=3))
    desk.cache.forget_profile("prod")
    role._sign_with(old)
    assert role.renew()
    assert role.signing.expires is not None
    assert role.signing.expires > old.expires
    over = replace(old, expires=now - timedelta(seconds=1))
    role._sign_with(over)
    assert role.mfa_session is None
    assert role.signing.expires == over.expires
    role.renew()
    assert role.identity().arn.endswith("-short/me")


def test_a_session_from_elsewhere_does_not_tell_of_mfa(desk: Desk) -> None:
    answer = desk.me.sts.get_session_token()["Credentials"]
    keys = Keys(
        answer["AccessKeyId"], Secret(answer["SecretAccessKey"]), Secret(answer["SessionToken"])
    )
    target = Target(
        "given", TargetKind.ENDPOINT, CredentialSource.GIVEN, None, desk.mock.endpoint_url
    )
    assert open_backend(target, keys).signing.has_mfa is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"role_arn": "arn:aws:iam::123456789012:user/zoe"}, "no ARN of a role"),
        ({"role_arn": "arn:aws:iam::12345678901:role/x"}, "no ARN of a role"),
        ({"session_name": "a b"}, "no name of a session"),
        ({"session_name": "x" * 65}, "no name of a session"),
        ({"external_id": "a b"}, "no external id"),
        ({"length": timedelta(minutes=14)}, "15 minutes to 12 hours"),
        ({"length": 13 * HOUR}, "15 minutes to 12 hours"),
        ({"mfa_serial": "arn:aws:iam::123456789012:u2f/user/zoe/key"}, "security keys"),
    ],
)
def test_what_sts_would_not_take_is_not_sent(wrong: dict[str, Any], words: str) -> None:
    right = RoleRequest("arn:aws-cn:iam::123456789012:role/a/b", "me", external_id="x-1:/")
    check_request(right)
    assert (right.account, right.role_name) == ("123456789012", "b")
    with pytest.raises(Exception, match=words):
        check_request(replace(right, **wrong))
