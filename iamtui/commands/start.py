"""What a command is about: the profile, mock or endpoint that its arguments name."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from iamtui.errors import UsageError
from iamtui.ui.sessions.opening import Start, default_profile

_BUILT_IN = (None, "demo", "empty")


def start_of(arguments: argparse.Namespace) -> Start | None:
    """What to open first: what was named, else what there is only one of, else None (ask).

    Raises UsageError where the arguments do not go together.
    """
    if arguments.mock is not None and arguments.endpoint_url:
        raise UsageError("A mock has its own endpoint.", "Leave out --mock or --endpoint-url.")
    made = arguments.mock in _BUILT_IN or arguments.mock.startswith("scale:")
    if not made and not Path(arguments.mock).is_file():
        raise UsageError(f"There is no file {arguments.mock}.", "Name an account's JSON export.")
    url = arguments.endpoint_url
    if url is not None and not url.startswith(("http://", "https://")):
        raise UsageError(f"{url!r} is no endpoint URL.", "Write it as http://127.0.0.1:5000.")
    named = Start(
        profile=arguments.profile,
        mock=arguments.mock,
        endpoint_url=arguments.endpoint_url,
        read_only=arguments.read_only,
    )
    if named.profile or named.mock or named.endpoint_url:
        return named
    return default_profile(os.environ, arguments.read_only)
