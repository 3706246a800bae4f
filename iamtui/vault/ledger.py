"""Which MFA codes were used: a code is claimed here before it is sent, by any process, once.

AWS takes each code of a device once; a second use costs the user 30 seconds and an error that
looks like a wrong code. The file is shared by all processes of the user under a lock.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from iamtui.paths import locked, state_folder, write_private
from iamtui.secret import Secret
from iamtui.vault.errors import CodeAlreadyUsed, LedgerUnusable
from iamtui.vault.ledger_file import Entries, Entry, dump, parse
from iamtui.vault.totp import STEP, Code, counter_at, seconds_to_next

# A code of two steps ago or ahead may still be taken by AWS, and is remembered that long.
WINDOWS = 2
# Entries are kept longer: a process that was suspended may come with a moment long past.
KEPT = 20
# A used step this far ahead means that the clock was set back since, not that a code was reused.
CLOCK_WAS_SET_BACK = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send one code of `device`; `id` tells it from others."""

    device: str
    id: str


class Ledger:
    """The used codes of all devices, in the file `path` (`mfa-ledger.json` by default).

    Every method waits for other processes, writes to the disk before it returns and raises
    LedgerUnusable where the file cannot be read, understood or written. Devices are named by
    ARN or serial number.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or state_folder() / "mfa-ledger.json"

    def claim(self, device: str, code: Code) -> Claim:
        """Claim a code made from a seed; raises CodeAlreadyUsed for it or a later one."""
        with self._exclusive() as entries:
            used = [e.counter for e in entries.of(device) if e.from_seed]
            newest = max(used, default=-1)
            if newest > code.counter + CLOCK_WAS_SET_BACK:
                raise LedgerUnusable(self.path, "names codes of the future: was the clock set back")
            if newest >= code.counter or entries.holds(device, code.text, code.counter, WINDOWS):
                steps = max(0, newest - code.counter)
                raise CodeAlreadyUsed(device, steps * STEP + code.seconds_left)
            return self._add(entries, device, code.text, code.counter, from_seed=True)

    def claim_typed(self, device: str, code: Secret, now: float | None = None) -> Claim:
        """Claim a typed code, whose step is not known; raises CodeAlreadyUsed for the same code.

        The same code is refused within two steps of its first use, in either direction; only a
        salted hash of it is kept, for ten minutes. `now` is AWS's time in seconds since 1970.
        """
        moment = time.time() if now is None else now
        counter = counter_at(moment)
        with self._exclusive() as entries:
            if entries.holds(device, code, counter, WINDOWS):
                raise CodeAlreadyUsed(device, seconds_to_next(moment))
            return self._add(entries, device, code, counter, from_seed=False)

    def release(self, claim: Claim) -> None:
        """Give a claimed code back, since the request with it certainly never reached STS."""
        with self._exclusive() as entries:
            self._save(entries.without(claim.device, claim.id))

    def _add(
        self, entries: Entries, device: str, code: Secret, counter: int, *, from_seed: bool
    ) -> Claim:
        entry = replace(Entry.of(code, counter), from_seed=from_seed)
        self._save(entries.pruned(device, counter - KEPT).plus(device, entry))
        return Claim(device, entry.id)

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[Entries]:
        try:
            with locked(self.path.with_suffix(".lock")):
                yield parse(self.path)
        except OSError as error:
            raise LedgerUnusable(
                self.path, f"cannot be used ({error.strerror or type(error).__name__})"
            ) from None

    def _save(self, entries: Entries) -> None:
        write_private(self.path, dump(entries))
