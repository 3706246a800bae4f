"""The account that a command is about, loaded without a screen."""

from __future__ import annotations

import argparse

from iamtui.account.model import Account
from iamtui.aws.backend import Progress
from iamtui.aws.cancel import Cancel
from iamtui.commands.start import start_of
from iamtui.config import read_settings
from iamtui.errors import UsageError
from iamtui.ui.sessions.opening import Keyring, open_session


def load_account(arguments: argparse.Namespace) -> Account:
    """Load what the arguments name: a profile, a mock, an endpoint, or the only choice there is.

    Nothing can be asked here: a locked keyring or a missing MFA code is an error. Raises
    IamtuiError.
    """
    start = start_of(arguments)
    if start is None:
        raise UsageError("It is not said whose account is meant.", "Add --profile NAME or --mock.")
    session = open_session(start, read_settings(), Keyring(), 0)
    try:
        return session.backend.load(_ignore, Cancel())
    finally:
        session.close()


def _ignore(_account: Account, _progress: Progress) -> None:
    """Nobody watches the loading."""
