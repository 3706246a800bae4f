"""The keyring back ends that iamtui uses, and no other.

`keyring.get_keyring()` picks by priority, by PYTHON_KEYRING_BACKEND and by keyringrc.cfg: it
takes a plaintext file where keyrings.alt happens to be installed, a null store that accepts and
forgets, or a class from any path. The classes below are instantiated directly instead.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

# CRED_MAX_CREDENTIAL_BLOB_SIZE is 2,560 bytes, and keyring writes UTF-16.
WINDOWS_LIMIT = 1280
# By a word in the name of its class, why a back end is not used.
WHY_NOT = {
    "null": "forgets what it is given",
    "fail": "stores nothing",
    "plaintext": "writes secrets unencrypted",
    "chainer": "takes whatever other back end happens to be installed",
    "cryptfile": "asks on the terminal, under the screen",
}


@dataclass(frozen=True, slots=True)
class Backend:
    """A back end on the allow-list: `id` in the configuration, `name` for users, its class."""

    id: str
    name: str
    module: str
    class_name: str
    max_utf16_units: int | None = None


SECRET_SERVICE = Backend(
    "secret-service", "the Secret Service keyring", "keyring.backends.SecretService", "Keyring"
)
KWALLET5 = Backend("kwallet5", "KWallet 5", "keyring.backends.kwallet", "DBusKeyring")
KWALLET4 = Backend("kwallet4", "KWallet 4", "keyring.backends.kwallet", "DBusKeyringKWallet4")
MACOS = Backend("macos", "the macOS keychain", "keyring.backends.macOS", "Keyring")
WINDOWS = Backend(
    "windows",
    "the Windows Credential Manager",
    "keyring.backends.Windows",
    "WinVaultKeyring",
    WINDOWS_LIMIT,
)


def candidates(platform: str = sys.platform) -> tuple[Backend, ...]:
    """The back ends that `platform` can have, in the one order in which they are looked for.

    The order does not depend on the desktop: a keyring chosen in a KDE session and another one
    over SSH would make stored keys look lost.
    """
    if platform == "darwin":
        return (MACOS,)
    if platform == "win32":
        return (WINDOWS,)
    return (SECRET_SERVICE, KWALLET5, KWALLET4)


def backend_class(backend: Backend) -> type[KeyringBackend]:
    """The class of `backend`, deaf to KEYRING_PROPERTY_* variables.

    Those set any attribute of a back end, such as the collection that it writes to.
    """
    found: type[KeyringBackend] = getattr(
        importlib.import_module(backend.module), backend.class_name
    )
    return type(found.__name__, (found,), {"set_properties_from_env": lambda self: None})


def ignored_settings() -> tuple[str, ...]:
    """A sentence for each setting of the keyring library that is set here and not followed."""
    found = [
        _refusal(f"{name} is set", os.environ[name])
        for name in sorted(os.environ)
        if name == "PYTHON_KEYRING_BACKEND" or name.startswith("KEYRING_PROPERTY_")
    ]
    rc_file = _keyringrc()
    if rc_file.exists():
        found.append(_refusal(f"{rc_file} is there", _default_in(rc_file)))
    return tuple(found)


def _refusal(setting: str, names: str) -> str:
    for word, reason in WHY_NOT.items():
        if word in names.lower():
            return f"{setting} and refused: the back end that it names {reason}."
    return f"{setting} and ignored: iamtui uses only the system's own keyrings."


def _default_in(rc_file: Path) -> str:
    try:
        text = rc_file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    named = re.search(r"^\s*default-keyring\s*[=:](.*)$", text, re.MULTILINE)
    return named[1] if named else ""


def _keyringrc() -> Path:
    from keyring.util import platform_

    return Path(platform_.config_root()) / "keyringrc.cfg"
