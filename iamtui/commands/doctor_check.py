"""What `iamtui doctor` says of one thing."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class State(enum.Enum):
    """OK, worth a look, does not work, or not known."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """A thing that was looked at (`name`: keyring, terminal, process, clock, config, network, mfa,
    session), how it is, a sentence about it, and what to do. No text holds a secret."""

    name: str
    state: State
    what: str
    remedy: str = ""
