"""Whatever is lost, fails or dies, and whenever: a rotation ends done or rolled back, with exactly
one active key of ours, and at every moment some stored credential authenticates.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver, Ended
from iamtui.rotation.reconcile import recovered
from iamtui.rotation.states import Pace, Phase, Rotation
from tests.rotation.world import OLD, Crash, Fate, World, give_up, yes

PACE = Pace(drain=timedelta(seconds=20), observe=timedelta(seconds=20))
MOST_RUNS = 60
# Schedules by kind; together at least 20,000.
CRASH_AT_MOST = 70
RANDOM_SCHEDULES = 16_000


def prepared(world: World) -> Rotation:
    """A rotation of the key in use, as a preflight leaves it."""
    now = world.now()
    return Rotation(
        id="0" * 32,
        account="111122223333",
        user="alice",
        old_key_id=world.vault_uses,
        keys_before=(*world.keys, *world.items),
        began=now,
        since=now,
    )


def driver(world: World) -> Driver:
    return Driver(world, world, world, world, Contact(lambda _r: None, yes, give_up))


def take_up(world: World, process: Driver) -> Rotation:
    """What a new process starts with: the journal, else what the keys tell, else a new rotation."""
    if world.lines and not world.lines[-1].phase.is_over:
        return world.lines[-1]
    fresh = prepared(world)
    found = recovered(fresh, process.look(fresh), world.now())
    return found.rotation if found is not None else fresh


def live(world: World, back_at: int | None, loses_journal: bool) -> Rotation:
    """Start processes until the rotation is over; gives its end."""
    for run in range(MOST_RUNS):
        # Whoever starts it signs with a key that works.
        world.signs_with = next(i for i in world.items if world.authenticates(i))
        process = driver(world)
        try:
            rotation = take_up(world, process)
            if run == back_at:
                rotation = taken_back(process, rotation)
            outcome = process.run(rotation, PACE, patience=timedelta(hours=1))
        except Crash:
            if loses_journal:
                world.lines.clear()
                delete_what_nobody_can_use(world)
        except IamtuiError:
            world.time += timedelta(minutes=5)
        else:
            assert outcome.ended is Ended.OVER, outcome
            return outcome.rotation
        if world.lines and world.lines[-1].phase.is_over:
            return world.lines[-1]
    raise AssertionError(f"not over after {MOST_RUNS} runs: {world.lines[-1]}")


def taken_back(process: Driver, rotation: Rotation) -> Rotation:
    try:
        return process.take_back(rotation)
    except RefusedError:
        return rotation


def delete_what_nobody_can_use(world: World) -> None:
    """What the person does who is told of two keys, one of them unknown here."""
    world.time += timedelta(minutes=5)
    for key in world.keys.values():
        if key.id not in world.items:
            key.change(world.time, active=False, gone=True)


def assert_whole(world: World, end: Rotation) -> None:
    """The promises that hold at the end."""
    alive = [key.id for key in world.keys.values() if not key.gone]
    assert alive == [world.vault_uses] == [world.file_uses], (alive, end)
    world.time += timedelta(minutes=5)
    assert world.authenticates(world.vault_uses), end
    kept = end.new_key_id if end.phase is Phase.DONE else end.old_key_id
    assert world.vault_uses == kept, end


def seeded(seed: int) -> tuple[World, int | None, bool]:
    """A schedule of faults, crashes, lag and changes of mind."""
    rng = random.Random(seed)
    fate = Fate(
        rng,
        crashes=[rng.randrange(60) for _ in range(rng.choice((0, 1, 1, 2, 2, 3)))],
        faults=rng.choice((0, 0, 1, 2, 4)),
        chance=rng.choice((0.02, 0.1, 0.5)),
        lag=rng.choice((0, 3, 15, 60)),
    )
    back_at = rng.choice((None, None, 0, 1, 2))
    return World(fate), back_at, rng.random() < 0.1


def test_a_rotation_without_trouble_ends_with_a_new_key() -> None:
    world = World(Fate(random.Random(0)))
    end = live(world, None, False)
    assert end.phase is Phase.DONE
    assert_whole(world, end)
    assert world.items.keys() == {end.new_key_id}


@pytest.mark.slow
@pytest.mark.parametrize("back", [False, True])
def test_a_crash_at_every_step_and_another_in_the_recovery(back: bool) -> None:
    for first in range(CRASH_AT_MOST):
        for second in range(0, CRASH_AT_MOST, 2):
            world = World(Fate(random.Random(first), crashes=[first, second], lag=8))
            end = live(world, 1 if back else None, False)
            assert_whole(world, end)


@pytest.mark.slow
def test_any_schedule_of_faults_ends_whole() -> None:
    ends: Counter[Phase] = Counter()
    for seed in range(RANDOM_SCHEDULES):
        world, back_at, loses_journal = seeded(seed)
        try:
            end = live(world, back_at, loses_journal)
            assert_whole(world, end)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        ends[end.phase] += 1
    assert min(ends[Phase.DONE], ends[Phase.ROLLED_BACK]) > RANDOM_SCHEDULES // 20, ends


def test_a_rotation_taken_back_after_the_deactivation_leaves_the_old_key() -> None:
    world = World(Fate(random.Random(1), lag=5))
    process = driver(world)
    stopped = process.run(
        prepared(world), PACE, until=frozenset({Phase.INACTIVE}), patience=timedelta(hours=1)
    )
    assert not world.keys[OLD].active
    end = process.run(process.take_back(stopped.rotation), PACE).rotation
    assert end.phase is Phase.ROLLED_BACK
    assert_whole(world, end)


def test_no_way_back_is_offered_once_the_old_key_may_be_deleted() -> None:
    world = World(Fate(random.Random(1)))
    done = replace(prepared(world), phase=Phase.DELETING, new_key_id="AKIANEW")
    with pytest.raises(RefusedError, match="no way back"):
        driver(world).take_back(done)
