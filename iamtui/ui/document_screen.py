"""A document on its own: a policy's JSON, an entity as JSON."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.widgets import Static

from iamtui.ui.command import Scope
from iamtui.ui.document_view import DocumentView
from iamtui.ui.kind import Document
from iamtui.ui.screen import CommandScreen
from iamtui.ui.text import label


class DocumentScreen(CommandScreen):
    """One document."""

    SCOPE: ClassVar[Scope] = Scope.DOCUMENT

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.document = document

    def body(self) -> ComposeResult:
        yield Static(label(self.document.title, "bold"), id="title", markup=False)
        yield DocumentView(id="document")

    def focus_body(self) -> None:
        self.query_one(DocumentView).focus()

    def on_mount(self) -> None:
        self.query_one(DocumentView).set_document(self.document.text)
