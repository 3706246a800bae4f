"""Opening a profile: from what the user named to a session. Runs in a worker thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from iamtui import paths
from iamtui.aws.aws_files import aws_profiles
from iamtui.aws.backend import Backend
from iamtui.aws.mock_process import start_mock
from iamtui.aws.target import CredentialSource, Target, TargetKind, target_of
from iamtui.config import Settings, read_settings
from iamtui.errors import UsageError
from iamtui.execution.guard import Guard
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker, SeedOf
from iamtui.execution.rules import Rules, rules_of
from iamtui.rotation.holders.in_memory import InMemory
from iamtui.rotation.mock_journals import forget_dead_mocks, forget_mock
from iamtui.secret import Secret
from iamtui.ui.mfa.typed_codes import TypedCodes
from iamtui.ui.sessions.session import Session
from iamtui.vault.errors import KeyringMissing, VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.items import AccessKeyPair
from iamtui.vault.ledger import Ledger
from iamtui.vault.profiles import Profile
from iamtui.vault.store import SecretStore
from iamtui.vault.vault import Vault

if TYPE_CHECKING:
    from iamtui.aws.live import LiveBackend
    from iamtui.aws.sign_in import SignIn


@dataclass(frozen=True, slots=True)
class Start:
    """What is to be opened: a mock's account, or a profile (vault, then ~/.aws), or an endpoint.

    All empty means: nothing was named. With `rotate` the rotation of its key is shown at once.
    """

    profile: str | None = None
    mock: str | None = None
    endpoint_url: str | None = None
    read_only: bool = False
    rotate: bool = False


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
    """The secret store of this run: the one of the configuration, or what the user took instead.

    `codes` holds the MFA codes that were typed for what is signed in to; `waiting` is told the
    seconds left while a device's next code is waited for.
    """

    def __init__(self) -> None:
        self._store: SecretStore | None = None
        self.codes = TypedCodes()
        self.waiting: Callable[[float], None] = lambda _seconds: None
        self._chosen: str | None = None
        self._instead = False

    def store(self) -> SecretStore:
        """The store; raises KeyringMissing, KeyringLocked, other VaultErrors, UsageError. Blocks.

        A sealed file may be locked: its first use raises StoreLocked then. Where another iamtui
        moved everything meanwhile, it is the new place.
        """
        if self._store is not None and self._instead:
            return self._store
        from iamtui.vault.open_store import chosen_store

        settings = read_settings()
        if self._store is None or settings.store != self._chosen:
            self._store = chosen_store(settings)
            self._chosen = settings.store
        return self._store

    def use(self, store: SecretStore) -> None:
        """Use `store` from now on, whatever the configuration says if that is another place."""
        from iamtui.vault.moving import store_id

        self._store = store
        self._chosen = read_settings().store
        self._instead = store_id(store) != self._chosen

    @property
    def opened(self) -> SecretStore | None:
        """The store if it was opened already; asks and opens nothing."""
        return self._store

    def vault(self) -> Vault:
        """The vault over the store. Raises as `store` does."""
        return Vault(self.store(), ProfileIndex())

    def seed_of(self, device: str) -> Secret | None:
        """The MFA seed of a device; without a keyring there is none."""
        try:
            return self.vault().totp_seed(device)
        except KeyringMissing:
            return None

    def ask(self, serial: str, why: str) -> str:
        """The code of the device that the user typed. Raises MfaCodeNeeded where there is none."""
        return self.codes(serial, why)

    def sign_in(self) -> SignIn:
        """What signs in with this keyring, and keeps sessions where other processes find them.
        Blocks."""
        from iamtui.aws.mfa_codes import MfaCodes
        from iamtui.aws.session_cache import SessionCache, store_for_sessions
        from iamtui.aws.sign_in import SignIn

        kept_in = store_for_sessions(self._store_as_it_is())
        return SignIn(
            self.vault,
            MfaCodes(self.seed_of, Ledger(), self.ask, waiting=self.waiting),
            SessionCache(kept_in) if kept_in is not None else None,
            profiles=ProfileIndex().profiles(),
        )

    def _store_as_it_is(self) -> SecretStore | None:
        """The store, if it answers without a passphrase."""
        try:
            store = self.store()
        except VaultError:
            return None
        return None if getattr(store, "locked", False) else store


def open_session(start: Start, settings: Settings, keyring: Keyring, generation: int) -> Session:
    """The session of what `start` names, with the MFA session that another process left.

    A role of ~/.aws is assumed; else no call is made to AWS yet. May start a mock. Raises
    IamtuiError: VaultErrors, NoCredentials, UsageError, and `MfaCodeNeeded` where a role needs a
    code that `keyring.codes` does not hold.
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
    backend = _open(target, key, keyring.sign_in())
    backend.begin()
    if profile is not None:
        _check_identity(profile, backend)
    return session_of(backend, seed_of, rules, generation)


def _check_identity(profile: Profile, backend: Backend) -> None:
    """Raises WrongIdentity where the profile leads to somebody else than when it was checked, so
    that nothing of that account is ever shown."""
    from iamtui.aws.pins import check_identity

    if profile.account_id is not None or profile.user_arn is not None:
        caller = backend.identity()
        check_identity(profile, caller.account, caller.arn)


def open_profile(profile: Profile, keyring: Keyring) -> Backend:
    """A backend for a listed profile. Raises IamtuiError; blocks."""
    backend = _open(target_of(profile), _key(profile, keyring), keyring.sign_in())
    backend.begin()
    return backend


def _open(target: Target, key: AccessKeyPair | None, sign_in: SignIn) -> LiveBackend:
    # boto3 takes longer to import than the first frame to draw.
    from iamtui.aws.live import open_backend

    return open_backend(target, key, sign_in=sign_in)


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
    session = session_of(
        _open(mock.target, mock.key, _mock_sign_in(seed_of)), seed_of, rules, generation
    )
    # The account of a mock begins anew each time, and so does what was done in it.
    journal = paths.state_folder() / "mock-journal.jsonl"
    journal.unlink(missing_ok=True)
    url = mock.target.endpoint_url or ""
    forget_dead_mocks()
    forget_mock(url)

    def close() -> None:
        mock.stop()
        forget_mock(url)

    return replace(
        session,
        close=close,
        notices=mock.remarks,
        journal=Journal(journal),
        given=InMemory(mock.target.name, mock.key),
    )


def _mock_sign_in(seed_of: SeedOf) -> SignIn:
    """Signs in to a mock, whose sessions end with it and are kept nowhere."""
    from iamtui.aws.mfa_codes import MfaCodes
    from iamtui.aws.sign_in import SignIn

    return SignIn(_no_vault, MfaCodes(seed_of, Ledger()))


def _no_vault() -> Vault:
    raise KeyringMissing("A mock has no vault.", "Open the profile that is meant.")


def _rules(settings: Settings, target: Target, profile: Profile | None) -> Rules:
    """The rules of `target`, with who `profile` was when it was checked.

    The ARN of a role's session may change from one session to the next: only a user's is pinned.
    """
    account_id = profile.account_id if profile else None
    arn = profile.user_arn if profile else None
    user_arn = arn if arn and ":user/" in arn else None
    return rules_of(settings, target.name, target.read_only, account_id, user_arn)


def session_of(backend: Backend, seed_of: SeedOf, rules: Rules, generation: int) -> Session:
    """The session of the screens with `backend`."""
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
