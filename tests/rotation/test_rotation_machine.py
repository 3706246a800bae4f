"""What is next, from each state: the crash table, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from iamtui.account.field import Field, Known, Unknown, Why
from iamtui.account.model import LastUsed
from iamtui.rotation.actions import (
    Action,
    Adopt,
    Ask,
    Create,
    Deactivate,
    Delete,
    Enter,
    Forget,
    Question,
    Reactivate,
    Stop,
    Switch,
    Verify,
    Wait,
)
from iamtui.rotation.machine import next_action
from iamtui.rotation.reconcile import KeyKind, recovered, sort_keys
from iamtui.rotation.states import Pace, Phase, Rotation, Seen, SeenKey
from iamtui.rotation.verification import LONGEST, Check, Verdict, Verification
from iamtui.rotation.words import words

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=90)
PACE = Pace()
OLD, NEW, STRANGE = "AKIAOLD", "AKIANEW", "AKIASTRANGE"
NEVER: Field[LastUsed | None] = Known(None)
BEGUN = Rotation(
    id="0" * 32,
    account="111122223333",
    user="alice",
    old_key_id=OLD,
    keys_before=(OLD,),
    began=NOW,
    since=NOW,
)


def key(
    key_id: str,
    *,
    active: bool = True,
    created: datetime | None = LONG_AGO,
    used: Field[LastUsed | None] = NEVER,
) -> SeenKey:
    return SeenKey(key_id, active, created, used)


def at(phase: Phase, **fields: object) -> Rotation:
    rotation = replace(BEGUN, phase=phase, new_key_id=NEW, intended=NOW, switched=NOW)
    return replace(rotation, **fields)  # type: ignore[arg-type]


def seen(
    *keys: SeenKey, saved: tuple[str, ...] = (OLD, NEW), in_use: str = NEW, quiet: int = 1
) -> Seen:
    return Seen(keys, frozenset(saved), frozenset((in_use,)), quiet)


def creating() -> Rotation:
    return replace(BEGUN, phase=Phase.CREATING, intended=NOW, sends=1)


BOTH = (key(OLD), key(NEW, created=NOW))


def after(rotation: Rotation, saw: Seen, passed: timedelta = timedelta(0)) -> Action:
    return next_action(rotation, saw, NOW + passed, PACE)


def test_nothing_was_sent_yet() -> None:
    assert after(BEGUN, seen(key(OLD))) == Create()


def test_somebody_else_was_faster() -> None:
    action = after(BEGUN, seen(key(OLD), key(STRANGE)))
    assert isinstance(action, Stop)
    assert STRANGE in action.what


def test_a_creation_without_an_answer_is_waited_for_before_another_is_sent() -> None:
    once = seen(key(OLD), saved=(OLD,), quiet=1)
    twice = seen(key(OLD), saved=(OLD,), quiet=2)
    assert isinstance(after(creating(), once), Wait)
    early = after(creating(), twice, timedelta(seconds=29))
    assert isinstance(early, Wait)
    assert early.until > NOW + timedelta(seconds=29)
    assert isinstance(after(creating(), once, timedelta(seconds=31)), Wait)
    assert after(creating(), twice, timedelta(seconds=31)) == Create()


def test_an_orphan_is_asked_about_once_and_deleted() -> None:
    saw = seen(key(OLD), key(STRANGE, created=NOW), saved=(OLD,))
    assert after(creating(), saw) == Ask(Question.ORPHAN, STRANGE, Delete(STRANGE))


@pytest.mark.parametrize(
    "foreign",
    [
        key(STRANGE, created=NOW - timedelta(minutes=2)),
        key(STRANGE, created=NOW, used=Known(LastUsed(NOW, "us-east-1", "s3"))),
        key(STRANGE, created=None),
    ],
)
def test_a_key_of_somebody_else_is_never_touched(foreign: SeenKey) -> None:
    action = after(creating(), seen(key(OLD), foreign, saved=(OLD,)))
    assert isinstance(action, Stop)
    assert STRANGE in action.what


def test_a_secret_that_was_saved_before_it_was_noted_is_taken_up() -> None:
    assert after(creating(), seen(*BOTH)) == Adopt(NEW)


def test_a_key_whose_secret_died_with_the_process_is_deleted_without_a_question() -> None:
    noted = replace(creating(), new_key_id=NEW)
    assert after(noted, seen(*BOTH, saved=(OLD,))) == Delete(NEW)


@pytest.mark.parametrize("phase", [Phase.SAVED, Phase.VERIFIED, Phase.SWITCHING])
def test_a_secret_that_cannot_be_read_any_more_is_asked_about(phase: Phase) -> None:
    action = after(at(phase), seen(*BOTH, saved=(OLD,), in_use=OLD))
    assert action == Ask(Question.UNREADABLE, NEW, Enter(Phase.RETURNING))


def test_what_was_being_done_is_done_again() -> None:
    switch = Switch(OLD, NEW)
    assert after(at(Phase.SAVED), seen(*BOTH, in_use=OLD)) == Verify(NEW)
    assert after(at(Phase.VERIFIED), seen(*BOTH, in_use=OLD)) == switch
    assert after(at(Phase.SWITCHING), seen(*BOTH)) == switch
    assert after(at(Phase.DEACTIVATING), seen(*BOTH)) == Deactivate(OLD)
    assert after(at(Phase.DELETING), seen(*BOTH)) == Delete(OLD)
    assert after(at(Phase.DELETED), seen(key(NEW))) == Forget(OLD)
    assert after(at(Phase.DELETED), seen(key(NEW), saved=(NEW,))) == Enter(Phase.DONE)


def test_the_old_key_is_drained() -> None:
    rotation = at(Phase.SWITCHED)
    waiting = after(rotation, seen(*BOTH))
    assert isinstance(waiting, Wait)
    assert waiting.until == NOW + PACE.drain
    assert after(rotation, seen(*BOTH), PACE.drain) == Deactivate(OLD)


def test_a_use_of_the_old_key_lengthens_the_drain_and_is_told() -> None:
    use = LastUsed(NOW + timedelta(minutes=10), "eu-west-1", "s3")
    saw = seen(key(OLD, used=Known(use)), key(NEW))
    action = after(at(Phase.SWITCHED), saw, PACE.drain)
    assert isinstance(action, Wait)
    assert action.until == use.at + PACE.drain
    assert "used for s3 in eu-west-1" in action.why


def test_an_unknown_use_is_unknown_and_asked_about() -> None:
    denied = Unknown(Why.DENIED, "iam:GetAccessKeyLastUsed")
    saw = seen(key(OLD, used=denied), key(NEW))
    action = after(at(Phase.SWITCHED), saw, PACE.drain)
    assert action == Ask(Question.UNKNOWN_USE, OLD, Deactivate(OLD))


@pytest.mark.parametrize("phase", [Phase.SWITCHED, Phase.DEACTIVATING, Phase.INACTIVE])
@pytest.mark.parametrize("new", [(), (key(NEW, active=False),)])
def test_the_old_key_is_left_alone_where_the_new_one_is_gone(
    phase: Phase, new: tuple[SeenKey, ...]
) -> None:
    action = after(at(phase), seen(key(OLD), *new), timedelta(days=9))
    assert isinstance(action, Stop)
    assert "--back" in action.next_step


def test_a_delivered_secret_may_be_taken_away() -> None:
    delivered = at(Phase.INACTIVE, deliver="/tmp/x.csv", deactivated=NOW)
    saw = seen(key(OLD, active=False), key(NEW), saved=(), in_use="")
    assert after(delivered, saw, PACE.observe) == Delete(OLD)


def test_the_inactive_key_is_observed_and_then_deleted() -> None:
    rotation = at(Phase.INACTIVE, deactivated=NOW)
    saw = seen(key(OLD, active=False), key(NEW))
    waiting = after(rotation, saw)
    assert isinstance(waiting, Wait)
    assert waiting.until == NOW + PACE.observe
    assert after(rotation, saw, PACE.observe) == Delete(OLD)
    assert after(rotation, seen(key(NEW)), PACE.observe) == Enter(Phase.DELETED)


def test_a_key_that_somebody_activated_again_is_drained_anew() -> None:
    rotation = at(Phase.INACTIVE, deactivated=NOW)
    assert after(rotation, seen(*BOTH), timedelta(hours=1)) == Enter(Phase.SWITCHED)
    assert isinstance(after(rotation, seen(*BOTH)), Wait)


def test_the_way_back() -> None:
    back = at(Phase.RETURNING, back=True, deactivated=NOW)
    assert after(back, seen(*BOTH)) == Reactivate(OLD)
    assert after(replace(back, deactivated=None), seen(*BOTH)) == Enter(Phase.REACTIVATED)
    assert after(at(Phase.REACTIVATED), seen(*BOTH)) == Verify(OLD)
    assert after(at(Phase.REACTIVATED), seen(*BOTH, saved=(NEW,))) == Enter(Phase.RETURNABLE)
    assert after(at(Phase.RETURNABLE), seen(*BOTH)) == Switch(NEW, OLD)
    assert after(at(Phase.RETURNABLE), seen(*BOTH, in_use=OLD)) == Delete(NEW)
    assert after(at(Phase.UNDOING), seen(key(OLD))) == Delete(NEW)
    assert after(at(Phase.UNDONE), seen(key(OLD))) == Forget(NEW)
    assert after(at(Phase.UNDONE), seen(key(OLD), saved=(OLD,))) == Enter(Phase.ROLLED_BACK)
    assert isinstance(after(back, seen(key(NEW))), Stop)


def test_keys_are_told_apart() -> None:
    saw = seen(
        key(OLD),
        key(NEW),
        key(STRANGE, created=NOW),
        saved=(OLD, NEW, "AKIADEAD"),
        in_use=OLD,
    )
    kinds = {each.key_id: each.kind for each in sort_keys(saw, creating())}
    assert kinds == {
        OLD: KeyKind.CURRENT,
        NEW: KeyKind.SAVED,
        STRANGE: KeyKind.ORPHAN,
        "AKIADEAD": KeyKind.DEAD,
    }
    assert sort_keys(saw)[2].kind is KeyKind.FOREIGN


def test_a_key_that_appears_after_it_was_taken_back_is_told_apart() -> None:
    """Lists may lag for longer than anybody waits."""
    lost = replace(creating(), phase=Phase.ROLLED_BACK, since=NOW + timedelta(minutes=1))
    assert "Should one appear, nobody has its secret" in words(lost).risk
    assert words(replace(lost, sends=0)).risk == ""
    for created, kind in ((NOW, KeyKind.ORPHAN), (NOW + timedelta(hours=1), KeyKind.FOREIGN)):
        saw = seen(key(OLD), key(STRANGE, created=created), saved=(OLD,), in_use=OLD)
        assert {each.key_id: each.kind for each in sort_keys(saw, lost)}[STRANGE] is kind


@pytest.mark.parametrize(
    ("saw", "phase"),
    [
        (seen(*BOTH, in_use=OLD), Phase.SAVED),
        (seen(*BOTH, in_use=NEW), Phase.SWITCHED),
        (seen(key(OLD, active=False), key(NEW, created=NOW)), Phase.INACTIVE),
        (seen(key(NEW), saved=(NEW,), in_use=OLD), Phase.SAVED),
    ],
)
def test_the_keys_tell_of_a_rotation_whose_journal_is_lost(saw: Seen, phase: Phase) -> None:
    found = recovered(BEGUN, saw, NOW)
    assert found is not None
    rotation = found.rotation
    assert (rotation.old_key_id, rotation.new_key_id, rotation.phase) == (OLD, NEW, phase)
    assert found.certain


@pytest.mark.parametrize(("used", "other"), [(OLD, NEW), (NEW, OLD)])
@pytest.mark.parametrize("turned", [False, True])
def test_of_two_keys_of_one_second_the_one_in_use_stays(
    used: str, other: str, turned: bool
) -> None:
    """IAM's dates are whole seconds, and a list sorts keys of one second in no order of age."""
    both = (key(OLD, created=NOW), key(NEW, created=NOW))
    found = recovered(BEGUN, seen(*(both[::-1] if turned else both), in_use=used), NOW)
    assert found is not None
    rotation = found.rotation
    assert (rotation.old_key_id, rotation.new_key_id) == (other, used)
    assert rotation.phase is Phase.SWITCHED
    assert not found.certain


def test_two_keys_in_use_are_confirmed_first() -> None:
    saw = Seen(BOTH, frozenset((OLD, NEW)), frozenset((OLD, NEW)))
    found = recovered(BEGUN, saw, NOW)
    assert found is not None
    assert not found.certain


@pytest.mark.parametrize(
    "saw",
    [
        seen(key(OLD), saved=(OLD,), in_use=OLD),
        seen(*BOTH, saved=(OLD,), in_use=OLD),
        seen(*BOTH, saved=(), in_use=""),
    ],
)
def test_the_keys_tell_of_no_rotation(saw: Seen) -> None:
    assert recovered(BEGUN, saw, NOW) is None


def test_three_passes_in_a_row_verify_a_key() -> None:
    verification = Verification(NOW)
    for check in (Check.PASSED, Check.PASSED, Check.NOT_YET, Check.PASSED, Check.PASSED):
        verification = verification.after(check, NOW)
        assert verification.verdict() is Verdict.OPEN
    assert verification.after(Check.PASSED, NOW).verdict() is Verdict.VERIFIED


def test_a_wrong_secret_ends_a_verification_at_once_and_time_in_the_end() -> None:
    begun = Verification(NOW)
    assert begun.after(Check.WRONG, NOW).verdict() is Verdict.WRONG
    late = NOW + LONGEST + timedelta(seconds=1)
    assert begun.after(Check.NOT_YET, late).verdict() is Verdict.LATE


@pytest.mark.parametrize("phase", list(Phase))
def test_every_state_has_its_words(phase: Phase) -> None:
    said = words(at(phase))
    assert said.now
    assert "{" not in "".join((said.now, said.next, said.risk, said.back))
    assert bool(said.next) != phase.is_over
