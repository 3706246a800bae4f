"""gnome-keyring itself: locked, unlocked from the terminal, hanging, killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from iamtui.secret import Secret
from iamtui.vault import gnome_keyring
from iamtui.vault.detect import find_store
from iamtui.vault.errors import (
    KeyringFailed,
    KeyringLocked,
    KeyringMissing,
    KeyringTimeout,
    SecretRefused,
    WrongPassphrase,
)
from tests.support.secret_service import PrivateBus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the Secret Service is Linux's"),
]

RIGHT = Secret("ci-pass")
ITEM = "iamtui/test/a"

# A process that stores items until the keyring goes away; it prints each one that it was told is
# stored, then the name of the error.
WRITER = """
from iamtui.secret import Secret
from iamtui.vault.detect import find_store
from iamtui.vault.errors import VaultError
store = find_store()
try:
    for number in range(10_000):
        store.put(f"iamtui/test/{number}", Secret(f"value {number}"))
        print(number, flush=True)
except VaultError as error:
    print(type(error).__name__, flush=True)
"""


def test_items_outlive_the_service(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    find_store().put(ITEM, Secret("kept"))
    bus.signal_keyring(signal.SIGKILL)
    bus.start_keyring("ci-pass")
    assert find_store().get(ITEM) == Secret("kept")


def test_a_locked_keyring_is_locked_and_not_empty(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    store = find_store()
    store.put(ITEM, Secret("kept"))
    bus.signal_keyring(signal.SIGKILL)
    bus.start_keyring(None)
    with pytest.raises(KeyringLocked) as locked:
        find_store()
    assert locked.value.can_unlock
    with pytest.raises(KeyringLocked):
        store.get(ITEM)
    with pytest.raises(KeyringLocked):
        store.put(ITEM, Secret("other"), replace=True)
    with pytest.raises(KeyringLocked):
        store.delete(ITEM)


def test_a_wrong_passphrase_at_login_leaves_it_locked(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    bus.signal_keyring(signal.SIGKILL)
    bus.start_keyring("wrong")
    with pytest.raises(KeyringLocked):
        find_store()


def test_it_is_unlocked_from_the_terminal(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    find_store().put(ITEM, Secret("kept"))
    bus.signal_keyring(signal.SIGKILL)
    bus.start_keyring(None)
    with pytest.raises(WrongPassphrase):
        gnome_keyring.unlock(Secret("wrong"))
    with pytest.raises(KeyringLocked):
        find_store()
    gnome_keyring.unlock(RIGHT)
    assert find_store().get(ITEM) == Secret("kept")
    gnome_keyring.unlock(Secret("not needed any more"))


def test_without_a_keyring_one_is_created_from_the_terminal(bus: PrivateBus) -> None:
    bus.start_keyring(None)
    with pytest.raises(KeyringMissing, match="no keyring yet") as missing:
        find_store()
    assert missing.value.can_create
    with pytest.raises(KeyringMissing):
        gnome_keyring.unlock(RIGHT)

    gnome_keyring.create(RIGHT)
    find_store().put(ITEM, Secret("kept"))
    gnome_keyring.create(Secret("a second one is not made"))
    assert len(list(bus.home.glob(".local/share/keyrings/iamtui*"))) == 1
    assert find_store().get(ITEM) == Secret("kept")

    bus.signal_keyring(signal.SIGKILL)
    bus.start_keyring("login")
    with pytest.raises(KeyringLocked):
        find_store()
    gnome_keyring.unlock(RIGHT)
    assert find_store().get(ITEM) == Secret("kept")


def test_an_empty_passphrase_is_refused(bus: PrivateBus) -> None:
    bus.start_keyring(None)
    with pytest.raises(SecretRefused):
        gnome_keyring.create(Secret(""))
    with pytest.raises(KeyringMissing):
        find_store()


def test_a_service_that_hangs_ends_at_the_deadline_and_can_recover(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    store = find_store()
    hurried = find_store(seconds=0.3)
    store.put(ITEM, Secret("kept"))
    bus.signal_keyring(signal.SIGSTOP)
    with pytest.raises(KeyringTimeout):
        hurried.get(ITEM)
    with pytest.raises(KeyringTimeout):
        hurried.put(ITEM + "/b", Secret("x"))
    with pytest.raises(KeyringTimeout):
        find_store(seconds=0.3)
    with pytest.raises(KeyringTimeout):
        gnome_keyring.unlock(RIGHT, seconds=0.3)
    bus.signal_keyring(signal.SIGCONT)
    assert store.get(ITEM) == Secret("kept")
    for left_behind in [t for t in threading.enumerate() if t.name == "iamtui-keyring"]:
        left_behind.join()


def test_a_service_killed_during_a_request_is_a_failure(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    store = find_store()
    store.put(ITEM, Secret("kept"))
    bus.signal_keyring(signal.SIGSTOP)
    with bus.requests() as requests, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(store.get, ITEM)
        next(requests)
        bus.signal_keyring(signal.SIGKILL)
        with pytest.raises(KeyringFailed) as failed:
            answer.result()
    assert failed.value.__context__ is None
    with pytest.raises(KeyringMissing):
        store.get(ITEM)


def test_what_was_stored_when_the_service_is_killed_is_there(bus: PrivateBus) -> None:
    bus.start_keyring("ci-pass")
    with subprocess.Popen(
        [sys.executable, "-c", WRITER], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        stored = [next(writer.stdout).strip() for _ in range(7)]
        bus.signal_keyring(signal.SIGKILL)
        *more, end = writer.stdout.read().split()
    assert end in {"KeyringFailed", "KeyringMissing"}
    bus.start_keyring("ci-pass")
    store = find_store()
    for number in [*stored, *more]:
        assert store.get(f"iamtui/test/{number}") == Secret(f"value {number}")
