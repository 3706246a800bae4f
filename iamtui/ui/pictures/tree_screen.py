"""A screen with a tree as its picture, whose branches open and close."""

from __future__ import annotations

from collections.abc import Sequence

from iamtui.access.tree import Node
from iamtui.errors import IamtuiError
from iamtui.ui.pictures.drawing import PictureLine
from iamtui.ui.pictures.drawing_screen import PictureScreen
from iamtui.ui.pictures.drawing_tree import SHOWN, draw_tree


class TreeScreen(PictureScreen):
    """Shows a tree, with the branches open that were opened before."""

    def __init__(self) -> None:
        super().__init__()
        self._turned: frozenset[str] = frozenset()

    @property
    def whole(self) -> Node | None:
        """The tree with all its branches, None where that is not known yet."""
        raise NotImplementedError

    def show_tree(self, node: str = "") -> None:
        """Draw the tree anew, with the cursor on `node`, else where it is."""
        self.show_picture(self._draw, node)

    def turn(self) -> None:
        """Open the branch at the cursor, or close it."""
        line = self.view.line
        branch = line.turns if line is not None else ""
        if not branch or line is None:
            self.iamtui.say("There is nothing here to open or close.")
            return
        self._turned ^= {branch}
        # From what stands for the rest of a long branch to the first of the rest, and back.
        self.show_tree(f"{branch}.{SHOWN}" if line.node == branch else branch)

    def failed(self, error: IamtuiError) -> None:
        """Say why the tree is not known, unless the screen was left."""
        if self.is_open:
            self.iamtui.fail(error)

    def _draw(self, width: int) -> Sequence[PictureLine]:
        tree = self.whole
        return draw_tree(tree, self._turned, width) if tree is not None else ()
