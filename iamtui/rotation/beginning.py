"""How a rotation begins: refused with a reason, taken up from what the keys tell, or prepared.

Nothing is changed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from iamtui.account.model import AccessKey
from iamtui.aws.errors import AccessDenied
from iamtui.errors import IamtuiError
from iamtui.rotation.contact import Contact
from iamtui.rotation.driver import Driver
from iamtui.rotation.holders.holder import Holders
from iamtui.rotation.opening import Acting
from iamtui.rotation.port import Clock
from iamtui.rotation.preflight import (
    CannotRotate,
    Wanted,
    begun,
    check_clock,
    missing_permissions,
    one_key,
    with_use,
)
from iamtui.rotation.reconcile import Recovered, recovered, sort_keys
from iamtui.rotation.service import UserKeys
from iamtui.rotation.states import Rotation, Seen


@dataclass(frozen=True, slots=True)
class Ends:
    """The two ends of a rotation that is to begin: AWS and this machine; and the clock."""

    service: UserKeys
    wallet: Holders
    clock: Clock


@dataclass(frozen=True, slots=True)
class Talk:
    """Whoever is there: `note` takes a remark, `confirm` answers a question with yes or no."""

    note: Callable[[str], None]
    confirm: Callable[[str], bool]


def begin(
    who: Acting, ends: Ends, wanted: Wanted, talk: Talk, lost: Rotation | None = None
) -> Rotation:
    """The rotation of the user's one key, or one that broke off and whose journal is lost; `lost`
    is an earlier one that may have left a key whose secret nobody has.

    Raises CannotRotate, MayNotRotate and what else stands in the way (`preflight`).
    """
    backend = ends.service.backend
    listed = ends.service.listed()
    check_clock(backend)
    known = frozenset(_ids(listed)) | ends.wallet.ids()
    draft = begun(wanted, known - {""}, ends.clock.now())
    seen = look(draft, ends)
    found = _broken_off(draft, seen, ends.clock, talk)
    if found is not None:
        return found
    sorted_keys = sort_keys(look(lost, ends) if lost is not None else seen, lost)
    kinds = {each.key_id: each.kind for each in sorted_keys}
    keys = with_use(listed, ends.service) if len(listed) > 1 else listed
    key = one_key(keys, who.user, wanted.old_key_id, kinds, ends.clock.now())
    ends.wallet.check()
    wanted = replace(wanted, old_key_id=str(key.id.otherwise("")))
    for sentence in missing_permissions(backend, who.caller, wanted.user_arn):
        talk.note(sentence)
    return begun(wanted, known - {""}, ends.clock.now())


def _broken_off(draft: Rotation, seen: Seen, clock: Clock, talk: Talk) -> Rotation | None:
    found = recovered(draft, seen, clock.now())
    if found is None:
        return None
    doubt = "" if found.certain else _doubt(found, seen)
    if doubt and not talk.confirm(_question(found, doubt)):
        raise CannotRotate(
            f"{draft.user} has two access keys, and {doubt}.",
            "Let all profiles here use one of them, and delete the other.",
        )
    talk.note(
        "A rotation without a journal was found, by the keys at AWS and on this machine; it is "
        "taken up."
    )
    return found.rotation


def _doubt(found: Recovered, seen: Seen) -> str:
    """Why a person has to say which of two keys is the new one."""
    if {found.rotation.old_key_id, found.rotation.new_key_id} <= seen.in_use:
        return "both are in use on this machine"
    return "they were created in the same second, so that which is the new one is not known"


def _question(found: Recovered, doubt: str) -> str:
    old, new = found.rotation.old_key_id, found.rotation.new_key_id
    return f"There are {old} and {new}, and {doubt}. Go on, from {old} to {new}?"


def look(draft: Rotation, ends: Ends) -> Seen:
    """What is seen of the keys of a rotation, without anything done about them."""
    nobody = Contact(lambda _r: None, lambda _q, _k: False, _no)
    return Driver(ends.service, ends.wallet, _NoLog(), ends.clock, nobody).look(draft)


def _no(_error: IamtuiError) -> bool:
    return False


class _NoLog:
    """For looking only, where nothing is done that would have to be noted."""

    def write(self, rotation: Rotation) -> None:
        """Nothing."""


def user_arn(who: Acting) -> str:
    """The ARN of the user; "" where only GetUser would tell it, and is denied."""
    if who.is_own:
        return who.caller.arn
    try:
        return who.backend.key_calls(who.user).user_arn()
    except AccessDenied:
        return ""


def _ids(keys: tuple[AccessKey, ...]) -> Iterator[str]:
    return (str(key.id.otherwise("")) for key in keys)
