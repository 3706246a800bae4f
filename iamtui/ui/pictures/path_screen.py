"""One principal's escalation paths, a picture each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from iamtui.access.escalation_path import EscalationPath
from iamtui.ui.command import Scope
from iamtui.ui.pictures.drawing import PictureLine, shortened
from iamtui.ui.pictures.drawing_path import draw_path
from iamtui.ui.pictures.drawing_screen import PictureScreen
from iamtui.ui.pictures.path_words import CERTAIN
from iamtui.ui.text import label


class PathScreen(PictureScreen):
    """The `paths` of one principal, path `number` first; `to_administrator` says that they lead to
    every permission, else to somebody to act as."""

    SCOPE: ClassVar[Scope] = Scope.PATH

    def __init__(
        self, paths: Sequence[EscalationPath], number: int, to_administrator: bool
    ) -> None:
        super().__init__()
        self.paths = tuple(paths)
        self.number = number
        self._to_administrator = to_administrator

    @property
    def path(self) -> EscalationPath:
        """The path that is shown."""
        return self.paths[self.number]

    def on_mount(self) -> None:
        self._show()

    def next_path(self, step: int) -> None:
        """Show the next path of the same principal, or (`step` -1) the one before."""
        self.number = (self.number + step) % len(self.paths)
        self._show()

    def on_resize(self) -> None:
        self.show_title(self._title())

    def _show(self) -> None:
        self.show_title(self._title())
        self.show_picture(self._draw, "0")

    def _draw(self, width: int) -> tuple[PictureLine, ...]:
        return draw_path(self.path, width, to_administrator=self._to_administrator)

    def _title(self) -> Content:
        path, count = self.path, len(self.paths)
        number = f" {self.number + 1} of {count}" if count > 1 else ""
        steps = len(path.steps)
        sure = CERTAIN if path.certain else "on conditions"
        before, after = f"Path{number} of the ", f": {sure}, {steps} step{'s' * (steps > 1)}"
        name = shortened(str(path.start), self.app.size.width - len(before) - len(after))
        style = "$text-error" if path.certain else "$text-warning"
        return Content.assemble(label(f"{before}{name}", "bold"), label(after, style))
