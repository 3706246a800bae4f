"""Where the journals of rotations in a mock are: its account ends with it, and so do they."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from urllib.parse import urlsplit

from iamtui import paths

_ANSWER_SECONDS = 0.2


def folder_of_mock(endpoint_url: str) -> Path:
    """The folder of the rotations of the mock at `endpoint_url`."""
    return _folder() / str(urlsplit(endpoint_url).port or 0)


def forget_mock(endpoint_url: str) -> None:
    """Remove the rotations of a mock that ends, or of one that had its port before it."""
    shutil.rmtree(folder_of_mock(endpoint_url), ignore_errors=True)


def forget_dead_mocks() -> None:
    """Remove the rotations of mocks that nobody could end: killed ones, which do not answer."""
    for folder in _folder().glob("*"):
        if not _answers(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _folder() -> Path:
    return paths.state_folder() / "mock-rotations"


def _answers(port: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", int(port)), _ANSWER_SECONDS):
            return True
    except (OSError, ValueError, OverflowError):
        return False
