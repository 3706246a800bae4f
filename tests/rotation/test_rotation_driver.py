"""The driver where something live goes wrong: the secret cannot be saved, the key does not work."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from iamtui.account.model import AccessKey, Caller
from iamtui.aws.errors import AccessDenied, BadCredentials, WrongSecret
from iamtui.aws.live import LiveBackend
from iamtui.aws.session import MfaSession
from iamtui.errors import IamtuiError
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver, Ended, NotVerified, Outcome
from iamtui.rotation.service import UserKeys
from iamtui.rotation.states import Pace, Phase, Rotation
from iamtui.rotation.verification import Check
from iamtui.secret import Secret
from iamtui.vault.errors import KeyringFailed, ReadBackMismatch
from iamtui.vault.items import AccessKeyPair
from tests.rotation.world import OLD, Fate, World, give_up, yes

PACE = Pace(drain=timedelta(0), observe=timedelta(0))
NEW = AccessKeyPair("AKIANEW0000000000001", Secret("secret of AKIANEW0000000000001"))


class Fickle(World):
    """A keyring that fails `failures` times, or forgets what it took, and keys that never work."""

    def __init__(
        self, failures: int = 0, forgets: bool = False, check: Check | None = None
    ) -> None:
        super().__init__(Fate(random.Random(0)))
        self.failures = failures
        self.forgets = forgets
        self.always = check

    def save(self, key: AccessKeyPair) -> None:
        if self.failures:
            self.failures -= 1
            raise KeyringFailed("The keyring died.")
        if not self.forgets:
            super().save(key)

    def check(self, key: AccessKeyPair) -> Check:
        found = super().check(key)
        return found if self.always is None or key.access_key_id == OLD else self.always


def run(world: World, keeps_trying: bool = False) -> Outcome:
    asked: list[IamtuiError] = []

    def keep_trying(error: IamtuiError) -> bool:
        asked.append(error)
        return keeps_trying

    rotation = Rotation(
        id="0" * 32,
        account="111122223333",
        user="alice",
        old_key_id=OLD,
        keys_before=(OLD,),
        began=world.now(),
        since=world.now(),
    )
    contact = Contact(lambda _r: None, yes, keep_trying if keeps_trying else give_up)
    return Driver(world, world, world, world, contact).run(rotation, PACE)


def alive(world: World) -> list[str]:
    return [key.id for key in world.keys.values() if not key.gone]


def test_a_keyring_that_fails_for_a_moment_is_tried_again() -> None:
    world = Fickle(failures=2)
    assert run(world).rotation.phase is Phase.DONE


def test_a_person_may_unlock_the_keyring_while_the_secret_waits() -> None:
    world = Fickle(failures=7)
    assert run(world, keeps_trying=True).rotation.phase is Phase.DONE


@pytest.mark.parametrize(
    ("world", "error"),
    [(Fickle(failures=9), KeyringFailed), (Fickle(forgets=True), ReadBackMismatch)],
)
def test_a_key_whose_secret_cannot_be_saved_is_deleted(
    world: Fickle, error: type[IamtuiError]
) -> None:
    with pytest.raises(error):
        run(world)
    assert alive(world) == [OLD]
    assert world.lines[-1].phase is Phase.ROLLED_BACK


def test_a_key_with_a_wrong_secret_is_taken_back() -> None:
    world = Fickle(check=Check.WRONG)
    outcome = run(world)
    assert (outcome.ended, outcome.rotation.phase) == (Ended.OVER, Phase.ROLLED_BACK)
    assert alive(world) == [OLD]
    assert world.in_use() == {OLD}


def test_a_key_that_aws_does_not_learn_of_is_left_for_another_run() -> None:
    world = Fickle(check=Check.NOT_YET)
    with pytest.raises(NotVerified, match="does not know it yet"):
        run(world)
    assert world.lines[-1].phase is Phase.SAVED
    assert world.in_use() == {OLD}


def test_no_line_of_the_journal_holds_a_secret() -> None:
    world = World(Fate(random.Random(0)))
    run(world)
    assert not any("secret of" in repr(line) for line in world.lines)


class FakeBackend:
    """A backend whose session is `age` old and whose calls end in `errors`, one after another."""

    def __init__(self, errors: list[IamtuiError], age: timedelta = timedelta(0)) -> None:
        self.errors = errors
        self.renewed = 0
        self.caller = Caller("arn:aws:iam::111122223333:user/x/alice", "AIDA", "111122223333")
        now = datetime.now(UTC)
        self.mfa_session = MfaSession("arn:aws:iam::1:mfa/a", now - age, now + age)

    def renew(self, _backend: LiveBackend) -> None:
        self.renewed += 1

    def identity(self) -> Caller:
        return self.caller

    def key_calls(self, _user: str) -> FakeBackend:
        return self

    def keys(self) -> tuple[AccessKey, ...]:
        if self.errors:
            raise self.errors.pop(0)
        return ()


def keys_of(fake: FakeBackend) -> UserKeys:
    backend = cast(LiveBackend, cast(Any, fake))
    return UserKeys(
        backend, "alice", "111122223333", lambda _k: backend, is_own=True, renew=fake.renew
    )


def test_a_denial_in_an_old_session_is_answered_with_a_new_one() -> None:
    fake = FakeBackend([AccessDenied("too old")], timedelta(hours=1))
    assert keys_of(fake).listed() == ()
    assert fake.renewed == 1


def test_a_denial_in_a_young_session_is_a_denial() -> None:
    fake = FakeBackend([AccessDenied("no")])
    with pytest.raises(AccessDenied):
        keys_of(fake).listed()
    assert fake.renewed == 0


@pytest.mark.parametrize(
    ("error", "check"),
    [
        (AccessDenied("no"), Check.PASSED),
        (BadCredentials("unknown"), Check.NOT_YET),
        (WrongSecret("wrong"), Check.WRONG),
        (IamtuiError("no network"), Check.NOT_YET),
    ],
)
def test_what_a_check_makes_of_an_answer(error: IamtuiError, check: Check) -> None:
    assert keys_of(FakeBackend([error])).check(NEW) is check


def test_a_key_of_somebody_else_is_wrong() -> None:
    fake = FakeBackend([])
    assert keys_of(fake).check(NEW) is Check.PASSED
    fake.caller = replace(fake.caller, arn="arn:aws:iam::111122223333:user/bob")
    assert keys_of(fake).check(NEW) is Check.WRONG
