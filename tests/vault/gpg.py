"""A password store with a GPG home and a throw-away key of its own, for tests."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

USER = "iamtui test <test@example.org>"
PROGRAMS = ("pass", "gpg", "gpg-connect-agent", "gpgconf")


@contextlib.contextmanager
def password_store(
    environment: pytest.MonkeyPatch, passphrase: str = "", name: str = USER
) -> Iterator[Path]:
    """A store that this process's environment points to; its key has `passphrase`, or none."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.fail(f"{', '.join(missing)} not found. Run: apt-get install pass gnupg")
    # A short path, since the agent's socket lies in it.
    home = Path(tempfile.mkdtemp(prefix="gpg"))
    environment.setenv("GNUPGHOME", str(home))
    environment.setenv("PASSWORD_STORE_DIR", str(home / "store"))
    environment.delenv("PASSWORD_STORE_GPG_OPTS", raising=False)
    try:
        _gpg("--pinentry-mode", "loopback", "--passphrase", passphrase,
             "--quick-generate-key", name, "future-default", "default", "never")  # fmt: skip
        subprocess.run(["pass", "init", name], check=True, capture_output=True)
        forget_passphrases()
        yield home / "store"
    finally:
        forget_passphrases()
        shutil.rmtree(home, ignore_errors=True)


def forget_passphrases() -> None:
    """End the agent of this GPG home."""
    subprocess.run(["gpgconf", "--kill", "gpg-agent"], check=True, env=dict(os.environ))


def _gpg(*arguments: str) -> None:
    subprocess.run(["gpg", "--batch", *arguments], check=True, capture_output=True)
