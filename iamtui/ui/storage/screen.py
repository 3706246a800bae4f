"""The storage panel: where secrets are, who else could read them, and what else there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from iamtui.aws.session_index import SessionIndex
from iamtui.errors import IamtuiError
from iamtui.ui.command import Scope
from iamtui.ui.latest import Latest
from iamtui.ui.pictures.drawing import PictureLine
from iamtui.ui.pictures.drawing_screen import PictureScreen
from iamtui.ui.storage.picture import PLACE, draw_storage
from iamtui.ui.text import label
from iamtui.vault.storage import Storage, look
from iamtui.vault.survey import Finding

if TYPE_CHECKING:
    from iamtui.ui.sessions.opening import Keyring

TITLE = "Where secrets are kept"


class StorageScreen(PictureScreen):
    """Looks anew whenever it is come back to; nothing is unlocked or changed by looking."""

    SCOPE: ClassVar[Scope] = Scope.STORAGE

    def __init__(self) -> None:
        super().__init__()
        self.storage: Storage | None = None
        self._looking: Latest[Storage] | None = None

    @property
    def finding(self) -> Finding | None:
        """The place under the cursor."""
        node = self.view.node
        if self.storage is None or not node.startswith(PLACE):
            return None
        return self.storage.finding(node.removeprefix(PLACE))

    def on_mount(self) -> None:
        self.show_title(label(f"{TITLE} · looking …", "bold"))

    def on_screen_resume(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """Look at every place."""
        if self._looking is None:
            self._looking = Latest(self.iamtui, self._show, self._failed)
        keyring = self.iamtui.keyring
        self._looking.ask(lambda: look_with(keyring))

    def _show(self, storage: Storage) -> None:
        if not self.is_open:
            return
        self.storage = storage
        self.show_title(label(TITLE, "bold"))
        self.show_picture(self._draw)
        self.refresh_frame()

    def _failed(self, error: IamtuiError) -> None:
        if self.is_open:
            self.show_title(label(TITLE, "bold"))
            self.iamtui.fail(error)

    def _draw(self, width: int) -> tuple[PictureLine, ...]:
        return draw_storage(self.storage, width) if self.storage is not None else ()


def look_with(keyring: Keyring) -> Storage:
    """Where secrets are for this run. Raises IamtuiError; blocks."""
    sessions = {each.item: each.profile for each in SessionIndex().listed()}
    try:
        store, problem = keyring.store(), None
    except IamtuiError as error:
        store, problem = None, error
    return look(store, problem, sessions)
