"""The kernel keyring: where it is, and where a system or a container has none."""

from __future__ import annotations

import ctypes
import errno
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from iamtui.secret import Secret
from iamtui.vault import idle, kernel_keyring
from iamtui.vault.errors import KeyringFailed, KeyringMissing, WrongPassphrase
from iamtui.vault.kernel_keyring import KernelKeyringForbidden, KernelState
from iamtui.vault.kernel_store import KernelStore
from iamtui.vault.sealed import SealedFile
from iamtui.vault.unlock_memory import UnlockMemory
from tests.vault.sealed_files import PASSPHRASE, cheap_file

here = pytest.mark.skipif(
    kernel_keyring.state() is not KernelState.READY,
    reason="the kernel keyring is absent or forbidden here",
)


class RefusingKernel:
    """The C library's `syscall` on a kernel that answers every call with `number`."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, *arguments: object, **options: object) -> RefusingKernel:
        return self

    @property
    def syscall(self) -> RefusingKernel.Syscall:
        return self.Syscall(self.number)

    class Syscall:
        restype: object = None

        def __init__(self, number: int) -> None:
            self.number = number

        def __call__(self, *arguments: object) -> int:
            ctypes.set_errno(self.number)
            return -1


@pytest.fixture
def name() -> Iterator[str]:
    name = f"iamtui:test:{uuid.uuid4().hex}"
    yield name
    if kernel_keyring.state() is KernelState.READY:
        kernel_keyring.remove(name)


def kernel_answers(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(ctypes, "CDLL", RefusingKernel(number))


@here
def test_a_key_is_read_replaced_and_removed(name: str) -> None:
    assert kernel_keyring.read(name) is None
    kernel_keyring.write(name, b"one", 60)
    kernel_keyring.write(name, b"\xff\0two", 60)
    assert kernel_keyring.read(name) == b"\xff\0two"
    assert kernel_keyring.remove(name)
    assert kernel_keyring.read(name) is None
    assert not kernel_keyring.remove(name)


@here
def test_other_threads_and_processes_read_it(name: str) -> None:
    kernel_keyring.write(name, b"shared", 60)
    found: list[bytes | None] = []
    thread = threading.Thread(target=lambda: found.append(kernel_keyring.read(name)))
    thread.start()
    thread.join()
    assert found == [b"shared"]
    code = "import sys; from iamtui.vault import kernel_keyring; "
    code += "print(kernel_keyring.read(sys.argv[1]))"
    run = subprocess.run([sys.executable, "-c", code, name], capture_output=True, text=True)
    assert run.stdout.strip() == "b'shared'"


@here
def test_a_key_has_the_time_to_live_that_was_asked_for(name: str) -> None:
    kernel_keyring.write(name, b"x", 2_000_000)
    assert _time_left(name) == "3w"
    kernel_keyring.update(name, b"y", 900)
    assert _time_left(name) in ("15m", "14m")
    assert kernel_keyring.read(name) == b"y"


@here
def test_a_key_that_is_gone_is_not_made_again_by_an_update(name: str) -> None:
    kernel_keyring.write(name, b"x", 60)
    kernel_keyring.remove(name)
    kernel_keyring.update(name, b"y", 60)
    assert kernel_keyring.read(name) is None


@pytest.mark.parametrize("number", [errno.EPERM, errno.EACCES])
def test_a_container_that_forbids_it_is_not_a_kernel_without_it(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_answers(monkeypatch, number)
    assert kernel_keyring.state() is KernelState.FORBIDDEN
    with pytest.raises(KernelKeyringForbidden, match="containers"):
        KernelStore().get("iamtui/test")


def test_a_kernel_without_it_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_answers(monkeypatch, errno.ENOSYS)
    assert kernel_keyring.state() is KernelState.ABSENT
    with pytest.raises(KeyringMissing):
        KernelStore().check()


def test_a_full_quota_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel_answers(monkeypatch, errno.EDQUOT)
    with pytest.raises(KeyringFailed, match="is full"):
        kernel_keyring.write("iamtui:test", b"x")


@pytest.mark.parametrize(("platform", "machine"), [("darwin", "arm64"), ("linux", "m68k")])
def test_other_systems_have_none(
    platform: str, machine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr("platform.machine", lambda: machine)
    assert kernel_keyring.state() is KernelState.ABSENT


@here
def test_an_unlock_is_remembered_until_it_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "vault.sealed"
    cheap_file(path)

    def opened() -> SealedFile:
        return SealedFile(path, state=tmp_path / "state", memory=UnlockMemory(60))

    first, second = opened(), opened()
    assert not second.unlock_remembered()
    first.unlock(PASSPHRASE)
    assert second.unlock_remembered()
    second.put("iamtui/test", Secret("x"))
    second.change_passphrase(PASSPHRASE, Secret("new"))
    third = opened()
    assert third.unlock_remembered()
    assert third.get("iamtui/test") == Secret("x")
    third.lock()
    assert not opened().unlock_remembered()
    first.lock()


@here
def test_an_unlock_lasts_longer_by_use_and_not_by_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.sealed"
    cheap_file(path)
    first = SealedFile(path, state=tmp_path / "state", memory=UnlockMemory(60))
    first.unlock(PASSPHRASE)
    now = idle.clock_with_sleep() + 40
    monkeypatch.setattr("iamtui.vault.unlock_memory.clock_with_sleep", lambda: now)
    second = SealedFile(
        path, state=tmp_path / "state", memory=UnlockMemory(60), idle_seconds=60, clock=lambda: now
    )
    assert second.unlock_remembered()
    second.items()
    second.check()
    assert second.remembered
    assert second.idle_left is not None
    assert 15 <= second.idle_left <= 21
    second.get("iamtui/never")
    assert second.idle_left == 60
    third = SealedFile(path, state=tmp_path / "state", memory=UnlockMemory(60), clock=lambda: now)
    third.lock_after(60)
    assert third.unlock_remembered()
    assert third.idle_left is not None
    assert third.idle_left > 55
    first.lock()


@here
def test_what_was_locked_by_another_process_is_not_unlocked_again_by_use(tmp_path: Path) -> None:
    path = tmp_path / "vault.sealed"
    cheap_file(path)

    def opened() -> SealedFile:
        return SealedFile(path, state=tmp_path / "state", memory=UnlockMemory(60))

    first, second = opened(), opened()
    first.unlock(PASSPHRASE)
    assert second.unlock_remembered()
    first.lock()
    assert second.get("iamtui/never") is None
    assert not opened().unlock_remembered()


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOSYS, errno.EDQUOT, errno.EINVAL])
def test_without_a_kernel_keyring_the_passphrase_is_asked_for_again(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel_answers(monkeypatch, number)
    path = tmp_path / "vault.sealed"
    cheap_file(path)
    store = SealedFile(path, state=tmp_path / "state", memory=UnlockMemory())
    with pytest.raises(WrongPassphrase):
        store.unlock(Secret("wrong"))
    store.unlock(PASSPHRASE)
    store.put("iamtui/test", Secret("x"))
    store.lock()
    assert not store.unlock_remembered()
    store.unlock(PASSPHRASE)
    assert store.get("iamtui/test") == Secret("x")


def _time_left(name: str) -> str:
    for line in Path("/proc/keys").read_text().splitlines():
        if name in line:
            return line.split()[3]
    raise AssertionError(name)
