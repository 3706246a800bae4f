"""Whether the session that calls are signed with has MFA, in words: shown on every screen."""

from __future__ import annotations

from datetime import datetime, timedelta

from iamtui.aws.backend import Backend


def mfa_words(backend: Backend, now: datetime) -> str:
    """For the header: `MFA 11h42m`, `no MFA`, `no MFA 58m`, `MFA unknown`, `session ended`."""
    signing = backend.signing
    left = remaining(signing.expires - now) if signing.expires is not None else ""
    if left == "ended":
        return "session ended"
    words = {True: "MFA", False: "no MFA", None: "MFA unknown"}[signing.has_mfa]
    return f"{words} {left}".strip()


def mfa_sentence(backend: Backend, now: datetime) -> str:
    """The same in full, with what can be done."""
    signing, mfa = backend.signing, backend.mfa_session
    until = f", until {signing.expires:%Y-%m-%d %H:%M} UTC" if signing.expires is not None else ""
    if signing.expires is not None and signing.expires <= now:
        return "the session has ended; M begins another"
    if mfa is not None:
        age = remaining(now - mfa.started) if now > mfa.started else "0s"
        return f"{mfa.serial} gave a code {age} ago{until}"
    if signing.has_mfa is None:
        return f"not known: the session was started elsewhere{until}"
    return f"none{until}; M gives a code"


def remaining(left: timedelta) -> str:
    """`left` in two figures: `11h42m`, `4m`, `50s` in steps of ten seconds, `ended`."""
    seconds = int(left.total_seconds())
    if seconds <= 0:
        return "ended"
    if seconds < 300:
        return f"{seconds // 60}m{seconds % 60 // 10 * 10:02}s"
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}h{minutes:02}m" if hours else f"{minutes}m"
