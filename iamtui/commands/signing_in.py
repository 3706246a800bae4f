"""From the name of a profile to credentials, for commands that hand them on."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import timedelta

from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.mfa_codes import MfaCodes
from iamtui.aws.role_request import RoleRequest
from iamtui.aws.session_cache import SessionCache, store_for_sessions
from iamtui.aws.session_lengths import parse_length
from iamtui.aws.sign_in import Federation, SignedIn, SignIn
from iamtui.aws.target import Target, target_of
from iamtui.commands.assuming import assume, role_wanted_by
from iamtui.commands.input import read_text
from iamtui.commands.opened_vault import OpenedVault
from iamtui.commands.output import note
from iamtui.commands.terminal_prompt import ask_code, tell
from iamtui.errors import UsageError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.ledger import Ledger
from iamtui.vault.profiles import Profile


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command was asked for: whose credentials, of which sort, and for how long."""

    name: str
    length: timedelta | None = None
    long_term: bool = False
    federation: Federation | None = None
    role: RoleRequest | None = None


def wanted_by(arguments: argparse.Namespace) -> Wanted:
    """What the arguments name; raises UsageError where they do not go together."""
    length = parse_length(arguments.duration) if arguments.duration is not None else None
    name = arguments.federated
    if arguments.no_session and (length is not None or name is not None):
        raise UsageError(
            "--no-session hands on the access key itself, which has no end and no other name.",
            "Leave out --no-session, or the other options.",
        )
    if name is None and arguments.policy is not None:
        raise UsageError("--policy cuts down a federated session.", "Add --federated NAME.")
    policy = read_text(arguments.policy) if arguments.policy is not None else None
    federation = Federation(name, policy) if name is not None else None
    role = role_wanted_by(arguments, length)
    return Wanted(arguments.profile_name, length, arguments.no_session, federation, role)


def sign_in(wanted: Wanted) -> SignedIn:
    """Credentials of the profile: of the vault's list first, then of ~/.aws.

    Asks for codes and passphrases on the terminal. Raises IamtuiError.
    """
    profiles = ProfileIndex().profiles()
    profile = next((each for each in profiles if each.name == wanted.name), None)
    target = None if profile is not None else _in_files(wanted.name)
    signing = _signing(profiles, profile)
    if wanted.role is not None:
        return assume(signing, profile, target or _target(profile, wanted.name), wanted.role)
    if profile is not None and wanted.federation is not None:
        return signing.federated(profile, wanted.federation, wanted.length)
    if profile is not None:
        return signing.profile(profile, wanted.length, long_term=wanted.long_term)
    if target is None or wanted.federation is not None:
        raise UsageError(
            f"{wanted.name} is a profile of ~/.aws; a federated session needs one of the vault.",
            "Add its access key to the vault.",
        )
    return signing.files(target, wanted.length, long_term=wanted.long_term)


def say_what_it_lacks(signed_in: SignedIn) -> None:
    """Say on standard error what a person would find out by a confusing refusal only."""
    session = signed_in.session
    if session is not None and signed_in.from_vault and session.mfa_serial is None:
        note(
            f"This session of {signed_in.profile} has no MFA: AWS takes no IAM call from it. "
            "Give the profile an MFA device, or use --no-session."
        )


def _signing(profiles: tuple[Profile, ...], profile: Profile | None) -> SignIn:
    opened = OpenedVault()
    in_vault = profile is not None and profile.source == "vault"
    store = opened.vault().store if in_vault else opened.store_without_asking()
    codes = MfaCodes(opened.seed_of, Ledger(), ask_code, waiting=_Waiting())
    kept_in = store_for_sessions(store)
    cache = SessionCache(kept_in) if kept_in is not None else None
    return SignIn(opened.vault, codes, cache, programs_may_ask=True, profiles=profiles)


def _target(profile: Profile | None, name: str) -> Target:
    return target_of(profile) if profile is not None else _in_files(name)


def _in_files(name: str) -> Target:
    for profile in aws_profiles():
        if profile.name == name:
            return profile.target()
    raise UsageError(
        f"There is no profile {name!r}, neither in the vault nor in ~/.aws.",
        "Look with P in iamtui, or correct the name.",
    )


class _Waiting:
    """Says once that the next code is waited for."""

    def __init__(self) -> None:
        self._said = False

    def __call__(self, seconds: float) -> None:
        """`seconds` are left."""
        if not self._said:
            tell(f"Waiting {seconds:.0f} s for the device's next code.")
            self._said = True
