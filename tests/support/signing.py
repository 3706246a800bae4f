"""A person with a key, an MFA device and a home of its own, for commands that sign in.

home = Home(tmp_path, mock, me, add_device(mock, me))
home.run("exec", "base", "--", "env")
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from iamtui.aws.session_cache import SessionCache
from iamtui.aws.session_index import SessionIndex
from iamtui.secret import Secret
from iamtui.vault import kernel_keyring
from iamtui.vault.index import ProfileIndex
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.profiles import Profile
from iamtui.vault.sealed import SealedFile
from iamtui.vault.vault import Vault
from tests.support.mock_people import Device, Person
from tests.support.mock_server import ROOT, RunningMock
from tests.support.pty_program import Program, in_terminal
from tests.support.warm_programs import COMMANDS

PASSPHRASE = "correct horse battery staple"
# Sessions of a home without a keyring are kept there; containers often forbid it.
NO_KERNEL_KEYRING = kernel_keyring.state() is not kernel_keyring.KernelState.READY
COMMAND = (sys.executable, "-m", "iamtui")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder, and who lives there."""

    folder: Path
    mock: RunningMock
    me: Person
    device: Device
    environ: dict[str, str] = field(default_factory=dict)

    def write_aws(self, config: str, *, with_keys: str = "") -> None:
        """Write ~/.aws/config, and the key as the profile `with_keys` of the other file."""
        aws = self.folder / ".aws"
        aws.mkdir(exist_ok=True)
        (aws / "config").write_text(config.replace("ENDPOINT", self.mock.endpoint_url))
        if with_keys:
            keys = self.me.credentials
            (aws / "credentials").write_text(
                f"[{with_keys}]\naws_access_key_id = {keys.access_key_id}\n"
                f"aws_secret_access_key = {keys.secret_access_key}\n"
            )
            (aws / "credentials").chmod(0o600)

    def add_to_vault(self, name: str, *, with_seed: bool = False, with_mfa: bool = True) -> None:
        """Put the key into a sealed file of this home."""
        sealed = SealedFile(
            self.folder / ".local/share/iamtui/vault.sealed",
            state=self.folder / ".local/state/iamtui",
        )
        sealed.create(Secret(PASSPHRASE))
        vault = Vault(sealed, ProfileIndex(self.folder / ".config/iamtui/profiles.json"))
        keys = self.me.credentials
        profile = Profile(
            name,
            region="eu-central-1",
            access_key_id=keys.access_key_id,
            endpoint_url=self.mock.endpoint_url,
            mfa_serial=self.device.serial if with_mfa else None,
        )
        vault.add_access_key(profile, Secret(keys.secret_access_key))
        if with_seed:
            vault.add_totp_seed(self.device.serial, Secret(self.device.seed))

    def forget_sessions(self) -> None:
        """Take this home's sessions out of the memory of the kernel, which outlives the test."""
        index = SessionIndex(self.folder / ".local/state/iamtui/sessions.json")
        cache = SessionCache(KernelStore(), index)
        for each in index.listed():
            cache.forget_profile(each.profile)

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a program in this home sees."""
        return {
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "AWS_EC2_METADATA_DISABLED": "true",
            **self.environ,
            **(more or {}),
        }

    def run(self, *arguments: str, environ: Mapping[str, str] | None = None) -> Done:
        """Run `iamtui` where there is no terminal at all."""
        done = COMMANDS.run([*COMMAND[1:], *arguments], self.environment(environ), timeout=120)
        assert "Traceback" not in done.stderr, done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    @contextmanager
    def in_terminal(
        self, *arguments: str, before: Sequence[str] = COMMAND, into: Path | None = None
    ) -> Iterator[Program]:
        """Run `iamtui` in a terminal; its standard output goes into the file `into` if given."""
        warm = COMMANDS if before is COMMAND else None
        command = [*(before[1:] if warm else before), *arguments]
        with ExitStack() as stack:
            file = stack.enter_context(into.open("wb")) if into is not None else None
            yield stack.enter_context(
                in_terminal(command, self.environment(), warm=warm, into=file)
            )
