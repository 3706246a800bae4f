"""How a profile is told apart at a glance: a band in its colour and a word in the header.

Colours come from the configuration; without any (NO_COLOR) the word stands between asterisks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from iamtui.config import Settings
from iamtui.ui.sessions.session import Session

WHITE, BLACK = "#ffffff", "#000000"
# On themes of many colours: (background, text), each pair with a contrast of at least 4.5
# (WCAG 2.2, 1.4.3).
BANDS = {
    "red": ("#a4161a", WHITE),
    "yellow": ("#f0c000", BLACK),
    "green": ("#1b6e3c", WHITE),
    "blue": ("#1d4ed8", WHITE),
    "magenta": ("#8a2380", WHITE),
    "cyan": ("#0e6b7a", WHITE),
}
# With the terminal's own sixteen: dark text on the colours that terminals draw bright.
ANSI_BANDS = {
    "red": ("ansi_red", "ansi_bright_white"),
    "yellow": ("ansi_yellow", "ansi_black"),
    "green": ("ansi_green", "ansi_black"),
    "blue": ("ansi_blue", "ansi_bright_white"),
    "magenta": ("ansi_magenta", "ansi_bright_white"),
    "cyan": ("ansi_cyan", "ansi_black"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What the configuration marks a profile with; `colour` is one of `config.COLOURS` or ""."""

    colour: str = ""
    banner: str = ""

    def words(self, *, no_color: bool) -> str:
        """What the header says: the banner; without colours, what there is between asterisks."""
        if not no_color:
            return self.banner
        said = self.banner or self.colour.upper()
        return f"*** {said} ***" if said else ""

    def band(self, *, ansi: bool) -> tuple[str, str] | None:
        """The colours of the header, background and text; None for the theme's own."""
        return (ANSI_BANDS if ansi else BANDS).get(self.colour)


NO_MARK = Mark()


def mark_of(session: Session | None, settings: Settings) -> Mark:
    """The mark of the open profile, which the roles that are assumed from it keep."""
    for name in _names(session):
        own = settings.profile(name)
        if own.colour or own.banner:
            return Mark(own.colour or "", own.banner)
    return NO_MARK


def _names(session: Session | None) -> Iterator[str]:
    while session is not None:
        yield session.target.name
        session = session.base
