"""What the screens of MFA devices say: warnings, remedies, and AWS's refusals in one sentence."""

from __future__ import annotations

from datetime import timedelta

from iamtui.account.operations.mfa_devices import MOST_DEVICES
from iamtui.aws.errors import AlreadyExists, AwsError, LimitReached, NoConnection, WrongCode
from iamtui.errors import IamtuiError, RefusedError, UsageError

# A code is good for 30 seconds; a clock that is off by less does no harm.
LARGE_OFFSET = timedelta(seconds=30)
KEEP = (
    "If the seed is kept here, iamtui makes the codes itself, and types the two codes now. Whoever "
    "can read your secrets here then has both factors: the key and the codes. k again keeps it."
)
CLIPBOARD = (
    "The seed would go to your terminal's clipboard, where other programs may read and keep it; "
    "it is overwritten in 30 s. y again sends it."
)
COPIED = "The seed was sent to the terminal's clipboard, if it takes it, for 30 s."
LEAVE = "The device is not assigned yet and is deleted again if you leave. Esc again leaves."
LEAVE_RESYNC = "Nothing was changed yet. Esc again leaves."
SEED_LOST = (
    "AWS shows the seed of a device only when it is made. Unless a phone has it, or it is kept "
    "here (o assigns the device then), nobody can use this one: delete it (D, or X for all of "
    "them) and enrol a new one (N)."
)
FIDO = (
    "Passkeys and security keys sign in to the console only: they start no session for the API or "
    "the command line. N enrols a virtual device besides, which does."
)
HARDWARE = (
    "A hardware token that was removed here can be assigned again in the console alone: Security "
    "credentials, Assign MFA device."
)
ROOT_DEVICE = "This is the root user's device: only the root user manages it, in the console."
_BUSY = frozenset({"EntityTemporarilyUnmodifiable", "ConcurrentModification"})


def clock_words(offset: timedelta | None) -> str:
    """That the clock here is off by much, "" where it is not."""
    if offset is None or abs(offset) < LARGE_OFFSET:
        return ""
    seconds = abs(offset.total_seconds())
    off = f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
    side = "behind" if offset > timedelta() else "ahead of"
    return f"This machine's clock is {off} {side} AWS's; codes are counted by AWS's time."


def told(error: IamtuiError, user: str, device: str) -> IamtuiError:
    """`error` of an enrolment or a resynchronisation in words of its own, where it has some."""
    if isinstance(error, WrongCode):
        return RefusedError(
            "AWS did not take these two codes.",
            "Type the next two as they come; each is taken once.",
        )
    if isinstance(error, AwsError) and error.code in _BUSY:
        return UsageError(
            f"AWS is still busy with a change of {device} or {user}.",
            "Nothing is lost: type two new codes in a minute or two.",
        )
    if isinstance(error, LimitReached):
        return UsageError(
            f"{user} has {MOST_DEVICES} MFA devices, and AWS allows no more.", "Remove one first."
        )
    if isinstance(error, AlreadyExists):
        return UsageError(
            f"There already is an MFA device {device}, or somebody has it.", "Take another name."
        )
    return error


def may_try_again(error: IamtuiError) -> bool:
    """Whether two other codes, or the same a little later, may help."""
    is_busy = isinstance(error, AwsError) and error.code in _BUSY
    return is_busy or isinstance(error, (WrongCode, NoConnection))
