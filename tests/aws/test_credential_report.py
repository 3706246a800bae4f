"""The credential report, by the names of its columns."""

from __future__ import annotations

from datetime import UTC, datetime

from iamtui.account.credential_report import ROOT_ACCOUNT, parse
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import AccessKey, KeyStatus, LastUsed, Password

HEADER = (
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,"
    "password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,"
    "access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,"
    "access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,"
    "access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,"
    "cert_1_last_rotated,cert_2_active,cert_2_last_rotated"
)
ROOT = (
    "<root_account>,arn:aws:iam::123456789012:root,2020-01-01T00:00:00+00:00,not_supported,"
    "2026-01-01T00:00:00+00:00,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,"
    "false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
)
ALICE = (
    "alice,arn:aws:iam::123456789012:user/alice,2025-01-01T00:00:00+00:00,true,no_information,"
    "2025-02-01T00:00:00+00:00,N/A,false,true,2025-06-01T00:00:00+00:00,"
    "2026-01-05T10:00:00+00:00,us-east-1,s3,false,2025-03-01T00:00:00+00:00,N/A,N/A,N/A,"
    "false,N/A,false,N/A"
)


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_user_has_password_mfa_and_keys_oldest_first() -> None:
    row = parse("\n".join((HEADER, ROOT, ALICE))).users["alice"]
    assert row.password == Known(Password(True, None, at(2025, 2, 1)))
    assert row.mfa_active == Known(False)
    assert row.access_keys == Known(
        (
            AccessKey(NOT_ASKED, KeyStatus.INACTIVE, at(2025, 3, 1), Known(None)),
            AccessKey(
                NOT_ASKED,
                KeyStatus.ACTIVE,
                at(2025, 6, 1),
                Known(LastUsed(at(2026, 1, 5, 10), "us-east-1", "s3")),
            ),
        )
    )


def test_the_root_user_is_apart_and_its_password_is_not_told() -> None:
    report = parse("\n".join((HEADER, ROOT, ALICE)))
    assert ROOT_ACCOUNT not in report.users
    assert report.root is not None
    assert report.root.mfa_active == Known(True)
    assert report.root.password == NOT_ASKED
    assert report.root.access_keys == Known(())


def test_columns_in_another_order_or_missing_make_no_false_answers() -> None:
    report = parse("mfa_active,user\ntrue,bob")
    assert report.users["bob"].mfa_active == Known(True)
    assert report.users["bob"].password == NOT_ASKED
    assert report.users["bob"].access_keys == NOT_ASKED
    assert report.root is None
