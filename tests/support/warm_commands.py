"""What a command has imported and read before it knows which it is."""

from __future__ import annotations

import importlib
import pkgutil

import keyring.backends.SecretService  # noqa: F401

from iamtui import cli, commands  # noqa: F401
from iamtui.aws.attempts import Attempts
from iamtui.aws.clients import open_clients
from iamtui.aws.credentials import Keys
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.secret import Secret


def _import_commands() -> None:
    for module in pkgutil.walk_packages(commands.__path__, f"{commands.__name__}."):
        importlib.import_module(module.name)


def _read_models() -> None:
    """The loader keeps what it has read; the clients are thrown away."""
    target = Target(
        name="warm",
        kind=TargetKind.MOCK,
        source=CredentialSource.GIVEN,
        endpoint_url="http://127.0.0.1:1",
        region="us-east-1",
    )
    clients = open_clients(target, Keys("AKIAWARM", Secret("warm")), Attempts())
    clients.get("iam")
    clients.get("sts")


_import_commands()
_read_models()
