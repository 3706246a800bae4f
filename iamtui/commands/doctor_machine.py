"""What `iamtui doctor` looks at on this machine: keyring, terminal, network and clock."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from datetime import timedelta

from iamtui.aws.clock import STS, clock_offset
from iamtui.commands.doctor_check import Check, State
from iamtui.config import read_settings
from iamtui.errors import UsageError
from iamtui.terminal import check_terminal
from iamtui.vault.backends import ignored_settings
from iamtui.vault.open_store import sealed_file_to_look_at
from iamtui.vault.survey import Finding, survey
from iamtui.vault.survey import State as PlaceState

# A code is good for its own half minute and a little around it; a signature for 15 minutes.
CODES_FAIL = timedelta(seconds=30)
SIGNATURES_FAIL = timedelta(minutes=15)
COLUMNS, LINES = 80, 24


def keyring() -> tuple[Check, ...]:
    """The places for secrets, and settings of the keyring library that are not followed."""
    findings = survey(sealed_file_to_look_at())
    wanted = None
    with contextlib.suppress(UsageError):
        wanted = read_settings().store
    strange = [
        finding
        for finding in findings
        if finding.place.automatic
        and finding.place.id != wanted
        and finding.state not in (PlaceState.READY, PlaceState.MISSING)
    ]
    chosen = _chosen(findings, wanted)
    return (
        chosen or _usable(findings),
        *(_place(finding) for finding in strange),
        *(Check("keyring", State.WARNING, text, "Unset it.") for text in ignored_settings()),
    )


def _chosen(findings: tuple[Finding, ...], wanted: str | None) -> Check | None:
    """The place `wanted` by the configuration; None where it names none of this system."""
    finding = next((each for each in findings if each.place.id == wanted), None)
    if finding is None:
        return None
    kept = f"Secrets are kept in {finding.place.name}"
    if finding.state is PlaceState.READY:
        return Check("keyring", State.OK, f"{kept}.")
    if finding.state is PlaceState.LOCKED:
        return Check("keyring", State.OK, f"{kept} (locked).")
    why = f"{kept} by config.toml, and that is {finding.state.value}: {finding.reason}"
    return Check("keyring", State.FAILED, why, finding.remedy)


def _usable(findings: tuple[Finding, ...]) -> Check:
    """The place that iamtui takes by itself; else the sealed file; else none."""
    for finding in findings:
        is_sealed = finding.place.id == "sealed" and finding.state is PlaceState.LOCKED
        if is_sealed or (finding.place.automatic and finding.state is PlaceState.READY):
            locked = " (locked)" if is_sealed else ""
            return Check("keyring", State.OK, f"Secrets are kept in {finding.place.name}{locked}.")
    automatic = [f for f in findings if f.place.automatic]
    worst = next((f for f in automatic if f.state is not PlaceState.MISSING), None)
    if worst is not None:
        return Check("keyring", State.FAILED, worst.reason, worst.remedy)
    reason = automatic[0].reason if automatic else "This system has no keyring."
    return Check(
        "keyring",
        State.FAILED,
        f"There is no keyring here: {reason}",
        "Choose a place: L in iamtui, or “iamtui vault status” and “iamtui vault move PLACE”.",
    )


def _place(finding: Finding) -> Check:
    how = f"{finding.place.name} is {finding.state.value}: {finding.reason}"
    return Check("keyring", State.WARNING, how, finding.remedy)


def terminal() -> tuple[Check, ...]:
    """Whether the screens can be drawn."""
    checks = []
    if sys.stdin is not None and sys.stdin.isatty():
        try:
            check_terminal()
        except UsageError as error:
            checks.append(Check("terminal", State.FAILED, error.what, error.next_step))
    kind = os.environ.get("TERM", "")
    if not sys.stdin or not sys.stdin.isatty():
        checks.append(Check("terminal", State.UNKNOWN, "This was not started in a terminal."))
    elif kind in ("", "dumb"):
        what = f"The terminal's type is {kind or 'not set'}, and such a one shows no screens."
        checks.append(Check("terminal", State.FAILED, what, "Set TERM to its type."))
    elif not checks:
        checks.append(_size(kind))
    return tuple(checks)


def _size(kind: str) -> Check:
    size = shutil.get_terminal_size()
    shape = f"{kind}, {size.columns}x{size.lines}"
    if size.columns < COLUMNS or size.lines < LINES:
        what = f"The terminal is small ({shape}): columns are left out."
        return Check("terminal", State.WARNING, what, f"Make it {COLUMNS}x{LINES} or larger.")
    return Check("terminal", State.OK, f"It can show the screens ({shape}).")


def network_and_clock(url: str | None = None) -> tuple[Check, ...]:
    """Whether AWS (or the endpoint `url`) answers, and how far the clocks are apart."""
    where = url or os.environ.get("AWS_ENDPOINT_URL") or STS
    offset = clock_offset(where)
    if offset is None:
        remedy = "Check the network, the name service, HTTPS_PROXY and AWS_CA_BUNDLE."
        return (
            Check("network", State.FAILED, f"{where} does not answer.", remedy),
            Check("clock", State.UNKNOWN, "Nobody told the time."),
        )
    return (Check("network", State.OK, f"{where} answers."), _clock(offset))


def _clock(offset: timedelta) -> Check:
    seconds = round(offset.total_seconds())
    way = "behind" if seconds > 0 else "ahead of"
    remedy = "Set this machine's clock: timedatectl set-ntp true, or sudo sntp -sS pool.ntp.org."
    what = f"The clock here is {abs(seconds)} s {way} AWS's"
    if abs(offset) >= SIGNATURES_FAIL:
        return Check("clock", State.FAILED, f"{what}: AWS takes no call at all.", remedy)
    if abs(offset) >= CODES_FAIL:
        what = f"{what}: MFA codes made by programs here are wrong."
        return Check("clock", State.FAILED, what, remedy)
    return Check("clock", State.OK, f"{what}." if abs(seconds) > 1 else "The clock is right.")
