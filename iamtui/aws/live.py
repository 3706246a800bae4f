"""The backend that speaks to AWS, or to whatever speaks like it at another endpoint."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from botocore.exceptions import BotoCoreError

from iamtui.account.call import Call
from iamtui.account.entity import Entity
from iamtui.account.field import NOT_ASKED
from iamtui.account.model import Account, Caller, User
from iamtui.account.new_key import CREATE
from iamtui.aws import jobs, loader, simulation
from iamtui.aws.answer_secrets import secrets_of
from iamtui.aws.api import CALL_SECONDS, PAGE_SIZE, Answer, Api
from iamtui.aws.asked import Asked
from iamtui.aws.attempts import Attempts
from iamtui.aws.backend import Aspect, Patch, Report
from iamtui.aws.cancel import Cancel
from iamtui.aws.clients import Clients, open_clients
from iamtui.aws.credentials import Keys
from iamtui.aws.entities import credentials_owner
from iamtui.aws.errors import AnswerUnreadable, InvalidInput, NotFound
from iamtui.aws.fetch import fetch
from iamtui.aws.key_activity import KeyActivity
from iamtui.aws.key_calls import KeyCalls
from iamtui.aws.mfa_sessions import MfaSessions
from iamtui.aws.role_request import RoleRequest, Way
from iamtui.aws.role_sessions import RoleSessions
from iamtui.aws.session import MfaSession, Signing
from iamtui.aws.session_keys import SessionKeys
from iamtui.aws.sign_in import SignIn
from iamtui.aws.target import CredentialSource, Target, TargetKind, leads_to_aws
from iamtui.aws.translate import translate
from iamtui.aws.writes import WriteLog
from iamtui.errors import IamtuiError, RefusedError
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

# Long enough to wait for a code and to finish a plan with the old session meanwhile.
RENEWED_BEFORE = timedelta(minutes=5)


def open_backend(
    target: Target,
    credentials: AccessKeyPair | Keys | None = None,
    *,
    seconds: float = CALL_SECONDS,
    page_size: int = PAGE_SIZE,
    sign_in: SignIn | None = None,
) -> LiveBackend:
    """A backend for `target`, signing with `credentials`; makes no call.

    `credentials` is None where botocore's resolver finds them (`CredentialSource.AWS_PROFILE`).
    A call is given up after `seconds`. With `sign_in`, MFA sessions are kept in the vault, whose
    keys may be the source of a role. Raises `NoCredentials` where ~/.aws cannot be read.
    """
    keys = credentials
    if isinstance(keys, AccessKeyPair):
        keys = Keys(keys.access_key_id, keys.secret)
    try:
        return LiveBackend(target, keys, seconds=seconds, page_size=page_size, sign_in=sign_in)
    except BotoCoreError as error:
        failure = translate(error, Asked("GetCallerIdentity", {}, "sts"))
    raise failure  # outside of the handler, so that no library error is chained to it


class LiveBackend:
    """`Backend` over boto3. May be used from several threads at once."""

    def __init__(
        self,
        target: Target,
        keys: Keys | None,
        *,
        seconds: float,
        page_size: int,
        sign_in: SignIn | None = None,
        sessions: RoleSessions | None = None,
    ) -> None:
        attempts = Attempts()
        self._own = open_clients(target, keys, attempts)
        self._api = Api(self._own, attempts, seconds=seconds, page_size=page_size)
        self._target = target
        self._is_aws = False
        self._session: SessionKeys | None = None
        self._sessions = sessions or MfaSessions(target, self._own, sign_in)
        self._sign_in = sign_in
        self._is_temporary = keys.token is not None if keys is not None else None
        self._acts_as_role = False
        self._writes = WriteLog()
        self._loaded_users: Mapping[str, User] = {}

    @property
    def target(self) -> Target:
        """Where this leads; an endpoint that ~/.aws or the environment sets counts as one."""
        return self._target

    @property
    def mfa_session(self) -> MfaSession | None:
        """The session that calls are signed with; one that is over is dropped."""
        session = self._session
        if session is not None and datetime.now(UTC) >= session.expires:
            if self._acts_as_role:
                return None
            self.drop_mfa_session()
        return None if self._session is None else self._session.mfa_session

    @property
    def signing(self) -> Signing:
        """See `Backend.signing`; a role's session that is over still tells when it ended."""
        session = self._session
        if session is not None:
            # Without a code of its own it has the MFA of what it came from, if it had any.
            without = False if session.source_key_id else None
            return Signing(True if session.mfa_serial else without, session.expires)
        return Signing(has_mfa=None if self._is_temporary is not False else False)

    @property
    def clock_offset(self) -> timedelta | None:
        """How far AWS's clock is ahead, by the Date of its last answer."""
        return self._api.clock_offset

    def load(self, report: Report, cancel: Cancel) -> Account:
        """See `Backend.load`."""
        account = loader.load(self._ready(), report, cancel)
        self._loaded_users = account.users
        if self._session is None:
            with contextlib.suppress(IamtuiError):
                self._is_temporary = self._api.in_time(self._own.are_temporary)
        return account

    def fetch(self, entity: Entity, aspects: frozenset[Aspect], cancel: Cancel) -> Patch:
        """See `Backend.fetch`.

        The patch changes nothing where the entity was written to meanwhile: what was read may be
        older than that.
        """
        began = self._writes.moment()
        name = credentials_owner(entity)
        loaded = self._loaded_users.get(name) if name is not None else None
        keys = loaded.access_keys if loaded is not None else NOT_ASKED
        patch = fetch(self._ready(), entity, aspects, cancel, keys)
        key = name or entity.key

        def unless_written(account: Account) -> Account:
            return account if self._writes.touched_since(began, key) else patch(account)

        return unless_written

    def send(self, call: Call) -> None:
        """See `Backend.send`. Refuses where the target is read-only."""
        self._write(call, {})

    def send_with(self, call: Call, secrets: Mapping[str, Secret]) -> Mapping[str, Secret]:
        """See `Backend.send_with`. Refuses where the target is read-only."""
        return secrets_of(self._write(call, secrets))

    def create_key(self, user: str) -> AccessKeyPair:
        """See `Backend.create_key`. Refuses where the target is read-only."""
        try:
            return self.key_calls(user).create()
        finally:
            self._writes.note(Call(CREATE, {"UserName": user}))

    def _write(self, call: Call, secrets: Mapping[str, Secret]) -> Answer:
        refusal = self._read_only()
        if refusal is not None:
            raise refusal
        if call.service not in ("iam", "sts"):
            raise InvalidInput(f"There is no service {call.service} here.")
        api = self._ready()
        parameters = {**call.parameters, **{name: s.reveal() for name, s in secrets.items()}}
        try:
            return api.ask(call.operation, parameters, service=call.service)  # type: ignore[arg-type]
        finally:
            self._writes.note(call)

    def identity(self) -> Caller:
        """See `Backend.identity`."""
        return jobs.caller(self._ready(), Cancel())

    def start_mfa_session(self, serial: str, code: Secret, duration: timedelta) -> MfaSession:
        """See `Backend.start_mfa_session`."""
        session = self._sessions.start(self._api, serial, code, duration)
        return self._sign_with(session) or MfaSession(serial, session.started, session.expires)

    def resume_mfa_session(self) -> MfaSession | None:
        """Sign all further calls with the MFA session that another process started, if the vault
        keeps one. Blocks for the vault; makes no call for an MFA code."""
        found = self._api.in_time(self._sessions.found)
        return self._sign_with(found) if found is not None else None

    def _sign_with(self, session: SessionKeys) -> MfaSession | None:
        self._session, self._api.clients = session, self._own.with_keys(session.keys)
        return session.mfa_session

    def share_mfa_session(self, other: LiveBackend) -> bool:
        """Sign all further calls with the MFA session of `other`, which is of the same caller;
        False where it has none."""
        session = other._session if other.mfa_session is not None else None
        return session is not None and self._sign_with(session) is not None

    def use_key(self, key: AccessKeyPair) -> None:
        """Go on with another long-term key of the same user; an MFA session lasts on."""
        self._own = self._own.with_keys(Keys(key.access_key_id, key.secret))
        self._sessions = self._sessions.of(self._own)
        if self._session is None:
            self._api.clients = self._own

    def begin(self) -> None:
        """Sign in as the profile is meant: with a session of the role that it stands for, else
        with the MFA session that another process left. Raises `MfaCodeNeeded` where a role needs a
        code that nobody gave, and what signing in gives."""
        self._acts_as_role = self._api.in_time(lambda: self._sessions.is_role)
        if self._acts_as_role:
            # Without a deadline: it may wait for the next code of a device.
            self._sign_with(self._sessions.begun())
        else:
            with contextlib.suppress(IamtuiError):
                self.resume_mfa_session()

    def renew(self) -> bool:
        """See `Backend.renew`."""
        session = self._session
        if not self._acts_as_role or session is None:
            return False
        # As late as the cache takes it for over, which would give the same one again.
        whole = session.expires - session.started
        if session.left() < min(RENEWED_BEFORE, whole / 4):
            self.begin()
        return True

    def assume(self, request: RoleRequest) -> LiveBackend:
        """A backend that acts as a role, assumed by who acts here.

        Raises `AccessDenied` where the role lets nobody in, `MfaCodeNeeded`, UsageError for what
        cannot be asked for, and what the calls give.
        """
        if self._sign_in is None:
            raise RefusedError("No role is assumed here.", "Open the profile in iamtui.")
        sessions = RoleSessions(self, request, self._sign_in)
        session = sessions.begun()
        target = replace(
            self.target, source=CredentialSource.GIVEN, region=self._own.region(), mfa_serial=None
        )
        made = LiveBackend(
            target,
            session.keys,
            seconds=self._api.seconds,
            page_size=self._api.page_size,
            sign_in=self._sign_in,
            sessions=sessions,
        )
        made._acts_as_role = True
        made._sign_with(session)
        return made

    @property
    def code_device(self) -> str | None:
        """See `Backend.code_device`."""
        return self._sessions.device if self._acts_as_role else None

    @property
    def session_keys(self) -> SessionKeys | None:
        """The session that calls are signed with, with its secrets; None for the key itself."""
        return self._session

    # What a role is assumed by: see `aws.role_sessions.RoleSource`

    @property
    def key_id(self) -> str:
        """The long-term key that everything began with, "" where that is not known."""
        if self._session is not None:
            return self._session.source_key_id
        return self._api.in_time(self._own.access_key_id) if self.has_own_key() else ""

    @property
    def path(self) -> tuple[str, ...]:
        """What is signed with, from its beginning: the id of a key, and the roles between."""
        return self._api.in_time(lambda: self._sessions.path)

    def has_own_key(self) -> bool:
        """Whether there is a long-term key besides a session."""
        return not self._acts_as_role and not self._api.in_time(self._own.are_temporary)

    def clients_for(self, way: Way) -> tuple[Api, Clients]:
        """What a role is assumed with: the present session, or the key itself."""
        return self._api, self._own if way is Way.KEY else self._ready().clients

    def drop_mfa_session(self) -> None:
        """See `Backend.drop_mfa_session`."""
        self._session, self._api.clients = None, self._own

    def owner_of_key(self, access_key_id: str) -> str | None:
        """See `Backend.owner_of_key`."""
        try:
            answer = self._ready().ask("GetAccessKeyLastUsed", {"AccessKeyId": access_key_id})
        except NotFound:
            return None
        owner: str | None = answer.get("UserName")
        return owner

    def simulate(
        self,
        principal: str,
        action: str,
        resource: str,
        context: Sequence[simulation.ContextEntry],
    ) -> simulation.Simulation:
        """See `Backend.simulate`."""
        asked = simulation.parameters(principal, action, resource, context)
        found = simulation.read_simulation(self._ready().ask(simulation.OPERATION, asked))
        if found is None:
            raise AnswerUnreadable("AWS's simulator gave no answer.", "Try again.")
        return found

    def key_calls(self, user: str) -> KeyCalls:
        """The calls about the access keys of `user`; writes are refused as `send` does."""
        return KeyCalls(self._ready, user, self._read_only())

    def key_activity(self, cancel: Cancel) -> KeyActivity:
        """What asks AWS how an access key was used."""
        return KeyActivity(self._ready, cancel)

    def _read_only(self) -> RefusedError | None:
        if not self._target.read_only:
            return None
        return RefusedError(
            f"The profile {self._target.name} is read-only; nothing was sent.",
            "Switch that off in the profile first.",
        )

    def _ready(self) -> Api:
        """The API, once it is certain where it leads and a session that is over was dropped."""
        if self._target.kind is TargetKind.LIVE and not self._is_aws:
            url = self._api.in_time(self._own.endpoint_url)
            self._is_aws = leads_to_aws(url)
            if not self._is_aws:
                self._target = replace(self._target, kind=TargetKind.ENDPOINT, endpoint_url=url)
        _ = self.mfa_session
        return self._api
