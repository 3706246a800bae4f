"""Changes of MFA devices: their calls, what they read and ask for, and what they say."""

from __future__ import annotations

from dataclasses import replace

import botocore.session
import pytest
from botocore.validate import validate_parameters

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.operation import OPERATIONS, Impossible
from iamtui.changes.change import Change, Sensitivity, steps, undoing
from iamtui.changes.command_line import aws_command
from iamtui.changes.mfa import (
    DeactivateDevice,
    DeleteDevices,
    DiscardDevice,
    EnrolDevice,
    RemoveDevice,
    ResyncDevice,
)
from iamtui.changes.tags import Tag
from tests.support.accounts import account, arn, device, small_account, user

ANNS = arn("mfa", "ann")
PHONE = arn("mfa", "phone")
TOKEN = "GAHT12345678"
FIDO = "arn:aws:iam::123456789012:u2f/user/ann/key-ABC"
MODEL = botocore.session.Session().get_service_model("iam")


def operations(change: Change) -> list[str]:
    return [call.operation for call in change.calls(small_account())]


def test_enrolling_makes_the_device_and_assigns_it_and_is_undone_in_turn() -> None:
    before = small_account()
    played = steps(before, EnrolDevice("bob", "phone").calls(before))
    undo, lost = undoing(played)

    assert [s.call.operation for s in played] == ["CreateVirtualMFADevice", "EnableMFADevice"]
    assert [call.operation for call in undo] == ["DeactivateMFADevice", "DeleteVirtualMFADevice"]
    assert lost == ()


@pytest.mark.parametrize("name", ["", "a b", "ä", "x" * 221, "a/b"])
def test_a_name_that_aws_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(Impossible, match="no name for an MFA device"):
        EnrolDevice("bob", name).calls(small_account())


def test_every_call_is_of_the_model_and_none_holds_a_code() -> None:
    before = small_account()
    sorts: list[Change] = [
        EnrolDevice("bob", "phone"),
        ResyncDevice("ann", ANNS),
        RemoveDevice("ann", ANNS),
        Tag(Entity(EntityKind.MFA_DEVICE, ANNS), "a", "b"),
    ]
    known = replace(before, mfa_devices={ANNS: replace(device("ann", "ann"), tags=Known({}))})
    for call in (call for change in sorts for call in change.calls(known)):
        shape = MODEL.operation_model(call.operation).input_shape
        assert shape is not None
        validate_parameters(dict(call.parameters), shape)
        assert call.operation in OPERATIONS


def test_the_command_line_says_where_the_codes_go() -> None:
    assert aws_command(EnrolDevice("bob", "phone").calls(small_account())[1]) == (
        f"aws iam enable-mfa-device --user-name bob --serial-number {PHONE} "
        "--authentication-code1 CODE-1 --authentication-code2 CODE-2"
    )


def test_a_virtual_device_is_deleted_after_it_was_taken_and_others_only_taken() -> None:
    assert operations(RemoveDevice("ann", ANNS)) == [
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
    ]
    assert operations(DeactivateDevice("ann", ANNS)) == ["DeactivateMFADevice"]
    for serial in (TOKEN, FIDO):
        held = account(user("ann", mfa_devices=Known((serial,))))
        assert [c.operation for c in RemoveDevice("ann", serial).calls(held)] == [
            "DeactivateMFADevice"
        ]


def test_nothing_is_planned_for_what_is_gone_already() -> None:
    assert operations(RemoveDevice("bob", PHONE)) == []
    assert operations(DeleteDevices((PHONE,))) == []


def test_only_devices_that_are_nobodys_are_cleared_away() -> None:
    spare = account(user("ann"), device("a", None), device("b", None))
    change = DeleteDevices((arn("mfa", "a"), arn("mfa", "b")))

    assert change.title(spare) == "Delete 2 MFA devices that are nobody's"
    assert len(change.calls(spare)) == 2
    with pytest.raises(Impossible, match="is assigned to ann"):
        DeleteDevices((ANNS,)).calls(small_account())


def test_what_each_asks_for_and_has_typed() -> None:
    assert EnrolDevice.sensitivity is Sensitivity.CODE
    assert RemoveDevice.sensitivity is DeactivateDevice.sensitivity is Sensitivity.NAME
    assert RemoveDevice("ann", ANNS).typed_name() == "ann"
    # Who is out of step can start no session, and a half-made device gives nobody anything.
    assert ResyncDevice.sensitivity is DiscardDevice.sensitivity is Sensitivity.NOTHING


def test_an_enrolment_reads_the_users_devices_and_the_name() -> None:
    reads = EnrolDevice("bob", "phone").reads()

    assert [read.entity for read in reads] == [
        Entity(EntityKind.USER, "bob"),
        Entity(EntityKind.MFA_DEVICE, ":mfa/phone"),
    ]
    assert all(read.aspects == {Aspect.MFA_DEVICES} for read in reads)


def test_somebody_elses_last_device_is_named_as_such() -> None:
    said = "ann has no other MFA device"

    assert any(said in note for note in RemoveDevice("ann", ANNS).notes(small_account()))
    two = account(user("ann", mfa_devices=Known((ANNS, PHONE))))
    assert not any(said in note for note in RemoveDevice("ann", ANNS).notes(two))


def test_fido_keys_have_nothing_to_resynchronise_and_no_tags() -> None:
    with pytest.raises(Impossible, match="has no codes"):
        ResyncDevice("ann", FIDO).call()
    with pytest.raises(Impossible, match="virtual MFA devices only"):
        Tag(Entity(EntityKind.MFA_DEVICE, TOKEN), "a", "b").call()


def test_a_call_of_an_enrolment_names_its_device_in_any_partition() -> None:
    before = small_account()
    assert EnrolDevice("bob", "phone").serial(before) == PHONE
    assert (
        Call("DeleteVirtualMFADevice", {"SerialNumber": PHONE})
        in undoing(steps(before, EnrolDevice("bob", "phone").calls(before)))[0]
    )
