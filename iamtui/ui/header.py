"""The first line of every screen: which account, who asks, live or mock, the MFA session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from iamtui.account.field import Unknown
from iamtui.aws.target import TargetKind
from iamtui.ui.profiles.mark import NO_MARK, Mark
from iamtui.ui.sessions.session import Session
from iamtui.ui.sessions.words import mfa_words
from iamtui.ui.text import fit, label

SEPARATOR = " │ "


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the header; the one with the highest `rank` is left out first."""

    text: str
    style: str = ""
    rank: int = 0


class Header(Static):
    """One line; it is drawn anew only where its text changed."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, markup=False)
        self._shown = Content("")
        self._band: tuple[str, str] | None = None

    def show(self, parts: Sequence[Part], mark: Mark = NO_MARK) -> None:
        """Show `parts`, leaving out the least important where they do not fit, and the profile's
        mark behind the first."""
        words = mark.words(no_color=self.app.no_color)
        parts = (*parts[:1], Part(words, "bold", 0), *parts[1:])
        band = mark.band(ansi=self.app.native_ansi_color)
        self._paint(None if self.app.no_color else band)
        content = assembled(parts, self.app.size.width)
        if content != self._shown:
            self._shown = content
            self.update(content, layout=False)

    def _paint(self, band: tuple[str, str] | None) -> None:
        """Paint the line in the colours of `band`; None gives it the theme's own again."""
        if band == self._band:
            return
        self._band = band
        if band is None:
            self.styles.clear_rule("background")
            self.styles.clear_rule("color")
        else:
            self.styles.background, self.styles.color = band


def assembled(parts: Sequence[Part], width: int) -> Content:
    """`parts` in their order on a line of `width` cells."""
    left = [part for part in parts if part.text]
    while len(left) > 1 and _cells(left) > width:
        left.remove(max(left, key=lambda part: part.rank))
    pieces: list[Content] = []
    for part in left:
        pieces += [label(SEPARATOR)] if pieces else []
        text = part.text if cell_len(part.text) <= width else fit(part.text, width)
        pieces.append(label(text, part.style))
    return Content.assemble(*pieces)


def parts_of(session: Session | None, now: datetime) -> tuple[Part, ...]:
    """What the header says of `session`."""
    if session is None:
        return (Part("iamtui", "bold"), Part("no profile open"))
    target, account = session.target, session.account
    where = target.kind.value.upper() if target.kind is not TargetKind.LIVE else "AWS"
    live = target.kind is TargetKind.LIVE
    read_only = session.guard.rules.read_only
    caller = account.caller.otherwise(None)
    root = Part("ROOT USER", "bold reverse", -1) if caller and caller.is_root else Part("")
    return (
        Part(f" {where} ", "bold reverse" if live else "bold", 0),
        root,
        Part(_account(session), "bold", 1),
        Part("read-only", "bold", 2) if read_only else Part(""),
        _who(session),
        Part(mfa_words(session.backend, now), "", 3),
        Part(target.name, "", 5),
    )


def _account(session: Session) -> str:
    account = session.account
    if isinstance(account.id, Unknown):
        return f"account {account.id}"
    alias = account.alias.otherwise(None)
    return f"{alias} {account.id.value}" if alias else account.id.value


def _who(session: Session) -> Part:
    """Who acts; of a role that was assumed here, also from whom and through which roles."""
    caller = session.account.caller.otherwise(None)
    if session.base is not None:
        return Part(" → ".join(chain_of(session)), "bold", 2)
    if caller is None:
        return Part(f"caller {session.account.caller}", "", 4)
    kind, _, rest = caller.arn.split(":", 5)[-1].partition("/")
    # The name of the session says nothing, and is often long.
    who = f"role/{_name(caller.arn)}" if kind == "assumed-role" else f"{kind}/{rest}".strip("/")
    return Part(who, "", 4)


def chain_of(session: Session) -> tuple[str, ...]:
    """The names of who acts: the first identity, and each role assumed from the one before."""
    before = chain_of(session.base) if session.base is not None else ()
    caller = session.account.caller.otherwise(None)
    if session.role is not None:
        return (*before, session.role.role_name)
    return (*before, _name(caller.arn) if caller is not None else session.target.name)


def _name(arn: str) -> str:
    """The name of a user, of the role of a session, or `root`."""
    parts = arn.split(":", 5)[-1].split("/")
    return parts[1] if parts[0] == "assumed-role" and len(parts) > 1 else parts[-1]


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(part.text) for part in parts) + len(SEPARATOR) * (len(parts) - 1)
