"""Loading the demo account over HTTP: complete, by pages, and as far as it is allowed."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from iamtui.account.field import NOT_ASKED, Known, Unknown, Why
from iamtui.account.model import Account, Source
from iamtui.aws.backend import Progress
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.aws.errors import BadCredentials, NoConnection, TimedOut, WrongSecret
from iamtui.aws.live import LiveBackend, open_backend
from tests.aws.mock_backends import Open, keys, target
from tests.support.mock_server import Credentials, RunningMock

pytestmark = pytest.mark.slow


def load(backend: LiveBackend) -> Account:
    return backend.load(lambda _account, _progress: None, Cancel())


def test_the_whole_account_is_loaded(demo: RunningMock, open_demo: Open) -> None:
    account = load(open_demo())
    iam = demo.client("iam")
    summary = iam.get_account_summary()["SummaryMap"]
    assert len(account.users) == summary["Users"]
    assert len(account.groups) == summary["Groups"]
    assert len(account.roles) == summary["Roles"]
    own = [p for p in account.policies.values() if not p.is_aws_managed]
    assert len(own) == summary["Policies"]
    assert account.summary == Known(summary)
    assert account.alias == Known(iam.list_account_aliases()["AccountAliases"][0])
    assert account.id == Known(demo.ready.account_id)
    assert all(isinstance(how, Known) for how in account.sources.values())
    assert set(account.sources) == set(Source)


def test_users_come_with_what_the_report_tells(demo: RunningMock, open_demo: Open) -> None:
    account = load(open_demo())
    caller = account.caller.otherwise(None)
    assert caller is not None
    assert caller.user_name is not None
    admin = account.users[caller.user_name]
    (key, *_) = admin.access_keys.otherwise(())
    assert key.id == NOT_ASKED
    assert isinstance(key.last_used, Known)
    assert admin.mfa_active == Known(True)
    assert account.mfa_devices[demo.ready.mfa_serial].user == admin.name


def test_documents_are_the_original_texts(demo: RunningMock, open_demo: Open) -> None:
    account = load(open_demo())
    iam = demo.client("iam")
    text = '{\n  "Version": "2012-10-17",  "Statement": []\n}'
    iam.create_role(RoleName="spaced", AssumeRolePolicyDocument=TRUST)
    iam.put_role_policy(RoleName="spaced", PolicyName="p", PolicyDocument=text.replace("[]", ALLOW))
    account = load(open_demo())
    (inline,) = account.roles["spaced"].inline.otherwise(())
    assert inline.document == text.replace("[]", ALLOW)
    assert account.roles["spaced"].trust == Known(TRUST)
    iam.delete_role_policy(RoleName="spaced", PolicyName="p")
    iam.delete_role(RoleName="spaced")


ALLOW = '[{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a%20b/*"}]'
TRUST = (
    '{"Version":"2012-10-17", "Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"ec2.amazonaws.com"}, "Action":"sts:AssumeRole"}]}'
)


def test_small_pages_give_the_same_account(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("ListPolicies", "deny", times=None)
    whole, paged = load(open_demo()), load(open_demo(page_size=7))
    assert demo.calls()["GetAccountAuthorizationDetails"] > 10
    same = {"sources": {}, "report_time": NOT_ASKED}
    assert replace(paged, **same) == replace(whole, **same)  # type: ignore[arg-type]


def test_calls_grow_with_pages_and_not_with_users(demo: RunningMock, open_demo: Open) -> None:
    account = load(open_demo())
    calls = demo.calls()
    assert len(account.users) > 20
    assert sum(calls.values()) < 15
    assert calls["GetAccountAuthorizationDetails"] == 1
    assert not any(name.startswith(("GetUser", "ListUser", "ListAccess")) for name in calls)


def test_pages_are_reported_as_they_come(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("ListPolicies", "deny", times=None)
    seen: list[tuple[int, Progress]] = []
    open_demo(page_size=10).load(
        lambda account, progress: seen.append((len(account.users), progress)), Cancel()
    )
    assert seen[0][1] == Progress(Source.IDENTITY, 1, done=True)
    users = [(shown, p) for shown, p in seen if p.source is Source.USERS]
    assert len(users) > 3
    assert all(shown == p.count for shown, p in users)
    assert [p.done for _, p in users].count(True) == 1
    assert users[-1][1].done


DENIABLE = {
    "GetCredentialReport": (Source.CREDENTIAL_REPORT, "iam:GetCredentialReport"),
    "ListVirtualMFADevices": (Source.MFA_DEVICES, "iam:ListVirtualMFADevices"),
    "GetAccountSummary": (Source.SUMMARY, "iam:GetAccountSummary"),
    "ListAccountAliases": (Source.ALIAS, "iam:ListAccountAliases"),
    "ListPolicies": (Source.AWS_POLICIES, "iam:ListPolicies"),
    "GetCallerIdentity": (Source.IDENTITY, "sts:GetCallerIdentity"),
}


@pytest.mark.parametrize("operation", sorted(DENIABLE))
def test_one_denied_call_leaves_the_rest(
    operation: str, demo: RunningMock, open_demo: Open
) -> None:
    demo.fault(operation, "deny", times=None)
    account = load(open_demo())
    source, detail = DENIABLE[operation]
    assert account.sources[source] == Unknown(Why.DENIED, detail)
    others = [how for one, how in account.sources.items() if one is not source]
    assert len(others) == len(Source) - 1
    assert all(isinstance(how, Known) for how in others)
    assert account.users


def test_denied_details_are_listed_instead(demo: RunningMock, open_demo: Open) -> None:
    whole = load(open_demo())
    demo.fault("GetAccountAuthorizationDetails", "deny", times=None)
    account = load(open_demo())
    assert account.users.keys() == whole.users.keys()
    assert account.groups.keys() == whole.groups.keys()
    assert account.roles.keys() == whole.roles.keys()
    assert account.policies.keys() == whole.policies.keys()
    user = next(iter(account.users.values()))
    assert user.groups == user.attached == user.tags == NOT_ASKED
    assert isinstance(user.password, Known)
    assert isinstance(account.sources[Source.USERS], Known)


def test_who_may_see_no_users_sees_himself(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("GetAccountAuthorizationDetails", "deny", times=None)
    demo.fault("ListUsers", "deny", times=None)
    account = load(open_demo())
    caller = account.caller.otherwise(None)
    assert caller is not None
    assert [user.arn for user in account.users.values()] == [caller.arn]
    (own,) = account.users.values()
    assert own.arn.endswith(f":user{own.path}{own.name}")
    assert account.sources[Source.USERS] == Unknown(Why.DENIED, "iam:ListUsers")
    assert account.roles


def test_a_report_that_may_only_be_read_is_read(demo: RunningMock, open_demo: Open) -> None:
    load(open_demo())
    demo.fault("GenerateCredentialReport", "deny", times=None)
    assert isinstance(load(open_demo()).sources[Source.CREDENTIAL_REPORT], Known)


def test_throttling_is_waited_out(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("GetAccountSummary", "throttle", times=1)
    assert isinstance(load(open_demo()).summary, Known)
    assert demo.calls()["GetAccountSummary"] == 2


def test_an_answer_that_is_cut_off_fails_its_source(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("GetAccountSummary", "truncate", times=None)
    account = load(open_demo())
    assert account.summary == Unknown(Why.FAILED, "iam:GetAccountSummary")


def test_a_wrong_secret_is_told_from_an_unknown_key(demo: RunningMock, open_demo: Open) -> None:
    with pytest.raises(WrongSecret):
        load(open_demo(Credentials(demo.ready.access_key_id, "x" * 40)))
    with pytest.raises(BadCredentials):
        load(open_demo(Credentials("AKIAUNKNOWN000000000", "x" * 40)))


def test_a_port_where_nobody_listens(demo: RunningMock) -> None:
    nowhere = replace(target(demo), endpoint_url="http://127.0.0.1:9")
    with pytest.raises(NoConnection):
        load(open_backend(nowhere, keys(demo.credentials)))


def test_a_hung_server_is_given_up(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("GetCallerIdentity", "delay", times=None, seconds=5)
    with pytest.raises(TimedOut):
        open_demo(seconds=0.05).identity()


PROGRAM = """
import socket
from iamtui.aws.credentials import Keys
from iamtui.aws.errors import TimedOut
from iamtui.aws.live import open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.secret import Secret

silent = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{silent.getsockname()[1]}"
target = Target("silent", TargetKind.ENDPOINT, CredentialSource.GIVEN, endpoint_url=url)
backend = open_backend(target, Keys("AKIAEXAMPLE000000000", Secret("x")), seconds=0.2)
try:
    backend.identity()
except TimedOut:
    print("timed out")
"""


def test_a_hung_call_does_not_keep_the_process_from_ending() -> None:
    # The call itself would hang for READ_SECONDS, four times.
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=14, check=True
    )
    assert ran.stdout == "timed out\n"


def test_a_proxy_is_not_asked_for_what_runs_here(
    open_demo: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert open_demo().identity().user_name is not None


def test_loading_ends_as_soon_as_it_is_cancelled(demo: RunningMock, open_demo: Open) -> None:
    demo.fault("GetAccountAuthorizationDetails", "delay", times=None, seconds=5)
    cancel = Cancel()

    def cancel_once_it_runs(_account: Account, progress: Progress) -> None:
        if progress.source is Source.SUMMARY:
            threading.Thread(target=cancel.cancel, daemon=True).start()

    with pytest.raises(Cancelled):
        open_demo().load(cancel_once_it_runs, cancel)


def test_the_clock_of_the_other_side_is_read(demo: RunningMock, open_demo: Open) -> None:
    backend = open_demo()
    assert backend.clock_offset is None
    backend.identity()
    assert backend.clock_offset is not None
    assert abs(backend.clock_offset) < timedelta(seconds=60)


def test_an_inactive_key_is_refused(demo: RunningMock, open_demo: Open) -> None:
    iam = demo.client("iam")
    iam.create_user(UserName="inactive")
    made = iam.create_access_key(UserName="inactive")["AccessKey"]
    key_id = made["AccessKeyId"]
    iam.update_access_key(UserName="inactive", AccessKeyId=key_id, Status="Inactive")
    with pytest.raises(BadCredentials):
        open_demo(Credentials.of(made)).identity()
    iam.delete_access_key(UserName="inactive", AccessKeyId=key_id)
    iam.delete_user(UserName="inactive")


def test_a_secret_is_in_no_error(demo: RunningMock, open_demo: Open) -> None:
    with pytest.raises(WrongSecret) as caught:
        open_demo(Credentials(demo.ready.access_key_id, "canary-secret")).identity()
    assert "canary" not in repr(caught.value)
    assert caught.value.__context__ is None
