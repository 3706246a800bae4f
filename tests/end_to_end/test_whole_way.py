"""The whole way, as an administrator goes it: tmux, the real app, a real keyring, the mock server.

What is on the screen is read from tmux; what was changed is asked of the mock by boto3.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from iamtui.secret import Secret
from iamtui.vault.detect import find_store
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault
from tests.support.mock_server import RunningMock, mock_server
from tests.support.secret_service import private_bus
from tests.support.tmux import Tmux, in_tmux

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
USER = "hannah.everything"
GROUP = "developers"


@pytest.fixture
def mock() -> Iterator[RunningMock]:
    with mock_server("demo") as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mock: RunningMock) -> Iterator[Path]:
    """A home with a session bus, an unlocked keyring, and a profile for the mock in it."""
    home = tmp_path / "home"
    home.mkdir()
    with private_bus(home, monkeypatch) as bus:
        bus.start_keyring("passphrase")
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "SSH_CONNECTION"):
            monkeypatch.delenv(name, raising=False)
        vault = Vault(find_store(), ProfileIndex())
        vault.add_access_key(
            Profile(
                name="acme",
                access_key_id=mock.ready.access_key_id,
                endpoint_url=mock.endpoint_url,
                mfa_serial=mock.ready.mfa_serial,
            ),
            Secret(mock.ready.secret_access_key),
        )
        vault.add_totp_seed(mock.ready.mfa_serial, Secret(mock.ready.mfa_seed))
        yield home


@pytest.fixture
def screen(home: Path, tmp_path: Path) -> Iterator[Tmux]:
    names = ("HOME", "XDG_RUNTIME_DIR", "LANG", "DBUS_SESSION_BUS_ADDRESS")
    environ = {name: os.environ[name] for name in names}
    environ |= {"PYTHONPATH": str(ROOT), "SSH_CONNECTION": "203.0.113.7 50000 203.0.113.9 22"}
    command = [sys.executable, "-m", "iamtui", "--profile", "acme"]
    with in_tmux(command, tmp_path, environ) as tmux:
        yield tmux


def test_from_a_key_press_to_aws_and_back(screen: Tmux, mock: RunningMock, home: Path) -> None:
    iam = mock.client("iam")
    screen.until("Users 40", "Loaded 40 users")

    filter_and_open(screen, USER)
    go_to_a_policy_of_a_group_and_back(screen)

    detach_the_first_policy(screen)
    assert "CostView" in attached(iam)
    assert "ArtifactsWrite" not in attached(iam)

    screen.press("z")
    screen.until("Undo: Detach the policy ArtifactsWrite", "Enter runs it.")
    screen.press("Enter")
    screen.until("Done.")
    assert "ArtifactsWrite" in attached(iam)
    screen.press("Enter")
    screen.until(f"user {USER}")
    go_to_section(screen, "PERMISSIONS")
    screen.until("ArtifactsWrite", "attached")

    delete_the_user(screen)
    assert USER not in {user["UserName"] for user in iam.list_users()["Users"]}
    restored = list((home / ".local/state/iamtui/restore").iterdir())
    detail = json.loads(restored[0].read_text())["UserDetailList"][0]
    assert detail["UserName"] == USER
    assert GROUP in detail["GroupList"]

    screen.press("@")
    screen.until("Journal", "Delete the user hannah", "Undo: Detach", "done")
    screen.press("Enter")
    screen.until("Delete the console password", "Delete the SSH public key")
    screen.press("Escape")
    screen.until("Journal")
    screen.press("Escape")
    screen.until("Users 0/39")
    screen.press("Escape")
    screen.until("Users 39")

    screen.press("q")
    left = screen.until("left with 0")
    assert "Users 39" not in left
    assert screen.run("display-message", "-p", "#{alternate_on} #{mouse_any_flag}").strip() == "0 0"


def filter_and_open(screen: Tmux, user: str) -> None:
    screen.press("/")
    screen.type("hannah")
    screen.until(user, without="amelie.dubois")
    screen.press("Enter", "Enter")
    screen.until(f"user {user}", "FINDINGS", "GROUPS")


def go_to_a_policy_of_a_group_and_back(screen: Tmux) -> None:
    go_to_section(screen, "GROUPS")
    screen.press("j", "j", "Enter")
    screen.until(f"group {GROUP}", "MEMBERS", USER)
    go_to_section(screen, "PERMISSIONS")
    screen.press("j", "Enter")
    screen.until("policy ArtifactsRead", "VERSIONS")
    screen.press("Escape")
    screen.until(f"group {GROUP}")
    screen.press("Escape")
    screen.until(f"user {USER}")


def go_to_section(screen: Tmux, title: str) -> None:
    """Tab from section to section, starting at the top, until the cursor stands on `title`."""
    screen.press("g")
    for _ in range(12):
        before = cursor_line(screen)
        if before.startswith(title):
            return
        screen.press("Tab")
        screen.settle(partial(has_left, screen, before))
    raise AssertionError(f"no section {title} on\n{screen.screen()}")


def has_left(screen: Tmux, before: str) -> bool:
    return cursor_line(screen) not in ("", before)


def cursor_line(screen: Tmux) -> str:
    """The text of the line with the cursor, which stands out by reverse video over SSH."""
    return next((line.strip() for line in screen.reversed_lines()[2:-2] if line.strip()), "")


def detach_the_first_policy(screen: Tmux) -> None:
    go_to_section(screen, "PERMISSIONS")
    screen.press("j", "x")
    screen.until("Detach the policy ArtifactsWrite", "There is no MFA session yet.")
    screen.press("c")
    screen.until(f"aws iam detach-user-policy --user-name {USER}")
    screen.press("Escape")
    screen.until("Enter runs it.")
    screen.press("Enter")
    screen.until("Done.", "MFA 11h")
    screen.press("Enter")
    screen.until(f"user {USER}", without="ArtifactsWrite")


def delete_the_user(screen: Tmux) -> None:
    screen.press("D")
    screen.until("with everything attached (15 steps)", "cannot be undone", "Enter runs it.")
    screen.press("Enter")
    screen.until("nothing was changed yet")
    screen.type("hannah")
    screen.press("Enter")
    screen.until("nothing was changed yet")
    screen.type(".everything")
    screen.press("Enter")
    screen.until("Done.")
    screen.press("Enter")
    screen.until("Users 0/39", "Esc shows all again")


def attached(iam: Any) -> set[str]:
    answer = iam.list_attached_user_policies(UserName=USER)
    return {policy["PolicyName"] for policy in answer["AttachedPolicies"]}
