"""The lock of the vault as every screen shows it: locked after a while without use, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.ui.header import Part

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.opening import Keyring
    from iamtui.vault.sealed import SealedFile


def watch_lock(app: IamtuiApp) -> None:
    """Let go of the keys of a sealed file that was not used for long enough, and say it once.

    To look at the lock is what drops the keys: without it they would stay until the next use.
    """
    store = _sealed_file(app.keyring)
    if store is not None and store.ran_out():
        app.say("The vault was not used for a while and is locked; its next use asks.")
        app.refresh_account()


def lock_parts(keyring: Keyring) -> tuple[Part, ...]:
    """What the header says of the vault: that it is locked, else nothing."""
    store = _sealed_file(keyring)
    return (Part("vault locked", "", 2),) if store is not None and store.locked else ()


def _sealed_file(keyring: Keyring) -> SealedFile | None:
    if keyring.opened is None:
        return None
    # The first frame needs nothing of it.
    from iamtui.vault.sealed import SealedFile

    return keyring.opened if isinstance(keyring.opened, SealedFile) else None
