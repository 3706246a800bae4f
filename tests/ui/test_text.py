"""Nothing from outside reaches the screen as markup, as a control or as a trick."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from iamtui.ui.text import MAX_MARKS, Align, block, clean, clean_lines, fit, label, notify
from tests.support.pilot import drive, screen_text, settle, until

HOSTILE = [
    "x[/foo]y",
    "[bold]not bold[/bold] [@click=app.quit]click[/]",
    "\x1b]52;c;aGVsbG8=\x07",
    "\x1b[2J\x1b[31mred",
    "\x9b31m\x90q\x9c",
    "abc\u202edcba\u202c\u2066x\u2069\u200e\u200f",
    "zero\u200bwidth\u200d\ufeff\u2060\u00ad",
    "line\u2028para\u2029\x85",
    "lone \ud800 surrogate \udfff",
    "z" + "\u0301" * 500,
    "\u0301leading mark",
    "tags \U000e0041\U000e007f and \ufe0f selectors\U000e0100",
    "\u3164\u115f\u1160\uffa0 fillers",
    "漢字かな交じり文",
    "\t\r\n\0\x7f",
    "\ufdd0\uffff\U0010ffff",
]
"""Strings that have broken terminals and widgets."""

texts = st.one_of(
    st.text(st.characters(exclude_categories=[])),
    st.text(st.sampled_from("a[]/\x1b\x9b\t\n漢\u0301\u202e\u200d\ufe0f\u3164\ud800é❤👩👍🏽🇩🇪 ")),
    st.sampled_from(HOSTILE),
)


aligns: st.SearchStrategy[Align] = st.sampled_from(["left", "right"])


def dangers(text: str) -> set[str]:
    """The characters of `text` that a terminal could act on or hide."""
    return {
        char
        for char in text
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}
        or 0xFE00 <= ord(char) <= 0xFE0F
    }


@given(texts)
def test_clean_text_holds_nothing_a_terminal_acts_on(text: str) -> None:
    assert not dangers(clean(text))


@given(texts)
def test_clean_is_idempotent(text: str) -> None:
    once = clean(text)
    assert clean(once) == once


@given(texts)
def test_the_width_of_clean_text_is_the_sum_of_its_characters(text: str) -> None:
    once = clean(text)
    assert cell_len(once) == sum(cell_len(char) for char in once)


@given(texts)
def test_lines_are_clean_and_none_is_lost(text: str) -> None:
    lines = clean_lines(text)
    assert not dangers("".join(lines))
    assert len(lines) == text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


@given(texts, st.integers(-2, 40), st.sampled_from(["…", "", "..."]), aligns)
def test_fit_gives_exactly_the_width(text: str, cells: int, end: str, align: Align) -> None:
    fitted = fit(text, cells, end=end, align=align)
    assert cell_len(fitted) == max(0, cells)
    assert not dangers(fitted)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain ASCII stays", "plain ASCII stays"),
        ("Ünïcödé 漢字", "Ünïcödé 漢字"),
        ("a\tb\nc", "a␉b␊c"),
        ("\x1b[31m", "␛[31m"),
        ("\x7f", "␡"),
        ("user\u202e", "user·"),
        ("a\u200bb", "a·b"),
        ("\ud800", "\ufffd"),
        ("e" + "\u0301" * 9, "e" + "\u0301" * MAX_MARKS),
        ("\u0301x", "·\u0301x"),
        ("non\u00a0breaking", "non\u00a0breaking"),
    ],
)
def test_what_stands_for_what(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    ("text", "cells", "expected"),
    [
        ("abc", 5, "abc  "),
        ("abcdef", 4, "abc…"),
        ("漢字漢字", 8, "漢字漢字"),
        ("漢字漢字", 6, "漢字… "),
        ("漢字", 2, "… "),
        ("漢字", 1, "…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("abc", 0, ""),
    ],
)
def test_fit_never_halves_a_character(text: str, cells: int, expected: str) -> None:
    assert fit(text, cells) == expected


def test_fit_to_the_right() -> None:
    assert fit("7", 3, align="right") == "  7"


def test_lines_are_kept_and_tabs_are_blanks() -> None:
    assert clean_lines("{\n\t1\r\n}\rend") == ["{", "    1", "}", "end"]
    assert block("a\n\nb").plain == "a\n\nb"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_label_is_never_markup(text: str) -> None:
    assert label(text, "bold").plain == clean(text)


class HostileApp(App[None]):
    """Shows hostile strings as content and as a toast."""

    def compose(self) -> ComposeResult:
        """A widget for each."""
        for text in HOSTILE:
            yield Static(label(text))
            yield Static(block(text, "bold red"))


def test_widgets_and_toasts_survive_hostile_strings() -> None:
    app = HostileApp()

    async def scenario(pilot: Pilot[None]) -> None:
        for text in HOSTILE[:5]:
            notify(app, text, title=text, severity="error")
        await settle(pilot)
        await until(lambda: screen_text(app).count("x[/foo]y") == 4)
        shown = screen_text(app)
        assert "[bold]not bold[/bold]" in shown
        assert not dangers(shown.replace("\n", ""))

    drive(app, scenario, size=(120, 90))
