"""The lines of AWS files: only those of the key are changed, and all can be taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.rotation.holders import aws_lines
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

OLD = AccessKeyPair("AKIAOLD0000000000000", Secret("old/Secret+0"))
NEW = AccessKeyPair("AKIANEW0000000000000", Secret("new/Secret+1"))
TEXT = """\
# [work] was made by hand
[work]
aws_secret_access_key=old/Secret+0\t
  AWS_ACCESS_KEY_ID : AKIAOLD0000000000000
region = eu-central-1  # AKIAOLD0000000000000

[profile "again"]
aws_access_key_id = AKIAOLD0000000000000
aws_secret_access_key = old/Secret+0
#aws_secret_access_key = AKIAOLD0000000000000
[other]
aws_access_key_id = AKIAOLD00000000000001
aws_secret_access_key = theirs
"""
LINES = st.sampled_from(
    [
        "[a]",
        "[profile b c]",
        "# note",
        "",
        "  s3 =",
        "    max_queue_size = 1",
        "aws_access_key_id = AKIAOLD0000000000000",
        "aws_access_key_id=AKIAOTHER00000000000",
        "aws_secret_access_key =  old/Secret+0 ",
        "\taws_secret_access_key: other",
        "aws_session_token = t",
        "no setting at all",
    ]
)


def test_only_the_values_of_the_key_are_changed() -> None:
    after = aws_lines.switched(TEXT, OLD.access_key_id, NEW)
    assert after.splitlines() == [
        "# [work] was made by hand",
        "[work]",
        "aws_secret_access_key=new/Secret+1\t",
        "  AWS_ACCESS_KEY_ID : AKIANEW0000000000000",
        "region = eu-central-1  # AKIAOLD0000000000000",
        "",
        '[profile "again"]',
        "aws_access_key_id = AKIANEW0000000000000",
        "aws_secret_access_key = new/Secret+1",
        "#aws_secret_access_key = AKIAOLD0000000000000",
        "[other]",
        "aws_access_key_id = AKIAOLD00000000000001",
        "aws_secret_access_key = theirs",
    ]
    assert aws_lines.uses(TEXT, OLD.access_key_id)
    assert not aws_lines.uses(after, OLD.access_key_id)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_kept_key_is_read_and_taken_out_again(end: str) -> None:
    text = TEXT.replace("\n", end)
    kept = aws_lines.shelved(text, "111122223333-alice", NEW, in_config=False)
    assert aws_lines.shelf_ids(kept, "111122223333-alice") == {NEW.access_key_id}
    assert aws_lines.shelf_ids(kept, "111122223333-bob") == frozenset()
    assert not aws_lines.uses(kept, NEW.access_key_id)
    assert ("\r\n" in kept) == (end == "\r\n")
    assert aws_lines.shelved(kept, "111122223333-alice", NEW, in_config=False) == kept
    assert aws_lines.unshelved(kept, NEW.access_key_id) == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_another_program_adds_behind_a_kept_key_stays(end: str) -> None:
    text = TEXT.replace("\n", end)
    added = f"# a note{end}{end}; and one more{end}"
    kept = aws_lines.shelved(text, "111122223333-alice", NEW, in_config=False)
    assert aws_lines.unshelved(kept + added, NEW.access_key_id) == text + added
    more = f"{added}[prod]{end}region = us-east-1{end}"
    assert aws_lines.unshelved(kept + more, NEW.access_key_id) == text + more


def test_a_key_is_kept_as_a_profile_of_the_config_file() -> None:
    kept = aws_lines.shelved("", "1-a", NEW, in_config=True)
    assert kept.splitlines()[0] == f"[profile iamtui-rotation-1-a-{NEW.access_key_id}]"
    assert aws_lines.shelf_ids(kept, "1-a") == {NEW.access_key_id}


@given(st.lists(LINES), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_any_file_comes_back_as_it_was(lines: list[str], end: str, last: bool) -> None:
    text = end.join(lines) + (end if last else "")
    switched = aws_lines.switched(text, OLD.access_key_id, NEW)
    assert not aws_lines.uses(switched, OLD.access_key_id)
    assert len(switched.split("\n")) == len(text.split("\n"))
    kept = aws_lines.shelved(switched, "1-a", OLD, in_config=False)
    assert aws_lines.uses(kept, NEW.access_key_id) == aws_lines.uses(text, OLD.access_key_id)
    taken = aws_lines.unshelved(kept, OLD.access_key_id)
    assert taken.rstrip("\r\n") == switched.rstrip("\r\n")
