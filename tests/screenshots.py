"""The pictures of the README: `python -m tests.screenshots` makes them anew.

The program as it is runs on the mock's demo account, over HTTP. The account is always made at the
same moment and the screens stand at it too, so that a picture changes only when the program does.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock as patching

from iamtui import paths
from iamtui.aws.live import open_backend
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.config import Settings, settings_file
from iamtui.execution.guard import Guard
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker
from iamtui.execution.rules import Rules
from iamtui.mock.accounts.administrator import Login
from iamtui.mock.accounts.demo import demo_account
from iamtui.mock.clock import Clock
from iamtui.mock.dispatch import Mock
from iamtui.mock.ids import FRESH
from iamtui.mock.listener import Listener, serve_in_thread
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start
from iamtui.ui.sessions.session import Session
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.ledger import Ledger
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from tests.support.pilot import settle
from tests.support.typist import Typist

FOLDER = Path(__file__).parents[1] / "screenshots"
MOMENT = datetime(2026, 3, 2, 9, 30, 9, tzinfo=UTC)
SMALL, LARGE = (80, 24), (120, 40)
SEED = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

# The pictures show without the network too: any monospaced font will do.
WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
Scene = Callable[["Stage"], Awaitable[None]]


class Stage(Typist):
    """The running program, and who sits before it."""

    async def rests(self) -> None:
        """Go on when nothing more comes from the background."""
        shown = ""
        while shown != (shown := self.screen):
            await asyncio.sleep(0.3)
            await settle(self.pilot)


async def users(stage: Stage) -> None:
    """The list of users."""
    await stage.press("down", "down")


async def user(stage: Stage) -> None:
    """A user with everything that it has."""
    await _find(stage, "hannah.everything")
    await stage.press("enter")


async def document(stage: Stage) -> None:
    """The document of a policy."""
    await stage.press("4")
    await _find(stage, "RequireMFA")
    await stage.press("enter")
    await stage.rests()
    await stage.move_to("v1")
    await stage.press("J")


async def plan(stage: Stage) -> None:
    """The plan of detaching a policy, which needs an MFA code."""
    await _detach(stage)


async def journal(stage: Stage) -> None:
    """What was done: the policy detached, and attached again."""
    await _detach(stage)
    await stage.press("enter")
    await stage.sees("Done.")
    await stage.press("escape", "z")
    await stage.sees("Enter runs it.")
    await stage.press("enter")
    await stage.sees("Done.")
    await stage.press("escape", "@")
    await stage.sees("Journal")
    _forget_session(stage)


async def simulator(stage: Stage) -> None:
    """Whether a user may read an object, and what decides it."""
    await _find(stage, "anna.bergstrom")
    await stage.press("w")
    await stage.sees("Simulator")
    await stage.type("s3:GetObject")
    await stage.press("tab")
    await stage.type("arn:aws:s3:::acme-artifacts/build.zip")
    await stage.sees("DEPENDS ON")
    await stage.press("escape")


async def permissions(stage: Stage) -> None:
    """What a user may do, service by service."""
    await _find(stage, "hannah.everything")
    await stage.press("p")
    await stage.sees("actions allowed")


async def escalation(stage: Stage) -> None:
    """A way to administrator rights that nobody gave."""
    await _find(stage, "ci-deploy")
    await stage.press("e")
    await stage.sees("Leads to", "1")
    await stage.rests()
    await stage.press("enter")
    await stage.sees("administrator")


async def enrolment(stage: Stage) -> None:
    """A device that is being enrolled: its QR code, and the first of two codes."""
    await _find(stage, "hannah.everything")
    await stage.press("N")
    await stage.sees("Enrol")
    await stage.press("enter")
    await stage.sees("Enter runs it.")
    await stage.press("enter")
    await stage.sees("Scan the code")
    _forget_session(stage)


async def rotation(stage: Stage) -> None:
    """The steps of a rotation, before the first."""
    _make_vault(stage)
    await stage.press("5")
    await _find(stage, "ci-deploy")
    await stage.press("V")
    await stage.sees("Nothing was changed yet")


async def queue(stage: Stage) -> None:
    """Which keys are rotated one after another, and which are left, and why."""
    await stage.press("5", "Q")
    await stage.sees("Rotate the active keys of")
    await stage.press("enter", "enter", "enter")
    await stage.sees("to rotate")


async def storage(stage: Stage) -> None:
    """Where secrets are kept: in a sealed file, with a profile's key and its device's seed."""
    _make_vault(stage)
    keyring = stage.app.keyring
    device = "arn:aws:iam::314159265358:mfa/maya.lindqvist"
    profile = Profile("production", access_key_id="AKIA" + "E" * 16, mfa_serial=device)
    keyring.vault().add_access_key(profile, Secret("s" * 40))
    keyring.vault().add_totp_seed(device, Secret(SEED))
    await stage.press("L")
    await stage.sees("Holds")


SCENES: dict[str, Scene] = {
    "users": users,
    "user": user,
    "document": document,
    "plan": plan,
    "journal": journal,
    "simulator": simulator,
    "permissions": permissions,
    "escalation": escalation,
    "enrolment": enrolment,
    "rotation": rotation,
    "queue": queue,
    "storage": storage,
}


def _forget_session(stage: Stage) -> None:
    """End the MFA session, whose time AWS counts by the real clock."""
    if stage.app.session is not None:
        stage.app.session.backend.drop_mfa_session()
        stage.app.refresh_account()


def _make_vault(stage: Stage) -> None:
    store = SealedFile()
    store.create(Secret("wren cobalt thimble quarry"))
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text('store = "sealed"\n')
    stage.app.keyring.use(store)


async def _find(stage: Stage, name: str) -> None:
    await stage.press("/")
    await stage.type(name)
    await stage.press("enter")


async def _detach(stage: Stage) -> None:
    await _find(stage, "hannah.everything")
    await stage.press("enter")
    await stage.rests()
    await stage.move_to("ArtifactsWrite")
    await stage.press("x")
    await stage.sees("Can be undone", "Enter runs it.")


def take(name: str, scene: Scene, size: tuple[int, int]) -> Path:
    """Play `scene` in a terminal of `size` and write its picture; gives the file."""

    async def played() -> str:
        with served() as (url, login), patching.patch.dict(os.environ, {"LANG": "C.UTF-8"}):
            app = IamtuiApp(
                Start(mock="demo"),
                Settings(),
                lambda start, generation: _session(url, login, generation),
                Keyring(),
                clock=lambda: MOMENT,
            )
            async with app.run_test(size=size) as pilot:
                stage = Stage(app, pilot)
                await stage.sees("Loaded")
                await stage.rests()
                await scene(stage)
                await stage.rests()
                return app.export_screenshot(title="iamtui")

    picture = asyncio.run(played())
    file = FOLDER / f"{name}-{size[0]}x{size[1]}.svg"
    file.write_text(WEB_FONT.sub("", picture), "utf-8")
    return file


@contextmanager
def served() -> Iterator[tuple[str, Login]]:
    """The demo account as it is at `MOMENT`, served by the real time."""
    ahead = (MOMENT - datetime.now(UTC)).total_seconds()
    with patching.patch("iamtui.mock.store.Clock", lambda: Clock(ahead)):
        store, login = demo_account()
    store.clock.ahead = 0
    listener = Listener(0, Mock(store, authorises=True), None)
    serve_in_thread(listener)
    try:
        yield f"http://127.0.0.1:{listener.server_port}", login
    finally:
        listener.shutdown()
        listener.server_close()


def _session(url: str, login: Login, generation: int) -> Session:
    target = Target(
        "demo",
        TargetKind.MOCK,
        CredentialSource.GIVEN,
        endpoint_url=url,
        mfa_serial=login.mfa_serial,
    )
    backend = open_backend(target, AccessKeyPair(login.access_key_id, login.secret_access_key))
    return Session(
        generation=generation,
        target=target,
        backend=backend,
        broker=MfaBroker(backend, lambda device: login.mfa_seed, Ledger()),
        guard=Guard(Rules()),
        journal=Journal(paths.state_folder() / "journal.jsonl"),
        close=lambda: None,
    )


@contextmanager
def at_home() -> Iterator[None]:
    """A home of its own on a machine without a keyring, always of the same name."""
    home = Path(tempfile.gettempdir()) / "iamtui-home"
    home.mkdir(mode=0o700)
    folders = ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")
    own = {**dict.fromkeys(folders, str(home)), "DBUS_SESSION_BUS_ADDRESS": ""}
    try:
        with (
            patching.patch.dict(os.environ, own),
            patching.patch("iamtui.vault.kernel_keyring.NUMBERS", {}),
            patching.patch.object(FRESH, "seed", lambda: SEED),
        ):
            yield
    finally:
        shutil.rmtree(home)


def main() -> None:
    """Make all pictures."""
    for name, scene in SCENES.items():
        for size in (SMALL, LARGE):
            with at_home():
                print(take(name, scene, size))  # noqa: T201


if __name__ == "__main__":
    main()
