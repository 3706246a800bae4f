"""The MFA session is renewed in place before it ends, or the user is told in time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from iamtui.aws.backend import Cancel
from iamtui.ui.header import remaining
from iamtui.ui.session import Session

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp

# Long enough to wait for a code and to finish a plan with the old session meanwhile.
BEFORE_END = timedelta(minutes=5)


def keep_session(app: IamtuiApp, session: Session) -> None:
    """Renew the MFA session of `session` when it is about to end: with a code of the vault's seed
    where there is one, else by telling the user which key does it. Once for each session."""
    mfa = session.backend.mfa_session
    if mfa is None or mfa.expires - app.now() > BEFORE_END or session.renewal_of == mfa:
        return
    session.renewal_of = mfa

    def renew() -> bool:
        if not session.broker.has_seed(mfa.serial):
            return False
        session.broker.start_from_seed(mfa.serial, Cancel())
        return True

    def told(renewed: bool) -> None:
        app.refresh_account()
        left = remaining(mfa.expires - app.now())
        ends = f"The MFA session ends in {left}; M renews it with a code."
        app.say("The MFA session was renewed." if renewed else ends)

    app.submit(renew, told, lambda error: app.say(f"{error} M renews the MFA session."))
