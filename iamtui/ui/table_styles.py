"""How a table looks: its component classes, its stylesheet, and the styles made of them."""

from __future__ import annotations

from typing import ClassVar

from rich.color import Color
from rich.style import Style
from textual.widget import Widget

PREFIX = "resource-table--"

CELL_STYLES = frozenset({"muted", "warning", "error", "success", "unknown", "link"})
"""The names that a cell may give as its style."""

COMPONENT_CLASSES = {
    PREFIX + name for name in CELL_STYLES | {"header", "cursor", "marked", "match", "message"}
}

# A theme in the terminal's own sixteen colours has no mixed ones, hence "dim" for muted there;
# without any colour the cursor can only be seen by a text style.
DEFAULT_CSS = """
ResourceTable {
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-size-vertical: 1;
    background: $background;
    color: $foreground;

    & > .resource-table--header { text-style: bold; }
    & > .resource-table--message { color: $text-muted; }
    & > .resource-table--muted { color: $text-muted; }
    & > .resource-table--warning { color: $text-warning; }
    & > .resource-table--error { color: $text-error; }
    & > .resource-table--success { color: $text-success; }
    & > .resource-table--unknown { color: $text-accent; }
    & > .resource-table--link { color: $text-primary; }
    & > .resource-table--marked { color: $text-secondary; text-style: bold; }
    & > .resource-table--match { text-style: underline; }
    & > .resource-table--cursor {
        color: $block-cursor-blurred-foreground;
        background: $block-cursor-blurred-background;
    }
    &:focus > .resource-table--cursor {
        color: $block-cursor-foreground;
        background: $block-cursor-background;
    }

    &:ansi > .resource-table--muted { color: ansi_default; text-style: dim; }
    &:ansi > .resource-table--message { color: ansi_default; }
    &:ansi > .resource-table--cursor {
        color: ansi_default;
        background: ansi_default;
        text-style: bold underline;
    }
    &:ansi:focus > .resource-table--cursor { text-style: reverse; }

    &:nocolor > .resource-table--cursor { text-style: bold underline; }
    &:nocolor:focus > .resource-table--cursor { text-style: reverse; }
}
"""


class TableStyles:
    """The Rich styles of a table, by name, read from its stylesheet once until `forget`."""

    ROW: ClassVar[str] = ""
    """The name of the style of an ordinary row."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._known: dict[str, Style] = {}

    def __getitem__(self, name: str) -> Style:
        """The style called `name`: `ROW`, or a component class without its prefix."""
        style = self._known.get(name)
        if style is None:
            style = self._known[name] = self._read(name)
        return style

    def forget(self) -> None:
        """Read the stylesheet again: theme, focus or terminal have changed."""
        self._known.clear()

    def _read(self, name: str) -> Style:
        widget = self._widget
        if name == self.ROW:
            style = widget.rich_style
        else:
            style = widget.get_component_rich_style(PREFIX + name, partial=name == "match")
        return style.without_color if widget.app.no_color else lean(style)


def lean(style: Style) -> Style:
    """`style` without the colours that a terminal has anyway after a reset.

    Every run of text ends with a reset, so that naming the default colours in front of it is six
    bytes a run for nothing.
    """
    return style.without_color + Style.from_color(_named(style.color), _named(style.bgcolor))


def _named(color: Color | None) -> Color | None:
    return None if color is None or color.is_default else color
