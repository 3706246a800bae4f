"""Somebody with an access key in ~/.aws, and the app on the mock that it is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from iamtui.config import Settings
from iamtui.ui.app import IamtuiApp
from iamtui.ui.sessions.opening import Keyring, Start, open_session
from iamtui.vault.memory import MemoryStore
from tests.support.mock_people import Person, add_user, allow
from tests.support.mock_server import Credentials, RunningMock
from tests.support.typist import Typist, play


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody whose key lies in ~/.aws, and the app on it."""

    person: Person
    home: Path

    @property
    def file(self) -> Path:
        """The credentials file."""
        return self.home / ".aws" / "credentials"

    @property
    def key(self) -> Credentials:
        """What the profile `work` has now."""
        lines = self.file.read_text().partition("[work]")[2].splitlines()
        values = [line.partition("=")[2].strip() for line in lines if line.startswith("aws_")]
        return Credentials(values[0], values[1])

    @property
    def statuses(self) -> dict[str, str]:
        """The keys at AWS with their status."""
        keys = self.person.mock.client("iam").list_access_keys(UserName=self.person.name)
        return {key["AccessKeyId"]: key["Status"] for key in keys["AccessKeyMetadata"]}

    @property
    def start(self) -> Start:
        """What opens the profile."""
        return Start(profile="work", endpoint_url=self.person.mock.endpoint_url)

    def plays(self, scenario: Callable[[Typist], Awaitable[None]], first: str = "Loaded") -> None:
        """Open the app and play."""
        settings, keyring = Settings(), Keyring()
        keyring.use(MemoryStore())
        app = IamtuiApp(
            self.start, settings, lambda s, g: open_session(s, settings, keyring, g), keyring
        )
        play(app, scenario, first=first)


def desk(mock: RunningMock, home: Path, name: str) -> Desk:
    """A new user `name`, who may do everything and has no MFA device, at home in `home`."""
    person = add_user(mock, name, allow("*"))
    key = person.credentials
    (home / ".aws").mkdir(exist_ok=True)
    (home / ".aws" / "credentials").write_text(
        f"[work]\naws_access_key_id = {key.access_key_id}\n"
        f"aws_secret_access_key = {key.secret_access_key}\n"
    )
    return Desk(person, home)
