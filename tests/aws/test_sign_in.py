"""Signing in against the mock: sessions of users and roles, with one code where one is enough."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import NoConnection, SessionWithoutMfa, WrongCode
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.mfa_codes import MfaCodeNeeded, MfaCodes
from iamtui.aws.pins import WrongIdentity
from iamtui.aws.session_cache import SessionCache
from iamtui.aws.session_index import SessionIndex
from iamtui.aws.sign_in import Federation, SignedIn, SignIn
from iamtui.aws.target import CredentialSource, Target, TargetKind, target_of
from iamtui.errors import IamtuiError, RefusedError, UsageError
from iamtui.secret import Secret
from iamtui.vault.index import ProfileIndex
from iamtui.vault.ledger import Ledger
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault
from tests.support.mock_people import Device, Person, add_device, add_role, add_user, allow, trust
from tests.support.mock_server import Credentials, RunningMock, mock_server

pytestmark = pytest.mark.slow
NAMES = (f"person{n}" for n in itertools.count())
HOUR = timedelta(hours=1)
WITH_MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}


@pytest.fixture(scope="module")
def served() -> Iterator[RunningMock]:
    with mock_server("empty") as mock:
        yield mock


@dataclass
class Desk:
    """Somebody with a key, a device, a vault and an own ~/.aws; `asked` are the codes asked for."""

    mock: RunningMock
    me: Person
    device: Device
    home: Path
    store: MemoryStore = field(default_factory=MemoryStore)
    typed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def index(self) -> ProfileIndex:
        return ProfileIndex(self.home / "profiles.json")

    @property
    def vault(self) -> Vault:
        return Vault(self.store, self.index)

    @property
    def cache(self) -> SessionCache:
        return SessionCache(self.store, SessionIndex(self.home / "sessions.json"))

    def ask(self, serial: str, why: str) -> str:
        self.asked.append(why)
        return self.typed.pop(0) if self.typed else self.device.code(1)

    def sign_in(self, **changes: object) -> SignIn:
        codes = MfaCodes(lambda _s: None, Ledger(self.home / "ledger.json"), self.ask)
        made = SignIn(lambda: self.vault, codes, self.cache, profiles=self.index.profiles())
        return replace(made, **changes)  # type: ignore[arg-type]

    def add_profile(self, name: str = "prod", **more: str | None) -> Profile:
        settings: dict[str, str | None] = {"mfa_serial": self.device.serial, **more}
        profile = Profile(
            name,
            access_key_id=self.me.credentials.access_key_id,
            endpoint_url=self.mock.endpoint_url,
            **settings,  # type: ignore[arg-type]
        )
        return self.vault.add_access_key(profile, Secret(self.me.credentials.secret_access_key))

    def write_config(self, *profiles: str) -> None:
        text = "".join(f"{each}\nendpoint_url = {self.mock.endpoint_url}\n" for each in profiles)
        (self.home / "config").write_text(text)

    def write_keys(self, name: str) -> None:
        keys = self.me.credentials
        (self.home / "credentials").write_text(
            f"[{name}]\naws_access_key_id = {keys.access_key_id}\n"
            f"aws_secret_access_key = {keys.secret_access_key}\n"
        )

    def files(self, name: str, length: timedelta | None = None, **more: bool) -> SignedIn:
        return self.sign_in().files(self.target(name), length, **more)

    def target(self, name: str) -> Target:
        return next(profile.target() for profile in aws_profiles() if profile.name == name)

    def who(self, signed_in: SignedIn) -> str:
        """The ARN that AWS knows the credentials by."""
        token = signed_in.keys.token
        credentials = Credentials(
            signed_in.keys.access_key_id,
            signed_in.keys.secret.reveal(),
            token.reveal() if token is not None else None,
        )
        arn: str = self.mock.client("sts", credentials).get_caller_identity()["Arn"]
        return arn


@pytest.fixture
def desk(served: RunningMock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    me = add_user(served, next(NAMES), allow("*"))
    return Desk(served, me, add_device(served, me), tmp_path)


def role_of(desk: Desk, name: str, **trusted: Any) -> str:
    return add_role(
        desk.mock,
        f"{desk.me.name}-{name}",
        trust(desk.me.arn, **trusted),
        allow("*"),
        MaxSessionDuration=14_400,
    )


# Keys of the vault


def test_one_code_serves_every_process(desk: Desk) -> None:
    profile = desk.add_profile()
    first = desk.sign_in().profile(profile)
    assert first.session is not None
    assert first.session.mfa_serial == desk.device.serial
    assert first.session.left() > timedelta(hours=11)
    desk.mock.reset_calls()
    assert desk.sign_in().profile(profile) == first
    assert desk.mock.calls() == {}
    assert desk.asked == [""]
    assert desk.who(first) == desk.me.arn


def test_a_length_that_is_asked_for_is_kept_to(desk: Desk) -> None:
    signed_in = desk.sign_in().profile(desk.add_profile(), HOUR)
    assert signed_in.session is not None
    assert HOUR - timedelta(minutes=1) < signed_in.session.left() <= HOUR


def test_a_wrong_code_is_asked_for_again(desk: Desk) -> None:
    desk.typed = ["12 34", "000000"]
    desk.sign_in().profile(desk.add_profile())
    assert desk.asked[0] == ""
    assert "six digits" in desk.asked[1]
    assert "did not take" in desk.asked[2]


def test_three_wrong_codes_are_enough(desk: Desk) -> None:
    desk.typed = ["000000", "111111", "222222", "333333"]
    with pytest.raises(WrongCode):
        desk.sign_in().profile(desk.add_profile())
    assert desk.typed == ["333333"]
    assert desk.cache.sessions() == ()


def test_a_code_that_was_not_sent_can_be_used_again(desk: Desk) -> None:
    profile = replace(desk.add_profile(), mfa_serial=desk.device.serial)
    desk.typed = [desk.device.code(1)] * 2
    away = replace(profile, endpoint_url="http://127.0.0.1:1")
    with pytest.raises(NoConnection):
        desk.sign_in().profile(away)
    desk.sign_in().profile(profile)


def test_a_device_that_gives_no_codes_is_refused_before_anything_is_sent(desk: Desk) -> None:
    profile = desk.add_profile(mfa_serial="arn:aws:iam::123456789012:u2f/user/a/b")
    desk.mock.reset_calls()
    with pytest.raises(RefusedError, match="security keys"):
        desk.sign_in().profile(profile)
    assert desk.mock.calls() == {}


@pytest.mark.parametrize(
    "pin", [{"account_id": "999999999999"}, {"user_arn": "arn:aws:iam::111122223333:user/other"}]
)
def test_a_profile_of_somebody_else_stops_everything(desk: Desk, pin: dict[str, str]) -> None:
    profile = desk.add_profile(**pin)
    with pytest.raises(WrongIdentity):
        desk.sign_in().profile(profile)
    with pytest.raises(WrongIdentity):
        desk.sign_in().profile(profile, long_term=True)
    assert desk.asked == []


def test_the_key_itself_on_request(desk: Desk) -> None:
    signed_in = desk.sign_in().profile(desk.add_profile(), long_term=True)
    assert signed_in.keys.access_key_id == desk.me.credentials.access_key_id
    assert (signed_in.keys.token, signed_in.session) == (None, None)


def test_a_federated_session(desk: Desk) -> None:
    wanted = Federation("auditor", policy='{"Version": "2012-10-17", "Statement": []}')
    signed_in = desk.sign_in().federated(desk.add_profile(), Federation("auditor"), HOUR)
    assert desk.who(signed_in).endswith(":federated-user/auditor")
    assert desk.cache.sessions() == ()
    with pytest.raises(UsageError):
        desk.sign_in().federated(desk.add_profile("more"), replace(wanted, name="a b"))


def backend_with(desk: Desk, signed_in: SignedIn) -> LiveBackend:
    target = Target("given", TargetKind.MOCK, CredentialSource.GIVEN, None, desk.mock.endpoint_url)
    return open_backend(target, signed_in.keys)


def test_a_session_without_mfa_that_iam_refuses_is_explained(desk: Desk) -> None:
    signed_in = desk.sign_in().profile(desk.add_profile(mfa_serial=None))
    with pytest.raises(SessionWithoutMfa) as caught:
        backend_with(desk, signed_in).owner_of_key("AKIAEXAMPLE000000000")
    assert "without an MFA code" in caught.value.what
    federated = desk.sign_in().federated(desk.add_profile("more"), Federation("auditor"))
    with pytest.raises(SessionWithoutMfa, match="federated"):
        backend_with(desk, federated).owner_of_key("AKIAEXAMPLE000000000")


# Profiles of ~/.aws


def test_a_role_with_mfa_takes_one_code_for_every_process(desk: Desk) -> None:
    role = role_of(desk, "admin", **WITH_MFA)
    desk.write_keys("base")
    desk.write_config(
        "[profile admin]\nsource_profile = base\nregion = eu-west-1\nrole_session_name = me\n"
        f"external_id = none\nrole_arn = {role}\nmfa_serial = {desk.device.serial}"
    )
    first = desk.files("admin")
    assert desk.who(first).endswith(f"{desk.me.name}-admin/me")
    assert first.region == "eu-west-1"
    assert first.session is not None
    assert first.session.mfa_serial == desk.device.serial
    assert desk.files("admin").keys == first.keys
    assert desk.asked == [""]


def test_a_chain_of_roles(desk: Desk) -> None:
    outer = f"{desk.me.name}-outer"
    middle = role_of(desk, "middle", **WITH_MFA)
    role = add_role(desk.mock, outer, trust(middle), allow("*"))
    desk.write_keys("base")
    desk.write_config(
        f"[profile middle]\nsource_profile = base\nrole_arn = {middle}\n"
        f"mfa_serial = {desk.device.serial}",
        f"[profile outer]\nsource_profile = middle\nrole_arn = {role}",
    )
    assert f"assumed-role/{outer}/" in desk.who(desk.files("outer"))
    assert desk.asked == [""]
    with pytest.raises(UsageError, match="one hour at most"):
        desk.files("outer", 2 * HOUR)


def test_a_wrong_code_for_a_role_is_asked_for_again(desk: Desk) -> None:
    role = role_of(desk, "admin", **WITH_MFA)
    desk.write_keys("base")
    desk.write_config(
        f"[profile admin]\nsource_profile = base\nrole_arn = {role}\n"
        f"mfa_serial = {desk.device.serial}"
    )
    desk.typed = ["000000"]
    desk.files("admin")
    assert len(desk.asked) == 2
    assert "did not take" in desk.asked[1]


def test_the_role_of_a_key_in_the_vault(desk: Desk) -> None:
    role = role_of(desk, "admin", **WITH_MFA)
    desk.add_profile("prod")
    desk.write_config(f"[profile admin]\nsource_profile = prod\nrole_arn = {role}")
    short = desk.files("admin")
    assert f"{desk.me.name}-admin" in desk.who(short)
    # The user's session was started for it, and serves others.
    assert {each.profile for each in desk.cache.sessions()} == {"admin", "prod"}


def test_a_long_session_of_a_role_is_assumed_from_the_key_itself(desk: Desk) -> None:
    role = role_of(desk, "admin", **WITH_MFA)
    desk.add_profile("prod")
    desk.write_config(f"[profile admin]\nsource_profile = prod\nrole_arn = {role}")
    long = desk.files("admin", 3 * HOUR)
    assert long.session is not None
    assert long.session.left() > 2 * HOUR
    assert desk.asked == [""]


def test_a_section_without_credentials_does_not_hide_the_key_in_the_vault(desk: Desk) -> None:
    role = role_of(desk, "admin")
    desk.add_profile("prod", mfa_serial=None)
    desk.write_config(
        "[profile prod]\nregion = eu-central-1",
        f"[profile admin]\nsource_profile = prod\nrole_arn = {role}",
    )
    assert f"{desk.me.name}-admin" in desk.who(desk.files("admin"))


def test_a_key_in_the_files_with_a_device_gets_a_session(desk: Desk) -> None:
    desk.write_keys("base")
    desk.write_config(f"[profile base]\nmfa_serial = {desk.device.serial}")
    assert desk.who(desk.files("base")) == desk.me.arn
    assert desk.asked == [""]
    key = desk.files("base", long_term=True)
    assert key.keys.access_key_id == desk.me.credentials.access_key_id


def test_a_profile_of_the_files_is_pinned_too(desk: Desk) -> None:
    desk.write_keys("base")
    desk.write_config("[profile base]\nregion = eu-central-1")
    listed = Profile(
        "work",
        source="aws",
        aws_profile="base",
        endpoint_url=desk.mock.endpoint_url,
        account_id=desk.mock.ready.account_id,
    )
    assert desk.who(desk.sign_in().profile(listed)) == desk.me.arn
    with pytest.raises(WrongIdentity):
        desk.sign_in().profile(replace(listed, account_id="999999999999"))


def test_a_role_with_a_passkey_is_refused(desk: Desk) -> None:
    role = role_of(desk, "admin")
    desk.write_keys("base")
    desk.write_config(
        f"[profile admin]\nsource_profile = base\nrole_arn = {role}\n"
        "mfa_serial = arn:aws:iam::123456789012:u2f/user/a/b"
    )
    with pytest.raises(RefusedError, match="security keys"):
        desk.files("admin")


def test_what_cannot_be_had_from_a_role(desk: Desk) -> None:
    role = role_of(desk, "admin")
    desk.write_keys("base")
    desk.write_config(f"[profile admin]\nsource_profile = base\nrole_arn = {role}")
    with pytest.raises(UsageError, match="only sessions"):
        desk.files("admin", long_term=True)
    with pytest.raises(UsageError, match="12 hours at most"):
        desk.files("admin", 13 * HOUR)


def test_a_program_gives_credentials_without_a_terminal_to_draw_on(
    desk: Desk, tmp_path: Path
) -> None:
    keys = desk.me.credentials
    program = tmp_path / "program"
    program.write_text(
        "#!/bin/sh\n"
        'if (: > /dev/tty) 2> /dev/null; then echo "a terminal" >&2; exit 1; fi\n'
        f'echo \'{{"Version": 1, "AccessKeyId": "{keys.access_key_id}", '
        f'"SecretAccessKey": "{keys.secret_access_key}"}}\'\n'
    )
    program.chmod(0o700)
    desk.write_config(f"[profile tool]\ncredential_process = {program}")
    assert desk.who(desk.files("tool")) == desk.me.arn


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ("[profile a]\nsource_profile = a\nrole_arn = arn:aws:iam::1:role/a", "config:2: .*circle"),
        ("[profile a]\nregion = eu-central-1", "No credentials"),
        ("[profile a]\ncredential_process = false", "No credentials"),
    ],
)
def test_files_that_lead_nowhere(desk: Desk, config: str, words: str) -> None:
    desk.write_config(config)
    with pytest.raises(IamtuiError, match=words) as caught:
        desk.files("a")
    assert caught.value.__context__ is None


# What the screens use


def role_backend(desk: Desk) -> LiveBackend:
    return open_backend(desk.target("admin"), sign_in=desk.sign_in())


def test_a_screen_gives_the_code_for_a_role(desk: Desk) -> None:
    role = role_of(desk, "admin", **WITH_MFA)
    desk.write_keys("base")
    desk.write_config(
        f"[profile admin]\nsource_profile = base\nrole_arn = {role}\n"
        f"mfa_serial = {desk.device.serial}"
    )
    backend = role_backend(desk)
    assert backend.resume_mfa_session() is None
    with pytest.raises(MfaCodeNeeded) as caught:
        backend.identity()
    assert caught.value.serial == desk.device.serial
    code = Secret(desk.device.code(1))
    session = backend.start_mfa_session(desk.device.serial, code, timedelta(hours=12))
    assert session.serial == desk.device.serial
    assert f"{desk.me.name}-admin" in backend.identity().arn
    other = role_backend(desk)
    assert other.resume_mfa_session() == session
    assert desk.asked == []


def test_a_screen_takes_up_the_session_that_a_command_started(desk: Desk) -> None:
    profile = desk.add_profile()
    started = desk.sign_in().profile(profile)
    backend = open_backend(
        target_of(profile), desk.vault.access_key(profile), sign_in=desk.sign_in()
    )
    resumed = backend.resume_mfa_session()
    assert started.session is not None
    assert resumed == started.session.mfa_session == backend.mfa_session
    assert backend.owner_of_key(desk.me.credentials.access_key_id) == desk.me.name


def test_a_command_takes_up_the_session_that_a_screen_started(desk: Desk) -> None:
    profile = desk.add_profile()
    key = desk.vault.access_key(profile)
    backend = open_backend(target_of(profile), key, sign_in=desk.sign_in())
    code = Secret(desk.device.code(1))
    backend.start_mfa_session(desk.device.serial, code, timedelta(hours=12))
    assert desk.sign_in().profile(profile).session is not None
    assert desk.asked == []


def test_seeds_make_codes_by_themselves(desk: Desk) -> None:
    cancel = Cancel()
    waited: list[float] = []
    seed = Secret(desk.device.seed)
    codes = MfaCodes(
        lambda _s: seed, Ledger(desk.home / "l.json"), waiting=waited.append, cancel=cancel
    )
    desk.mock.set_clock_ahead(90)
    try:
        desk.sign_in(codes=codes).profile(desk.add_profile())
    finally:
        desk.mock.set_clock_ahead(0)
    assert desk.asked == []


def test_nobody_to_ask_names_the_device(desk: Desk) -> None:
    codes = MfaCodes(lambda _s: None, Ledger(desk.home / "ledger.json"))
    with pytest.raises(MfaCodeNeeded) as caught:
        desk.sign_in(codes=codes).profile(desk.add_profile())
    assert caught.value.exit_code == 3
    assert desk.device.serial in str(caught.value)
