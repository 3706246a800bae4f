"""The session that calls are signed with is renewed in place before it ends, or the user is told
in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iamtui.aws.backend import Cancel
from iamtui.aws.mfa_codes import MfaCodeNeeded
from iamtui.errors import IamtuiError
from iamtui.ui.sessions.session import Session
from iamtui.ui.sessions.words import remaining

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

# Long enough to wait for a code and to finish a plan with the old session meanwhile.
BEFORE_END = timedelta(minutes=5)


def keep_session(app: IamtuiApp, session: Session) -> None:
    """Renew what `session` signs with when it is about to end: a role's session from the one that
    it came from, another with a code of the vault's seed; else tell the user which key does it.
    Once for each end."""
    ends = session.backend.signing.expires
    if ends is None or ends - app.now() > BEFORE_END or session.renewal_of == ends:
        return
    session.renewal_of = ends

    def told(renewed: bool) -> None:
        app.refresh_account()
        if renewed and session.backend.signing.expires == ends:
            session.renewal_of = None  # a short one is not that near to its end yet
            return
        left = remaining(ends - app.now())
        when = "The session has ended" if left == "ended" else f"The session ends in {left}"
        app.say("The session was renewed." if renewed else f"{when}; M renews it with a code.")

    def failed(error: IamtuiError) -> None:
        if isinstance(error, MfaCodeNeeded):
            told(renewed=False)
        else:
            app.say(f"{error} M renews the session.")

    app.submit(lambda: _renew(session), told, failed)


def _renew(session: Session) -> bool:
    """Whether it could be renewed without a person. Raises IamtuiError; blocks."""
    if session.backend.renew():
        return True
    mfa = session.backend.mfa_session
    if mfa is None or not session.broker.has_seed(mfa.serial):
        return False
    session.broker.start_from_seed(mfa.serial, Cancel())
    return True
