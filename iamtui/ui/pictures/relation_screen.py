"""What hangs together around a user, group or role: groups, policies, boundary, trust."""

from __future__ import annotations

from typing import ClassVar

from iamtui.access.tree import Node, relation_tree
from iamtui.account.entity import Entity
from iamtui.account.model import Account
from iamtui.ui.command import Scope
from iamtui.ui.kinds import kind_of
from iamtui.ui.latest import Latest
from iamtui.ui.pictures.tree_screen import TreeScreen
from iamtui.ui.text import label


class RelationScreen(TreeScreen):
    """The tree around `entity`."""

    SCOPE: ClassVar[Scope] = Scope.RELATIONS

    def __init__(self, entity: Entity) -> None:
        super().__init__()
        self.entity = entity
        self._asking: Latest[Node] | None = None
        self._account: Account | None = None
        self._tree: Node | None = None

    @property
    def whole(self) -> Node | None:
        return self._tree

    @property
    def subject(self) -> Entity | None:
        return super().subject if self.view.line is not None else self.entity

    def on_mount(self) -> None:
        self.show_title(label(f"Around the {self.entity}", "bold"))

    def account_changed(self) -> None:
        session = self.session
        if session is None or session.account is self._account:
            return
        account = self._account = session.account
        if self.entity.key not in kind_of(self.entity.kind).keys(account):
            self.show_title(label(f"The {self.entity} is not there (any more)", "bold"))
        if self._asking is None:
            self._asking = Latest(self.iamtui, self._show, self.failed)
        # Every role's trust policy is read: too much to be done between two keys.
        self._asking.ask(lambda: relation_tree(account, self.entity))

    def open_subject(self) -> None:
        line = self.view.line
        if line is not None and line.entity is None and line.turns:
            self.turn()
        else:
            super().open_subject()

    def _show(self, tree: Node) -> None:
        if self.is_open and tree != self._tree:
            self._tree = tree
            self.show_tree()
