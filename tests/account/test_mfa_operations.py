"""The operations on MFA devices: what they do to an account, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.call import Call
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Caller, MfaDevice
from iamtui.account.operation import (
    Impossible,
    Irreversible,
    has_effect,
    invert,
    is_repeatable,
    reduce,
    touched,
    words,
)
from iamtui.changes.mfa import assignment
from tests.support.accounts import account, arn, device, small_account, user

PHONE = arn("mfa", "phone")
CREATE = Call("CreateVirtualMFADevice", {"VirtualMFADeviceName": "phone"})
ENABLE = assignment("bob", PHONE)


def made() -> Account:
    return reduce(small_account(), CREATE)


def test_a_new_device_is_nobodys_and_counted() -> None:
    before, after = small_account(), made()

    assert after.mfa_devices[PHONE] == MfaDevice(PHONE, None, tags=Known({}))
    assert (
        after.summary.otherwise({})["MFADevices"] == before.summary.otherwise({})["MFADevices"] + 1
    )
    assert words(before, CREATE) == "Make the virtual MFA device phone"
    assert invert(before, CREATE) == Call("DeleteVirtualMFADevice", {"SerialNumber": PHONE})
    assert reduce(after, Call("DeleteVirtualMFADevice", {"SerialNumber": PHONE})) == before


@pytest.mark.parametrize("name", ["ann", "ANN"])
def test_a_name_is_taken_whatever_its_case(name: str) -> None:
    with pytest.raises(Impossible, match="already is an MFA device"):
        reduce(small_account(), Call("CreateVirtualMFADevice", {"VirtualMFADeviceName": name}))


def test_the_partition_of_a_new_device_is_that_of_the_caller() -> None:
    caller = Caller("arn:aws-cn:iam::123456789012:user/zoe", "AIDA", "123456789012")
    after = reduce(replace(small_account(), caller=Known(caller)), CREATE)

    assert "arn:aws-cn:iam::123456789012:mfa/phone" in after.mfa_devices


def test_a_device_that_is_assigned_belongs_to_its_user() -> None:
    after = reduce(made(), ENABLE)

    assert after.mfa_devices[PHONE].user == "bob"
    assert after.users["bob"].mfa_devices == Known((PHONE,))
    assert after.users["bob"].mfa_active == Known(value=True)
    assert not has_effect(after, ENABLE)
    assert words(after, ENABLE) == "Assign the MFA device phone to bob, by two of its codes"
    named = {"UserName": "bob", "SerialNumber": PHONE}
    assert invert(made(), ENABLE) == Call("DeactivateMFADevice", named)
    assert reduce(after, Call("DeactivateMFADevice", named)).mfa_devices[PHONE].user is None


def test_what_aws_refuses_is_impossible() -> None:
    eight = tuple(arn("mfa", str(number)) for number in range(8))
    full = account(user("bob", mfa_devices=Known(eight)), device("phone", None))

    with pytest.raises(Impossible, match="AWS allows 8 MFA devices"):
        reduce(full, ENABLE)
    with pytest.raises(Impossible, match="is ann's"):
        reduce(small_account(), assignment("bob", arn("mfa", "ann")))
    with pytest.raises(Impossible, match="no MFA device"):
        reduce(small_account(), ENABLE)


def test_a_resynchronisation_has_an_effect_that_no_list_shows() -> None:
    before = small_account()
    resync = Call("ResyncMFADevice", {"UserName": "ann", "SerialNumber": arn("mfa", "ann")})

    assert has_effect(before, resync)
    assert reduce(before, resync) == before
    assert isinstance(invert(before, resync), Irreversible)


def test_no_call_with_codes_or_a_seed_is_sent_twice() -> None:
    for operation in ("CreateVirtualMFADevice", "EnableMFADevice", "ResyncMFADevice"):
        assert not is_repeatable(operation)


def test_a_device_whose_answer_was_lost_is_looked_for_by_its_name() -> None:
    assert touched(CREATE).entity == Entity(EntityKind.MFA_DEVICE, ":mfa/phone")
    assert touched(ENABLE).entity == Entity(EntityKind.USER, "bob")


def test_tags_of_a_device_keep_their_case() -> None:
    def tag(key: str) -> Call:
        tags = [{"Key": key, "Value": "x"}]
        return Call("TagMFADevice", {"SerialNumber": PHONE, "Tags": tags})

    after = reduce(reduce(made(), tag("Team")), tag("team"))

    assert after.mfa_devices[PHONE].tags == Known({"Team": "x", "team": "x"})
    assert words(after, tag("Team")) == "Tag the MFA device phone with Team=x"
    untag = Call("UntagMFADevice", {"SerialNumber": PHONE, "TagKeys": ["Team"]})
    assert invert(made(), tag("Team")) == untag
    assert reduce(after, untag).mfa_devices[PHONE].tags == Known({"team": "x"})
