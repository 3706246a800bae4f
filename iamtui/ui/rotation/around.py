"""What a rotation finds in the app: the open profile, its vault and journal, this machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from iamtui.aws.target import TargetKind
from iamtui.errors import UsageError
from iamtui.rotation.journal import rotations_folder
from iamtui.rotation.mock_journals import folder_of_mock
from iamtui.vault.index import ProfileIndex
from iamtui.vault.vault import Vault

if TYPE_CHECKING:
    from iamtui.aws.cancel import Cancel
    from iamtui.rotation.opening import Surroundings
    from iamtui.rotation.running import Asked
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.rotation.asking import Asking
    from iamtui.ui.rotation.progress import RotationRequest
    from iamtui.ui.sessions.session import Session


def folder_of(session: Session) -> Path:
    """Where the journals of rotations are: those of a mock, whose account ends with it, apart."""
    if session.target.kind is not TargetKind.MOCK:
        return rotations_folder()
    return folder_of_mock(session.target.endpoint_url or "")


def vault_of(app: IamtuiApp, session: Session) -> Callable[[], Vault]:
    """What opens the vault, which blocks; secrets of a mock's account stay in memory."""
    while session.base is not None:
        session = session.base
    given = session.given
    if given is None:
        return app.keyring.vault
    return lambda: Vault(given.store, ProfileIndex())


def surroundings(app: IamtuiApp, session: Session, asking: Asking, cancel: Cancel) -> Surroundings:
    """For a run in a thread. Raises UsageError where the profile leads to no AWS, and VaultError
    where the list of profiles cannot be read."""
    from iamtui.aws.live import LiveBackend
    from iamtui.rotation.opening import Surroundings

    backend = session.backend
    if not isinstance(backend, LiveBackend):
        raise UsageError("This profile does not lead to AWS.", "Choose another one with P.")
    listed = (p for p in ProfileIndex().profiles() if p.name == session.target.name)
    return Surroundings(
        backend=backend,
        rules=session.guard.rules,
        listed=next(listed, None),
        vault=vault_of(app, session),
        seed_of=session.broker.seed_of,
        code_for=asking.code,
        home=Path.home(),
        environ=os.environ,
        cancel=cancel,
        journal=session.journal,
        switched=backend.use_key,
        folder=folder_of(session),
        given=session.given,
    )


def read_caller(app: IamtuiApp, session: Session, cancel: Cancel) -> None:
    """Read the caller's MFA devices, which the Guard has to know of. Blocks; raises IamtuiError."""
    for read in session.caller_reads():
        patch = session.backend.fetch(read.entity, read.aspects, cancel)
        app.jobs.tell(session.generation, partial(session.apply, patch))


def asked(app: IamtuiApp, request: RotationRequest, *, back: bool) -> Asked:
    """What `prepare` is asked for; the command line finds the same profile by it."""
    from iamtui.rotation.running import Asked

    start = app.last_start
    return Asked(
        profile=start.profile or "",
        endpoint_url=start.endpoint_url or "",
        deliver=request.deliver,
        form=request.form,
        back=back,
        leaked=request.leaked,
        key_id=request.key_id,
    )
