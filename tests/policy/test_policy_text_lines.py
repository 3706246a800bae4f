"""The lines in which two texts differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy.text_lines import DiffLine, line_diff

texts = st.lists(st.sampled_from(["{", "}", "a", "b", ""])).map("\n".join)


def test_lines_are_kept_taken_and_added() -> None:
    assert line_diff("{\n  a\n}", "{\n  b\n  c\n}") == (
        DiffLine(" ", 1, "{"),
        DiffLine("-", 2, "  a"),
        DiffLine("+", 2, "  b"),
        DiffLine("+", 3, "  c"),
        DiffLine(" ", 4, "}"),
    )


@given(texts, texts)
def test_both_texts_are_whole(before: str, after: str) -> None:
    lines = line_diff(before, after)
    assert [line.text for line in lines if line.sign != "+"] == before.splitlines()
    assert [line.text for line in lines if line.sign != "-"] == after.splitlines()
    assert line_diff(after, after) == tuple(
        DiffLine(" ", number, text) for number, text in enumerate(after.splitlines(), 1)
    )
