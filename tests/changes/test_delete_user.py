"""Deleting a user: everything attached goes first, in the order of the IAM User Guide."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.field import Known
from iamtui.account.model import Account, Caller, InlinePolicy
from iamtui.account.operation import Impossible
from iamtui.changes.change import Sensitivity, steps, undoing
from iamtui.changes.delete_user import DeleteUser
from tests.support.accounts import (
    ACCOUNT_ID,
    DENIED,
    account,
    arn,
    group,
    key,
    policy,
    role,
    small_account,
    user,
)


def operations(made: Account, name: str) -> list[str]:
    return [call.operation for call in DeleteUser(name).calls(made)]


def test_what_lets_the_user_sign_in_goes_first_and_the_user_last() -> None:
    assert operations(small_account(), "ann") == [
        "DeleteLoginProfile",
        "DeleteAccessKey",
        "DeleteAccessKey",
        "DeleteSigningCertificate",
        "DeleteSSHPublicKey",
        "DeleteServiceSpecificCredential",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
        "DeleteUserPolicy",
        "DetachUserPolicy",
        "RemoveUserFromGroup",
        "DeleteUser",
    ]


def test_the_account_afterwards_has_no_trace_of_the_user() -> None:
    before = small_account()

    after = steps(before, DeleteUser("ann").calls(before))[-1].after

    assert "ann" not in after.users
    assert after.mfa_devices == {}
    assert after.index.members == {}
    audit = after.policies[arn("policy", "Audit")]
    assert (audit.attachment_count, audit.boundary_count) == (Known(0), Known(0))


def test_a_user_who_holds_nothing_takes_one_call() -> None:
    assert operations(small_account(), "bob") == ["DeleteUser"]


def test_a_user_who_is_gone_takes_none() -> None:
    assert operations(small_account(), "nobody") == []


@pytest.mark.parametrize(
    "field",
    [
        "groups",
        "attached",
        "inline",
        "password",
        "access_keys",
        "mfa_devices",
        "signing_certificates",
        "ssh_keys",
        "service_credentials",
    ],
)
def test_what_is_not_known_is_not_taken_for_nothing(field: str) -> None:
    blind = replace(user("bob"), **{field: DENIED})  # type: ignore[arg-type]

    with pytest.raises(Impossible, match=r"while this of it is not known: .*\(denied"):
        DeleteUser("bob").calls(account(blind))


def test_keys_without_ids_cannot_be_deleted() -> None:
    blind = user("bob", access_keys=Known((key(1, id=DENIED),)))

    with pytest.raises(Impossible, match="access key ids"):
        DeleteUser("bob").calls(account(blind))


def test_a_virtual_device_goes_even_where_devices_were_not_listed() -> None:
    bob = user("bob", mfa_devices=Known(("GAHT1", arn("mfa", "bob"))))

    assert operations(account(bob), "bob") == [
        "DeactivateMFADevice",
        "DeactivateMFADevice",
        "DeleteVirtualMFADevice",
        "DeleteUser",
    ]


def test_each_loss_is_named() -> None:
    before = small_account()

    calls, reasons = undoing(steps(before, DeleteUser("ann").calls(before)))

    assert [call.operation for call in calls] == [
        "AddUserToGroup",
        "AttachUserPolicy",
        "PutUserPolicy",
    ]
    assert len(reasons) == 9


def test_dead_references_are_told_before() -> None:
    naming = f'{{"Principal":{{"AWS":"{arn("user", "bob")}"}}}}'
    bob = user("bob", inline=Known((InlinePolicy("own", naming),)))
    made = account(bob, role("web", trust=Known(naming)), policy("Audit"), group("admins"))

    assert DeleteUser("bob").notes(made)[1:] == (
        "These name the user and will keep a dead reference: trust policy of role web.",
    )
    assert len(DeleteUser("ann").notes(small_account())) == 1


def test_it_asks_for_the_name_and_reads_all_of_the_user() -> None:
    change = DeleteUser("ann")

    assert (change.sensitivity, change.typed_name()) == (Sensitivity.NAME, "ann")
    assert change.title(small_account()) == "Delete the user ann with everything attached"
    (read,) = change.reads()
    assert str(read.entity) == "user ann"


def test_who_is_signed_in_is_not_deleted() -> None:
    account = small_account()
    caller = Caller(arn("user", "ann"), "AIDA", ACCOUNT_ID)
    with pytest.raises(Impossible, match="signed in as ann"):
        DeleteUser("ann").calls(replace(account, caller=Known(caller)))
