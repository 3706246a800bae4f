"""Commands about who acts: assume a role, and go back to who assumed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.account.entity import Aspect, Entity, EntityKind
from iamtui.account.field import Known
from iamtui.aws.backend import Cancel
from iamtui.aws.role_request import RoleRequest, check_request, default_session_name
from iamtui.aws.session_lengths import parse_length
from iamtui.errors import IamtuiError
from iamtui.ui.dialogs import Entry, FormDialog
from iamtui.ui.sessions.role_words import plans_in_words

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen
    from iamtui.ui.sessions.session import Session


@dataclass(frozen=True, slots=True)
class _Base:
    """What is known before the question: the role's longest session in seconds (None: unknown),
    and whether there is a long-term key to assume it with (None: unknown)."""

    longest: int | None
    own_key: bool | None


def assume(screen: CommandScreen) -> None:
    """Ask for a role, the one under the cursor where it is one, and act as it."""
    session, subject = screen.session, screen.subject
    arn = ""
    if session is not None and subject is not None and subject.kind is EntityKind.ROLE:
        role = session.account.roles.get(subject.key)
        arn = role.arn if role is not None else ""
    assume_arn(screen, arn)


def assume_arn(screen: CommandScreen, arn: str) -> None:
    """Ask how the role `arn` ("" for one to be named) is to be assumed, and act as it."""
    session, app = screen.session, screen.iamtui
    if session is None:
        return
    opened = session
    serial = next(iter(opened.mfa_serials().otherwise(())), "")
    typed = {
        "arn": arn,
        "name": default_session_name(),
        "length": "1h",
        "external": "",
        "device": serial,
    }
    app.submit(lambda: _look(opened, arn), lambda base: _ask(screen, opened, base, typed), app.fail)


def step_back(screen: CommandScreen) -> None:
    """Act again as who assumed the role."""
    screen.iamtui.acting.step_back()


def why_not_step_back(screen: CommandScreen) -> str:
    """Why there is nobody to go back to."""
    session = screen.session
    if session is not None and session.base is not None:
        return ""
    return "You act as who opened the profile; P opens another one."


def _look(session: Session, arn: str) -> _Base:
    """What the dialog says of the role and of who assumes it. Blocks."""
    from iamtui.aws.live import LiveBackend  # boto3 is not imported with the first frame

    backend = session.backend
    role = next((r for r in session.account.roles.values() if r.arn == arn), None)
    account = session.account
    try:
        if role is not None and not isinstance(role.max_session, Known):
            read = Entity(EntityKind.ROLE, role.name)
            account = backend.fetch(read, frozenset({Aspect.ENTITY}), Cancel())(account)
        own_key = backend.has_own_key() if isinstance(backend, LiveBackend) else None
    except IamtuiError:
        own_key = None
    found = account.roles.get(role.name) if role is not None else None
    return _Base(found.max_session.otherwise(None) if found is not None else None, own_key)


def _ask(
    screen: CommandScreen, session: Session, base: _Base, typed: Mapping[str, str], why: str = ""
) -> None:
    """The form; `typed` is what stands in it, `why` what was wrong with that."""
    app = screen.iamtui
    if app.session is not session:
        return
    entries = (
        Entry("arn", "Role ARN", "arn:aws:iam::123456789012:role/NAME", typed["arn"]),
        Entry("name", "Session name (CloudTrail shows it)", "", typed["name"]),
        Entry("length", "How long", "1h", typed["length"]),
        Entry("external", "External id (where the role asks for one)", "", typed["external"]),
        Entry("device", "MFA device (empty: without MFA)", "arn:…", typed["device"]),
    )
    note = why or plans_in_words(base.longest, base.own_key, session.backend.mfa_session)

    def entered(answer: dict[str, str] | None) -> None:
        if answer is None:
            return

        def again(error: IamtuiError | None = None) -> None:
            app.say("")
            _ask(screen, session, base, answer, str(error) if error is not None else "")

        try:
            request = _request(answer)
        except IamtuiError as error:
            again(error)
        else:
            app.acting.assume(request, again, left=again)

    app.push_screen(FormDialog("Assume a role", entries, note), entered)


def _request(typed: Mapping[str, str]) -> RoleRequest:
    """What was typed, checked. Raises UsageError and RefusedError."""
    request = RoleRequest(
        typed["arn"].strip(),
        typed["name"].strip() or default_session_name(),
        parse_length(typed["length"].strip() or "1h"),
        typed["external"].strip() or None,
        typed["device"].strip() or None,
    )
    check_request(request)
    return request
