"""The first line of every screen: which account, who asks, live or mock, the MFA session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from iamtui.account.field import Unknown
from iamtui.aws.target import TargetKind
from iamtui.ui.session import Session
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

    def show(self, parts: Sequence[Part]) -> None:
        """Show `parts`, leaving out the least important where they do not fit."""
        content = assembled(parts, self.app.size.width)
        if content != self._shown:
            self._shown = content
            self.update(content, layout=False)


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
    who = caller.arn.split(":", 5)[-1] if caller else f"caller {account.caller}"
    root = Part("ROOT USER", "bold reverse", 0) if caller and caller.is_root else Part("")
    return (
        Part(f" {where} ", "bold reverse" if live else "bold", 0),
        root,
        Part(_account(session), "bold", 1),
        Part("read-only", "bold", 2) if read_only else Part(""),
        Part(who, "", 4),
        Part(_mfa(session, now), "", 3),
        Part(target.name, "", 5),
    )


def _account(session: Session) -> str:
    account = session.account
    if isinstance(account.id, Unknown):
        return f"account {account.id}"
    alias = account.alias.otherwise(None)
    return f"{alias} {account.id.value}" if alias else account.id.value


def _mfa(session: Session, now: datetime) -> str:
    mfa = session.backend.mfa_session
    if mfa is None:
        return "no MFA"
    return f"MFA {remaining(mfa.expires - now)}"


def remaining(left: timedelta) -> str:
    """`left` in two figures: `11h42m`, `4m`, `50s` in steps of ten seconds, `ended`."""
    seconds = int(left.total_seconds())
    if seconds <= 0:
        return "ended"
    if seconds < 300:
        return f"{seconds // 60}m{seconds % 60 // 10 * 10:02}s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m"


def _cells(parts: Sequence[Part]) -> int:
    return sum(cell_len(part.text) for part in parts) + len(SEPARATOR) * (len(parts) - 1)
