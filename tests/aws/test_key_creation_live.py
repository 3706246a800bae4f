"""A new access key over a line that loses answers: sent once, found again by what it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.aws.cancel import Cancel
from iamtui.aws.live import open_backend
from iamtui.errors import OutcomeUnknown, RefusedError
from iamtui.rotation.orphans import orphans
from tests.aws.mock_backends import Open, keys, target
from tests.support.mock_server import Credentials, RunningMock

pytestmark = pytest.mark.slow

USER = "karin"
KEYS = frozenset({Aspect.ACCESS_KEYS, Aspect.KEY_USE})


@pytest.fixture
def iam(demo: RunningMock) -> Iterator[Any]:
    """A client; the account has a user without keys for the length of the test."""
    client = demo.client("iam")
    client.create_user(UserName=USER)
    demo.reset_calls()
    yield client
    demo.clear_faults()
    for key in client.list_access_keys(UserName=USER)["AccessKeyMetadata"]:
        client.delete_access_key(UserName=USER, AccessKeyId=key["AccessKeyId"])
    client.delete_user(UserName=USER)


@pytest.mark.usefixtures("iam")
def test_the_new_key_is_the_user_s(demo: RunningMock, open_demo: Open) -> None:
    made = open_demo().create_key(USER)
    caller = demo.client("sts", Credentials(made.access_key_id, made.secret.reveal()))
    assert caller.get_caller_identity()["Arn"].endswith(f"/{USER}")


@pytest.mark.parametrize("fault", ["lost", "half"])
def test_a_key_whose_answer_was_lost_is_an_orphan(
    fault: str, iam: Any, demo: RunningMock, open_demo: Open
) -> None:
    backend = open_demo()
    account = backend.load(lambda _account, _progress: None, Cancel())
    kept = backend.create_key(USER)
    demo.fault("CreateAccessKey", fault)
    began = datetime.now(UTC)
    with pytest.raises(OutcomeUnknown):
        backend.create_key(USER)
    assert demo.calls()["CreateAccessKey"] == 2
    patch = backend.fetch(Entity(EntityKind.USER, USER), KEYS, Cancel())
    found = patch(account).users[USER].access_keys.otherwise(())
    there = {key["AccessKeyId"] for key in iam.list_access_keys(UserName=USER)["AccessKeyMetadata"]}
    lost = there - {kept.access_key_id}
    assert set(orphans(USER, [kept.access_key_id], found, began)) == lost
    assert len(lost) == 1


@pytest.mark.usefixtures("iam")
def test_a_profile_that_only_reads_makes_none(demo: RunningMock) -> None:
    backend = open_backend(target(demo, read_only=True), keys(demo.credentials))
    with pytest.raises(RefusedError, match="read-only"):
        backend.create_key(USER)
    assert "CreateAccessKey" not in demo.calls()
