"""Where an access key is used, drawn by place; another key can be put into its place one by one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from iamtui.access.tree import Node
from iamtui.aws.cancel import Cancel
from iamtui.errors import UsageError
from iamtui.rotation.text_search import Searched
from iamtui.ui.command import Scope
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.pictures.tree_screen import TreeScreen
from iamtui.ui.rotation.where_used_tree import place_of, where_tree
from iamtui.ui.text import label

if TYPE_CHECKING:
    from iamtui.aws.key_activity import Activity
    from iamtui.rotation.where_used import Used, WhereUsed

_NO_WAY = "Nothing can be replaced in that line; it says what helps there."


class WhereUsedScreen(TreeScreen):
    """The places of the key `key_id` of the user with the ARN `user_arn`."""

    SCOPE: ClassVar[Scope] = Scope.WHERE_USED

    def __init__(self, key_id: str, user_arn: str) -> None:
        super().__init__()
        self.key_id = key_id
        self._user_arn = user_arn
        self._folders: tuple[Path, ...] = ()
        self._used: WhereUsed | None = None
        self._activity: Activity | str = "asking …"
        self._cancel = Cancel()
        self._asking = Cancel()
        self._new_id = ""

    # What it shows

    def on_mount(self) -> None:
        self.show_title(label(f"Where the access key {self.key_id} is used", "bold"))
        self._ask_aws()
        self.look()

    def on_unmount(self) -> None:
        self._cancel.cancel()
        self._asking.cancel()

    @property
    def whole(self) -> Node | None:
        if self._used is None:
            return None
        return where_tree(self._used, self._activity, folders=bool(self._folders))

    @property
    def place(self) -> Used | None:
        """The place under the cursor."""
        line = self.view.line
        return place_of(self._used, line.full) if line is not None and self._used else None

    def look(self) -> None:
        """Look at this machine anew."""
        from iamtui.rotation.where_used import Where, where_used

        self._cancel.cancel()
        self._cancel = cancel = Cancel()
        where = Where(Path.home(), os.environ, self._folders)
        key_id, app = self.key_id, self.iamtui
        generation = self.session.generation if self.session is not None else 0

        def told(searched: Searched) -> None:
            app.jobs.tell(generation, lambda: app.say(f"{searched.files} files read … Esc leaves"))

        app.submit(lambda: where_used(key_id, where, cancel, told), self._found, self.failed)

    def _ask_aws(self) -> None:
        from iamtui.aws.live import LiveBackend

        backend = self.session.backend if self.session is not None else None
        if not isinstance(backend, LiveBackend):
            self._activity = "This profile does not lead to AWS."
            return
        key_id, arn = self.key_id, self._user_arn
        activity = backend.key_activity(self._asking)
        self.iamtui.submit(lambda: activity.of(key_id, arn), self._told, self.failed)

    def _found(self, used: WhereUsed) -> None:
        if not self.is_open:
            return
        self._used = used
        self.iamtui.say(_sum(used))
        self.show_tree()

    def _told(self, activity: Activity) -> None:
        if self.is_open:
            self._activity = activity
            self.show_tree()

    # What its keys do

    def ask_folder(self) -> None:
        """Ask for a folder whose text files are to be searched too."""
        named = str(self._folders[-1]) if self._folders else ""
        entries = (Entry("folder", "Folder", hint="~/projects", value=named),)
        note = "Its text files are searched for the key's id. Links are not followed."
        self.app.push_screen(FormDialog("Search a folder", entries, note), self._folder_named)

    def _folder_named(self, answer: dict[str, str] | None) -> None:
        if not answer or not answer["folder"].strip():
            return
        folder = Path(answer["folder"].strip()).expanduser()
        if not folder.is_dir():
            self.iamtui.fail(UsageError(f"There is no folder {folder}.", "Name another one."))
            return
        self._folders = tuple(dict.fromkeys((*self._folders, folder)))
        self.iamtui.say(f"Searching {folder} …")
        self.look()

    def why_not_replace(self) -> str:
        """Why nothing can be replaced at the cursor; "" where it can."""
        from iamtui.rotation.replacing import can_replace

        place = self.place
        return "" if place is not None and can_replace(place) else _NO_WAY

    def replace_key(self) -> None:
        """Ask for the key that is to take this one's place at the cursor, then put it there."""
        place = self.place
        if place is None:
            return
        entries = (Entry("key", "Id of the new access key", hint="AKIA…", value=self._new_id),)
        note = f"In {place}. The new key's secret is read from ~/.aws or the vault of this machine."

        def named(answer: dict[str, str] | None) -> None:
            if answer and answer["key"].strip():
                self._new_id = answer["key"].strip()
                self._confirm(place)

        self.app.push_screen(FormDialog("Put another key there", entries, note), named)

    def _confirm(self, place: Used) -> None:
        question = f"Put {self._new_id} in place of {self.key_id} into {place}?"

        def answered(yes: bool | None) -> None:
            if yes:
                self._replace(place)

        dialog = ConfirmDialog("Replace", question, "replace", "leave it")
        self.app.push_screen(dialog, answered)

    def _replace(self, place: Used) -> None:
        from iamtui.rotation.replacing import key_with_secret, replace_in

        old, new, vault = self.key_id, self._new_id, self.iamtui.keyring.vault

        def work() -> None:
            replace_in(place, old, key_with_secret(new, Path.home(), os.environ, vault))

        def done(_nothing: None) -> None:
            self.iamtui.say(f"Replaced: {place}.")
            if self.is_open:
                self.look()

        self.iamtui.submit(work, done, self.failed)


def _sum(used: WhereUsed) -> str:
    count = len(used.places)
    return f"{count} place{'' if count == 1 else 's'} on this machine. n searches a folder too."
