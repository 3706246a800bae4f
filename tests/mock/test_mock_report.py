"""The credential report: its 22 columns, the root user's row, and how long it is good for.

Sources: IAM User Guide, "Generate credential reports for your AWS account"; botocore's model
(ReportNotPresent, ReportExpired); LocalStack's recorded answers, test_iam_credential_report.
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

import iamtui.mock.operations  # noqa: F401 - registers the operations
from iamtui.mock.caller import nobody
from iamtui.mock.errors import AwsError
from iamtui.mock.registry import HANDLERS, Request
from iamtui.mock.store import Store

ACCOUNT = "111122223333"
HOUR = 3600


@pytest.fixture
def store() -> Store:
    return Store(ACCOUNT)


def call(store: Store, operation: str, **parameters: Any) -> dict[str, Any]:
    request = Request(operation, parameters, nobody(ACCOUNT, "127.0.0.1"), store)
    return HANDLERS["iam", operation](request) or {}


def rows(store: Store) -> list[dict[str, str]]:
    text = call(store, "GetCredentialReport")["Content"].decode()
    return list(csv.DictReader(io.StringIO(text)))


def test_a_report_that_nobody_ordered_has_no_words(store: Store) -> None:
    with pytest.raises(AwsError) as refusal:
        call(store, "GetCredentialReport")
    told = refusal.value
    assert (told.code, told.status, told.message) == ("ReportNotPresent", 410, None)


def test_a_report_is_started_and_then_complete(store: Store) -> None:
    assert call(store, "GenerateCredentialReport")["State"] == "STARTED"
    assert call(store, "GenerateCredentialReport") == {"State": "COMPLETE"}


def test_a_report_is_the_same_for_four_hours_and_then_no_more(store: Store) -> None:
    call(store, "GenerateCredentialReport")
    call(store, "CreateUser", UserName="later")
    store.clock.ahead = 4 * HOUR - 60
    call(store, "GenerateCredentialReport")
    assert [row["user"] for row in rows(store)] == ["<root_account>"]
    store.clock.ahead = 4 * HOUR + 1
    with pytest.raises(AwsError) as refusal:
        rows(store)
    assert (refusal.value.code, refusal.value.status) == ("ReportExpired", 410)
    call(store, "GenerateCredentialReport")
    assert [row["user"] for row in rows(store)] == ["<root_account>", "later"]


def test_it_has_the_columns_of_aws_and_a_row_of_the_root_user(store: Store) -> None:
    call(store, "CreateUser", UserName="ana")
    call(store, "CreateLoginProfile", UserName="ana", Password="Correct-horse-7")
    key = call(store, "CreateAccessKey", UserName="ana")["AccessKey"]["AccessKeyId"]
    call(store, "UpdateAccessKey", UserName="ana", AccessKeyId=key, Status="Inactive")
    call(store, "GenerateCredentialReport")
    root, ana = rows(store)
    assert len(root) == len(ana) == 22
    assert root["arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert root["password_enabled"] == "not_supported"
    assert ana["password_enabled"] == "true"
    assert ana["password_last_used"] == "no_information"
    assert ana["password_next_rotation"] == "N/A"
    assert (ana["access_key_1_active"], ana["access_key_2_active"]) == ("false", "false")
    assert ana["access_key_1_last_rotated"].endswith("+00:00")
    assert ana["access_key_1_last_used_date"] == ana["access_key_2_last_rotated"] == "N/A"
    assert (ana["mfa_active"], ana["cert_1_active"]) == ("false", "false")


def test_an_expiring_password_has_its_next_rotation(store: Store) -> None:
    call(store, "UpdateAccountPasswordPolicy", MaxPasswordAge=90)
    call(store, "CreateUser", UserName="ana")
    call(store, "CreateLoginProfile", UserName="ana", Password="Correct-horse-7")
    call(store, "GenerateCredentialReport")
    assert rows(store)[1]["password_next_rotation"] > rows(store)[1]["password_last_changed"]
