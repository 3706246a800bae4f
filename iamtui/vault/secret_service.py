"""Looks at the Secret Service on the session bus without ever opening a prompt.

https://specifications.freedesktop.org/secret-service/ ; the library would ask a desktop to
unlock or to create a collection, which never ends where nobody sits in front of it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from iamtui.vault.errors import KeyringFailed, KeyringLocked, KeyringMissing

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection
    from secretstorage import Collection

SERVICE = "org.freedesktop.secrets"
SERVICE_PATH = "/org/freedesktop/secrets"
OWN_COLLECTION = "/org/freedesktop/secrets/collection/iamtui"
GNOME_INTERFACE = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"


@contextlib.contextmanager
def session_bus() -> Iterator[DBusConnection]:
    """A connection to the session bus; raises KeyringMissing where there is no bus.

    What the bus or the service raises inside the block becomes KeyringFailed.
    """
    from jeepney import DBusErrorResponse
    from secretstorage import SecretStorageException

    with contextlib.closing(_connect()) as connection:
        try:
            yield connection
        except (SecretStorageException, DBusErrorResponse, OSError):
            raise gone() from None


def _connect() -> DBusConnection:
    from secretstorage import SecretStorageException, dbus_init

    try:
        return dbus_init()
    except (SecretStorageException, OSError, RuntimeError):
        raise KeyringMissing(
            "No keyring can be reached: there is no session bus.", _bus_hint()
        ) from None


def ready_collection() -> str:
    """The D-Bus path of the unlocked collection that iamtui uses.

    That is the collection made for iamtui (`gnome_keyring.create`) where there is one, and the
    default one otherwise. Raises KeyringMissing (no bus, no service, no collection),
    KeyringLocked and KeyringFailed; blocks for as long as the service does.
    """
    with session_bus() as bus:
        require_service(bus)
        collection = find_collection(bus)
        if collection is None:
            raise KeyringMissing(
                "The keyring service is here but holds no keyring yet.",
                "Create one in iamtui or with your desktop's password tool.",
                can_create=speaks_gnome(bus),
            )
        if collection.is_locked():
            raise KeyringLocked(
                "The keyring is locked.",
                "Unlock it, then try again.",
                can_unlock=speaks_gnome(bus),
            )
        return str(collection.collection_path)


def item_names(service: str) -> tuple[str, ...]:
    """The names of the items that the keyring library keeps for `service`, in order.

    Raises as `ready_collection` does.
    """
    path = ready_collection()
    with session_bus() as bus:
        from secretstorage import Collection

        found = Collection(bus, path).search_items({"service": service})
        return tuple(sorted(item.get_attributes().get("username", "") for item in found))


def require_service(bus: DBusConnection) -> None:
    """Raises KeyringMissing where the bus has no Secret Service and cannot start one."""
    from secretstorage import check_service_availability

    if not check_service_availability(bus):
        raise KeyringMissing(
            "No keyring service answers on the session bus.",
            "Install and start one (gnome-keyring, KeePassXC, KWallet 6).",
        )


def find_collection(bus: DBusConnection) -> Collection | None:
    """The collection that iamtui uses, locked or not; None where there is none."""
    from secretstorage import Collection, ItemNotFoundException, get_collection_by_alias

    with contextlib.suppress(ItemNotFoundException):
        return Collection(bus, OWN_COLLECTION)
    with contextlib.suppress(ItemNotFoundException):
        return get_collection_by_alias(bus, "default")
    return None


def speaks_gnome(bus: DBusConnection) -> bool:
    """Whether the service has GNOME's calls to unlock and create without a window."""
    from jeepney import DBusAddress, new_method_call

    address = DBusAddress(SERVICE_PATH, SERVICE, "org.freedesktop.DBus.Introspectable")
    reply = bus.send_and_get_reply(new_method_call(address, "Introspect"))
    return bool(reply.body) and GNOME_INTERFACE in str(reply.body[0])


def gone() -> KeyringFailed:
    """The error for a service that went away or refused in the middle of a call."""
    return KeyringFailed(
        "The keyring service stopped or refused in the middle of a request.",
        "Start it again (log in anew, or start gnome-keyring-daemon), then try again.",
    )


def _bus_hint() -> str:
    """What to do about a missing bus; a bus of the user's systemd is often there unnamed."""
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    socket = Path(runtime) / "bus"
    if socket.exists():
        return f"Set DBUS_SESSION_BUS_ADDRESS=unix:path={socket} and start iamtui again."
    return "Start iamtui inside “dbus-run-session”, or log in on a machine with a keyring."
