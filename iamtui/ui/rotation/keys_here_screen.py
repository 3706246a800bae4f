"""The keys of a user and what each of them is to this machine: where a journal tells nothing."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from iamtui.account.field import Known
from iamtui.account.model import AccessKey
from iamtui.aws.cancel import Cancel, Cancelled
from iamtui.errors import IamtuiError
from iamtui.rotation.reconcile import KeyKind
from iamtui.rotation.sorted_keys import SortedKeys
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.rotation.around import asked, surroundings
from iamtui.ui.rotation.asking import Asking
from iamtui.ui.rotation.progress import RotationRequest
from iamtui.ui.screen import CommandScreen
from iamtui.ui.storage.keyring_help import with_keyring_help
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import block, label

COLUMNS = (
    Column("key", "Access key", 20),
    Column("kind", "Here", 26, grow=True),
    Column("status", "At AWS", 8),
    Column("used", "Last used", 16),
)
_STYLES = {
    KeyKind.CURRENT: "success",
    KeyKind.SAVED: "link",
    KeyKind.ORPHAN: "warning",
    KeyKind.FOREIGN: "warning",
    KeyKind.DEAD: "muted",
}
WAYS = {
    KeyKind.CURRENT: "Profiles or files here work with it. o deactivates it, D deletes it.",
    KeyKind.SAVED: (
        "Its secret is here, and nothing works with it. Enter goes on with the rotation; D deletes "
        "it."
    ),
    KeyKind.ORPHAN: (
        "A rotation here created it and never got its secret: nobody can use it. D deletes it, "
        "Enter goes on with the rotation."
    ),
    KeyKind.FOREIGN: (
        "Nothing on this machine knows it: somebody else may work with it. o deactivates it, which "
        "can be taken back; D deletes it."
    ),
    KeyKind.DEAD: "AWS does not have it any more. x removes its secret from this machine.",
}


class KeysHereScreen(CommandScreen):
    """The keys that `request` is about; what is seen is changed by the usual plans only."""

    SCOPE: ClassVar[Scope] = Scope.KEYS_HERE

    def __init__(self, request: RotationRequest) -> None:
        super().__init__()
        self.request = request
        self._found: SortedKeys | None = None
        self._cancel = Cancel()

    def body(self) -> ComposeResult:
        yield Static(label("Keys and this machine", "bold"), id="title", markup=False)
        yield ResourceTable(COLUMNS, id="keys-here")
        yield Static(id="ways", markup=False)

    def focus_body(self) -> None:
        self.query_one(ResourceTable).focus()

    def on_unmount(self) -> None:
        self._cancel.cancel()

    def account_changed(self) -> None:
        self.look()

    @property
    def user(self) -> str:
        """Whose keys these are; "" while that is not known."""
        return self._found.user if self._found is not None else self.request.user

    @property
    def key_id(self) -> str:
        """The key under the cursor, "" where there is none."""
        return self.query_one(ResourceTable).cursor_key or ""

    @property
    def kind(self) -> KeyKind | None:
        """What the key under the cursor is."""
        found = self._found.kinds if self._found is not None else ()
        return next((each.kind for each in found if each.key_id == self.key_id), None)

    @property
    def key(self) -> AccessKey | None:
        """The key under the cursor as AWS lists it; None for one that it does not have."""
        found = self._found.listed if self._found is not None else ()
        return next((key for key in found if key.id.otherwise("") == self.key_id), None)

    def look(self) -> None:
        """Ask AWS and this machine again."""
        app, session = self.iamtui, self.session
        if session is None:
            return
        self.query_one(ResourceTable).set_message("Looking at AWS and at this machine …")
        asking = Asking(app, session.generation, self._cancel)

        def work() -> SortedKeys | None:
            from iamtui.rotation.opening import acting
            from iamtui.rotation.running import sorted_keys

            try:
                around = surroundings(app, session, asking, self._cancel)
                who = acting(around, self.request.user, None)
                return sorted_keys(around, who, asked(app, self.request, back=False))
            except Cancelled:
                return None

        app.submit(work, self._show, with_keyring_help(app, self.look, left=self._fail))

    def forget(self) -> None:
        """Remove the secret of the dead key under the cursor from this machine."""
        app, session, key_id = self.iamtui, self.session, self.key_id
        if session is None:
            return
        asking = Asking(app, session.generation, self._cancel)

        def work() -> None:
            from iamtui.rotation.lock import user_locked
            from iamtui.rotation.opening import acting
            from iamtui.rotation.running import forget_dead

            around = surroundings(app, session, asking, self._cancel)
            who = acting(around, self.request.user, None)
            with user_locked(around.folder, who.caller.account, who.user):
                forget_dead(around, who, asked(app, self.request, back=False), key_id)

        def done(_none: None) -> None:
            app.say(f"The secret of {key_id} was removed from this machine.")
            self.look()

        app.submit(work, done, app.fail)

    def _fail(self, error: IamtuiError) -> None:
        if self.is_open:
            self.query_one(ResourceTable).set_message(str(error))

    def _show(self, found: SortedKeys | None) -> None:
        if found is None or not self.is_open:
            return
        self._found = found
        title = f"Keys of {found.user} and this machine"
        self.query_one("#title", Static).update(label(title, "bold"))
        table = self.query_one(ResourceTable)
        table.set_message(f"{found.user} has no access key.")
        table.set_rows(tuple(each.key_id for each in found.kinds), self._cell)
        if found.damage:
            self.iamtui.say(found.damage)
        self._moved()

    @on(ResourceTable.Highlighted)
    def _moved(self) -> None:
        ways = WAYS[self.kind] if self.kind is not None else ""
        self.query_one("#ways", Static).update(block(ways))
        self.refresh_hints()

    def _cell(self, key_id: str, column: str) -> Cell:
        found = self._found
        kinds = {each.key_id: each.kind for each in found.kinds} if found is not None else {}
        listed = found.listed if found is not None else ()
        key = next((key for key in listed if key.id.otherwise("") == key_id), None)
        if column == "key":
            return key_id
        if column == "kind":
            return (kinds[key_id].value, _STYLES[kinds[key_id]])
        if column == "status":
            return key.status.value.lower() if key is not None else ("gone", "muted")
        return _used(key)


def _used(key: AccessKey | None) -> Cell:
    if key is None:
        return ("–", "muted")
    if not isinstance(key.last_used, Known):
        return ("not known", "unknown")
    used = key.last_used.value
    return f"{used.at:%Y-%m-%d %H:%M}" if used is not None else "never"
