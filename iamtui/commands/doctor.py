"""`iamtui doctor`: what works here and what does not, each with the remedy."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from iamtui.commands import doctor_machine, doctor_process, doctor_profiles
from iamtui.commands.doctor_check import Check, State
from iamtui.commands.output import printable, put
from iamtui.terminal import quiet

_WIDTH = 9


def run(arguments: argparse.Namespace) -> int:
    """Look at everything and print a line for each; 1 where something does not work."""
    quiet()
    url = getattr(arguments, "endpoint_url", None)
    looks: tuple[Callable[[], tuple[Check, ...]], ...] = (
        doctor_machine.keyring,
        doctor_machine.terminal,
        doctor_process.process,
        lambda: doctor_machine.network_and_clock(url),
        doctor_profiles.configuration,
        doctor_profiles.mfa,
        doctor_profiles.sessions,
    )
    # Keyring and network may take seconds to say nothing.
    with ThreadPoolExecutor(len(looks)) as pool:
        checks = [check for found in pool.map(lambda look: look(), looks) for check in found]
    for check in checks:
        _print(check, as_json=arguments.json)
    return 1 if any(check.state is State.FAILED for check in checks) else 0


def _print(check: Check, *, as_json: bool) -> None:
    if as_json:
        fields = {"check": check.name, "state": check.state.value}
        put(json.dumps({**fields, "what": check.what, "remedy": check.remedy}))
        return
    put(f"{check.state.value:<{_WIDTH}}{check.name:<{_WIDTH}} {printable(check.what)}")
    if check.remedy:
        put(f"{'':<{2 * _WIDTH}} {printable(check.remedy)}")
