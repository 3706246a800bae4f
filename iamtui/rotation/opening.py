"""From a profile to everything that a rotation needs: who calls, whose keys, and where they are."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from iamtui.account.model import Caller
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import BadCredentials
from iamtui.aws.live import LiveBackend, open_backend
from iamtui.aws.session_cache import SessionCache, store_for_sessions
from iamtui.aws.target import CredentialSource
from iamtui.delivery.key_file import Form
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import SeedOf
from iamtui.execution.rules import Rules
from iamtui.rotation.holders import aws_lines
from iamtui.rotation.holders.cached_sessions import CachedSessions
from iamtui.rotation.holders.delivery import DeliveryFile
from iamtui.rotation.holders.file_edit import read_text
from iamtui.rotation.holders.hand_over import HandOver
from iamtui.rotation.holders.holder import Holder, Holders
from iamtui.rotation.holders.in_aws_files import InAwsFiles
from iamtui.rotation.holders.in_memory import InMemory
from iamtui.rotation.holders.in_vault import InVault, profiles_with
from iamtui.rotation.journal import rotations_folder
from iamtui.rotation.mfa_session import CodeFor, SessionStarter, SharedSession, mfa_serial
from iamtui.rotation.places import file_paths
from iamtui.rotation.preflight import CannotRotate, MayNotRotate, check_caller
from iamtui.rotation.service import UserKeys
from iamtui.rotation.states import IN_VAULT, Rotation
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault


def _nobody_else(_key: AccessKeyPair) -> None:
    """Nothing else signs with the caller's key."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a rotation finds: the open profile (`listed` where it is one of the vault's), the way
    to the vault, which blocks and raises VaultError, and this machine.

    `folder` is where the journals of rotations are, `journal` is that of all changes; `switched`
    hears, in the thread of the run, with which key the caller works from then on. `given` has the
    caller's key where the profile got it from neither the vault nor ~/.aws.
    """

    backend: LiveBackend
    rules: Rules
    listed: Profile | None
    vault: Callable[[], Vault]
    seed_of: SeedOf
    code_for: CodeFor
    home: Path
    environ: Mapping[str, str]
    cancel: Cancel
    folder: Path = field(default_factory=rotations_folder)
    journal: Journal | None = None
    switched: Callable[[AccessKeyPair], None] = _nobody_else
    given: InMemory | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """Who calls, and whose keys are meant. `key_id` is the caller's own key where it is known
    ("" for another user's, and where a program or a role gives the credentials)."""

    caller: Caller
    backend: LiveBackend
    user: str
    is_own: bool
    key_id: str


def acting(around: Surroundings, user: str, resumed: Rotation | None) -> Acting:
    """Who calls, and whose keys are meant: `user`'s, or where that is "" the caller's own.

    Raises CannotRotate for an identity without keys of its own, MayNotRotate where the profile is
    read-only, RefusedError where it was somebody else's when it was checked, and what else a call
    gives.
    """
    if around.rules.read_only or around.backend.target.read_only:
        raise MayNotRotate(
            f"The profile {around.backend.target.name} is read-only, so nothing was changed.",
            "Switch that off in its settings first, or start without --read-only.",
        )
    backend, caller, key_id = _caller(around, resumed)
    around.rules.check_pins(caller)
    if not user:
        check_caller(caller)
    name = user or caller.user_name or ""
    is_own = caller.user_name is not None and name.lower() == caller.user_name.lower()
    if is_own:
        name = caller.user_name or name
    return Acting(caller, backend, name, is_own, key_id if is_own else "")


def user_keys(around: Surroundings, who: Acting) -> UserKeys:
    """The keys of the user, in an MFA session where the caller has a device for one."""
    serial = mfa_serial(who.backend, who.caller)
    renew = None
    if serial:
        renew = SharedSession(
            around.backend,
            SessionStarter(serial, around.seed_of, around.code_for, around.cancel),
        )
        renew.take_up(who.backend)
    return UserKeys(
        who.backend,
        who.user,
        who.caller.account,
        lambda key: open_backend(around.backend.target, key),
        is_own=who.is_own,
        renew=renew,
        switched=around.switched,
    )


def holders(
    around: Surroundings, who: Acting, known: frozenset[str], deliver: str, form: str
) -> Holders:
    """The places here that have one of the keys `known`, and the file for another user's key; where
    it is to wait in the vault, that is only done without another place.

    Raises CannotRotate where there is no place for a new key, and VaultError.
    """
    given = around.given if who.is_own else None
    in_vault = profiles_with(ProfileIndex(), known) if around.given is None else frozenset[str]()
    files = _files(around, who, known, keeps=not (in_vault or given))
    shelves: list[Holder] = []
    users: list[Holder] = []
    if given is not None:
        shelves.append(given)
        users.append(given)
    if in_vault:
        held = InVault(around.vault(), in_vault)
        shelves.append(held)
        users.append(held)
    elif files.in_use():
        shelves.append(files)
    users.append(files)
    sessions = store_for_sessions(around.vault().store if in_vault else None)
    if sessions is not None:
        users.append(CachedSessions(SessionCache(sessions)))
    if form == IN_VAULT and not shelves:
        shelves.append(HandOver(around.vault().store, who.caller.account, who.user))
    elif deliver and form != IN_VAULT:
        shelves.append(DeliveryFile(Path(deliver).absolute(), Form(form), who.user))
    if not shelves:
        raise _no_place(who)
    return Holders(tuple(shelves), tuple(users))


def _no_place(who: Acting) -> CannotRotate:
    if who.is_own:
        return CannotRotate(
            "The access key of this profile is neither in the vault nor in ~/.aws, so the new one "
            "could not be put where it is used.",
            "Add the key to a profile first (n in iamtui), then rotate that profile.",
        )
    return CannotRotate(
        f"No profile on this machine has the access key of {who.user}, so there is no place for a "
        "new one.",
        "Name a file for it: --deliver FILE.",
    )


def _files(around: Surroundings, who: Acting, known: frozenset[str], *, keeps: bool) -> InAwsFiles:
    label = f"{who.caller.account}-{who.user}"
    return InAwsFiles(file_paths(around.home, around.environ), label, known, keeps=keeps)


def _caller(around: Surroundings, resumed: Rotation | None) -> tuple[LiveBackend, Caller, str]:
    """A backend that AWS knows, who that is, and with which key.

    A rotation that broke off may have left the profile's key dead while another of the same user
    lives: the spare keys are tried too.
    """
    first, *others = _candidates(around, resumed)
    try:
        return _signing_with(around, first)
    except BadCredentials:
        for key in others:
            with contextlib.suppress(BadCredentials):
                return _signing_with(around, key)
        raise


def _signing_with(
    around: Surroundings, key: AccessKeyPair | None
) -> tuple[LiveBackend, Caller, str]:
    if key is None:
        return around.backend, around.backend.identity(), ""
    backend = open_backend(around.backend.target, key)
    return backend, backend.identity(), key.access_key_id


def _candidates(around: Surroundings, resumed: Rotation | None) -> tuple[AccessKeyPair | None, ...]:
    if around.given is not None:
        return around.given.keys
    listed = _listed_now(around)
    if listed is not None and listed.key_ids:
        holder = InVault(around.vault(), frozenset((listed.id,)))
        read = [holder.read(key_id) for key_id in listed.key_ids]
        return tuple(key for key in read if key is not None) or (None,)
    if around.backend.target.source is not CredentialSource.AWS_PROFILE:
        return (None,)
    name = around.backend.target.aws_profile
    own = None if name is None else _in_files(around, name)
    if own is None:
        return (None,)
    ids = () if resumed is None else (resumed.new_key_id, resumed.old_key_id)
    files = InAwsFiles(file_paths(around.home, around.environ), "", frozenset(), keeps=False)
    others = (files.read(key_id) for key_id in ids if key_id and key_id != own.access_key_id)
    return (own, *(key for key in others if key is not None))


def _listed_now(around: Surroundings) -> Profile | None:
    """The profile of the vault as it is after what this run switched."""
    if around.listed is None:
        return None
    now = (each for each in ProfileIndex().profiles() if each.id == around.listed.id)
    return next(now, around.listed)


def _in_files(around: Surroundings, name: str) -> AccessKeyPair | None:
    """The long-term key of a profile of the AWS files; the credentials file wins, as in boto3."""
    for path in file_paths(around.home, around.environ):
        for section in aws_lines.sections(read_text(path) or ""):
            if section.name == name and section.key is not None and section.key.secret:
                return None if section.temporary else section.key
    return None
