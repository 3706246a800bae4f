"""Whether gpg can decrypt for a password store right now, without asking anybody.

By gpg's list of secret keys and the agent's KEYINFO, both made for programs:
https://www.gnupg.org/documentation/manuals/gnupg/Agent-KEYINFO.html
"""

from __future__ import annotations

import enum
from pathlib import Path

from iamtui.vault.pass_process import run_program

GRIP_FIELD, CAPABILITIES = 9, 11


class KeyState(enum.Enum):
    """What a decryption would meet."""

    READY = "ready"
    LOCKED = "locked"
    ABSENT = "absent"
    # A smart card, or an agent that does not say.
    UNKNOWN = "unknown"


def recipients(store: Path, folder: str) -> tuple[str, ...]:
    """The keys that pass encrypts to in `folder` of the store; none where it has no .gpg-id."""
    for place in (store / folder, store):
        try:
            lines = (place / ".gpg-id").read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        return tuple(name for line in lines if (name := line.split("#")[0].strip()))
    return ()


def key_state(keys: tuple[str, ...], seconds: float) -> KeyState:
    """The best state of any of `keys`: one that decrypts is enough."""
    grips = [grip for key in keys for grip in _grips(key, seconds)]
    if not grips:
        return KeyState.ABSENT
    states = {_grip_state(grip, seconds) for grip in grips}
    for state in (KeyState.READY, KeyState.UNKNOWN, KeyState.LOCKED):
        if state in states:
            return state
    return KeyState.ABSENT


def _grips(key: str, seconds: float) -> list[str]:
    """The keygrips of the secret encryption keys that `key` names."""
    command = ("gpg", "--batch", "--no-tty", "--with-colons", "--with-keygrip", "-K", "--", key)
    answer = run_program(command, None, seconds)
    grips: list[str] = []
    encrypts = False
    for line in answer.output.reveal().splitlines():
        fields = line.split(":")
        if fields[0] in ("sec", "ssb"):
            encrypts = len(fields) > CAPABILITIES and "e" in fields[CAPABILITIES]
        elif fields[0] == "grp" and encrypts:
            grips.append(fields[GRIP_FIELD])
    return grips


def _grip_state(grip: str, seconds: float) -> KeyState:
    """S KEYINFO <keygrip> <type> <serial> <id> <cached> <protection> …"""
    answer = run_program(("gpg-connect-agent", f"KEYINFO {grip}", "/bye"), None, seconds)
    for line in answer.output.reveal().splitlines():
        words = line.split()
        if words[:3] != ["S", "KEYINFO", grip] or len(words) < 8:
            continue
        kind, cached, protection = words[3], words[6], words[7]
        if kind != "D":
            return KeyState.UNKNOWN
        return KeyState.READY if cached == "1" or protection == "C" else KeyState.LOCKED
    return KeyState.ABSENT
