"""A window for a new passphrase: how good it is is seen while it is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from iamtui.secret import Secret
from iamtui.ui.latest import Latest
from iamtui.ui.line_input import LineInput
from iamtui.ui.secret import masked_entries
from iamtui.ui.text import block, label
from iamtui.vault.passphrase import ENOUGH, Strength, strength

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

METER = 10
NOT_THE_SAME = "The two were not the same; type both again."
_KEYS = f"Enter next line, on the last one done  Esc leave  {masked_entries.HINT}"


@dataclass(frozen=True, slots=True)
class NewPassphrase:
    """What was typed; `old` is the passphrase until now, None where that was not asked for."""

    new: Secret
    old: Secret | None = None


class PassphraseDialog(ModalScreen[NewPassphrase | None]):
    """Asks for a passphrase twice, and for the old one before that if `asks_old`.

    One that is easily guessed is refused here. Gives None where it was left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", priority=True),
        Binding(masked_entries.KEY, "show_masked", "Show", priority=True),
    ]

    def __init__(self, title: str, note: str = "", *, asks_old: bool = False) -> None:
        super().__init__()
        self._heading = title
        self._note = note
        self._entries = {"passphrase": "Passphrase", "again": "The same again"}
        if asks_old:
            self._entries = {
                "old": "Passphrase until now",
                "passphrase": "New passphrase",
                "again": "The new one again",
            }

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(label(self._heading, "bold"), markup=False)
            yield Static(block(self._note), id="passphrase-note", markup=False)
            for name, text in self._entries.items():
                yield Static(label(text), markup=False)
                yield LineInput(id=f"entry-{name}", password=True, compact=True)
                if name == "passphrase":
                    yield Static(meter(None), id="strength", markup=False)
            yield Static(label(_KEYS), classes="keys", markup=False)

    def on_mount(self) -> None:
        self._masked = masked_entries.MaskedEntries(self)
        app = cast("IamtuiApp", self.app)
        self._rating: Latest[Strength] = Latest(app, self._show, app.fail)
        self._judging: Latest[Strength] = Latest(app, self._judged, app.fail)
        self.query(Input).first().focus()

    def action_show_masked(self) -> None:
        """Show what is masked while the key is held, or for some seconds."""
        self._masked.press()

    def hide_secrets(self) -> None:
        """Mask what is masked."""
        self._masked.hide()

    def action_leave(self) -> None:
        """Leave without an answer; what was typed is forgotten."""
        self.dismiss(None)

    @on(Input.Changed, "#entry-passphrase")
    def _changed(self, event: Input.Changed) -> None:
        typed = Secret(event.value)
        self._rating.ask(lambda: strength(typed))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        inputs = list(self.query(Input))
        at = inputs.index(event.input)
        if at + 1 < len(inputs):
            inputs[at + 1].focus()
        elif self._typed("passphrase") != self._typed("again"):
            self._again(NOT_THE_SAME)
        else:
            new = self._typed("passphrase")
            self._judging.ask(lambda: strength(new))

    def _judged(self, found: Strength) -> None:
        if not self.is_attached:
            return
        if not found.enough:
            self._again(f"{found.sentence} {found.advice}".strip())
            return
        old = self._typed("old") if "old" in self._entries else None
        self.dismiss(NewPassphrase(self._typed("passphrase"), old))

    def _again(self, problem: str) -> None:
        """Have the new one typed anew."""
        self.query_one("#passphrase-note", Static).update(block(problem, "bold"))
        for name in ("again", "passphrase"):
            entry = self._entry(name)
            entry.value = ""
            entry.focus()

    def _show(self, found: Strength) -> None:
        if self.is_attached:
            shown = found if self._typed("passphrase") else None
            self.query_one("#strength", Static).update(meter(shown))

    def _typed(self, name: str) -> Secret:
        return Secret(self._entry(name).value)

    def _entry(self, name: str) -> Input:
        return self.query_one(f"#entry-{name}", Input)


def meter(found: Strength | None) -> Content:
    """A passphrase's strength as a bar that is full where it is enough, with what it means."""
    if found is None:
        return label("Several words by chance are good, and longer is better.", "$text-muted")
    full = min(METER, int(found.digits * METER / ENOUGH))
    bar = "■" * full + "□" * (METER - full)
    verdict = "Good." if found.enough else "Not enough yet."
    style = "$text-success" if found.enough else "$text-warning"
    return Content.assemble(label(bar, style), label(f" {verdict} {found.sentence}"))
