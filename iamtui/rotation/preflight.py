"""What is found out before anything is changed, and why a rotation is not begun.

Each refusal is a sentence that says what stands in the way, and one that says what to do instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from iamtui.account.field import Known, Unknown
from iamtui.account.model import AccessKey, Caller, KeyStatus
from iamtui.aws.errors import AccessDenied
from iamtui.aws.live import LiveBackend
from iamtui.aws.simulation import ContextEntry
from iamtui.errors import AnswerIsNo, IamtuiError, RefusedError
from iamtui.rotation.port import KeyService
from iamtui.rotation.reconcile import KeyKind
from iamtui.rotation.states import Rotation

# More than this and codes, ages and the order of events cannot be relied on.
MOST_SKEW = timedelta(minutes=1)
NEEDED = (
    "iam:CreateAccessKey",
    "iam:ListAccessKeys",
    "iam:UpdateAccessKey",
    "iam:DeleteAccessKey",
)
_IN_SESSION = (
    ContextEntry("aws:MultiFactorAuthPresent", ("true",), "boolean"),
    ContextEntry("aws:MultiFactorAuthAge", ("0",), "numeric"),
)


class CannotRotate(AnswerIsNo):
    """There is nothing to rotate, or not in this way."""


class MayNotRotate(RefusedError):
    """A permission, or this machine, does not allow it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose key is to be rotated, by whom, and where it goes; see `Rotation`."""

    account: str
    user: str
    user_arn: str
    old_key_id: str
    profile: str
    endpoint_url: str = ""
    deliver: str = ""
    form: str = ""


def check_caller(caller: Caller) -> None:
    """Raises CannotRotate for an identity that has no access keys of its own."""
    if caller.is_root:
        raise CannotRotate(
            "This is the root user, whose access keys no API can replace safely.",
            "Root should have no access key: delete it in the console, and use a user or a role.",
        )
    if ":assumed-role/" in caller.arn:
        raise CannotRotate(
            "This is a role's session, and roles have no access keys to rotate: theirs end by "
            "themselves.",
            "Name the user whose key is meant: --user NAME. Single sign-on renews itself.",
        )
    if caller.user_name is None:
        raise CannotRotate(
            "This is a federated session, which has no access keys to rotate.",
            "Rotate the key that the session was made with, or name a user: --user NAME.",
        )


def check_clock(backend: LiveBackend) -> None:
    """Raises MayNotRotate where this machine's clock and AWS's are too far apart."""
    offset = backend.clock_offset
    if offset is not None and abs(offset) > MOST_SKEW:
        seconds = round(abs(offset.total_seconds()))
        side = "behind" if offset > timedelta(0) else "ahead of"
        raise MayNotRotate(
            f"The clock of this machine is {seconds} s {side} AWS's, so nothing was changed.",
            "Set it, for example with: sudo chronyc makestep",
        )


def missing_permissions(backend: LiveBackend, caller: Caller, user_arn: str) -> Iterator[str]:
    """What could not be found out, a sentence each.

    Asks AWS's own simulator whether `caller` may do each step. Raises MayNotRotate where it says
    that one of them is not allowed.
    """
    if caller.user_name is None or not user_arn:
        yield "Whether every step is allowed is not known: it cannot be simulated for this caller."
        return
    session = _IN_SESSION if backend.mfa_session is not None else ()
    entries = (ContextEntry("aws:username", (caller.user_name,), "string"), *session)
    for action in NEEDED:
        try:
            answer = backend.simulate(caller.arn, action, user_arn, entries)
        except IamtuiError as error:
            why = "that may not be simulated" if isinstance(error, AccessDenied) else "no answer"
            yield f"Whether every step is allowed is not known ({why})."
            return
        if answer.decision != "allowed":
            raise MayNotRotate(
                f"{caller.arn} may not call {action} for {user_arn}, so nothing was changed.",
                "Ask for that permission, or let an administrator do it with --user.",
            )


def one_key(
    keys: tuple[AccessKey, ...], user: str, wanted: str, kinds: Mapping[str, KeyKind], now: datetime
) -> AccessKey:
    """The one key that can be rotated; `wanted` is its id where that is known, else "", and
    `kinds` tells what each key is to this machine.

    Raises CannotRotate.
    """
    ids = [str(key.id.otherwise("")) for key in keys]
    if wanted and wanted not in ids:
        raise CannotRotate(
            f"The access key {wanted} is not one of {user}'s.",
            "Check which user the profile is for: each key belongs to one user.",
        )
    if not keys:
        raise CannotRotate(
            f"{user} has no access key, so there is none to rotate.",
            "Create one if a program needs it.",
        )
    if len(keys) > 1:
        listed = "; ".join(in_words(key, kinds, now) for key in keys)
        raise CannotRotate(
            f"{user} has two access keys, and AWS allows no third: {listed}.",
            "Delete the one that nothing uses, then try again.",
        )
    if keys[0].status is KeyStatus.INACTIVE:
        raise CannotRotate(
            f"The only access key of {user}, {ids[0]}, is inactive, so nothing works with it.",
            "Delete it and create a new one if a program needs one.",
        )
    return keys[0]


def in_words(key: AccessKey, kinds: Mapping[str, KeyKind], now: datetime) -> str:
    """A key with its status, its age, when it was last used, and what it is here."""
    key_id = str(key.id.otherwise(""))
    age = f"{(now - key.created).days} days old" if key.created else "of unknown age"
    match key.last_used:
        case Known(None):
            use = "never used"
        case Known(used):
            use = f"last used {used.at:%Y-%m-%d} for {used.service}" if used else "never used"
        case Unknown():
            use = "last use unknown"
    here = f", {kinds[key_id].value}" if key_id in kinds else ""
    return f"{key_id} ({key.status.value.lower()}, {age}, {use}{here})"


def begun(wanted: Wanted, known: frozenset[str], now: datetime) -> Rotation:
    """The rotation as it begins; `known` are the ids of all keys that were there before."""
    return Rotation(
        id=uuid.uuid4().hex,
        account=wanted.account,
        user=wanted.user,
        user_arn=wanted.user_arn,
        old_key_id=wanted.old_key_id,
        keys_before=tuple(sorted(known | {wanted.old_key_id})),
        began=now,
        since=now,
        profile=wanted.profile,
        endpoint_url=wanted.endpoint_url,
        deliver=wanted.deliver,
        form=wanted.form,
    )


def with_use(keys: tuple[AccessKey, ...], service: KeyService) -> tuple[AccessKey, ...]:
    """The keys with when each was last used, as far as that can be read."""
    return tuple(
        replace(key, last_used=service.last_used(str(key.id.otherwise("")))) for key in keys
    )
