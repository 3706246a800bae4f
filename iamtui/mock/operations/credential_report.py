"""The credential report: a CSV with a row for the root user and one for each user.

Columns and values: IAM User Guide, "Generate credential reports for your AWS account".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from iamtui.mock.entities import AccessKey, User
from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.store import Store

_LIFE: Final = timedelta(hours=4)
_NOT_APPLICABLE: Final = "N/A"
_KEY: Final = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
_COLUMNS: Final = (
    "user",
    "arn",
    "user_creation_time",
    "password_enabled",
    "password_last_used",
    "password_last_changed",
    "password_next_rotation",
    "mfa_active",
    *(f"access_key_{number}_{column}" for number in (1, 2) for column in _KEY),
    *(f"cert_{number}_{column}" for number in (1, 2) for column in ("active", "last_rotated")),
)


@operation("GenerateCredentialReport", differs="It takes a while.")
def generate(request: Request) -> Result:
    """Make a report, unless there is one younger than four hours."""
    store = request.store
    if store.report is not None and store.now() - store.report[0] < _LIFE:
        return {"State": "COMPLETE"}
    store.report = (store.now(), _report(store))
    return {
        "State": "STARTED",
        "Description": "No report exists. Starting a new report generation task",
    }


@operation("GetCredentialReport")
def get(request: Request) -> Result:
    """The last report made; AWS refuses without a message where there is none or it is too old."""
    report = request.store.report
    if report is None:
        raise AwsError("ReportNotPresent", None)
    if request.store.now() - report[0] >= _LIFE:
        raise AwsError("ReportExpired", None)
    return {"Content": report[1].encode(), "ReportFormat": "text/csv", "GeneratedTime": report[0]}


def _report(store: Store) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerow(_root_row(store))
    for name in sorted(store.users, key=str.lower):
        writer.writerow(_row(store, store.users[name]))
    return text.getvalue()


def _root_row(store: Store) -> list[str]:
    arn = f"arn:aws:iam::{store.account_id}:root"
    created = _date(store.created - timedelta(days=2000))
    password = ["not_supported", "no_information", "not_supported", "not_supported", "true"]
    no_key = ["false", _NOT_APPLICABLE, _NOT_APPLICABLE, _NOT_APPLICABLE, _NOT_APPLICABLE]
    no_certificate = ["false", _NOT_APPLICABLE]
    return ["<root_account>", arn, created, *password, *no_key * 2, *no_certificate * 2]


def _row(store: Store, user: User) -> list[str]:
    keys = sorted(user.keys, key=lambda key: key.create_date)
    first, second = (keys[place] if place < len(keys) else None for place in (0, 1))
    return [
        str(user.name),
        str(user.arn),
        _date(user.create_date),
        *_password(store, user),
        _truth(bool(user.devices)),
        *_key(first),
        *_key(second),
        *_certificates(user),
    ]


def _password(store: Store, user: User) -> list[str]:
    if not user.password:
        return ["false", _NOT_APPLICABLE, _NOT_APPLICABLE, _NOT_APPLICABLE]
    used = _date(user.last_sign_in) if user.last_sign_in else "no_information"
    policy = store.moto.account_password_policy
    changed, rotation = user.password_changed, _NOT_APPLICABLE
    if changed is not None and policy is not None and policy.expire_passwords:
        rotation = _date(changed + timedelta(days=policy.max_password_age))
    return ["true", used, _date(changed) if changed else _NOT_APPLICABLE, rotation]


def _key(key: AccessKey | None) -> list[str]:
    if key is None:
        return ["false", *[_NOT_APPLICABLE] * 4]
    used = [_NOT_APPLICABLE] * 3
    if key.use is not None:
        used = [_date(key.use.date), key.use.region, key.use.service]
    return [_truth(key.status == "Active"), _date(key.create_date), *used]


def _certificates(user: User) -> Sequence[str]:
    cells: list[str] = []
    for certificate in list(user.signing_certificates.values())[:2]:
        cells += [_truth(certificate.status == "Active"), _date(certificate.upload_date)]
    return [*cells, *["false", _NOT_APPLICABLE] * (2 - len(cells) // 2)]


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
