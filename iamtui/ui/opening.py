"""Opening a profile: from what the user named to a session. Runs in a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from iamtui import paths
from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.backend import Backend
from iamtui.aws.mock_process import start_mock
from iamtui.aws.target import CredentialSource, Target, TargetKind, target_of
from iamtui.config import Settings
from iamtui.errors import UsageError
from iamtui.execution.guard import Guard
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker, SeedOf
from iamtui.execution.rules import Rules, rules_of
from iamtui.secret import Secret
from iamtui.ui.session import Session
from iamtui.vault.errors import KeyringMissing
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.ledger import Ledger
from iamtui.vault.open_store import first_store
from iamtui.vault.profiles import Profile
from iamtui.vault.store import SecretStore
from iamtui.vault.unlock_memory import UnlockMemory
from iamtui.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Start:
    """What is to be opened: a mock's account, or a profile (vault, then ~/.aws), or an endpoint.

    All empty means: nothing was named.
    """

    profile: str | None = None
    mock: str | None = None
    endpoint_url: str | None = None
    read_only: bool = False


def default_profile(environ: Mapping[str, str], read_only: bool) -> Start | None:
    """What to open where nothing was named: what the environment names, the only profile of the
    vault, or `default` of ~/.aws; None where there is a choice to make."""
    if environ.get("AWS_PROFILE"):
        return Start(profile=environ["AWS_PROFILE"], read_only=read_only)
    if environ.get("AWS_ACCESS_KEY_ID"):
        return Start(read_only=read_only)
    listed = ProfileIndex().profiles()
    if len(listed) == 1:
        return Start(profile=listed[0].name, read_only=read_only)
    if not listed and any(profile.name == "default" for profile in aws_profiles()):
        return Start(profile="default", read_only=read_only)
    return None


class Keyring:
    """The secret store of this run: found at first use, or what the user chose instead."""

    def __init__(self) -> None:
        self._store: SecretStore | None = None

    def store(self) -> SecretStore:
        """The store; raises KeyringMissing, KeyringLocked and other VaultErrors. Blocks.

        A sealed file may be locked: its first use raises StoreLocked then.
        """
        if self._store is None:
            # The unlock of a sealed file outlives iamtui for a while where the kernel keeps it.
            self._store = first_store(UnlockMemory())
        return self._store

    def use(self, store: SecretStore) -> None:
        """Use `store` from now on."""
        self._store = store

    def vault(self) -> Vault:
        """The vault over the store. Raises as `store` does."""
        return Vault(self.store(), ProfileIndex())

    def seed_of(self, device: str) -> Secret | None:
        """The MFA seed of a device; without a keyring there is none."""
        try:
            return self.vault().totp_seed(device)
        except KeyringMissing:
            return None


def open_session(start: Start, settings: Settings, keyring: Keyring, generation: int) -> Session:
    """The session of what `start` names; makes no call to AWS yet, but may start a mock.

    Raises IamtuiError: VaultErrors, NoCredentials, UsageError.
    """
    if start.mock is not None:
        return _mock_session(start, settings, generation)
    profile = _listed(start.profile)
    if profile is None:
        target, key = _aws_target(start), None
    else:
        target, key = _listed_target(profile, start), _key(profile, keyring)
    seed_of = keyring.seed_of if profile is None or key is None else keyring.vault().totp_seed
    rules = _rules(settings, target, profile)
    return _session(_open(target, key), seed_of, rules, generation)


def open_profile(profile: Profile, keyring: Keyring) -> Backend:
    """A backend for a listed profile. Raises IamtuiError; blocks."""
    return _open(target_of(profile), _key(profile, keyring))


def _open(target: Target, key: AccessKeyPair | None) -> Backend:
    # boto3 takes longer to import than the first frame to draw.
    from iamtui.aws.live import open_backend

    return open_backend(target, key)


def _listed(name: str | None) -> Profile | None:
    return next((p for p in ProfileIndex().profiles() if p.name == name), None)


def _key(profile: Profile, keyring: Keyring) -> AccessKeyPair | None:
    return keyring.vault().access_key(profile) if profile.source == "vault" else None


def _listed_target(profile: Profile, start: Start) -> Target:
    target = target_of(profile)
    if start.endpoint_url:
        target = replace(target, kind=TargetKind.ENDPOINT, endpoint_url=start.endpoint_url)
    return replace(target, read_only=target.read_only or start.read_only)


def _aws_target(start: Start) -> Target:
    """A profile of ~/.aws, or what the environment gives where none is named."""
    for profile in aws_profiles():
        if profile.name == start.profile:
            target = profile.target(read_only=start.read_only)
            break
    else:
        if start.profile is not None:
            raise UsageError(
                f"There is no profile {start.profile!r}, neither in the vault nor in ~/.aws.",
                "Choose one of the list, or add it with n.",
            )
        target = Target(
            name="environment",
            kind=TargetKind.LIVE,
            source=CredentialSource.AWS_PROFILE,
            read_only=start.read_only,
        )
    if start.endpoint_url:
        target = replace(target, kind=TargetKind.ENDPOINT, endpoint_url=start.endpoint_url)
    return target


def _mock_session(start: Start, settings: Settings, generation: int) -> Session:
    mock = start_mock(start.mock or "demo", start.read_only)

    def seed_of(device: str) -> Secret | None:
        return mock.mfa_seed if device == mock.target.mfa_serial else None

    rules = _rules(settings, mock.target, None)
    session = _session(_open(mock.target, mock.key), seed_of, rules, generation)
    # The account of a mock begins anew each time, and so does what was done in it.
    journal = paths.state_folder() / "mock-journal.jsonl"
    journal.unlink(missing_ok=True)
    return replace(session, close=mock.stop, notices=mock.remarks, journal=Journal(journal))


def _rules(settings: Settings, target: Target, profile: Profile | None) -> Rules:
    """The rules of `target`, with who `profile` was when it was checked.

    The ARN of a role's session may change from one session to the next: only a user's is pinned.
    """
    account_id = profile.account_id if profile else None
    arn = profile.user_arn if profile else None
    user_arn = arn if arn and ":user/" in arn else None
    return rules_of(settings, target.name, target.read_only, account_id, user_arn)


def _session(backend: Backend, seed_of: SeedOf, rules: Rules, generation: int) -> Session:
    return Session(
        generation=generation,
        target=backend.target,
        backend=backend,
        broker=MfaBroker(backend, seed_of, Ledger()),
        guard=Guard(rules),
        journal=Journal(paths.state_folder() / _journal_name(backend.target)),
        close=_nothing,
    )


def _journal_name(target: Target) -> str:
    """The journal of AWS, or of another endpoint: an id of theirs may be that of a real account."""
    if target.endpoint_url is None:
        return "journal.jsonl"
    parts = urlsplit(target.endpoint_url)
    return f"journal-{parts.hostname}-{parts.port or parts.scheme}.jsonl"


def _nothing() -> None:
    """There is nothing to end."""


OpenSession = Callable[[Start, int], Session]
