"""The QR code of a device: what it says, and that it is read from half blocks of any size."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from iamtui.secret import Secret
from iamtui.ui.mfa.qr import drawn, qr_codes
from tests.support.qr_reading import codes_in

SEED = Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 2)
NAMES = ("ann", "ann.phone-2026", "a+b=c,d@e", "x" * 120)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("size", [(80, 40), (45, 23), (41, 21), (37, 19)])
def test_a_phone_reads_the_seed_in_every_size(name: str, size: tuple[int, int]) -> None:
    code = drawn(qr_codes(name, "123456789012", SEED), *size)
    assert code is not None
    assert code.columns <= size[0]
    assert len(code.lines) <= size[1]

    (text,) = codes_in(code.lines)

    parts = urlsplit(text)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": [SEED.reveal()]}
    assert name.startswith(unquote(parts.path).removeprefix("/").partition("@")[0])


def test_the_usual_code_fits_a_terminal_of_24_lines_with_all_its_light_around() -> None:
    code = drawn(qr_codes("ann.lindqvist", "123456789012", SEED), 45, 23)
    assert code is not None
    assert code.columns == 37 + 2 * 4
    assert unquote(urlsplit(codes_in(code.lines)[0]).path) == "/ann.lindqvist@123456789012"


def test_where_no_code_fits_there_is_none() -> None:
    assert drawn(qr_codes("ann", "123456789012", SEED), 36, 40) is None
    assert drawn(qr_codes("ann", "123456789012", SEED), 80, 18) is None


def test_no_repr_shows_the_code() -> None:
    (code, _) = qr_codes("ann", "", SEED)
    assert "True" not in repr(code)
    assert "█" not in repr(drawn((code,), 80, 40))
