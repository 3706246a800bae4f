"""The keyring of the Linux kernel, by its system calls: keys in memory, with a time to live.

add_key(2), keyctl(2), keyrings(7). A key lies in the user's keyring, where every process of the
same user can read it; it is never written to a disk and is gone with the reboot. Containers often
forbid these calls: that is told apart from a system that does not have them.
"""

from __future__ import annotations

import ctypes
import enum
import errno
import platform
import sys

from iamtui.vault.errors import KeyringFailed, KeyringMissing, VaultError

NAME = "the kernel keyring"
# The most that a key of the type "user" holds, user-keyring(7).
LARGEST = 32_767

# add_key and keyctl in each architecture's table of system calls, for 64-bit programs.
NUMBERS = {
    "x86_64": (248, 250),
    "aarch64": (217, 219),
    "riscv64": (217, 219),
    "loongarch64": (217, 219),
    "ppc64le": (269, 271),
    "s390x": (278, 280),
}
# The two calls, by their place in a row of NUMBERS.
ADD_KEY, KEYCTL = 0, 1
THREAD_KEYRING, USER_KEYRING = -1, -4
UPDATE, REVOKE, LINK, UNLINK, SEARCH, READ, SET_TIMEOUT = 2, 3, 8, 9, 10, 11, 15
NOT_THERE = (errno.ENOKEY, errno.EKEYEXPIRED, errno.EKEYREVOKED) if sys.platform == "linux" else ()


class KernelState(enum.Enum):
    """Whether there is a kernel keyring to use."""

    READY = "ready"
    ABSENT = "absent"
    FORBIDDEN = "forbidden"


class KernelKeyringForbidden(KeyringFailed):
    """The kernel has keyrings and does not let this process use them."""


def state() -> KernelState:
    """Whether the kernel keyring can be used here; changes nothing."""
    try:
        _prepare()
    except KernelKeyringForbidden:
        return KernelState.FORBIDDEN
    except VaultError:
        return KernelState.ABSENT
    return KernelState.READY


def write(description: str, payload: bytes, seconds: float | None = None) -> None:
    """Keep `payload` under `description`, for `seconds` (rounded up) or until the reboot.

    Raises KeyringMissing, KernelKeyringForbidden and KeyringFailed (the user's quota is full).
    """
    _prepare()
    key = _call(ADD_KEY, b"user", description.encode(), payload, len(payload), USER_KEYRING)
    if seconds is not None:
        _call(KEYCTL, SET_TIMEOUT, key, max(1, -int(-seconds // 1)))


def read(description: str) -> bytes | None:
    """What is kept under `description`; None where nothing is, or not any more."""
    _prepare()
    try:
        key = _find(description)
        buffer = ctypes.create_string_buffer(LARGEST)
        length = _call(KEYCTL, READ, key, buffer, len(buffer))
    except _NotThere:
        return None
    return buffer.raw[:length]


def update(description: str, payload: bytes, seconds: float) -> None:
    """Give a key another payload and `seconds` from now; nothing happens where there is none."""
    _prepare()
    try:
        key = _find(description)
        _call(KEYCTL, UPDATE, key, payload, len(payload))
        _call(KEYCTL, SET_TIMEOUT, key, max(1, -int(-seconds // 1)))
    except _NotThere:
        return


def remove(description: str) -> bool:
    """Revoke the key, for every process at once; False where there was none."""
    _prepare()
    try:
        key = _find(description)
        _call(KEYCTL, REVOKE, key)
        # A revoked key counts in the user's quota until it is let go of.
        _call(KEYCTL, UNLINK, key, USER_KEYRING)
    except _NotThere:
        return False
    return True


class _NotThere(Exception):
    """No such key, or one that expired or was revoked."""


def _find(description: str) -> int:
    return _call(KEYCTL, SEARCH, USER_KEYRING, b"user", description.encode(), 0)


def _prepare() -> None:
    """Take hold of the user's keyring for this thread.

    A login without pam_keyinit, sudo and systemd services may have a session that does not
    hold it; its keys could then be found, but not read.
    """
    _call(KEYCTL, LINK, USER_KEYRING, THREAD_KEYRING)


def _call(function: int, *arguments: int | bytes | ctypes.Array[ctypes.c_char]) -> int:
    """The result of a system call; its error number becomes our error."""
    numbers = NUMBERS.get(platform.machine()) if sys.maxsize > 2**32 else None
    if sys.platform != "linux" or numbers is None:
        raise KeyringMissing("This system has no kernel keyring.", "Use another place.")
    library = ctypes.CDLL(None, use_errno=True)
    wide = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    library.syscall.restype = ctypes.c_long
    result = int(library.syscall(ctypes.c_long(numbers[function]), *wide))
    if result < 0:
        raise _error(ctypes.get_errno())
    return result


def _error(number: int) -> Exception:
    if number in NOT_THERE:
        return _NotThere()
    if number == errno.ENOSYS:
        return KeyringMissing("This kernel was built without keyrings.", "Use another place.")
    if number in (errno.EPERM, errno.EACCES):
        return KernelKeyringForbidden(
            "The kernel keyring is forbidden here, as in most containers.", "Use another place."
        )
    if number == errno.EDQUOT:
        return KeyringFailed(
            "The kernel keyring is full: the kernel gives each user only some kilobytes.",
            "Keep this in another place, or remove keys (“keyctl show @u”).",
        )
    return KeyringFailed(
        f"The kernel keyring refused ({errno.errorcode.get(number, number)}).", "Try again."
    )
