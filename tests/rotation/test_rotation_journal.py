"""The journal of a rotation: private, whole, without a secret, and honest about damage."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from iamtui.errors import RefusedError
from iamtui.execution.journal import JournalUnusable
from iamtui.rotation.journal import RotationJournal, lost_creation, unfinished
from iamtui.rotation.lock import user_locked
from iamtui.rotation.states import Phase, Rotation

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROTATION = Rotation(
    id="0123456789abcdef" * 2,
    account="111122223333",
    user="a.b@c+d,e=f-g_h",
    user_arn="arn:aws:iam::111122223333:user/x/a.b@c+d,e=f-g_h",
    old_key_id="AKIAOLD",
    keys_before=("AKIAOLD",),
    began=NOW,
    since=NOW,
    profile="work",
)


def only_file(folder: Path) -> Path:
    (path,) = folder.glob("*.jsonl")
    return path


def test_the_last_state_is_read_back(tmp_path: Path) -> None:
    journal = RotationJournal(tmp_path, ROTATION)
    journal.write(ROTATION)
    later = replace(
        ROTATION,
        phase=Phase.INACTIVE,
        new_key_id="AKIANEW",
        sends=2,
        intended=NOW,
        switched=NOW,
        deactivated=NOW,
        back=True,
        deliver="/tmp/x.csv",
        form="import",
    )
    journal.write(later)
    (kept,) = unfinished(tmp_path)
    assert kept.rotation == later
    assert stat.S_IMODE(only_file(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("phase", [Phase.DONE, Phase.ROLLED_BACK])
def test_one_that_is_over_is_not_unfinished(tmp_path: Path, phase: Phase) -> None:
    journal = RotationJournal(tmp_path, ROTATION)
    journal.write(ROTATION)
    journal.write(replace(ROTATION, phase=phase))
    assert unfinished(tmp_path) == ()


def test_one_that_may_have_left_a_key_is_found_after_its_end(tmp_path: Path) -> None:
    lost = replace(ROTATION, phase=Phase.ROLLED_BACK, sends=1, new_key_id="")
    ends = (
        lost,
        replace(lost, id="1" * 32, sends=0),
        replace(lost, id="2" * 32, new_key_id="AKIANEW"),
        replace(lost, id="3" * 32, user="bob"),
        replace(lost, id="4" * 32, phase=Phase.CREATING),
    )
    for end in ends:
        RotationJournal(tmp_path, end).write(end)
    assert lost_creation(tmp_path, ROTATION.account, ROTATION.user) == lost
    assert lost_creation(tmp_path, ROTATION.account, "carol") is None
    assert lost_creation(tmp_path / "missing", ROTATION.account, ROTATION.user) is None


def test_a_line_that_a_crash_cut_off_is_left_out(tmp_path: Path) -> None:
    journal = RotationJournal(tmp_path, ROTATION)
    journal.write(ROTATION)
    path = only_file(tmp_path)
    first = len(path.read_bytes())
    journal.write(replace(ROTATION, phase=Phase.CREATING))
    both = path.read_bytes()
    for size in range(first, len(both) - 1):
        path.write_bytes(both[:size])
        (kept,) = unfinished(tmp_path)
        assert kept.rotation == ROTATION


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("prepared", "deleting", 1),
        lambda text: text.replace('"event"', '"event', 1),
        lambda text: text.split("\n", 1)[1],
        lambda text: "\n".join([*text.splitlines()[:-1], text.splitlines()[-1][:-9], "{}", ""]),
        lambda _text: "",
        lambda _text: "no journal\n",
    ],
)
def test_a_damaged_one_tells_nothing_but_whose_it_is(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    journal = RotationJournal(tmp_path, ROTATION)
    journal.write(ROTATION)
    journal.write(replace(ROTATION, phase=Phase.CREATING))
    path = only_file(tmp_path)
    path.write_text(damage(path.read_text()))
    (kept,) = unfinished(tmp_path)
    assert (kept.account, kept.user, kept.rotation) == (ROTATION.account, ROTATION.user, None)
    assert str(path) in kept.damage


def test_other_files_are_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "notes.jsonl").write_text("{}\n")
    assert unfinished(tmp_path) == ()
    assert unfinished(tmp_path / "missing") == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(JournalUnusable):
        RotationJournal(tmp_path, ROTATION).write(ROTATION)


def test_one_at_a_time_for_each_user(tmp_path: Path) -> None:
    with user_locked(tmp_path, "1", "alice"):
        with (
            pytest.raises(RefusedError, match="Another iamtui"),
            user_locked(tmp_path, "1", "alice"),
        ):
            pytest.fail("two at once")
        with user_locked(tmp_path, "1", "bob"):
            pass
    with user_locked(tmp_path, "1", "alice"):
        pass
