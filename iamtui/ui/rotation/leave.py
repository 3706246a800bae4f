"""The Guard's leave for a step of a rotation: what it asks for, and getting it in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iamtui.aws.errors import WrongCode
from iamtui.changes.change import Change
from iamtui.changes.keys import DeleteKey
from iamtui.changes.rotation import RotateKey
from iamtui.execution.approval import Approval
from iamtui.execution.guard import Asks
from iamtui.execution.plan import Plan
from iamtui.rotation.states import Phase, Rotation
from iamtui.vault.errors import CodeAlreadyUsed, TypedCodeInvalid

if TYPE_CHECKING:
    from iamtui.aws.cancel import Cancel
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.rotation.asking import Asking
    from iamtui.ui.sessions.session import Session

_LOST = "a deleted access key cannot be made again"
_AGAIN = (CodeAlreadyUsed, TypedCodeInvalid, WrongCode)


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gave for the Guard's leave: the text that they `typed`, and a second person's
    `approval`, which is for one plan only."""

    typed: str = ""
    approval: Approval | None = None


NOTHING = Given()


def plan_of(
    app: IamtuiApp,
    session: Session,
    rotation: Rotation,
    until: frozenset[Phase],
    *,
    back: bool = False,
) -> Plan:
    """What the Guard is asked about: the deletion of the old key where the run goes as far as
    that, else the rotation or taking it `back`."""
    change: Change = RotateKey(rotation.user, rotation.old_key_id)
    deletes = Phase.DELETED not in until and not back
    if deletes:
        change = DeleteKey(rotation.user, rotation.old_key_id)
    title = change.title(session.account) if not deletes else _title(rotation)
    lost = (_LOST,) if deletes else ()
    return Plan(change, rotation.account, title, (), (), lost, (), app.now())


def asks(app: IamtuiApp, session: Session, plan: Plan) -> Asks:
    """What has to be given. Raises RefusedError where nothing helps."""
    return session.guard.asks(plan, session.situation(app.now()))


def take_leave(
    app: IamtuiApp,
    session: Session,
    plan: Plan,
    given: Given,
    asking: Asking,
    cancel: Cancel,
) -> None:
    """Get the leave for `plan`, with an MFA session started where one is asked for; it is taken up
    at once. Blocks; raises RefusedError, Cancelled, and what STS gives."""
    serial = asks(app, session, plan).mfa_serial
    if serial:
        _start_session(session, serial, asking, cancel)
    now = app.now()
    grant = session.guard.grant(plan, session.situation(now), given.typed, given.approval)
    session.guard.redeem(grant, now)


def _start_session(session: Session, serial: str, asking: Asking, cancel: Cancel) -> None:
    if session.broker.has_seed(serial):
        session.broker.start_from_seed(serial, cancel)
        return
    why = ""
    while True:
        code = asking.code(serial, why)
        try:
            session.broker.start_typed(serial, code)
        except _AGAIN as error:
            why = str(error)
        else:
            return


def _title(rotation: Rotation) -> str:
    return f"Delete the old access key {rotation.old_key_id} of {rotation.user}"
