"""What a KeyringStore makes of keyrings that forget, lie, talk, lock and hang."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
from keyring.backend import KeyringBackend

from iamtui.secret import Secret
from iamtui.vault.backends import MACOS, WINDOWS
from iamtui.vault.errors import (
    ItemExists,
    KeyringFailed,
    KeyringLocked,
    KeyringTimeout,
    ReadBackMismatch,
    VaultError,
)
from iamtui.vault.keyring_store import KeyringStore
from tests.vault.keyrings import (
    CANARY,
    DictKeyring,
    ForgetfulKeyring,
    HangingKeyring,
    ImmortalKeyring,
    LockedKeyring,
    ScreenlessKeychain,
    TalkativeKeyring,
    TalkativeWriter,
    TruncatingKeyring,
)

ITEM = "iamtui/key/1/AKIAEXAMPLE"

# Every call that a store has, on one item.
CALLS: dict[str, Callable[[KeyringStore], object]] = {
    "get": lambda store: store.get(ITEM),
    "put": lambda store: store.put(ITEM, Secret(CANARY)),
    "replace": lambda store: store.put(ITEM, Secret(CANARY), replace=True),
    "delete": lambda store: store.delete(ITEM),
}


def everything_in(error: BaseException | None) -> Iterator[str]:
    """All text that an error and the errors chained to it hold."""
    while error is not None:
        yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
        yield from getattr(error, "__notes__", ())
        error = error.__cause__ or error.__context__


@pytest.mark.parametrize("keyring", [ForgetfulKeyring(), TruncatingKeyring()])
def test_a_value_that_does_not_come_back_is_an_error(keyring: KeyringBackend) -> None:
    with pytest.raises(ReadBackMismatch):
        KeyringStore(keyring, MACOS).put(ITEM, Secret("two\nlines"))


def test_an_item_that_survives_its_deletion_is_an_error() -> None:
    keyring = ImmortalKeyring()
    keyring.held[ITEM] = "there"
    with pytest.raises(KeyringFailed, match="still holds"):
        KeyringStore(keyring, MACOS).delete(ITEM)


@pytest.mark.parametrize("call", CALLS)
def test_a_failed_read_is_an_error_and_never_none(call: str) -> None:
    with pytest.raises(KeyringFailed):
        CALLS[call](KeyringStore(TalkativeKeyring(), MACOS))


@pytest.mark.parametrize("call", CALLS)
def test_a_keyring_locked_in_between_is_said_to_be_locked(call: str) -> None:
    with pytest.raises(KeyringLocked):
        CALLS[call](KeyringStore(LockedKeyring(), WINDOWS))


def test_the_keychain_over_ssh_is_locked_with_the_remedy() -> None:
    with pytest.raises(KeyringLocked, match="security unlock-keychain"):
        KeyringStore(ScreenlessKeychain(), MACOS).get(ITEM)


@pytest.mark.parametrize("call", CALLS)
def test_a_keyring_that_hangs_ends_at_the_deadline(call: str) -> None:
    keyring = HangingKeyring()
    try:
        with pytest.raises(KeyringTimeout, match=r"within 0\.05 s"):
            CALLS[call](KeyringStore(keyring, MACOS, seconds=0.05))
    finally:
        keyring.answered.set()


def test_a_keyring_that_wakes_up_late_changes_nothing_any_more() -> None:
    keyring = HangingKeyring()
    keyring.held[ITEM] = "kept"
    store = KeyringStore(keyring, MACOS, seconds=0.05)
    for change in ("replace", "delete"):
        with pytest.raises(KeyringTimeout):
            CALLS[change](store)
    keyring.answered.set()
    for thread in threading.enumerate():
        if thread.name == "iamtui-keyring":
            thread.join()
    assert keyring.held == {ITEM: "kept"}


@pytest.mark.slow
def test_a_hanging_call_does_not_keep_the_process_from_ending() -> None:
    code = "import threading; from iamtui.vault.deadline import attempt; "
    code += "print(attempt(threading.Event().wait, 0.01))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.stdout == "Late(seconds=0.01)\n"


@pytest.mark.parametrize(
    ("keyring", "call"),
    [
        (TalkativeKeyring(), "get"),
        (TalkativeKeyring(), "put"),
        (TalkativeKeyring(), "delete"),
        (TalkativeWriter(), "put"),
        (TalkativeWriter(), "replace"),
    ],
)
def test_no_error_holds_a_secret(keyring: KeyringBackend, call: str) -> None:
    with pytest.raises(KeyringFailed) as failed:
        CALLS[call](KeyringStore(keyring, MACOS))
    assert not [text for text in everything_in(failed.value) if CANARY in text]


def test_a_refused_overwrite_holds_neither_value() -> None:
    keyring = DictKeyring()
    keyring.held[ITEM] = CANARY
    with pytest.raises(ItemExists) as refused:
        KeyringStore(keyring, MACOS).put(ITEM, Secret(CANARY + "2"))
    assert not [text for text in everything_in(refused.value) if CANARY in text]


@pytest.mark.parametrize(
    "keyring", [TalkativeKeyring(), LockedKeyring(), ForgetfulKeyring(), ScreenlessKeychain()]
)
def test_every_error_says_what_happened_and_what_to_do(keyring: KeyringBackend) -> None:
    with pytest.raises(VaultError) as raised:
        KeyringStore(keyring, MACOS).put(ITEM, Secret("x"))
    assert raised.value.what[0].isupper()
    assert raised.value.what.endswith(".")
    assert raised.value.next_step.endswith(".")
    assert MACOS.name.split()[-1] in raised.value.what
