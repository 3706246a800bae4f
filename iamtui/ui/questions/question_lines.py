"""The lines that a question is typed into, with what may be meant offered below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static
from textual.widgets.input import Selection

from iamtui.ui.line_input import LineInput
from iamtui.ui.questions.question import PLACEHOLDER
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import clean, label


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a question: `name` is what it is to the program, `hint` stands in an empty one."""

    name: str
    title: str
    hint: str


PRINCIPAL = Line("principal", "Principal", "a user or role, by name or ARN")
ACTION = Line("action", "Action", "such as s3:GetObject")
RESOURCE = Line("resource", "Resource", "an ARN; empty: * (none in particular)")
CONTEXT = Line("context", "Context", "key=value or key=a,b; Enter adds it")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a line may be completed to, with what explains it."""

    text: str
    detail: str = ""


class AskLine(LineInput):
    """One line of a question."""

    def __init__(self, line: Line, value: str) -> None:
        super().__init__(
            clean(value),
            id=f"ask-{line.name}",
            placeholder=clean(line.hint),
            compact=True,
            classes="ask",
        )
        self.line = line

    def take(self, text: str) -> None:
        """Put `text` into the line; the first part to fill in is selected, so that typing does."""
        self.value = clean(text)
        if not self.select_hole():
            self.cursor_position = len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        # Seen by this class first, and then pasted by Textual's.
        event.text = clean(event.text.strip())

    def go_on(self, text: str) -> None:
        """Take the keyboard, with `text` to be typed on: it is not selected."""
        self.select_on_focus = False
        self.focus()
        self.take(text)

    def _on_blur(self, _event: events.Blur) -> None:
        self.select_on_focus = True

    def select_hole(self) -> bool:
        """Select the first `${…}` of the line; False where there is none."""
        hole = PLACEHOLDER.search(self.value)
        if hole is not None:
            self.selection = Selection(*hole.span())
        return hole is not None


def labelled(line: Line, value: str) -> ComposeResult:
    """The line with its title before it."""
    with Horizontal(classes="line"):
        yield Static(label(f" {line.title}"), markup=False)
        yield AskLine(line, value)


class Offers(ResourceTable, inherit_css=True):
    """What the line that is typed into may be completed to."""

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer these, with the cursor on the first."""
        by_text = {offer.text: offer for offer in offers}
        self.set_rows(
            tuple(by_text),
            lambda key, column: key if column == "text" else (by_text[key].detail, "muted"),
        )
        if offers:
            self.move_to(offers[0].text)
