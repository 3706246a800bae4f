"""The QR code of a virtual MFA device, as the PNG that CreateVirtualMFADevice answers."""

from __future__ import annotations

import io
from typing import Final
from urllib.parse import quote

import segno

_PIXELS_A_MODULE: Final = 4


def qr_png(text: str) -> bytes:
    """`text` as a PNG picture of a QR code."""
    picture = io.BytesIO()
    segno.make_qr(text, error="m").save(picture, kind="png", scale=_PIXELS_A_MODULE)
    return picture.getvalue()


def provisioning_uri(seed: str, device: str, account_id: str) -> str:
    """`otpauth://totp/Amazon%20Web%20Services:NAME@ACCOUNT?secret=…`, which phones read.

    Source: IAM API reference, VirtualMFADevice, `QRCodePNG`, with the issuer that AWS puts in.
    """
    issuer = quote("Amazon Web Services")
    label = f"{issuer}:{quote(f'{device}@{account_id}')}"
    return f"otpauth://totp/{label}?secret={seed}&issuer={issuer}"
