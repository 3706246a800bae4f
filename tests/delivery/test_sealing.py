"""A file for one person: sealed for a public key or under a passphrase, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from iamtui.delivery import sealing
from iamtui.errors import IamtuiError, UsageError
from iamtui.secret import Secret

DATA = b"AKIA,secret"
PASSPHRASE = "mild-otter-canvas-ninety"


def ssh_pair(kind: str) -> tuple[str, bytes]:
    """A public key as `ssh-keygen` writes it, and its private one."""
    own: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
    if kind == "ed25519":
        own = ed25519.Ed25519PrivateKey.generate()
    else:
        own = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = own.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    )
    private = own.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    return f"{public.decode()} alice@office", private


def test_the_owner_of_an_age_key_opens_it() -> None:
    owner = pyrage.x25519.Identity.generate()
    key = sealing.public_key(f" {owner.to_public()}\n")
    sealed = sealing.sealed_for(DATA, key)
    assert DATA not in sealed
    assert pyrage.decrypt(sealed, [owner]) == DATA
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_the_owner_of_an_ssh_key_opens_it(tmp_path: Path, kind: str) -> None:
    public, private = ssh_pair(kind)
    (tmp_path / "alice.pub").write_text(f"# hers\n\n{public}\n")
    for named in (public, str(tmp_path / "alice.pub")):
        sealed = sealing.sealed_for(DATA, sealing.public_key(named))
        assert pyrage.decrypt(sealed, [pyrage.ssh.Identity.from_buffer(private)]) == DATA


def test_a_passphrase_opens_it() -> None:
    sealed = sealing.sealed_with(DATA, Secret(PASSPHRASE))
    assert pyrage.passphrase.decrypt(sealed, PASSPHRASE) == DATA


@pytest.mark.skipif(shutil.which("age") is None, reason="age is not installed")
def test_age_itself_opens_it(tmp_path: Path) -> None:
    owner = pyrage.x25519.Identity.generate()
    (tmp_path / "identity").write_text(str(owner))
    sealed = sealing.sealed_for(DATA, str(owner.to_public()))
    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "identity"], input=sealed, capture_output=True, check=True
    )
    assert opened.stdout == DATA


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("", "no public key"),
        ("nowhere.pub", "no public key"),
        ("ssh-dss AAAA", "no public key"),
        (str(pyrage.x25519.Identity.generate()), "private key"),
        (ssh_pair("ed25519")[1].decode(), "private key"),
    ],
    ids=["nothing", "no-file", "dss", "age-identity", "ssh-identity"],
)
def test_what_is_no_public_key_is_refused(named: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        sealing.public_key(named)


@pytest.mark.parametrize("key", ["age1qqqq", "ssh-ed25519 AAAAC3NzaC1lZDI1", "ssh-rsa x"])
def test_a_damaged_key_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(UsageError, match="damaged"):
        sealing.sealed_for(DATA, key)


def test_without_the_library_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sealing.why_not() == ""
    monkeypatch.setitem(sys.modules, "pyrage", None)
    assert "iamtui[seal]" in sealing.why_not()
    with pytest.raises(IamtuiError, match="pyrage"):
        sealing.sealed_with(DATA, Secret(PASSPHRASE))
