"""Who acts: a profile is opened and left here, a role assumed, and what it came from gone back to.

Whatever changes who acts is one step: screens above the list are left, the generation is counted
up, so that every answer of before is dropped, and account and backend change together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from iamtui.aws.role_request import RoleRequest
from iamtui.errors import IamtuiError
from iamtui.ui.dialogs import MessageDialog
from iamtui.ui.jobs import Job
from iamtui.ui.profiles.screen import ProfilesScreen
from iamtui.ui.sessions.opening import OpenSession, Start
from iamtui.ui.sessions.role_opening import open_role
from iamtui.ui.sessions.session import Session
from iamtui.ui.sessions.signing_in import with_code_help

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.signing_in import Failed


class Acting:
    """Opens sessions for `app` by `open_session`.

    `session` is the present one, `generation` its number, `opening` what is being opened ("" for
    nothing), `last_start` what was opened last.
    """

    def __init__(self, app: IamtuiApp, open_session: OpenSession, last_start: Start) -> None:
        self._app = app
        self._open_session = open_session
        self.session: Session | None = None
        self.generation = 0
        self.opening = ""
        self.last_start = last_start
        app.keyring.waiting = self._waiting

    def _waiting(self, seconds: float) -> None:
        """Say, from a worker, that a device's next code is waited for."""
        said = f"Waiting {seconds:.0f} s for the device's next MFA code …"
        self._app.jobs.tell(self.generation, lambda: self._app.say(said))

    def open(self, start: Start) -> None:
        """Open a profile in place of the present one, whose answers are dropped from now on."""
        app = self._app
        self.leave()
        app.show_root()
        self.last_start = start
        generation = self.generation
        self.opening = start.mock or start.profile or start.endpoint_url or "the environment"
        app.say("")
        app.refresh_account()
        again = with_code_help(app, lambda: self.open(start), self._failed, self._left)
        opening = Job(
            generation,
            lambda: self._open_session(start, generation),
            self._opened,
            again,
            dropped=lambda session: session.close(),
        )
        app.jobs.submit(opening)

    def _opened(self, session: Session) -> None:
        app = self._app
        self.session = session
        self.opening = ""
        app.browser.forget()
        if session.notices:
            app.push_screen(MessageDialog("About this account", "\n".join(session.notices)))
        app.load()

    def _failed(self, error: IamtuiError) -> None:
        self.opening = ""
        self._app.say("")
        self.show_profiles(error)

    def _left(self) -> None:
        """No code was given for the profile."""
        self.opening = ""
        self.show_profiles()
        self._app.say(f"{self.last_start.profile} needs an MFA code, so it was not opened.")

    def show_profiles(self, error: IamtuiError | None = None) -> None:
        """The screen to choose a profile from; `error` says why the last one did not open."""
        self._app.push_screen(ProfilesScreen(error))

    def leave(self) -> None:
        """Leave the present session, and those that its roles came from."""
        session = self._put_aside()
        if session is not None:
            session.close()

    def _put_aside(self) -> Session | None:
        """Stop what is under way for the present session, which may be taken up again."""
        session, self.session = self.session, None
        self.generation += 1
        self._app.forget_forward()
        if session is not None and session.loading is not None:
            session.loading.cancel()
            session.end_loading(None)
        return session

    def assume(self, request: RoleRequest, failed: Failed, left: Callable[[], None]) -> None:
        """Assume a role as who acts now, and act as the role; `failed` is told why not, `left`
        that no code was given."""
        app, base = self._app, self.session
        if base is None:
            return
        app.say(f"Assuming {request.role_name} …")

        def assumed(role: Session) -> None:
            self._take(role)
            app.load()

        again = with_code_help(app, lambda: self.assume(request, failed, left), failed, left)
        app.submit(lambda: open_role(base, request), assumed, again)

    def step_back(self) -> None:
        """Act again as who assumed the role."""
        base = self.session.base if self.session is not None else None
        if base is None:
            self._app.say("You act as who opened the profile; P opens another one.")
            return
        self._take(base)
        self._app.load()

    def _take(self, session: Session) -> None:
        """Act in `session` from now on."""
        app = self._app
        self._put_aside()
        app.show_root()
        session.generation = self.generation
        self.session = session
        app.browser.forget()
        app.say("")
        app.refresh_account()
