"""The journal: every line is kept whole, private and in order, or the writer is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import botocore.loaders
import pytest
from botocore.model import OperationModel, ServiceModel, Shape, StructureShape

from iamtui.execution.journal import (
    FIRST,
    REDACTED,
    SENSITIVE,
    Entry,
    Journal,
    JournalDamaged,
    JournalUnusable,
    redacted,
)

ENTRY = Entry("2026-03-01T12:00:00.000+00:00", "planned", "run-1", words="Tag the user bob")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state" / "journal.jsonl")


def numbered(number: int) -> Entry:
    return replace(ENTRY, plan=f"run-{number}")


def names(journal: Journal) -> list[str]:
    return [entry.plan for entry in journal.entries()]


def run_python(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), *arguments],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_a_journal_that_is_not_there_is_empty(journal: Journal) -> None:
    assert journal.entries() == ()
    journal.verify()


def test_lines_come_back_in_order_each_tied_to_the_one_before(journal: Journal) -> None:
    for number in range(5):
        journal.append(replace(numbered(number), parameters={"Tags": [{"Key": "é", "Value": "x"}]}))
    entries = journal.entries()
    assert [entry.plan for entry in entries] == [f"run-{n}" for n in range(5)]
    assert entries[0].previous == FIRST
    assert len({entry.previous for entry in entries}) == 5
    assert entries[2].parameters == {"Tags": [{"Key": "é", "Value": "x"}]}
    journal.verify()


def test_a_line_longer_than_what_is_read_at_once_is_tied_too(journal: Journal) -> None:
    for size in (10, 5_000, 100_000, 10):
        journal.append(replace(ENTRY, words="x" * size))
    journal.verify()
    assert [len(entry.words) for entry in journal.entries()] == [10, 5_000, 100_000, 10]


def test_only_its_owner_may_read_it(journal: Journal) -> None:
    journal.append(ENTRY)
    assert journal.path.stat().st_mode & 0o777 == 0o600
    assert journal.path.parent.stat().st_mode & 0o777 == 0o700
    journal.path.chmod(0o644)
    journal.append(ENTRY)
    assert journal.path.stat().st_mode & 0o777 == 0o600


def test_names_that_are_no_text_are_kept(journal: Journal) -> None:
    journal.append(replace(ENTRY, profile=os.fsdecode(b"caf\xe9.json"), words="a\r\nb\x85c\u2028"))
    (entry,) = journal.entries()
    assert (entry.profile, entry.words) == ("caf\udce9.json", "a\r\nb\x85c\u2028")
    journal.verify()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_line_is_found(journal: Journal, place: int) -> None:
    for number in range(4):
        journal.append(numbered(number))
    lines = journal.path.read_bytes().splitlines(keepends=True)
    lines[place] = lines[place].replace(b"bob", b"eve")
    journal.path.write_bytes(b"".join(lines))
    with pytest.raises(JournalDamaged, match=f"Line {place + 2} "):
        journal.verify()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_line_taken_out_is_found(journal: Journal, place: int) -> None:
    for number in range(4):
        journal.append(numbered(number))
    lines = journal.path.read_bytes().splitlines(keepends=True)
    journal.path.write_bytes(b"".join(lines[:place] + lines[place + 1 :]))
    with pytest.raises(JournalDamaged, match=f"Line {place + 1} "):
        journal.verify()


@pytest.mark.parametrize(
    "junk",
    [
        b"\n",
        b"junk\n",
        b"[]\n",
        b'{"time":"","event":"planned","plan":[]}\n',
        b'{"time":"","event":"planned","plan":"p","inverse":5}\n',
        b"[" * 100_000 + b"\n",
        b'\xff\xfe"\n',
    ],
)
def test_a_line_of_another_program_is_found_and_hides_nothing(
    journal: Journal, junk: bytes
) -> None:
    journal.append(numbered(1))
    with journal.path.open("ab") as file:
        file.write(junk)
    journal.append(numbered(2))
    assert [entry.event for entry in journal.entries()] == ["planned", "unreadable", "planned"]
    with pytest.raises(JournalDamaged, match="Line 2 "):
        journal.verify()


@pytest.mark.parametrize("kept", [0, 1, 2, 50, 100, 200, -30, -3])
def test_a_line_that_was_cut_off_is_dropped(journal: Journal, kept: int) -> None:
    journal.append(numbered(1))
    whole = journal.path.read_bytes()
    journal.append(numbered(2))
    cut = journal.path.read_bytes()[len(whole) :][:kept]
    journal.path.write_bytes(whole + cut)
    journal.verify()
    assert names(journal) == ["run-1"]
    journal.append(numbered(3))
    journal.verify()
    assert names(journal) == ["run-1", "run-3"]


def test_a_first_line_that_was_cut_off_is_dropped(journal: Journal) -> None:
    journal.path.parent.mkdir()
    journal.path.write_bytes(b'{"time":"20')
    assert journal.entries() == ()
    journal.append(numbered(1))
    journal.verify()
    assert names(journal) == ["run-1"]


def test_a_last_line_that_lost_only_its_end_is_kept(journal: Journal) -> None:
    journal.append(numbered(1))
    journal.append(numbered(2))
    journal.path.write_bytes(journal.path.read_bytes().rstrip())
    assert names(journal) == ["run-1", "run-2"]
    journal.append(numbered(3))
    assert names(journal) == ["run-1", "run-2", "run-3"]
    journal.verify()


def test_a_journal_that_is_a_link_is_kept_where_it_leads(journal: Journal, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.jsonl"
    journal.path.parent.mkdir()
    journal.path.symlink_to(elsewhere)
    journal.append(numbered(1))
    journal.append(numbered(2))
    assert journal.path.is_symlink()
    assert len(elsewhere.read_text().splitlines()) == 2
    assert elsewhere.stat().st_mode & 0o777 == 0o600


def test_a_journal_that_keeps_nothing_is_refused(journal: Journal) -> None:
    journal.path.parent.mkdir()
    journal.path.symlink_to("/dev/null")
    with pytest.raises(JournalUnusable, match="not a file"):
        journal.append(ENTRY)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(JournalUnusable, match="cannot be written"):
        Journal(tmp_path / "state" / "journal.jsonl").append(ENTRY)


APPENDS = """
    import sys
    from pathlib import Path
    from iamtui.execution.journal import Entry, Journal, JournalUnusable
    journal = Journal(Path(sys.argv[1]))
    def append(plan, **more):
        journal.append(Entry("2026", "planned", plan, **more))
"""


@pytest.mark.slow
def test_several_processes_write_at_once(journal: Journal) -> None:
    program = APPENDS + "    for n in range(60): append(sys.argv[2] + str(n), words='x' * n * 50)"
    writers = [run_python(program, str(journal.path), who) for who in "abcd"]
    for writer in writers:
        output, _ = writer.communicate(timeout=60)
        assert (writer.returncode, output) == (0, "")
    journal.verify()
    found = names(journal)
    assert len(found) == 240
    for who in "abcd":
        own = [name for name in found if name.startswith(who)]
        assert own == [f"{who}{n}" for n in range(60)]


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_the_journal_whole(journal: Journal) -> None:
    program = (
        APPENDS
        + """
    import resource
    append("before")
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    try:
        append("too-much", words="x" * 2000)
    except JournalUnusable as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    append("after")
    """
    )
    writer = run_python(program, str(journal.path))
    output, _ = writer.communicate(timeout=60)
    assert writer.returncode == 0, output
    assert "cannot be written (File too large)" in output
    assert names(journal) == ["before", "after"]
    journal.verify()


@pytest.mark.slow
def test_a_process_killed_while_it_writes_leaves_whole_lines(journal: Journal) -> None:
    program = (
        APPENDS
        + """
    print("ready", flush=True)
    n = 0
    while True:
        append(str(n), words="x" * 3000)
        n += 1
    """
    )
    for _ in range(5):
        writer = run_python(program, str(journal.path))
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        before = len(journal.entries())
        while len(journal.entries()) < before + 3:
            pass
        writer.kill()
        writer.communicate()
        journal.append(numbered(1))
        journal.verify()


def test_secrets_and_codes_are_not_recorded() -> None:
    given = {"UserName": "bob", "Password": "hunter2", "TokenCode": "123456"}
    assert redacted(given) == {"UserName": "bob", "Password": REDACTED, "TokenCode": REDACTED}


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_every_secret_that_aws_takes_is_named(service: str) -> None:
    description = botocore.loaders.Loader().load_service_model(service, "service-2")
    model = ServiceModel(description, service)
    found = {n for o in model.operation_names for n in secrets_of(model.operation_model(o))}
    assert found
    assert found <= SENSITIVE


def secrets_of(operation: OperationModel) -> Iterator[str]:
    if operation.input_shape is not None:
        yield from sensitive(operation.input_shape, "")


def sensitive(shape: Shape, name: str) -> Iterator[str]:
    if shape.metadata.get("sensitive"):
        yield name
    if isinstance(shape, StructureShape):
        for member, inner in shape.members.items():
            yield from sensitive(inner, member)


def test_the_file_is_one_json_object_a_line(journal: Journal) -> None:
    journal.append(ENTRY)
    (line,) = journal.path.read_text().splitlines()
    assert json.loads(line)["words"] == ENTRY.words
