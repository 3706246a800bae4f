"""MFA devices and the sessions that codes open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.support.mock_server import Credentials, RunningMock, code_at, refused

pytestmark = pytest.mark.slow

MIDDLE_OF_A_STEP = 15


@pytest.fixture
def mock(apart: RunningMock) -> Iterator[RunningMock]:
    """An account whose clock stands in the middle of a 30-second step when a test begins."""
    yield apart
    apart.set_clock_ahead(0)


@dataclass
class Phone:
    """A device in somebody's hand: its seed and the server's time."""

    mock: RunningMock
    serial: str
    seed: str
    ahead: float = 0.0

    def code(self, steps: int = 0) -> str:
        now = datetime.now(UTC).timestamp() + self.ahead
        return code_at(self.seed, datetime.fromtimestamp(now, UTC), steps)


def to_the_middle_of_a_step(mock: RunningMock, later: int = 0) -> float:
    """Shift the server's clock so that no step ends while the test runs; says by how much."""
    now = datetime.now(UTC).timestamp()
    ahead = (MIDDLE_OF_A_STEP - now % 30) + later
    mock.set_clock_ahead(ahead)
    return ahead


@pytest.fixture
def phone(mock: RunningMock, fresh: Callable[[str], str]) -> Phone:
    """A new virtual device that nobody has."""
    ahead = to_the_middle_of_a_step(mock)
    made = mock.client("iam").create_virtual_mfa_device(VirtualMFADeviceName=fresh("phone"))
    device = made["VirtualMFADevice"]
    seed = device["Base32StringSeed"].decode()
    return Phone(mock, device["SerialNumber"], seed, ahead)


@pytest.fixture
def owner(mock: RunningMock, fresh: Callable[[str], str]) -> str:
    """A new user with AdministratorAccess."""
    name, iam = fresh("owner"), mock.client("iam")
    iam.create_user(UserName=name)
    iam.attach_user_policy(UserName=name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    return name


def enable(phone: Phone, owner: str, first: str, second: str) -> None:
    phone.mock.client("iam").enable_mfa_device(
        UserName=owner,
        SerialNumber=phone.serial,
        AuthenticationCode1=first,
        AuthenticationCode2=second,
    )


def key_of(mock: RunningMock, owner: str) -> Credentials:
    return Credentials.of(mock.client("iam").create_access_key(UserName=owner)["AccessKey"])


def test_two_consecutive_codes_enable_a_device(phone: Phone, owner: str) -> None:
    """Source: IAM API reference, EnableMFADevice."""
    iam = phone.mock.client("iam")
    enable(phone, owner, phone.code(-1), phone.code())
    devices = iam.list_mfa_devices(UserName=owner)["MFADevices"]
    assert [device["SerialNumber"] for device in devices] == [phone.serial]
    shown = iam.get_mfa_device(SerialNumber=phone.serial)
    assert shown["UserName"] == owner
    assert "EnableDate" in shown


@pytest.mark.parametrize(("first", "second"), [(0, -1), (0, 0), (-2, 0), (-9, -8), (8, 9)])
def test_other_pairs_of_codes_do_not(phone: Phone, owner: str, first: int, second: int) -> None:
    """Source: IAM API reference, EnableMFADevice, InvalidAuthenticationCode."""
    with refused("InvalidAuthenticationCode"):
        enable(phone, owner, phone.code(first), phone.code(second))
    assert not phone.mock.client("iam").list_mfa_devices(UserName=owner)["MFADevices"]


def test_a_code_opens_a_session_once(phone: Phone, owner: str) -> None:
    """Source: RFC 6238, 5.2; STS API reference, GetSessionToken."""
    enable(phone, owner, phone.code(-1), phone.code())
    sts = phone.mock.client("sts", key_of(phone.mock, owner))
    code = phone.code(1)
    given = sts.get_session_token(SerialNumber=phone.serial, TokenCode=code)["Credentials"]
    assert given["AccessKeyId"].startswith("ASIA")
    for used in (code, phone.code(), phone.code(-1)):
        with refused(
            "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code"
        ):
            sts.get_session_token(SerialNumber=phone.serial, TokenCode=used)


def test_a_wrong_code_opens_none(phone: Phone, owner: str) -> None:
    """Source: STS API reference, GetSessionToken."""
    enable(phone, owner, phone.code(-1), phone.code())
    sts = phone.mock.client("sts", key_of(phone.mock, owner))
    wrong = f"{(int(phone.code(1)) + 1) % 1_000_000:06}"
    if wrong in (phone.code(), phone.code(-1), phone.code(1)):
        wrong = f"{(int(wrong) + 1) % 1_000_000:06}"
    with refused("AccessDenied"):
        sts.get_session_token(SerialNumber=phone.serial, TokenCode=wrong)


def test_a_code_of_somebody_else_s_device_opens_none(phone: Phone, owner: str) -> None:
    """Source: STS API reference, GetSessionToken, SerialNumber."""
    enable(phone, owner, phone.code(-1), phone.code())
    with refused("AccessDenied"):
        phone.mock.client("sts").get_session_token(
            SerialNumber=phone.serial, TokenCode=phone.code(1)
        )


def test_only_a_session_with_mfa_may_use_iam(phone: Phone, owner: str) -> None:
    """Source: IAM User Guide, "Compare AWS STS credentials"."""
    mock = phone.mock
    enable(phone, owner, phone.code(-1), phone.code())
    sts = mock.client("sts", key_of(mock, owner))
    plain = Credentials.of(sts.get_session_token()["Credentials"])
    with refused("InvalidClientTokenId"):
        mock.client("iam", plain).list_users()
    assert mock.client("sts", plain).get_caller_identity()["Arn"].endswith(f"user/{owner}")
    strong = Credentials.of(
        sts.get_session_token(SerialNumber=phone.serial, TokenCode=phone.code(1))["Credentials"]
    )
    assert mock.client("iam", strong).list_users()["Users"]
    with refused("AccessDenied", "session credentials"):
        mock.client("sts", strong).get_session_token()


def test_a_session_may_last_from_a_quarter_of_an_hour_to_a_day_and_a_half(
    mock: RunningMock,
) -> None:
    """Source: STS API reference, GetSessionToken, DurationSeconds."""
    to_the_middle_of_a_step(mock)
    sts = mock.client("sts")
    for seconds in (900, 129_600):
        sts.get_session_token(DurationSeconds=seconds)
    with refused("ValidationError", "durationSeconds"):
        sts.get_session_token(DurationSeconds=129_601)


def test_an_expired_session_says_so(mock: RunningMock) -> None:
    """Source: IAM API reference, Common Errors, ExpiredTokenException."""
    to_the_middle_of_a_step(mock, later=-450)
    session = Credentials.of(
        mock.client("sts").get_session_token(DurationSeconds=900)["Credentials"]
    )
    to_the_middle_of_a_step(mock, later=600)
    with refused("ExpiredToken"):
        mock.client("sts", session).get_caller_identity()


def test_a_device_in_use_is_deactivated_before_it_is_deleted(phone: Phone, owner: str) -> None:
    """Source: IAM API reference, DeleteVirtualMFADevice, DeleteConflict."""
    iam = phone.mock.client("iam")
    enable(phone, owner, phone.code(-1), phone.code())
    with refused("DeleteConflict"):
        iam.delete_virtual_mfa_device(SerialNumber=phone.serial)
    with refused("DeleteConflict", "MFA"):
        iam.detach_user_policy(
            UserName=owner, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
        )
        iam.delete_user(UserName=owner)
    iam.deactivate_mfa_device(UserName=owner, SerialNumber=phone.serial)
    iam.delete_virtual_mfa_device(SerialNumber=phone.serial)
    with refused("NoSuchEntity"):
        iam.delete_virtual_mfa_device(SerialNumber=phone.serial)


def test_the_list_of_virtual_devices_has_no_seeds(phone: Phone, owner: str) -> None:
    """Source: recorded answer of AWS (LocalStack's snapshots)."""
    iam = phone.mock.client("iam")

    def serials(status: str) -> list[str]:
        listed = iam.list_virtual_mfa_devices(AssignmentStatus=status, MaxItems=1000)
        assert all(
            set(item) <= {"SerialNumber", "User", "EnableDate", "Tags"}
            for item in listed["VirtualMFADevices"]
        )
        return [item["SerialNumber"] for item in listed["VirtualMFADevices"]]

    assert phone.serial in serials("Unassigned")
    assert phone.serial not in serials("Assigned")
    enable(phone, owner, phone.code(-1), phone.code())
    assert phone.serial in serials("Assigned")
    assert phone.serial in serials("Any")


def test_a_user_has_at_most_eight_devices(mock: RunningMock, owner: str) -> None:
    """Source: IAM User Guide, "AWS Multi-factor authentication in IAM"."""
    to_the_middle_of_a_step(mock)
    iam = mock.client("iam")

    def add(number: int) -> None:
        made = iam.create_virtual_mfa_device(VirtualMFADeviceName=f"{owner}-{number}")
        device = made["VirtualMFADevice"]
        to_the_middle_of_a_step(mock)
        phone = Phone(
            mock,
            device["SerialNumber"],
            device["Base32StringSeed"].decode(),
            to_the_middle_of_a_step(mock),
        )
        enable(phone, owner, phone.code(-1), phone.code())

    for number in range(8):
        add(number)
    with refused("LimitExceeded"):
        add(8)


def test_resync_learns_a_clock_that_runs_late(phone: Phone, owner: str) -> None:
    """Source: IAM API reference, ResyncMFADevice."""
    enable(phone, owner, phone.code(-1), phone.code())
    iam, sts = phone.mock.client("iam"), phone.mock.client("sts", key_of(phone.mock, owner))
    with refused("AccessDenied"):
        sts.get_session_token(SerialNumber=phone.serial, TokenCode=phone.code(-8))
    iam.resync_mfa_device(
        UserName=owner,
        SerialNumber=phone.serial,
        AuthenticationCode1=phone.code(-10),
        AuthenticationCode2=phone.code(-9),
    )
    sts.get_session_token(SerialNumber=phone.serial, TokenCode=phone.code(-8))
    with refused("InvalidAuthenticationCode"):
        iam.resync_mfa_device(
            UserName=owner,
            SerialNumber=phone.serial,
            AuthenticationCode1=phone.code(),
            AuthenticationCode2=phone.code(),
        )


def test_a_role_that_wants_mfa_takes_a_code_or_a_session_with_one(
    phone: Phone, owner: str, fresh: Callable[[str], str]
) -> None:
    """Source: IAM User Guide, "Secure API access with MFA"."""
    mock = phone.mock
    account = mock.ready.account_id
    trust = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole",'
        f'"Principal":{{"AWS":"arn:aws:iam::{account}:root"}},'
        '"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}'
    )
    role = mock.client("iam").create_role(RoleName=fresh("role"), AssumeRolePolicyDocument=trust)[
        "Role"
    ]["Arn"]
    enable(phone, owner, phone.code(-1), phone.code())
    sts = mock.client("sts", key_of(mock, owner))
    with refused("AccessDenied", "sts:AssumeRole"):
        sts.assume_role(RoleArn=role, RoleSessionName="plain")
    with refused("AccessDenied"):
        sts.assume_role(
            RoleArn=role,
            RoleSessionName="wrong",
            SerialNumber=phone.serial,
            TokenCode=phone.code(-1),
        )
    assumed = sts.assume_role(
        RoleArn=role, RoleSessionName="code", SerialNumber=phone.serial, TokenCode=phone.code(1)
    )
    assert assumed["AssumedRoleUser"]["Arn"].endswith("/code")


def test_a_clock_that_is_a_quarter_of_an_hour_off_is_refused(mock: RunningMock) -> None:
    """Source: AWS General Reference, Signature Version 4, expiration."""
    sts = mock.client("sts")
    mock.set_clock_ahead(1000)
    with refused("SignatureDoesNotMatch", "Signature expired", "15 min"):
        sts.get_caller_identity()
    mock.set_clock_ahead(-1000)
    with refused("SignatureDoesNotMatch", "Signature not yet current", "15 min"):
        sts.get_caller_identity()
    mock.set_clock_ahead(600)
    sts.get_caller_identity()
