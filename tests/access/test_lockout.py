"""Warnings to the one who is about to lock himself out."""

from __future__ import annotations

from dataclasses import replace

from iamtui.access.lockout import lockout
from iamtui.account.edit import with_user
from iamtui.account.field import Known
from iamtui.account.model import Account, KeyStatus, User
from tests.support.accounts import account, device, key, policy, user

ADMIN = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
READ = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*","Resource":"*"}}'


def changed(before: Account, **fields: object) -> tuple[str, ...]:
    ann: User = before.users["ann"]
    return lockout(before, with_user(before, replace(ann, **fields)), ann.arn)  # type: ignore[arg-type]


def admin(**fields: object) -> Account:
    policies = (policy("Admin", ADMIN), policy("Read", READ))
    ann = user("ann", attached=Known((policies[0].arn,)), **fields)
    return account(ann, user("bob"), *policies, device("ann", "ann"))


def test_losing_the_right_to_write_iam_is_told() -> None:
    before = admin()

    (told,) = changed(before, attached=Known((policy("Read").arn,)))

    assert told.startswith("You lose iam:")
    assert told.endswith("You may be unable to take this back.")


def test_losing_everything_is_told() -> None:
    assert changed(admin(), attached=Known(())) == ("You lose all your permissions by this.",)


def test_deleting_oneself_is_told() -> None:
    before = admin()
    after = replace(before, users={"bob": before.users["bob"]})

    assert lockout(before, after, before.users["ann"].arn) == (
        "This deletes user ann, which you are signed in as.",
    )


def test_losing_the_last_key_is_told() -> None:
    before = admin(access_keys=Known((key(1),)))

    told = changed(before, access_keys=Known((key(1, KeyStatus.INACTIVE),)))

    assert told == (
        "Your access key AKIA0000000000000001 is deleted or deactivated by this.",
        "No active access key is left to you.",
    )


def test_removing_the_last_mfa_device_is_told() -> None:
    before = admin()
    after = replace(before, mfa_devices={})

    assert lockout(before, after, before.users["ann"].arn) == (
        "You remove your last MFA device by this.",
    )


def test_what_concerns_others_is_no_lockout() -> None:
    before = admin()
    after = replace(before, users={"ann": before.users["ann"]})

    assert lockout(before, after, before.users["ann"].arn) == ()
    assert lockout(before, replace(before, users={}), "arn:aws:iam::123456789012:root") == ()
