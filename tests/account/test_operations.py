"""What the operations do to an account: reduce, the way back, and the words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.call import Call
from iamtui.account.field import Known
from iamtui.account.model import (
    Account,
    InlinePolicy,
    KeyStatus,
    MfaDevice,
    Password,
    Source,
)
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
from tests.support.accounts import (
    ALLOW_READ,
    DENIED,
    READ_ONLY,
    SSH_KEY,
    account,
    arn,
    device,
    group,
    key,
    key_id,
    policy,
    role,
    small_account,
    user,
)

AUDIT = arn("policy", "Audit")
DEPLOY = arn("policy", "Deploy")


def call(operation: str, **parameters: str) -> Call:
    return Call(operation, parameters)


def tag(kind: str, name_of: str, name: str, **tags: str) -> Call:
    listed = [{"Key": k, "Value": v} for k, v in tags.items()]
    return Call(f"Tag{kind}", {name_of: name, "Tags": listed})


def untag_ann(*keys: str) -> Call:
    return Call("UntagUser", {"UserName": "ann", "TagKeys": list(keys)})


ATTACH = call("AttachUserPolicy", UserName="bob", PolicyArn=DEPLOY)
ADD = call("AddUserToGroup", UserName="bob", GroupName="developers")
DEACTIVATE = call("UpdateAccessKey", UserName="ann", AccessKeyId=key_id(1), Status="Inactive")
DELETE_KEY = call("DeleteAccessKey", UserName="ann", AccessKeyId=key_id(1))


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (ATTACH, "Attach the policy Deploy to the user bob"),
        (
            call("DetachGroupPolicy", GroupName="admins", PolicyArn=READ_ONLY),
            "Detach the policy ReadOnlyAccess from the group admins",
        ),
        (
            call("AttachRolePolicy", RoleName="web", PolicyArn=arn("policy", "Gone", "/a/")),
            "Attach the policy Gone to the role web",
        ),
        (ADD, "Add the user bob to the group developers"),
        (
            call("RemoveUserFromGroup", UserName="ann", GroupName="admins"),
            "Remove the user ann from the group admins",
        ),
        (DEACTIVATE, f"Deactivate the access key {key_id(1)} of ann"),
        (
            call("UpdateAccessKey", UserName="ann", AccessKeyId=key_id(2), Status="Active"),
            f"Activate the access key {key_id(2)} of ann",
        ),
        (DELETE_KEY, f"Delete the access key {key_id(1)} of ann"),
        (
            tag("User", "UserName", "ann", Team="a", Cost="b"),
            "Tag the user ann with Team=a, Cost=b",
        ),
        (tag("Policy", "PolicyArn", AUDIT, Team="a"), "Tag the policy Audit with Team=a"),
        (untag_ann("Team"), "Remove the tag Team from the user ann"),
        (untag_ann("a", "b"), "Remove the tags a, b from the user ann"),
        (
            call("PutUserPolicy", UserName="ann", PolicyName="p", PolicyDocument="{}"),
            "Write the inline policy p of the user ann",
        ),
        (
            call("DeleteUserPolicy", UserName="ann", PolicyName="own"),
            "Delete the inline policy own of the user ann",
        ),
        (call("DeleteLoginProfile", UserName="ann"), "Delete the console password of ann"),
        (
            call("DeleteSSHPublicKey", UserName="ann", SSHPublicKeyId=SSH_KEY),
            f"Delete the SSH public key {SSH_KEY} of ann",
        ),
        (
            call("DeactivateMFADevice", UserName="ann", SerialNumber=arn("mfa", "ann")),
            "Take the MFA device ann from ann",
        ),
        (
            call("DeleteVirtualMFADevice", SerialNumber=arn("mfa", "ann")),
            "Delete the virtual MFA device ann",
        ),
        (call("DeleteUser", UserName="ann"), "Delete the user ann"),
    ],
)
def test_words_say_what_a_call_does(one: Call, sentence: str) -> None:
    assert words(small_account(), one) == sentence


def test_attaching_links_the_policy_and_counts_it() -> None:
    after = reduce(small_account(), ATTACH)

    assert after.users["bob"].attached == Known((DEPLOY,))
    assert after.policies[DEPLOY].attachment_count == Known(1)


def test_detaching_an_aws_managed_policy_from_a_group_counts_it_down() -> None:
    after = reduce(
        small_account(), call("DetachGroupPolicy", GroupName="admins", PolicyArn=READ_ONLY)
    )

    assert after.groups["admins"].attached == Known(())
    assert after.policies[READ_ONLY].attachment_count == Known(0)


@pytest.mark.parametrize(
    "one",
    [
        call("AttachUserPolicy", UserName="ann", PolicyArn=AUDIT),
        call("DetachUserPolicy", UserName="bob", PolicyArn=AUDIT),
        call("AttachGroupPolicy", GroupName="admins", PolicyArn=READ_ONLY),
        call("DetachRolePolicy", RoleName="web", PolicyArn=AUDIT),
        call("AddUserToGroup", UserName="ann", GroupName="admins"),
        call("RemoveUserFromGroup", UserName="bob", GroupName="admins"),
        call("UpdateAccessKey", UserName="ann", AccessKeyId=key_id(1), Status="Active"),
        call("DeleteAccessKey", UserName="ann", AccessKeyId=key_id(9)),
        tag("User", "UserName", "ann", Team="core"),
        untag_ann("Other"),
        call("PutUserPolicy", UserName="ann", PolicyName="own", PolicyDocument=ALLOW_READ),
        call("DeleteUserPolicy", UserName="ann", PolicyName="none"),
        call("DeleteLoginProfile", UserName="bob"),
        call("DeleteSigningCertificate", UserName="ann", CertificateId="none"),
        call("DeleteSSHPublicKey", UserName="ann", SSHPublicKeyId="none"),
        call("DeleteServiceSpecificCredential", UserName="ann", ServiceSpecificCredentialId="none"),
        call("DeactivateMFADevice", UserName="bob", SerialNumber=arn("mfa", "bob")),
        call("DeleteVirtualMFADevice", SerialNumber=arn("mfa", "none")),
        call("DeleteUser", UserName="nobody"),
    ],
)
def test_a_call_without_effect_gives_the_same_account(one: Call) -> None:
    before = small_account()

    assert reduce(before, one) is before
    assert not has_effect(before, one)


def test_a_user_without_password_keeps_what_the_report_says_of_it() -> None:
    kept = Password(enabled=False, last_used=small_account().users["ann"].created)
    before = account(user("ann", password=Known(kept)))

    assert reduce(before, call("DeleteLoginProfile", UserName="ann")) is before


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (call("AttachUserPolicy", UserName="x", PolicyArn=AUDIT), "There is no user x."),
        (
            call("AttachUserPolicy", UserName="bob", PolicyArn=arn("policy", "Gone")),
            f"There is no policy {arn('policy', 'Gone')}.",
        ),
        (
            call("AttachRolePolicy", RoleName="ecs", PolicyArn=AUDIT),
            "The role ecs is linked to an AWS service, which alone changes it.",
        ),
        (call("AddUserToGroup", UserName="bob", GroupName="x"), "There is no group x."),
        (
            call("UpdateAccessKey", UserName="ann", AccessKeyId="AKIANONE", Status="Active"),
            "ann has no access key AKIANONE.",
        ),
        (
            tag("Policy", "PolicyArn", READ_ONLY, Team="a"),
            "AWS owns the policy ReadOnlyAccess, which therefore takes no tags.",
        ),
        (
            call("DeleteVirtualMFADevice", SerialNumber=arn("mfa", "ann")),
            f"The MFA device {arn('mfa', 'ann')} is assigned to ann.",
        ),
        (
            call("DeleteUser", UserName="ann"),
            "AWS does not delete ann while it has groups, managed policies, inline policies, "
            "access keys, MFA devices, signing certificates, SSH public keys, "
            "service-specific credentials, a console password.",
        ),
    ],
)
def test_what_aws_would_refuse_is_impossible(one: Call, sentence: str) -> None:
    with pytest.raises(Impossible) as refusal:
        reduce(small_account(), one)

    assert refusal.value.what == sentence


def test_a_role_of_identity_center_is_changed_there_only() -> None:
    path = "/aws-reserved/sso.amazonaws.com/"
    before = account(role("AWSReservedSSO_x", path), policy("Audit"))

    with pytest.raises(Impossible, match="Identity Center"):
        reduce(before, call("AttachRolePolicy", RoleName="AWSReservedSSO_x", PolicyArn=AUDIT))


def test_a_policy_that_could_not_be_listed_may_exist() -> None:
    listed = small_account()
    before = replace(listed, policies={}, sources={**listed.sources, Source.AWS_POLICIES: DENIED})

    after = reduce(before, call("AttachUserPolicy", UserName="bob", PolicyArn=READ_ONLY))

    assert after.users["bob"].attached == Known((READ_ONLY,))
    with pytest.raises(Impossible):
        reduce(before, ATTACH)


def test_a_group_that_could_not_be_listed_may_exist() -> None:
    listed = small_account()
    before = replace(listed, groups={}, sources={**listed.sources, Source.GROUPS: DENIED})

    after = reduce(before, ADD)

    assert after.users["bob"].groups == Known(("developers",))
    assert reduce(after, call("RemoveUserFromGroup", UserName="bob", GroupName="developers")).users[
        "bob"
    ].groups == Known(())


@pytest.mark.parametrize(("held", "allowed"), [(9, True), (10, False)])
def test_quotas_of_the_account_summary_hold(held: int, allowed: bool) -> None:
    names = tuple(f"g{n:02}" for n in range(11))
    before = account(
        user(
            "bob",
            groups=Known(names[:held]),
            attached=Known(tuple(arn("policy", name) for name in names[:held])),
        ),
        *(group(name) for name in names),
        *(policy(name) for name in names),
    )
    add = call("AddUserToGroup", UserName="bob", GroupName="g10")
    attach = call("AttachUserPolicy", UserName="bob", PolicyArn=arn("policy", "g10"))

    for one in (add, attach):
        if allowed:
            assert has_effect(before, one)
        else:
            with pytest.raises(Impossible, match="AWS allows 10"):
                reduce(before, one)
            unknown_quota = replace(before, summary=DENIED)
            assert has_effect(unknown_quota, one)


def test_a_switched_key_keeps_everything_else() -> None:
    after = reduce(small_account(), DEACTIVATE)

    statuses = [k.status for k in after.users["ann"].access_keys.otherwise(())]
    assert statuses == [KeyStatus.INACTIVE, KeyStatus.INACTIVE]


def test_a_deleted_key_is_gone() -> None:
    after = reduce(small_account(), DELETE_KEY)

    assert [k.id for k in after.users["ann"].access_keys.otherwise(())] == [Known(key_id(2))]
    assert key_id(1) not in after.index.key_owner


@pytest.mark.parametrize("one", [DEACTIVATE, DELETE_KEY])
def test_with_keys_that_have_no_ids_yet_nobody_knows_which_one_changed(one: Call) -> None:
    before = account(user("ann", access_keys=Known((key(1, id=DENIED), key(2, id=DENIED)))))

    assert not isinstance(reduce(before, one).users["ann"].access_keys, Known)


def test_tag_keys_of_users_are_one_whatever_their_case() -> None:
    after = reduce(small_account(), tag("User", "UserName", "ann", TEAM="ops"))

    assert after.users["ann"].tags == Known({"TEAM": "ops"})
    assert reduce(after, untag_ann("team")).users["ann"].tags == Known({})


def test_tag_keys_of_policies_stand_side_by_side_in_two_cases() -> None:
    before = account(replace(policy("Audit"), tags=Known({"Team": "core"})))
    one = tag("Policy", "PolicyArn", AUDIT, team="ops")

    after = reduce(before, one)

    assert after.policies[AUDIT].tags == Known({"Team": "core", "team": "ops"})
    assert reduce(after, _call(invert(before, one))) == before


def test_the_fifty_first_tag_is_refused() -> None:
    full = account(user("ann", tags=Known({f"k{n}": "" for n in range(50)})))

    assert has_effect(full, tag("User", "UserName", "ann", K0="new"))
    with pytest.raises(Impossible, match="at most 50"):
        reduce(full, tag("User", "UserName", "ann", k50=""))


def test_deactivating_the_last_mfa_device_frees_it_and_ends_mfa() -> None:
    serial = arn("mfa", "ann")

    after = reduce(
        small_account(), call("DeactivateMFADevice", UserName="ann", SerialNumber=serial)
    )

    assert after.users["ann"].mfa_active == Known(value=False)
    assert after.mfa_devices[serial] == device("ann", None)
    assert after.summary.otherwise({})["MFADevicesInUse"] == 0
    gone = reduce(after, call("DeleteVirtualMFADevice", SerialNumber=serial))
    assert gone.mfa_devices == {}
    assert gone.summary.otherwise({})["MFADevices"] == 0


def test_a_hardware_device_is_counted_though_it_is_not_listed() -> None:
    ann = user("ann", mfa_devices=Known(("GAHT1", "GAHT2")), mfa_active=Known(True))
    listed = MfaDevice("GAHT2", "ann")
    before = replace(account(ann, listed), summary=Known({"MFADevicesInUse": 2}))

    one = reduce(before, call("DeactivateMFADevice", UserName="ann", SerialNumber="GAHT1"))
    none = reduce(one, call("DeactivateMFADevice", UserName="ann", SerialNumber="GAHT2"))

    assert one.users["ann"].mfa_active == Known(value=True)
    assert one.summary == Known({"MFADevicesInUse": 1})
    assert none.mfa_devices == {}


def test_when_the_devices_are_not_known_nobody_knows_whether_mfa_is_left() -> None:
    before = account(user("ann", mfa_devices=DENIED, mfa_active=Known(value=True)))

    after = reduce(before, call("DeactivateMFADevice", UserName="ann", SerialNumber="GAHT1"))

    assert after.users["ann"].mfa_active == DENIED


def test_a_deleted_user_frees_its_boundary() -> None:
    before = account(user("ann", boundary=Known(AUDIT)), policy("Audit"))

    after = reduce(before, call("DeleteUser", UserName="ann"))

    assert after.users == {}
    assert after.policies[AUDIT].boundary_count == Known(0)
    assert after.summary.otherwise({})["Users"] == 0


def test_an_inline_policy_is_written_in_its_place() -> None:
    one = call("PutUserPolicy", UserName="ann", PolicyName="own", PolicyDocument="{}")
    before = small_account()

    after = reduce(before, one)

    assert after.users["ann"].inline == Known((InlinePolicy("own", "{}"),))
    assert reduce(after, _call(invert(before, one))) == before


@pytest.mark.parametrize(
    "one",
    [
        DELETE_KEY,
        call("DeleteUser", UserName="ann"),
        call("DeleteLoginProfile", UserName="ann"),
        call("DeactivateMFADevice", UserName="ann", SerialNumber=arn("mfa", "ann")),
        call("DeleteVirtualMFADevice", SerialNumber=arn("mfa", "ann")),
        call("DeleteSSHPublicKey", UserName="ann", SSHPublicKeyId=SSH_KEY),
        call("UpdateAccessKey", UserName="bob", AccessKeyId=key_id(7), Status="Inactive"),
    ],
)
def test_what_no_call_takes_back_says_why(one: Call) -> None:
    inverse = invert(small_account(), one)

    assert isinstance(inverse, Irreversible)
    assert inverse.reason


@pytest.mark.parametrize(
    ("field", "one"),
    [
        ("inline", call("DeleteUserPolicy", UserName="ann", PolicyName="own")),
        ("tags", untag_ann("Team")),
        ("access_keys", DEACTIVATE),
    ],
)
def test_what_was_not_known_before_cannot_be_put_back(field: str, one: Call) -> None:
    before = _blind("ann", field)

    assert isinstance(invert(before, one), Irreversible)


@pytest.mark.parametrize(
    ("field", "one"),
    [
        ("attached", call("AttachUserPolicy", UserName="ann", PolicyArn=AUDIT)),
        ("attached", call("DetachUserPolicy", UserName="ann", PolicyArn=AUDIT)),
        ("groups", call("AddUserToGroup", UserName="ann", GroupName="admins")),
        ("groups", call("RemoveUserFromGroup", UserName="ann", GroupName="admins")),
        ("access_keys", DEACTIVATE),
        ("access_keys", DELETE_KEY),
        ("tags", tag("User", "UserName", "ann", Team="core")),
        ("tags", untag_ann("Team")),
        ("inline", call("DeleteUserPolicy", UserName="ann", PolicyName="own")),
        ("password", call("DeleteLoginProfile", UserName="ann")),
        ("ssh_keys", call("DeleteSSHPublicKey", UserName="ann", SSHPublicKeyId=SSH_KEY)),
        ("mfa_devices", call("DeactivateMFADevice", UserName="ann", SerialNumber="GAHT1")),
        ("signing_certificates", call("DeleteUser", UserName="ann")),
    ],
)
def test_nobody_can_tell_the_effect_on_a_field_that_is_not_known(field: str, one: Call) -> None:
    with pytest.raises(Impossible, match=r"not known \(denied \(iam:Example\)\)"):
        has_effect(_blind("ann", field), one)


def test_a_device_is_missing_only_where_devices_were_listed() -> None:
    one = call("DeleteVirtualMFADevice", SerialNumber=arn("mfa", "gone"))
    listed = small_account()

    assert not has_effect(listed, one)
    with pytest.raises(Impossible, match="not known"):
        has_effect(replace(listed, sources={**listed.sources, Source.MFA_DEVICES: DENIED}), one)


@pytest.mark.parametrize(
    ("operation", "repeatable"),
    [
        ("ListUsers", True),
        ("GetUser", True),
        ("SimulatePrincipalPolicy", True),
        ("AttachUserPolicy", True),
        ("CreateAccessKey", False),
        ("GetSessionToken", False),
        ("AssumeRole", False),
    ],
)
def test_what_may_be_sent_twice(operation: str, repeatable: bool) -> None:
    assert is_repeatable(operation) is repeatable


def test_a_call_names_what_to_read_to_see_it_applied() -> None:
    assert str(touched(ADD).entity) == "user bob"
    assert str(touched(tag("Policy", "PolicyArn", AUDIT, a="b")).entity) == f"policy {AUDIT}"


def _blind(name: str, field: str) -> Account:
    whole = small_account()
    blind = replace(whole.users[name], **{field: DENIED})  # type: ignore[arg-type]
    return replace(whole, users={**whole.users, name: blind})


def _call(inverse: Call | Irreversible) -> Call:
    assert isinstance(inverse, Call)
    return inverse
