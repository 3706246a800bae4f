"""Makes the packed file of the actions' names and levels anew: `make action-names`."""

from __future__ import annotations

from pathlib import Path

import iamtui.policy
from iamtui.policy.action_index import FILE, pack

if __name__ == "__main__":
    Path(iamtui.policy.__file__).with_name("data").joinpath(FILE).write_bytes(pack())
