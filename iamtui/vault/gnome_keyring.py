"""Unlocks and creates a GNOME keyring from a terminal, where no desktop can show a prompt.

gnome-keyring offers this to GNOME's own login under an interface whose name says that it is not
supported; it is used only where the service says that it has it. The passphrase travels
encrypted by the session key of the Secret Service.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iamtui.secret import Secret
from iamtui.vault.deadline import Done, Failed, Late, attempt
from iamtui.vault.errors import (
    KeyringFailed,
    KeyringLocked,
    KeyringMissing,
    KeyringTimeout,
    WrongPassphrase,
)
from iamtui.vault.keyring_errors import in_our_words
from iamtui.vault.secret_service import (
    GNOME_INTERFACE,
    SERVICE,
    SERVICE_PATH,
    find_collection,
    require_service,
    session_bus,
    speaks_gnome,
)
from iamtui.vault.store import check_storable

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

NAME = "the GNOME keyring"
LABEL = "org.freedesktop.Secret.Collection.Label"


def unlock(passphrase: Secret, seconds: float = 5.0) -> None:
    """Unlock the keyring that iamtui uses; one that is not locked stays as it is.

    Raises WrongPassphrase, KeyringLocked (this service cannot be unlocked from here),
    KeyringMissing, KeyringTimeout after `seconds` and KeyringFailed.
    """
    check_storable(passphrase)
    _within(seconds, "unlocking", lambda: _unlock(passphrase))


def create(passphrase: Secret, seconds: float = 5.0) -> None:
    """Make a keyring of its own for iamtui under `passphrase`, unlocked.

    Does nothing where a keyring is there already, locked or not. Raises as `unlock` does.
    """
    check_storable(passphrase)
    _within(seconds, "creating a keyring", lambda: _create(passphrase))


def _unlock(passphrase: Secret) -> None:
    with session_bus() as bus:
        require_service(bus)
        collection = find_collection(bus)
        if collection is None:
            raise KeyringMissing(
                "There is no keyring to unlock.", "Create one.", can_create=speaks_gnome(bus)
            )
        if not collection.is_locked():
            return
        if not speaks_gnome(bus):
            raise KeyringLocked(
                "This keyring cannot be unlocked from a terminal.", "Unlock it on its desktop."
            )
        path = collection.collection_path
        _call(bus, "UnlockWithMasterPassword", "o(oayays)", path, passphrase)
        if collection.is_locked():
            raise KeyringLocked("The keyring is still locked.", "Unlock it on its desktop.")


def _create(passphrase: Secret) -> None:
    with session_bus() as bus:
        require_service(bus)
        if find_collection(bus) is not None:
            return
        if not speaks_gnome(bus):
            raise KeyringMissing(
                "This keyring service cannot make a keyring from a terminal.",
                "Make one with your desktop's password tool.",
            )
        label = {LABEL: ("s", "iamtui")}
        _call(bus, "CreateWithMasterPassword", "a{sv}(oayays)", label, passphrase)


def _call(
    bus: DBusConnection, method: str, signature: str, argument: object, passphrase: Secret
) -> None:
    """Call one of GNOME's private methods; raises WrongPassphrase and KeyringFailed."""
    from jeepney import DBusAddress, HeaderFields, MessageType, new_method_call
    from secretstorage.util import format_secret, open_session

    wire: Any = format_secret(open_session(bus), passphrase.reveal().encode(), "text/plain")
    address = DBusAddress(SERVICE_PATH, SERVICE, GNOME_INTERFACE)
    reply = bus.send_and_get_reply(new_method_call(address, method, signature, (argument, wire)))
    if reply.header.message_type is not MessageType.error:
        return
    if reply.header.fields.get(HeaderFields.error_name) == "org.gnome.keyring.Error.Denied":
        raise WrongPassphrase("The keyring did not take this passphrase.", "Enter it again.")
    raise KeyringFailed(
        f"{NAME} refused {method}.", "Unlock the keyring on its desktop, then try again."
    )


def _within(seconds: float, doing: str, work: Callable[[], None]) -> None:
    match attempt(work, seconds):
        case Done():
            return
        case Late():
            raise KeyringTimeout(NAME, doing, seconds)
        case Failed(error):
            raise in_our_words(error, NAME, doing)
