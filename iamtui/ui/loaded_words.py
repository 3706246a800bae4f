"""What is said when an account was loaded: how much, or what of it is not known."""

from __future__ import annotations

from datetime import datetime

from iamtui.account.field import Unknown
from iamtui.ui.sessions.session import Session

MOST_HOLES = 3


def loaded_words(session: Session, now: datetime) -> str:
    """A sentence or two about the account of `session`; `now` is when it was loaded."""
    account = session.account
    holes = [
        f"{source.value} {state}"
        for source, state in account.sources.items()
        if isinstance(state, Unknown)
    ]
    if holes:
        return f"Not known: {_few(holes)}.{_mfa_hint(session)}"
    counts = f"{len(account.users):,} users, {len(account.roles):,} roles"
    return f"Loaded {counts} at {now:%H:%M} UTC."


def _few(holes: list[str]) -> str:
    more = f"; and {len(holes) - MOST_HOLES} more, see i" if len(holes) > MOST_HOLES else ""
    return "; ".join(holes[:MOST_HOLES]) + more


def _mfa_hint(session: Session) -> str:
    """An account may let nobody read without MFA."""
    caller = session.account.caller.otherwise(None)
    may_help = caller is not None and caller.user_name is not None
    no_session = session.backend.mfa_session is None
    return " M starts an MFA session, which may be what is asked for." * (may_help and no_session)
