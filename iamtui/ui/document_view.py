from textual.widgets import Static
from iamtui.ui.text import block
class DocumentView(Static, can_focus=True):
    def set_document(self, text: str) -> None:
        self.update(block(text))
