"""The runner against the mock: real answers, lost answers, refusals, sessions that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.aws.backend import Cancel
from iamtui.aws.credentials import Keys
from iamtui.aws.errors import AccessDenied
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.changes.attachments import AttachPolicy
from iamtui.changes.change import Change
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.tags import Tag
from iamtui.execution.guard import Grant, Guard, Situation
from iamtui.execution.history import last_undo, runs
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker
from iamtui.execution.plan import make_plan
from iamtui.execution.rules import Rules
from iamtui.execution.runner import Outcome, Runner
from iamtui.secret import Secret
from iamtui.vault.ledger import Ledger
from tests.support.accounts import READ_ONLY
from tests.support.mock_server import RunningMock, mock_server

pytestmark = pytest.mark.slow
EVERYTHING = "hannah.everything"


@pytest.fixture
def mock() -> Iterator[RunningMock]:
    with mock_server("demo") as running:
        yield running


class Administrator:
    """Reads, plans and runs as iamtui does, as the mock's administrator."""

    def __init__(self, mock: RunningMock, folder: Path) -> None:
        self.mock = mock
        target = Target(
            "mock",
            TargetKind.MOCK,
            CredentialSource.GIVEN,
            endpoint_url=mock.endpoint_url,
            mfa_serial=mock.ready.mfa_serial,
        )
        keys = Keys(mock.ready.access_key_id, Secret(mock.ready.secret_access_key))
        self.backend: LiveBackend = open_backend(target, keys)
        self.guard = Guard(Rules())
        self.journal = Journal(folder / "journal.jsonl")
        broker = MfaBroker(self.backend, lambda _s: Secret(mock.ready.mfa_seed), Ledger())
        self.account: Account = self.backend.load(lambda *_: None, Cancel())
        broker.start_from_seed(mock.ready.mfa_serial, Cancel())

    def grant(self, change: Change) -> Grant:
        for read in change.reads():
            patch = self.backend.fetch(read.entity, read.aspects, Cancel())
            self.account = patch(self.account)
        plan = make_plan(self.account, change, datetime.now(UTC))
        devices = Known((self.mock.ready.mfa_serial,))
        session = self.backend.mfa_session
        now = datetime.now(UTC)
        there = Situation(self.account.caller, "demo", devices, session, now)
        return self.guard.grant(plan, there, change.typed_name())

    def run(self, change: Change, undoes: str = "") -> Outcome:
        runner = Runner(self.backend, self.guard, self.journal, "mock", lambda: datetime.now(UTC))
        return runner.run(self.grant(change), Cancel(), undoes=undoes)


@pytest.fixture
def administrator(mock: RunningMock, tmp_path: Path) -> Administrator:
    return Administrator(mock, tmp_path)


def test_a_user_with_everything_is_deleted_though_every_answer_is_lost(
    administrator: Administrator,
) -> None:
    mock = administrator.mock
    plan = administrator.grant(DeleteUser(EVERYTHING)).plan
    operations = {step.call.operation for step in plan.steps} - {"DeleteVirtualMFADevice"}
    assert len(operations) > 5
    for operation in operations:
        mock.fault(operation, "lost")
    outcome = administrator.run(DeleteUser(EVERYTHING))
    assert outcome.error is None
    assert outcome.result == "done"
    users = mock.client("iam").list_users()["Users"]
    assert EVERYTHING not in {user["UserName"] for user in users}


def test_a_refusal_in_the_middle_and_the_rest_afterwards(administrator: Administrator) -> None:
    administrator.mock.fault("RemoveUserFromGroup", "deny")
    outcome = administrator.run(DeleteUser(EVERYTHING))
    assert outcome.result == "failed"
    assert isinstance(outcome.error, AccessDenied)
    assert 0 < len(outcome.done) < len(outcome.plan.steps)
    rest = administrator.run(DeleteUser(EVERYTHING))
    assert rest.result == "done"
    assert [s.call for s in rest.plan.steps] == [s.call for s in outcome.left]


def test_a_run_and_its_undo(administrator: Administrator) -> None:
    iam = administrator.mock.client("iam")
    attach = AttachPolicy(Entity(EntityKind.USER, EVERYTHING), READ_ONLY)
    before = iam.list_attached_user_policies(UserName=EVERYTHING)["AttachedPolicies"]
    outcome = administrator.run(attach)
    assert outcome.result == "done"
    history = runs(administrator.journal.entries(), administrator.mock.ready.account_id)
    undo, run = last_undo(history, outcome.plan.steps[-1].after)
    assert administrator.run(undo, undoes=run.id).result == "done"
    after = iam.list_attached_user_policies(UserName=EVERYTHING)["AttachedPolicies"]
    assert after == before


def test_a_policy_is_tagged_though_loading_gives_no_tags_of_policies(
    administrator: Administrator,
) -> None:
    policy = next(p for p in administrator.account.policies.values() if not p.is_aws_managed)
    tag = Tag(Entity(EntityKind.POLICY, policy.arn), "Reviewed", "2026")
    administrator.mock.fault("TagPolicy", "lost")
    assert administrator.run(tag).result == "done"
    tags = administrator.mock.client("iam").list_policy_tags(PolicyArn=policy.arn)["Tags"]
    assert {"Key": "Reviewed", "Value": "2026"} in tags


def test_nothing_is_sent_by_long_term_keys_when_the_session_is_gone(
    administrator: Administrator,
) -> None:
    grant = administrator.grant(DeleteUser(EVERYTHING))
    administrator.backend.drop_mfa_session()
    administrator.mock.reset_calls()
    runner = Runner(
        administrator.backend,
        administrator.guard,
        administrator.journal,
        "mock",
        lambda: datetime.now(UTC),
    )
    outcome = runner.run(grant, Cancel())
    assert (outcome.result, outcome.done) == ("failed", ())
    assert set(administrator.mock.calls()) == {"GetCallerIdentity"}
