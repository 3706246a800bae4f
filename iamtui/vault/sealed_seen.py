"""What this machine saw last of a sealed file, so that an older one put back is noticed.

The record lies in another folder than the file and holds no secret. It is no defence against
somebody who can write to both: who puts back an old file and an old record, or deletes the record,
is not noticed by a process that starts after that.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from iamtui.paths import write_private
from iamtui.vault.sealed_errors import SealedFileDamaged


@dataclass(frozen=True, slots=True)
class Mark:
    """One state of a file: the number of its write, and the code over its bytes."""

    generation: int
    code: str

    def is_before(self, other: Mark) -> bool:
        """Whether it is older than `other`, or another write of the same number."""
        return self.generation < other.generation or (
            self.generation == other.generation and self.code != other.code
        )


class SeenFiles:
    """The newest mark of each sealed file, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def newest(self, file_id: str) -> Mark | None:
        """The mark of the last write seen; None where the file was never used here.

        Raises SealedFileDamaged for a record that cannot be understood.
        """
        path = self._path(file_id)
        try:
            document = json.loads(path.read_bytes())
            return Mark(int(document["generation"]), str(document["code"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError):
            raise SealedFileDamaged(path, "(the record of its last use) cannot be read") from None

    def note(self, file_id: str, mark: Mark) -> None:
        """Keep `mark`, unless it is kept already.

        A record that cannot be written is no error: the file itself is written by then, and an
        older record only notices less.
        """
        with contextlib.suppress(OSError, SealedFileDamaged):
            if self.newest(file_id) != mark:
                write_private(self._path(file_id), json.dumps(asdict(mark)).encode())

    def _path(self, file_id: str) -> Path:
        return self._folder / f"sealed-{file_id}.json"
