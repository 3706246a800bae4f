"""The QR code that an authenticator app scans, from the seed to lines of half blocks.

The address is AWS's own (IAM API Reference, VirtualMFADevice, `QRCodePNG`): the device's name, the
account and the seed. Its parts are encoded each in the densest mode that holds them, so that the
code of a usual name is small enough for a terminal of 24 lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from iamtui.secret import Secret

# ISO/IEC 18004 asks for four light modules around; phones are content with two.
QUIET_ZONES = (4, 3, 2)
# Longer ones are cut: they only name the entry in the phone.
LONGEST_LABEL = 40
SHORTEST_LABEL = 9
_BLOCKS = (" ", "▄", "▀", "█")


@dataclass(frozen=True, slots=True)
class QrCode:
    """The dark modules of a code, row by row; it shows a secret, so it is in no `repr`."""

    rows: tuple[tuple[bool, ...], ...] = field(repr=False)

    @property
    def modules(self) -> int:
        """Modules along one side."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A code as lines of text: dark where a block is, to be shown black on white."""

    lines: tuple[str, ...] = field(repr=False)
    columns: int


def qr_codes(device: str, account: str, seed: Secret) -> tuple[QrCode, ...]:
    """The code to be scanned, and one that is smaller since it names less; the larger first."""
    whole = f"{device}@{account}" if account else device
    return (
        _code(_quoted(whole, LONGEST_LABEL), seed),
        _code(_quoted(device, SHORTEST_LABEL), seed),
    )


def _quoted(label: str, longest: int) -> str:
    """As much of the label as takes `longest` characters in an address, some of them three."""
    while len(quoted := quote(label, safe="@")) > longest:
        label = label[:-1]
    return quoted


def drawn(codes: Sequence[QrCode], columns: int, lines: int) -> Drawn | None:
    """The first of `codes` that fits, with as much light around as there is room for; None where
    none does."""
    for code in codes:
        for quiet in QUIET_ZONES:
            side = code.modules + 2 * quiet
            if side <= columns and (side + 1) // 2 <= lines:
                return _drawn(code, quiet)
    return None


def _code(label: str, seed: Secret) -> QrCode:
    # Not needed before somebody enrols a device.
    import segno

    # A screen has no dirt to be corrected, and each level more makes the code larger.
    address = (f"otpauth://totp/{label}?secret=", seed.reveal())
    made = segno.make_qr(address, error="l", boost_error=False)  # type: ignore[arg-type]
    return QrCode(tuple(tuple(bool(module) for module in row) for row in made.matrix))


def _drawn(code: QrCode, quiet: int) -> Drawn:
    side = code.modules + 2 * quiet
    blank = (False,) * side
    rows = [blank] * quiet
    rows += [(*blank[:quiet], *row, *blank[:quiet]) for row in code.rows]
    rows += [blank] * (quiet + side % 2)
    lines = (
        "".join(_BLOCKS[2 * above + below] for above, below in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
    return Drawn(tuple(lines), side)
