"""From the key press to the verified new key, on the mock: `python -m tests.bench.bench_rotation`.

With 10 s of propagation, what counts is the time after the moment at which AWS knew the key.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from pathlib import Path

from iamtui.rotation.states import Phase
from iamtui.ui.rotation.opening import open_rotation
from iamtui.ui.rotation.screen import RotationScreen
from tests.bench.measurement import Measurement, as_table
from tests.support.mock_server import RunningMock, mock_server
from tests.support.rotation_desk import desk
from tests.support.typist import Typist

PROPAGATION = 10.0


def measure() -> list[Measurement]:
    """The figures of a rotation of one's own key."""
    with tempfile.TemporaryDirectory() as folder, mock_server("empty") as mock:
        home = Path(folder)
        names = {"HOME": home, "XDG_CONFIG_HOME": home / "c", "XDG_STATE_HOME": home / "s"}
        kept = dict(os.environ)
        os.environ.update({name: str(path) for name, path in names.items()})
        try:
            at_once = min(_verified(mock, home, f"fast{n}", 0.0) for n in range(3))
            late = _verified(mock, home, "slow", PROPAGATION)
        finally:
            os.environ.clear()
            os.environ.update(kept)
    return [
        Measurement("rotation: key press to verified new key", at_once * 1000, "ms", 2000),
        Measurement("rotation: verified after 10 s propagation", late * 1000, "ms", 3000),
    ]


def _verified(mock: RunningMock, home: Path, name: str, propagation: float) -> float:
    """The seconds from the key press, less those of the propagation from the creation on."""
    spent: list[float] = []

    async def rotate(typist: Typist) -> None:
        if propagation:
            mock.fault("CreateAccessKey", "propagation", seconds=propagation)
        open_rotation(typist.app)
        await typist.sees("Enter begins.")
        screen = typist.app.screen
        assert isinstance(screen, RotationScreen)
        await typist.press("enter")
        await typist.type(name)
        pressed = time.perf_counter()
        typist.app.simulate_key("enter")
        created = await _reached(screen, Phase.SAVED)
        verified = await _reached(screen, Phase.VERIFIED)
        spent.append(verified - (created + propagation if propagation else pressed))
        await typist.sees("To be gone on with after")

    # What is said of the rotation before comes in the place of "Loaded".
    desk(mock, home, name).plays(rotate, first="iamtui-admin")
    return spent[0]


async def _reached(screen: RotationScreen, phase: Phase) -> float:
    async with asyncio.timeout(60):
        while screen.job.progress.phase not in phase.and_later:
            await asyncio.sleep(0.005)
    return time.perf_counter()


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
