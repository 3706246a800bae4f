"""Sessions kept in the vault, so that one MFA code serves every process until it is over.

A session is kept under a fingerprint of all that it was asked for. What cannot be read counts as
not there: the price is another session, never a lost key.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from iamtui.aws.session_index import Listed, SessionIndex
from iamtui.aws.session_keys import SessionKeys, dump_session, parse_session
from iamtui.paths import locked, state_folder
from iamtui.vault.errors import ItemMissing, VaultError
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.store import SecretStore

# botocore asks for new credentials in the last 15 minutes of a session, and for every call again.
LEAST_LEFT = timedelta(minutes=15, seconds=5)
# Whoever starts a session may be asking somebody for a code.
ASKING_SECONDS = 180.0
# Windows keeps 1,280 characters for an item, and AWS promises no limit for a session token.
_TOO_SMALL = frozenset({"windows"})


def store_for_sessions(store: SecretStore | None) -> SecretStore | None:
    """Where sessions are kept: in `store`, the vault's; without one in the memory of the kernel.

    None where neither can hold them: each process then starts its own.
    """
    if store is not None and getattr(store, "id", "") not in _TOO_SMALL:
        return store
    kernel = KernelStore()
    try:
        kernel.check()
    except VaultError:
        return None
    return kernel


def fingerprint(*parts: str) -> str:
    """The name of a session by all that it was asked for; tells nothing of them."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:40]


class SessionCache:
    """Sessions in `store`, an item each, listed in `index`. Every method may block."""

    def __init__(self, store: SecretStore, index: SessionIndex | None = None) -> None:
        self.store = store
        self._index = index or SessionIndex()

    def get(self, name: str, least_left: timedelta = LEAST_LEFT) -> SessionKeys | None:
        """The session `name`, if it lasts at least `least_left` longer.

        One that was asked for with less than four times that is good until a quarter is left.
        """
        try:
            text = self.store.get(_item(name))
        except VaultError:
            return None
        session = parse_session(text) if text is not None else None
        if session is None:
            return None
        needed = min(least_left, (session.expires - session.started) / 4)
        return session if session.left() > needed else None

    def keep(self, name: str, session: SessionKeys, profile: str) -> bool:
        """Keep a session in the place of the one before; False where the store does not take it.

        What is over is taken out on the way.
        """
        self.forget_ended()
        item = _item(name)
        try:
            self._store_for(session).put(item, dump_session(session), replace=True)
        except VaultError:
            return False
        self._index.add(
            Listed(item, profile, session.source_key_id, session.mfa_serial, session.expires)
        )
        return True

    def sessions(self) -> tuple[Listed, ...]:
        """The sessions that are listed and not over."""
        now = datetime.now(UTC)
        return tuple(each for each in self._index.listed() if each.expires > now)

    def forget(self, name: str) -> None:
        """Take a session out; none there is no error."""
        self._forget([_item(name)])

    def forget_key(self, access_key_id: str) -> None:
        """Take out every session that was started with this long-term key."""
        listed = self._index.listed()
        self._forget([each.item for each in listed if each.source_key_id == access_key_id])

    def forget_profile(self, profile: str) -> None:
        """Take out every session of the profile of this name."""
        self._forget([each.item for each in self._index.listed() if each.profile == profile])

    def forget_ended(self) -> None:
        """Take out what is over."""
        now = datetime.now(UTC)
        self._forget([each.item for each in self._index.listed() if each.expires <= now])

    @contextlib.contextmanager
    def alone(self, name: str) -> Iterator[None]:
        """Hold the session `name` against others who would start it too, so that one of them asks
        for a code and the rest find what it got."""
        folder = state_folder() / "session-locks"
        # The kernel knows nothing of threads: they share the process's lock.
        with _THREADS, contextlib.ExitStack() as held:
            with contextlib.suppress(OSError):
                held.enter_context(locked(folder / f"{name}.lock", ASKING_SECONDS))
            yield

    def _store_for(self, session: SessionKeys) -> SecretStore:
        """The store; that of the kernel, which gives little room, drops the session at its end."""
        if isinstance(self.store, KernelStore):
            return KernelStore(max(1.0, session.left().total_seconds()))
        return self.store

    def _forget(self, items: Sequence[str]) -> None:
        """What cannot be taken out now stays listed, for the next time."""
        gone = set()
        for item in items:
            with contextlib.suppress(VaultError):
                with contextlib.suppress(ItemMissing):
                    self.store.delete(item)
                gone.add(item)
        self._index.drop(frozenset(gone))


_THREADS = threading.RLock()


def _item(name: str) -> str:
    return f"iamtui/session/{name}"
