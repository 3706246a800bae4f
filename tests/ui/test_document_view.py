"""The document view: what of a document is on the screen, and the keys that move it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from iamtui.ui.document_layout import Layout
from iamtui.ui.document_view import DocumentView
from tests.support.pilot import drive, press, screen_lines, settle

POLICY = """{
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*", "Max": 12, "On": true}
    ]
}"""


class Shell(App[None]):
    """A screen that is all document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        yield DocumentView(self._text)

    def on_mount(self) -> None:
        self.view.focus()

    @property
    def view(self) -> DocumentView:
        return self.query_one(DocumentView)


def number_on_top(pilot: Pilot[Any]) -> str:
    return screen_lines(pilot.app)[0].split()[0]


def numbered(count: int) -> str:
    return "\n".join(f"line {number}" for number in range(1, count + 1))


def test_lines_stand_behind_their_numbers() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        lines = screen_lines(pilot.app)
        assert lines[0] == "1  {"
        assert lines[1] == '2      "Version": "2012-10-17",'

    drive(Shell(POLICY), scenario)


def test_each_sort_of_word_has_its_colour() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        strip = pilot.app.query_one(DocumentView).render_line(3)
        colours = {s.text.strip(' ,[]{}:"'): s.style and s.style.color for s in strip}
        texts = ["Effect", "Allow", "12", "true"]
        key, string, number, literal = (colours[text] for text in texts)
        assert len({key, string, number}) == 3
        assert literal == number

    drive(Shell(POLICY), scenario, size=(120, 24))


def test_text_that_is_no_json_has_no_colours() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        strip = pilot.app.query_one(DocumentView).render_line(0)
        assert [segment.text.rstrip() for segment in strip if segment.text.strip()] == [
            "1",
            'Owner: "ops" 12',
        ]

    drive(Shell('Owner: "ops" 12'), scenario)


def test_no_color_leaves_no_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def scenario(pilot: Pilot[Any]) -> None:
        view = pilot.app.query_one(DocumentView)
        view.set_highlight(["allow"])
        strip = view.render_line(3)
        assert all(s.style is None or s.style.color is None for s in strip)
        assert [s.text for s in strip if s.style is not None and s.style.reverse] == ["Allow"]

    drive(Shell(POLICY), scenario)


@pytest.mark.parametrize("width", [10, 20, 33])
@pytest.mark.parametrize("word", ["abcdefghij", "漢字かな交じり", "e\u0301a"])
def test_long_lines_are_wrapped_whole(word: str, width: int) -> None:
    text = word * 20

    async def scenario(pilot: Pilot[Any]) -> None:
        lines = screen_lines(pilot.app)
        assert all(cell_len(line) <= width - 1 for line in lines)
        assert "".join(line[3:] for line in lines) == text

    drive(Shell(text), scenario, size=(width, 60))


@given(st.text(), st.integers(1, 12))
def test_screen_lines_make_up_the_document(text: str, width: int) -> None:
    layout = Layout(f"[{text}")
    layout.wrap(width)
    shown = [""] * len(layout.lines)
    for line in layout.screen_lines:
        pieces = layout.pieces(line)
        part = "".join(piece for piece, _ in pieces)
        assert cell_len(part) <= max(width, 2)
        shown[line.number] += part
    assert shown == layout.lines


def test_control_sequences_do_not_reach_the_screen() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        assert screen_lines(pilot.app)[0] == "1  ␛]0;x␇[/b]"

    drive(Shell("\x1b]0;x\x07[/b]"), scenario)


def test_keys_scroll_as_in_the_table() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        async def top_after(*keys: str) -> str:
            await press(pilot, *keys)
            return number_on_top(pilot)

        assert await top_after("j") == "2"
        assert await top_after("down") == "3"
        assert await top_after("k", "up") == "1"
        assert await top_after("pagedown") == "10"
        assert await top_after("ctrl+d") == "15"
        assert await top_after("ctrl+u", "pageup") == "1"
        assert await top_after("G") == "91"
        assert await top_after("j") == "91"
        assert await top_after("g", "k") == "1"

    drive(Shell(numbered(100)), scenario, size=(40, 10))


def test_the_line_on_top_stays_there_when_the_terminal_changes() -> None:
    text = "\n".join(f"{number} " + "x" * 60 for number in range(1, 101))

    async def scenario(pilot: Pilot[Any]) -> None:
        await press(pilot, *["pagedown"] * 3)
        before = screen_lines(pilot.app)[0]
        await pilot.resize_terminal(30, 10)
        await settle(pilot)
        assert screen_lines(pilot.app)[0].split()[:2] == before.split()[:2]

    drive(Shell(text), scenario, size=(80, 10))


def test_another_document_starts_at_its_start() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        await press(pilot, "G")
        pilot.app.query_one(DocumentView).set_document("short")
        await settle(pilot)
        assert screen_lines(pilot.app)[:2] == ["1  short", ""]

    drive(Shell(numbered(100)), scenario)


def test_matches_are_gone_through_and_round() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        view = pilot.app.query_one(DocumentView)
        view.set_highlight(["LINE 5"])
        tops = []
        for _ in range(4):
            assert view.show_match()
            await settle(pilot)
            tops.append(number_on_top(pilot))
        assert tops == ["5", "50", "51", "52"]
        assert view.show_match(backwards=True)
        await settle(pilot)
        assert number_on_top(pilot) == "51"

    drive(Shell(numbered(100)), scenario, size=(40, 10))


def test_matches_at_the_end_are_not_found_over_and_over() -> None:
    text = numbered(30) + "\nmatch a\nmatch b\n"

    async def scenario(pilot: Pilot[Any]) -> None:
        view = pilot.app.query_one(DocumentView)
        view.set_highlight(["match", "line 2"])
        found = []
        for _ in range(14):
            assert view.show_match()
            await settle(pilot)
            found.append(number_on_top(pilot))
        assert found == ["2", *map(str, range(20, 25)), *["24"] * 7, "2"]

    drive(Shell(text), scenario, size=(40, 10))


def test_no_match_is_told() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        view = pilot.app.query_one(DocumentView)
        assert not view.show_match()
        view.set_highlight(["absent"])
        assert not view.show_match()

    drive(Shell(POLICY), scenario)


def test_an_empty_document_is_one_empty_line() -> None:
    async def scenario(pilot: Pilot[Any]) -> None:
        await press(pilot, "j", "G", "ctrl+d")
        assert screen_lines(pilot.app)[0] == "1"

    drive(Shell(""), scenario)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("allows reading all of it", ["allows", "reading all", "of it"]),
        ("  indented words", ["  indented", "words"]),
        ("averyveryverylongword and more", ["averyveryve", "rylongword", "and more"]),
        ("", [""]),
    ],
)
def test_prose_is_cut_between_words(text: str, parts: list[str]) -> None:
    layout = Layout(text)
    layout.wrap(11)
    assert [text[line.start : line.end] for line in layout.screen_lines] == parts
