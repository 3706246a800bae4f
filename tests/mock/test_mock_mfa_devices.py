"""MFA devices: their seeds and pictures, who has them, and which codes they take."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pyotp
import pytest
import segno

from tests.support.mock_people import add_device, add_role, add_user, allow, trust
from tests.support.mock_server import RunningMock, refused

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]


@pytest.fixture
def device(iam: Any, fresh: Fresh) -> dict[str, Any]:
    """A virtual device that nobody has."""
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=fresh("device"))
    answer: dict[str, Any] = made["VirtualMFADevice"]
    return answer


def test_the_seed_is_base32(device: dict[str, Any]) -> None:
    """Source: IAM API reference, VirtualMFADevice: "base32-encoded, RFC 3548"; 64 characters."""
    seed = device["Base32StringSeed"]
    assert isinstance(seed, bytes)
    assert len(seed) == 64
    assert len(base64.b32decode(seed)) == 40
    assert len(pyotp.TOTP(seed.decode()).now()) == 6


def test_the_picture_is_a_qr_code_of_the_seed(sandbox: RunningMock, device: dict[str, Any]) -> None:
    """Source: IAM API reference, VirtualMFADevice, QRCodePNG: `otpauth://totp/…?secret=SEED`."""
    name = device["SerialNumber"].rpartition("/")[2]
    drawn = io.BytesIO()
    segno.make_qr(
        f"otpauth://totp/Amazon%20Web%20Services:{name}%40{sandbox.ready.account_id}"
        f"?secret={device['Base32StringSeed'].decode()}&issuer=Amazon%20Web%20Services",
        error="m",
    ).save(drawn, kind="png", scale=4)
    assert device["QRCodePNG"].startswith(b"\x89PNG\r\n\x1a\n")
    assert device["QRCodePNG"] == drawn.getvalue()


def test_a_name_is_taken_under_its_path(sandbox: RunningMock, iam: Any, fresh: Fresh) -> None:
    """Source: IAM API reference, CreateVirtualMFADevice, EntityAlreadyExists (409)."""
    name = fresh("device")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Path="/phones/")
    serial = made["VirtualMFADevice"]["SerialNumber"]
    assert serial == f"arn:aws:iam::{sandbox.ready.account_id}:mfa/phones/{name}"
    iam.create_virtual_mfa_device(VirtualMFADeviceName=name)
    with refused("EntityAlreadyExists", "at the same path and name already exists"):
        iam.create_virtual_mfa_device(VirtualMFADeviceName=name, Path="/phones/")


def test_a_device_that_is_not_there_is_not_enabled(iam: Any, user: str) -> None:
    """Source: IAM API reference, EnableMFADevice, NoSuchEntity (404)."""
    with refused("NoSuchEntity"):
        iam.enable_mfa_device(
            UserName=user,
            SerialNumber="arn:aws:iam::111122223333:mfa/none",
            AuthenticationCode1="123456",
            AuthenticationCode2="234567",
        )


@pytest.mark.parametrize("code", ["1234567", "12345a"])
def test_a_code_has_six_digits(iam: Any, device: dict[str, Any], user: str, code: str) -> None:
    """Source: botocore's model, EnableMFADevice, AuthenticationCode1."""
    with refused("ValidationError", "authenticationCode1"):
        iam.enable_mfa_device(
            UserName=user,
            SerialNumber=device["SerialNumber"],
            AuthenticationCode1=code,
            AuthenticationCode2="123456",
        )


def test_a_device_belongs_to_one_user(sandbox: RunningMock, iam: Any, fresh: Fresh) -> None:
    """Source: IAM API reference, EnableMFADevice, EntityAlreadyExists (409)."""
    owner, other = add_user(sandbox, fresh("owner")), add_user(sandbox, fresh("other"))
    device = add_device(sandbox, owner)
    with refused("EntityAlreadyExists", "already in use"):
        iam.enable_mfa_device(
            UserName=other.name,
            SerialNumber=device.serial,
            AuthenticationCode1=device.code(0),
            AuthenticationCode2=device.code(1),
        )


def test_the_pair_that_enabled_a_device_does_not_do_so_again(
    sandbox: RunningMock, iam: Any, fresh: Fresh
) -> None:
    """Source: RFC 6238, 5.2: a code is accepted once."""
    owner = add_user(sandbox, fresh("owner"))
    device = add_device(sandbox, owner)
    named = {"UserName": owner.name, "SerialNumber": device.serial}
    iam.deactivate_mfa_device(**named)
    with refused("InvalidAuthenticationCode", "Authentication code for device is not valid."):
        iam.enable_mfa_device(
            **named, AuthenticationCode1=device.code(-1), AuthenticationCode2=device.code(0)
        )
    iam.enable_mfa_device(
        **named, AuthenticationCode1=device.code(0), AuthenticationCode2=device.code(1)
    )


def test_a_user_goes_after_its_devices(sandbox: RunningMock, iam: Any, fresh: Fresh) -> None:
    """Source: IAM API reference, DeleteUser and DeleteVirtualMFADevice, DeleteConflict (409)."""
    owner = add_user(sandbox, fresh("owner"))
    device = add_device(sandbox, owner)
    iam.delete_access_key(UserName=owner.name, AccessKeyId=owner.credentials.access_key_id)
    with refused("DeleteConflict"):
        iam.delete_user(UserName=owner.name)
    with refused("DeleteConflict", "Must deactivate first"):
        iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    iam.deactivate_mfa_device(UserName=owner.name, SerialNumber=device.serial)
    unassigned = iam.list_virtual_mfa_devices(AssignmentStatus="Unassigned", MaxItems=1000)
    assert device.serial in [each["SerialNumber"] for each in unassigned["VirtualMFADevices"]]
    iam.delete_virtual_mfa_device(SerialNumber=device.serial)
    iam.delete_user(UserName=owner.name)


def test_devices_are_listed_for_whom_they_belong_to(
    sandbox: RunningMock, iam: Any, fresh: Fresh
) -> None:
    """Source: IAM API reference, ListMFADevices and ListVirtualMFADevices."""
    owner = add_user(sandbox, fresh("owner"), allow("iam:ListMFADevices"))
    device = add_device(sandbox, owner)
    mine = owner.iam.list_mfa_devices()["MFADevices"]
    assert [(each["UserName"], each["SerialNumber"]) for each in mine] == [
        (owner.name, device.serial)
    ]
    assert isinstance(mine[0]["EnableDate"], datetime)
    assigned = iam.list_virtual_mfa_devices(AssignmentStatus="Assigned", MaxItems=1000)
    shown = next(
        each for each in assigned["VirtualMFADevices"] if each["SerialNumber"] == device.serial
    )
    assert shown["User"]["Arn"] == owner.arn
    assert not {"Base32StringSeed", "QRCodePNG"} & set(shown)


def test_a_role_must_name_the_user(sandbox: RunningMock, fresh: Fresh) -> None:
    """Source: recorded answer of AWS to a call under a role's credentials without UserName."""
    person = add_user(sandbox, fresh("person"))
    role = add_role(sandbox, fresh("role"), trust(person.arn), allow("iam:*"))
    session = person.holding(person.sts.assume_role(RoleArn=role, RoleSessionName="one"))
    with refused("ValidationError", "Must specify userName when calling with non-User credentials"):
        session.iam.list_mfa_devices()


def test_the_tags_of_a_device(iam: Any, device: dict[str, Any]) -> None:
    """Source: IAM API reference, TagMFADevice, ListMFADeviceTags, UntagMFADevice."""
    named = {"SerialNumber": device["SerialNumber"]}
    iam.tag_mfa_device(**named, Tags=[{"Key": "os", "Value": "none"}])
    assert iam.list_mfa_device_tags(**named)["Tags"] == [{"Key": "os", "Value": "none"}]
    iam.untag_mfa_device(**named, TagKeys=["os"])
    assert iam.list_mfa_device_tags(**named)["Tags"] == []


def test_the_age_of_a_code_grows(apart: RunningMock) -> None:
    """Source: IAM User Guide, aws:MultiFactorAuthAge: seconds since the code was given."""
    young: dict[str, Any] = {"Condition": {"NumericLessThan": {"aws:MultiFactorAuthAge": "300"}}}
    person = add_user(apart, "age", allow("iam:ListUsers", **young))
    device = add_device(apart, person)
    session = person.holding(
        person.sts.get_session_token(SerialNumber=device.serial, TokenCode=device.code())
    )
    session.iam.list_users()
    apart.set_clock_ahead(600)
    try:
        with refused("AccessDenied"):
            session.iam.list_users()
    finally:
        apart.set_clock_ahead(0)
