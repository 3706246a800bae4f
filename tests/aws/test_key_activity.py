"""What AWS tells of a key's use: each part alone, and why a part is not known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from iamtui.account.field import Known, Unknown
from iamtui.aws.api import Api
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import AccessDenied
from iamtui.aws.key_activity import Activity, KeyActivity
from iamtui.aws.session_denial import denial
from iamtui.errors import IamtuiError
from iamtui.rotation.activity_words import activity_lines
from tests.support.accounts import NOW

KEY, ARN = "AKIAKEY0000000000001", "arn:aws:iam::123456789012:user/ada"
EVENT = {
    "EventTime": NOW,
    "EventName": "GetObject",
    "EventSource": "s3.amazonaws.com",
    "CloudTrailEvent": json.dumps(
        {"sourceIPAddress": "203.0.113.9", "userAgent": "aws-cli", "errorCode": "AccessDenied"}
    ),
}


class FakeApi:
    """Answers by operation; an error is raised."""

    def __init__(self, **answers: Mapping[str, Any] | IamtuiError) -> None:
        self.answers: dict[str, Mapping[str, Any] | IamtuiError] = {
            "GetAccessKeyLastUsed": {"AccessKeyLastUsed": {"ServiceName": "N/A"}},
            "GenerateServiceLastAccessedDetails": {"JobId": "1"},
            "GetServiceLastAccessedDetails": {"JobStatus": "COMPLETED"},
            "LookupEvents": {"Events": []},
            **answers,
        }
        self.asked: dict[str, Mapping[str, Any]] = {}

    def ask(self, operation: str, parameters: Mapping[str, Any], **more: object) -> Any:
        self.asked[operation] = {**parameters, **more}
        answer = self.answers[operation]
        if isinstance(answer, IamtuiError):
            raise answer
        return answer


def activity(api: FakeApi) -> Activity:
    return KeyActivity(lambda: cast(Api, cast(Any, api)), Cancel()).of(KEY, ARN)


def test_a_key_that_was_never_used() -> None:
    assert activity(FakeApi()) == Activity(Known(None), Known(()), Known(()))


def test_the_calls_that_cloudtrail_kept_are_asked_for_by_the_key() -> None:
    api = FakeApi(LookupEvents={"Events": [EVENT]})
    (line,) = [each for each in activity_lines(activity(api)) if "GetObject" in each]
    assert "s3:GetObject (AccessDenied) from 203.0.113.9 aws-cli" in line
    wanted = [{"AttributeKey": "AccessKeyId", "AttributeValue": KEY}]
    assert api.asked["LookupEvents"]["LookupAttributes"] == wanted
    assert api.asked["LookupEvents"]["service"] == "cloudtrail"


def test_an_event_whose_text_cannot_be_read_is_told_of_all_the_same() -> None:
    broken = {**EVENT, "CloudTrailEvent": "{"}
    found = activity(FakeApi(LookupEvents={"Events": [broken]})).events
    assert isinstance(found, Known)
    assert (found.value[0].name, found.value[0].address) == ("GetObject", "")


def test_services_that_were_called_the_last_first() -> None:
    called = [
        {"ServiceName": "Old", "LastAuthenticated": NOW.replace(year=2020)},
        {"ServiceName": "Never"},
        {"ServiceName": "New", "LastAuthenticated": NOW, "LastAuthenticatedRegion": "eu-west-1"},
    ]
    details = {"JobStatus": "COMPLETED", "ServicesLastAccessed": called}
    found = activity(FakeApi(GetServiceLastAccessedDetails=details)).services
    assert isinstance(found, Known)
    assert [use.service for use in found.value] == ["New", "Old"]


def test_what_may_not_be_asked_says_which_permission_is_missing() -> None:
    denied = AccessDenied("no")
    found = activity(FakeApi(LookupEvents=denied, GetAccessKeyLastUsed=denied))
    assert isinstance(found.events, Unknown)
    text = "\n".join(activity_lines(found))
    assert "cloudtrail:LookupEvents" in text
    assert "Ask for the permission iam:GetAccessKeyLastUsed." in text
    assert "none that AWS knows of" in text


def test_the_denial_is_of_everything_in_sessions_from_before() -> None:
    (statement,) = json.loads(denial(NOW.replace(microsecond=1)))["Statement"]
    assert (statement["Effect"], statement["Action"], statement["Resource"]) == ("Deny", "*", "*")
    moment = statement["Condition"]["DateLessThan"]["aws:TokenIssueTime"]
    assert moment == "2026-03-01T12:00:01Z"
