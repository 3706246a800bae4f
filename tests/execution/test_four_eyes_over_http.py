"""Four eyes against a served account: STS judges the second person's code."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import WrongCode
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.changes.change import Sensitivity
from iamtui.changes.tags import Tag
from iamtui.errors import RefusedError
from iamtui.execution.approval import Approval
from iamtui.execution.four_eyes import Approving, Second
from iamtui.execution.guard import Guard, Situation
from iamtui.execution.journal import Journal
from iamtui.execution.plan import make_plan
from iamtui.execution.rules import Rules
from iamtui.execution.runner import Runner
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.ledger import Ledger
from tests.support.mock_people import Person, add_device, add_user, allow
from tests.support.mock_server import RunningMock, mock_server

pytestmark = pytest.mark.slow
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    with mock_server("empty") as served:
        yield served


def backend_of(person: Person) -> LiveBackend:
    target = Target(
        person.name,
        TargetKind.ENDPOINT,
        CredentialSource.VAULT,
        endpoint_url=person.mock.endpoint_url,
    )
    keys = person.credentials
    return open_backend(target, AccessKeyPair(keys.access_key_id, Secret(keys.secret_access_key)))


def test_another_user_with_their_own_device_approves(mock: RunningMock, tmp_path: Path) -> None:
    ann, bob = (add_user(mock, name, allow("*")) for name in ("ann", "bob"))
    phones = {person.name: add_device(mock, person) for person in (ann, bob)}
    change = Tag(Entity(EntityKind.USER, "bob"), "Team", "core")
    backend, guard = backend_of(ann), Guard(Rules(least=Sensitivity.FOUR_EYES))
    account: Account = backend.load(lambda *_: None, Cancel())
    plan = make_plan(account, change, datetime.now(UTC))
    desk = Approving(guard, lambda _s: None, Ledger(tmp_path / "ledger.json"))

    def there() -> Situation:
        serials = Known((phones["ann"].serial,))
        session, now = backend.mfa_session, datetime.now(UTC)
        return Situation(account.caller, "acme", serials, session, now)

    def approve(person: Person, code: str) -> Approval:
        second = Second(backend_of(person), phones[person.name].serial)
        return desk.approve(plan, there(), second, code, datetime.now(UTC))

    with pytest.raises(RefusedError, match="cannot approve it as well"):
        approve(ann, phones["ann"].code(1))
    with pytest.raises(WrongCode):
        approve(bob, "000000")
    with pytest.raises(WrongCode):
        # A code of the first person's device is none of the second's.
        approve(bob, phones["ann"].code(1))
    backend.start_mfa_session(phones["ann"].serial, Secret(phones["ann"].code(1)), HOUR)
    grant = guard.grant(plan, there(), "acme", approve(bob, phones["bob"].code(1)))
    journal = Journal(tmp_path / "journal.jsonl")
    outcome = Runner(backend, guard, journal, "work", lambda: datetime.now(UTC)).run(
        grant, Cancel()
    )
    assert outcome.result == "done"
    assert {entry.approver for entry in journal.entries()} == {bob.arn}
    assert mock.client("iam").list_user_tags(UserName="bob")["Tags"] == [
        {"Key": "Team", "Value": "core"}
    ]
