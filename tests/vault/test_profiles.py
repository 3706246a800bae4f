"""Profiles and their file: strict, private, whole, shared by several processes."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.vault.errors import (
    IndexUnusable,
    ProfileChanged,
    ProfileExists,
    ProfileInvalid,
    ProfileUnknown,
)
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile, Source

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
USER = "arn:aws:iam::123456789012:user/a/b+c@d"
PLAIN = Profile("work", access_key_id=KEY_ID)

# Adds profiles of its own and one that all racers want; prints whether it got that one.
ADDER = """
import sys
from pathlib import Path
from iamtui.vault.errors import ProfileExists
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
index = ProfileIndex(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    index.add(Profile(f"{sys.argv[2]}-{number}"))
try:
    index.add(Profile("wanted"))
    print("won")
except ProfileExists:
    print("lost")
"""

names = st.text("aZ09 -_.@+=,/[]é日🔑", min_size=1, max_size=64).filter(lambda t: t == t.strip())
key_ids = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=16, max_size=20)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    source: Source = draw(st.sampled_from(["vault", "aws"]))
    keys = draw(st.lists(key_ids, max_size=3, unique=True)) if source == "vault" else []
    return Profile(
        draw(names),
        draw(st.sampled_from(["us-east-1", "cn-north-1", "us-gov-west-1"])),
        source,
        access_key_id=keys[0] if keys else None,
        aws_profile=draw(names) if source == "aws" else None,
        endpoint_url=draw(st.sampled_from([None, "http://127.0.0.1:5000"])),
        mfa_serial=draw(st.sampled_from([None, "arn:aws:iam::123456789012:mfa/a", "GAHT12345678"])),
        account_id=draw(st.sampled_from([None, "000000000001"])),
        user_arn=draw(st.sampled_from([None, USER])),
        read_only=draw(st.booleans()),
        spare_key_ids=tuple(keys[1:]),
    )


def test_there_are_none_at_first(index: ProfileIndex) -> None:
    assert index.profiles() == ()
    assert not index.path.exists()


@settings(deadline=None)
@given(st.lists(profiles(), max_size=4, unique_by=lambda profile: profile.name))
def test_what_is_added_is_listed(
    tmp_path_factory: pytest.TempPathFactory, added: list[Profile]
) -> None:
    index = ProfileIndex(tmp_path_factory.mktemp("index") / "profiles.json")
    for profile in added:
        index.add(profile)
    assert index.profiles() == tuple(added)


def test_the_file_is_private(index: ProfileIndex) -> None:
    index.add(PLAIN)
    assert index.path.stat().st_mode & 0o777 == 0o600
    assert index.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_name_and_an_id_are_taken_once(index: ProfileIndex) -> None:
    index.add(PLAIN)
    with pytest.raises(ProfileExists):
        index.add(Profile("work"))
    with pytest.raises(ProfileExists):
        index.add(dataclasses.replace(PLAIN, name="other"))
    index.add(Profile("other"))
    with pytest.raises(ProfileExists):
        index.rename("other", "work")
    assert [profile.name for profile in index.profiles()] == ["work", "other"]


def test_a_rename_keeps_everything_else(index: ProfileIndex) -> None:
    index.add(PLAIN)
    assert index.rename("work", "arbeit") == dataclasses.replace(PLAIN, name="arbeit")
    assert index.profile("arbeit").id == PLAIN.id
    with pytest.raises(ProfileUnknown):
        index.profile("work")
    with pytest.raises(ProfileInvalid):
        index.rename("arbeit", "")
    assert index.profile("arbeit")


def test_a_change_on_top_of_an_unseen_change_is_refused(index: ProfileIndex) -> None:
    index.add(PLAIN)
    changed = dataclasses.replace(PLAIN, read_only=True)
    index.replace(PLAIN, changed)
    with pytest.raises(ProfileChanged):
        index.replace(PLAIN, dataclasses.replace(PLAIN, region="eu-central-1"))
    with pytest.raises(ProfileChanged):
        index.remove(PLAIN)
    assert index.profiles() == (changed,)
    index.remove(changed)
    assert index.profiles() == ()


def test_a_profile_keeps_its_id(index: ProfileIndex) -> None:
    index.add(PLAIN)
    with pytest.raises(ValueError, match="id"):
        index.replace(PLAIN, Profile("work"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": " work"},
        {"name": "a\nb"},
        {"name": "a\x1b[31m"},
        {"name": "x" * 65},
        {"region": "eu central"},
        {"region": ""},
        {"access_key_id": "akia"},
        {"access_key_id": ""},
        {"spare_key_ids": (KEY_ID,)},
        {"spare_key_ids": ("short",)},
        {"account_id": "12345"},
        {"account_id": "１２３４５６７８９０１２"},
        {"endpoint_url": "ftp://host"},
        {"endpoint_url": "https://a b"},
        {"mfa_serial": "short"},
        {"mfa_serial": "x" * 257},
        {"mfa_serial": "arn:aws:iam::1:mfa/a\nb"},
        {"user_arn": "alice"},
        {"id": "../../etc"},
        {"source": "env"},
        {"source": "aws", "access_key_id": None},
        {"source": "aws", "aws_profile": "default"},
        {"aws_profile": "default"},
    ],
)
def test_a_profile_that_cannot_be_meant_is_refused(
    wrong: dict[str, str], index: ProfileIndex
) -> None:
    with pytest.raises(ProfileInvalid):
        dataclasses.replace(PLAIN, **wrong)  # type: ignore[arg-type]
    index.add(PLAIN)
    document = json.loads(index.path.read_bytes())
    document["profiles"][0].update(wrong)
    index.path.write_text(json.dumps(document))
    with pytest.raises(IndexUnusable, match="entry 1"):
        index.profiles()


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        ("", "line 1"),
        ('{"version": 1,\n"profiles": [}', "line 2"),
        ("[" * 100_000, "JSON"),
        ("[]", "no list of profiles"),
        ('{"version": 1}', "no list of profiles"),
        ('{"version": 1, "profiles": [], "extra": 1}', "no list of profiles"),
        ('{"version": 2, "entries": []}', "another version"),
        ('{"version": 1, "profiles": [null]}', "entry 1"),
        ('{"version": 1, "profiles": [{"name": "a"}]}', "entry 1"),
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(
    index: ProfileIndex, damage: str, problem: str
) -> None:
    index.path.parent.mkdir()
    index.path.write_text(damage)
    with pytest.raises(IndexUnusable, match=problem) as unusable:
        index.add(PLAIN)
    assert str(index.path) in unusable.value.what
    assert index.path.read_text() == damage


@pytest.mark.parametrize(
    "edit",
    [
        {"secret": "x"},
        {"read_only": "no"},
        {"read_only": None},
        {"name": 1},
        {"region": None},
        {"access_key_id": 5},
        {"spare_key_ids": "AKIA"},
        {"spare_key_ids": [1]},
    ],
)
def test_an_unknown_field_or_type_is_refused(index: ProfileIndex, edit: dict[str, object]) -> None:
    index.add(PLAIN)
    document = json.loads(index.path.read_bytes())
    document["profiles"][0].update(edit)
    index.path.write_text(json.dumps(document))
    with pytest.raises(IndexUnusable, match="entry 1"):
        index.profiles()


@pytest.mark.parametrize("same", ["name", "id"])
def test_two_profiles_of_one_name_or_id_are_refused(index: ProfileIndex, same: str) -> None:
    index.add(PLAIN)
    index.add(Profile("other"))
    document = json.loads(index.path.read_bytes())
    document["profiles"][1][same] = document["profiles"][0][same]
    index.path.write_text(json.dumps(document))
    with pytest.raises(IndexUnusable, match=same):
        index.profiles()


def test_bytes_that_are_no_text_are_refused(index: ProfileIndex) -> None:
    index.path.parent.mkdir()
    index.path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(IndexUnusable):
        index.profiles()


def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(IndexUnusable, match="cannot be used"):
        ProfileIndex(tmp_path / "folder").profiles()
    with pytest.raises(IndexUnusable, match="cannot be used"):
        ProfileIndex(tmp_path / "file" / "profiles.json").add(PLAIN)


@pytest.mark.slow
def test_racing_processes_lose_no_profile_and_share_no_name(index: ProfileIndex) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", ADDER, str(index.path), str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(4)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    answers = sorted(racer.communicate()[0].strip() for racer in racers)
    assert answers == ["lost", "lost", "lost", "won"]
    expected = {f"{racer}-{number}" for racer in range(4) for number in range(8)} | {"wanted"}
    assert {profile.name for profile in index.profiles()} == expected
