"""What different calls say of one user, put together."""

from __future__ import annotations

from datetime import UTC, datetime

from iamtui.account.credential_report import ReportRow
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown, Why
from iamtui.account.merge import (
    with_assigned_devices,
    with_known_use,
    with_members,
    with_report,
    with_user_devices,
)
from iamtui.account.model import (
    AccessKey,
    Account,
    KeyStatus,
    LastUsed,
    MfaDevice,
    Password,
    User,
)

MAY = datetime(2026, 5, 1, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
USED = Known(LastUsed(JUNE, "us-east-1", "s3"))
VIRTUAL = "arn:aws:iam::123456789012:mfa/phone"
HARDWARE = "GAHT12345678"


def user(name: str = "alice", **fields: Field[object]) -> User:
    return User(name, f"arn:aws:iam::123456789012:user/{name}", "AIDA", **fields)  # type: ignore[arg-type]


def account(*users: User, devices: tuple[MfaDevice, ...] = ()) -> Account:
    return Account(
        users={u.name: u for u in users}, mfa_devices={device.serial: device for device in devices}
    )


def key(
    created: datetime, key_id: Field[str] = NOT_ASKED, used: Field[LastUsed | None] = NOT_ASKED
) -> AccessKey:
    return AccessKey(key_id, KeyStatus.ACTIVE, created, used)


ROW = ReportRow("alice", "", Known(Password(True)), Known(False), Known((key(MAY, used=USED),)))


def test_the_report_completes_a_user() -> None:
    alice = with_report(account(user()), {"alice": ROW}).users["alice"]
    assert alice.password == ROW.password
    assert alice.access_keys == ROW.access_keys
    assert alice.mfa_active == Known(False)


def test_the_report_does_not_overwrite_what_a_fresher_call_told() -> None:
    fresh = user(access_keys=Known(()), mfa_active=Known(True))
    alice = with_report(account(fresh), {"alice": ROW}).users["alice"]
    assert alice.access_keys == Known(())
    assert alice.mfa_active == Known(True)


def test_a_user_younger_than_the_report_stays_unknown() -> None:
    before = account(user("bob"))
    assert with_report(before, {"alice": ROW}) is before


def test_an_assigned_device_counts_as_mfa_whatever_the_report_says() -> None:
    before = account(user(mfa_active=Known(False)), devices=(MfaDevice(VIRTUAL, "alice", MAY),))
    after = with_assigned_devices(before)
    assert after.users["alice"].mfa_active == Known(True)
    assert with_assigned_devices(after) is after


def test_a_device_of_nobody_or_of_root_changes_no_user() -> None:
    before = account(
        user(), devices=(MfaDevice(VIRTUAL, None), MfaDevice(VIRTUAL + "2", "<root_account>"))
    )
    assert with_assigned_devices(before) is before


def test_the_list_of_a_users_devices_replaces_what_was_known_of_them() -> None:
    other = MfaDevice(VIRTUAL + "-bob", "bob", MAY)
    before = account(
        user(), devices=(MfaDevice(VIRTUAL, "alice", MAY), MfaDevice("GONE", "alice"), other)
    )
    hardware = MfaDevice(HARDWARE, "alice", JUNE)
    after = with_user_devices(before, before.users["alice"], (hardware,))
    assert after.users["alice"].mfa_devices == Known((HARDWARE,))
    assert after.users["alice"].mfa_active == Known(True)
    assert after.mfa_devices == {
        VIRTUAL: MfaDevice(VIRTUAL, None),
        HARDWARE: hardware,
        other.serial: other,
    }


def test_keys_are_matched_with_the_report_by_the_second_of_their_creation() -> None:
    listed = (key(MAY, Known("AKIA1")), key(JUNE, Known("AKIA2")))
    first, second = with_known_use(listed, Known((key(MAY, used=USED),)))
    assert first == key(MAY, Known("AKIA1"), USED)
    assert second.last_used == NOT_ASKED


def test_keys_of_one_second_are_not_guessed_apart() -> None:
    before = Known((key(MAY, used=USED), key(MAY, used=Known(None))))
    (listed,) = with_known_use((key(MAY, Known("AKIA1")),), before)
    assert listed.last_used == NOT_ASKED


def test_keys_with_ids_are_matched_by_id() -> None:
    before = Known((key(MAY, Known("AKIA1"), USED), key(MAY, Known("AKIA2"), Known(None))))
    (listed,) = with_known_use((key(MAY, Known("AKIA2")),), before)
    assert listed.last_used == Known(None)


def test_a_group_has_the_members_that_it_lists_and_no_others() -> None:
    hidden = user("carol", groups=Unknown(Why.DENIED))
    before = account(user("alice", groups=Known(("ops",))), user("bob", groups=Known(())), hidden)
    after = with_members(before, "ops", frozenset({"bob", "carol"}))
    assert after.users["alice"].groups == Known(())
    assert after.users["bob"].groups == Known(("ops",))
    assert after.users["carol"] == hidden
