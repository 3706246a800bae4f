"""A leaked key, whatever is lost, fails or dies: it is stopped before anything else is done, no run
activates it again unasked, and it ends replaced or, where that is asked for, taken back.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from iamtui.aws.errors import AccessDenied
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver, Ended
from iamtui.rotation.states import Leak, Pace, Phase, Rotation
from iamtui.rotation.transitions import leaked
from iamtui.rotation.words import words
from iamtui.vault.items import AccessKeyPair
from tests.rotation.world import OLD, Answers, Broken, Crash, Fate, World, give_up, yes
from tests.support.rotations import in_phase

PACE = Pace(drain=timedelta(hours=9), observe=timedelta(seconds=20))
SCHEDULES = 4_000
CRASH_AT_MOST = 60
MOST_RUNS = 60


class LeakWorld(World):
    """The world in which OLD leaked. With `first` somebody else's key signs the calls, and the old
    one is to be stopped before a new one is made; else it signs them itself."""

    def __init__(self, fate: Fate, *, first: bool) -> None:
        super().__init__(fate)
        self.first = first
        self.refuses = False

    def create(self) -> AccessKeyPair:
        if self.first and self.keys[OLD].active:
            raise Broken("a key was created while the leaked one was active")
        return super().create()

    def set_active(self, key_id: str, active: bool) -> None:
        if active and not self.lines[-1].back:
            raise Broken(f"{key_id} was activated unasked")
        super().set_active(key_id, active)

    def deny_sessions(self, before: datetime) -> None:
        if self.refuses:
            raise AccessDenied("no")
        if self.keys[OLD].active:
            raise Broken("sessions were denied while the key could make new ones")
        super().deny_sessions(before)

    def sign_with(self, key: AccessKeyPair) -> None:
        if not self.first:
            super().sign_with(key)

    def check_signature(self) -> None:
        if not self.first:
            super().check_signature()

    def check_promises(self) -> None:
        if not self.first:
            super().check_promises()


def prepared(world: LeakWorld) -> Rotation:
    now = world.now()
    return Rotation(
        id="0" * 32,
        account="111122223333",
        user="alice",
        old_key_id=OLD,
        keys_before=(OLD,),
        began=now,
        since=now,
        leak=Leak.FIRST if world.first else Leak.LAST,
    )


def driver(world: LeakWorld, answers: Answers = yes) -> Driver:
    return Driver(world, world, world, world, Contact(lambda _r: None, answers, give_up))


def live(world: LeakWorld, back_at: int | None) -> Rotation:
    """Start processes until the rotation is over; gives its end."""
    for run in range(MOST_RUNS):
        if not world.first:
            world.signs_with = next(i for i in world.items if world.authenticates(i))
        process = driver(world)
        try:
            rotation = world.lines[-1] if world.lines else prepared(world)
            if rotation.phase.is_over:
                return rotation
            if run == back_at:
                rotation = taken_back(process, rotation)
            outcome = process.run(rotation, PACE, patience=timedelta(hours=1))
        except Crash:
            continue
        except IamtuiError:
            world.time += timedelta(minutes=5)
        else:
            assert outcome.ended is Ended.OVER, outcome
            return outcome.rotation
    raise AssertionError(f"not over after {MOST_RUNS} runs: {world.lines[-1]}")


def taken_back(process: Driver, rotation: Rotation) -> Rotation:
    try:
        return process.take_back(rotation)
    except RefusedError:
        return rotation


def assert_whole(world: LeakWorld, end: Rotation) -> None:
    """The leaked key is gone and sessions before its end are denied, or all is as it was."""
    alive = [key for key in world.keys.values() if not key.gone]
    assert [key.id for key in alive] == [world.vault_uses] == [world.file_uses], (alive, end)
    assert alive[0].active, end
    if end.phase is Phase.ROLLED_BACK:
        assert (world.vault_uses, world.denied) == (OLD, None), end
    else:
        assert world.vault_uses == end.new_key_id != OLD, end
        assert world.denied is not None
        assert end.deactivated is not None
        assert world.denied >= end.deactivated + PACE.settle


@pytest.mark.parametrize("first", [True, False])
def test_a_leaked_key_is_replaced_without_waiting_for_its_users(first: bool) -> None:
    world = LeakWorld(Fate(random.Random(0)), first=first)
    outcome = driver(world).run(prepared(world), PACE, until=frozenset({Phase.INACTIVE}))
    assert world.time - prepared(world).began < timedelta(hours=1)
    assert outcome.ended is Ended.REACHED
    assert world.denied is not None
    end = live(world, None)
    assert end.phase is Phase.DONE
    assert_whole(world, end)


def test_the_phases_of_a_leaked_key_come_in_their_own_order() -> None:
    world = LeakWorld(Fate(random.Random(0)), first=True)
    live(world, None)
    phases = list(dict.fromkeys(line.phase for line in world.lines))
    assert phases[:3] == [Phase.CONTAINING, Phase.CONTAINED, Phase.CREATING]
    own = LeakWorld(Fate(random.Random(0)), first=False)
    live(own, None)
    phases = list(dict.fromkeys(line.phase for line in own.lines))
    assert phases.index(Phase.VERIFIED) < phases.index(Phase.DEACTIVATING)


def test_the_denial_is_lifted_where_that_was_asked_for() -> None:
    world = LeakWorld(Fate(random.Random(0)), first=True)
    whole = replace(prepared(world), lift=True)
    end = driver(world).run(whole, PACE, patience=timedelta(hours=1)).rotation
    assert (end.phase, world.denied) == (Phase.DONE, None)


def test_a_refused_denial_is_one_question_and_does_not_keep_the_key_from_being_replaced() -> None:
    world = LeakWorld(Fate(random.Random(0)), first=True)
    world.refuses = True
    with pytest.raises(AccessDenied):
        driver(world, lambda _q, _k: False).run(prepared(world), PACE)
    assert not world.keys[OLD].active
    end = driver(world).run(world.lines[-1], PACE, patience=timedelta(hours=1)).rotation
    assert (end.phase, end.spared) == (Phase.DONE, True)


def test_a_key_that_leaks_while_it_is_being_rotated_is_waited_for_no_longer() -> None:
    world = LeakWorld(Fate(random.Random(0)), first=False)
    going = driver(world).run(replace(prepared(world), leak=Leak.NO), PACE)
    assert (going.ended, going.rotation.phase) == (Ended.WAITING, Phase.SWITCHED)
    process = driver(world)
    process.run(process.mark_leaked(going.rotation), PACE, until=frozenset({Phase.INACTIVE}))
    assert not world.keys[OLD].active


def test_a_rotation_on_its_way_back_is_not_made_a_leaked_one() -> None:
    world = LeakWorld(Fate(random.Random(0)), first=False)
    with pytest.raises(RefusedError, match="taken back"):
        leaked(replace(prepared(world), leak=Leak.NO, phase=Phase.RETURNING), world.now())


@pytest.mark.slow
@pytest.mark.parametrize("first", [True, False])
def test_a_crash_at_every_step_and_another_in_the_recovery(first: bool) -> None:
    for step in range(CRASH_AT_MOST):
        for second in range(0, CRASH_AT_MOST, 6):
            fate = Fate(random.Random(step), crashes=[step, second], lag=8)
            world = LeakWorld(fate, first=first)
            assert_whole(world, live(world, 1 if second % 4 else None))


@pytest.mark.slow
def test_any_schedule_of_faults_ends_whole() -> None:
    ends: Counter[Phase] = Counter()
    for seed in range(SCHEDULES):
        rng = random.Random(seed)
        fate = Fate(
            rng,
            crashes=[rng.randrange(60) for _ in range(rng.choice((0, 1, 1, 2, 3)))],
            faults=rng.choice((0, 1, 2, 4)),
            chance=rng.choice((0.02, 0.1, 0.5)),
            lag=rng.choice((0, 3, 15, 30)),  # a key is seen within `Pace.unseen`
        )
        world = LeakWorld(fate, first=rng.random() < 0.6)
        try:
            end = live(world, rng.choice((None, None, 0, 1, 2)))
            assert_whole(world, end)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        ends[end.phase] += 1
    assert min(ends[Phase.DONE], ends[Phase.ROLLED_BACK]) > SCHEDULES // 20, ends


@pytest.mark.parametrize("phase", [Phase.CREATING, Phase.SAVED, Phase.VERIFIED, Phase.SWITCHING])
def test_a_leaked_key_that_was_stopped_is_never_said_to_work(phase: Phase) -> None:
    rotation = replace(in_phase(phase), leak=Leak.FIRST)
    assert f"{rotation.old_key_id} is inactive" in words(rotation).now
