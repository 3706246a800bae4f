"""A screen with a picture: a title, the picture, and the node under the cursor to act on."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from iamtui.account.entity import Entity
from iamtui.ui.command import Command
from iamtui.ui.dialogs import MessageDialog
from iamtui.ui.pictures.drawing import as_text
from iamtui.ui.pictures.drawing_view import Drawing, PictureView
from iamtui.ui.screen import CommandScreen

COPIED_WIDTH = 120
"""Cells of a picture that is copied: the same whatever the screen has."""


class PictureScreen(CommandScreen):
    """A picture of entities and what binds them."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: Drawing | None = None

    @property
    def view(self) -> PictureView:
        """The picture."""
        return self.query_one(PictureView)

    @property
    def subject(self) -> Entity | None:
        line = self.view.line
        return line.entity if line is not None else None

    @property
    def copied(self) -> str:
        """The picture as text."""
        return as_text(self._drawing(COPIED_WIDTH)) if self._drawing is not None else ""

    def body(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield PictureView(id="picture")

    def focus_body(self) -> None:
        self.view.focus()

    def hinted(self, commands: Sequence[Command]) -> Sequence[Command]:
        return [command for command in commands if not command.unless(self)]

    def show_title(self, title: Content) -> None:
        """Say what the picture shows."""
        self.query_one("#title", Static).update(title, layout=False)

    def show_picture(self, drawing: Drawing, node: str = "") -> None:
        """Show a picture, with the cursor on `node`, else where it is."""
        self._drawing = drawing
        self.view.show(drawing, node)

    def open_subject(self) -> None:
        line = self.view.line
        if line is None:
            return
        if line.entity is not None:
            self.iamtui.go(line.entity)
        else:
            # A narrow screen cuts long names; here all of it can be read.
            self.app.push_screen(MessageDialog("In full", line.full))

    @on(PictureView.Moved)
    def _moved(self) -> None:
        self.refresh_hints()

    @on(PictureView.Selected)
    def _selected(self) -> None:
        self.open_subject()
