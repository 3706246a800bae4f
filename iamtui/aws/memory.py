"""A backend that only reduces: an account in memory, as fast as a dictionary.

It answers as AWS does as far as the reducers know it; one contract test holds it to that.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from iamtui.account.call import Call
from iamtui.account.edit import with_device, with_group, with_policy, with_role, with_user
from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, Caller, MfaDevice, Source, User
from iamtui.account.new_key import CREATE, answered
from iamtui.account.operation import reduce
from iamtui.aws.backend import Aspect, Patch, Progress, Report
from iamtui.aws.cancel import Cancel
from iamtui.aws.codes import from_code
from iamtui.aws.entities import credentials_owner, gone
from iamtui.aws.mfa import check_request
from iamtui.aws.session import MfaSession, Signing
from iamtui.aws.simulation import ContextEntry, Simulation
from iamtui.aws.target import CredentialSource, Target, TargetKind
from iamtui.aws.wording import describe
from iamtui.errors import RefusedError
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair

MEMORY_SEED: Final = Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 2)
IN_MEMORY: Final = Target("memory", TargetKind.MOCK, CredentialSource.GIVEN)

_USER_FIELDS: Final[Mapping[Aspect, tuple[str, ...]]] = {
    Aspect.ENTITY: ("groups", "attached", "inline", "boundary", "tags"),
    Aspect.ACCESS_KEYS: ("access_keys",),
    Aspect.KEY_USE: ("access_keys",),
    Aspect.MFA_DEVICES: ("mfa_devices", "mfa_active"),
    Aspect.PASSWORD: ("password",),
    Aspect.OTHER_CREDENTIALS: ("signing_certificates", "ssh_keys", "service_credentials"),
}
_POLICY_FIELDS: Final[Mapping[Aspect, tuple[str, ...]]] = {
    Aspect.ENTITY: ("attachment_count", "boundary_count", "description", "tags"),
    Aspect.VERSIONS: ("versions", "default_version"),
}


def no_code(_serial: str, _code: str) -> bool:
    """Takes no MFA code at all."""
    return False


class MemoryBackend:
    """`Backend` over an account in memory.

    `account` is what loading gives, `details` the same account with everything that `fetch` can
    find out; it defaults to `account`. `takes_code(serial, code)` says which MFA codes are right.
    """

    def __init__(
        self,
        account: Account,
        details: Account | None = None,
        *,
        takes_code: Callable[[str, str], bool] = no_code,
        target: Target = IN_MEMORY,
    ) -> None:
        self._account = account
        self._details = details or account
        self._takes_code = takes_code
        self._target = target
        self._session: MfaSession | None = None

    @property
    def target(self) -> Target:
        """What it was made with."""
        return self._target

    @property
    def mfa_session(self) -> MfaSession | None:
        """See `Backend.mfa_session`."""
        session = self._session
        return session if session is not None and datetime.now(UTC) < session.expires else None

    @property
    def signing(self) -> Signing:
        """That of a long-term key, until a session is started."""
        session = self.mfa_session
        return Signing(session is not None, session.expires if session is not None else None)

    @property
    def code_device(self) -> str | None:
        """None: there are no roles to act as."""
        return None

    @property
    def clock_offset(self) -> timedelta | None:
        """None: there is no other clock."""
        return timedelta(0)

    def load(self, report: Report, cancel: Cancel) -> Account:
        """The account at once; every source counts as read now."""
        cancel.check()
        now = datetime.now(UTC)
        account = replace(self._account, sources={source: Known(now) for source in Source})
        counts = {
            Source.USERS: len(account.users),
            Source.GROUPS: len(account.groups),
            Source.ROLES: len(account.roles),
            Source.POLICIES: len(account.policies),
            Source.MFA_DEVICES: len(account.mfa_devices),
        }
        for source in Source:
            report(account, Progress(source, counts.get(source, 1), done=True))
        return account

    def fetch(self, entity: Entity, aspects: frozenset[Aspect], cancel: Cancel) -> Patch:
        """See `Backend.fetch`: gives what `details` says of the entity."""
        cancel.check()
        details = self._details
        user = credentials_owner(entity)
        if user is not None:
            found = details.users.get(user)
            return gone(entity) if found is None else _user_patch(found, aspects, details)
        if entity.kind is EntityKind.GROUP and entity.key in details.groups:
            group = details.groups[entity.key]
            return lambda account: with_group(account, group)
        if entity.kind is EntityKind.ROLE and entity.key in details.roles:
            role = details.roles[entity.key]
            return lambda account: with_role(account, role)
        if entity.kind is EntityKind.POLICY and entity.key in details.policies:
            return _policy_patch(details, entity.key, aspects)
        if entity.kind is EntityKind.MFA_DEVICE:
            return _device_patch(details, entity)
        is_there = entity.kind is EntityKind.INSTANCE_PROFILE and (
            entity.key in details.instance_profiles
        )
        return _no_change if is_there else gone(entity)

    def send(self, call: Call) -> None:
        """See `Backend.send`; raises `Impossible` where AWS would refuse."""
        if self._target.read_only:
            raise RefusedError(
                f"The profile {self._target.name} is read-only; nothing was sent.",
                "Switch that off in the profile first.",
            )
        self._details = reduce(self._details, call)
        self._account = reduce(self._account, call)

    def send_with(self, call: Call, secrets: Mapping[str, Secret]) -> Mapping[str, Secret]:
        """See `Backend.send_with`; a virtual MFA device gets the seed `MEMORY_SEED`, and takes any
        codes."""
        self.send(call)
        made = call.operation == "CreateVirtualMFADevice"
        return {"Base32StringSeed": MEMORY_SEED} if made else {}

    def create_key(self, user: str) -> AccessKeyPair:
        """See `Backend.create_key`."""
        key_id = f"AKIA{secrets.token_hex(8).upper()}"
        self.send(answered(Call(CREATE, {"UserName": user}), key_id))
        return AccessKeyPair(key_id, Secret(secrets.token_urlsafe(30)))

    def identity(self) -> Caller:
        """The caller that the account names, else a user who can be seen to be none."""
        nobody = Caller("arn:aws:iam::000000000000:user/memory", "AIDAMEMORY", "000000000000")
        return self._account.caller.otherwise(nobody)

    def start_mfa_session(self, serial: str, code: Secret, duration: timedelta) -> MfaSession:
        """See `Backend.start_mfa_session`."""
        check_request(serial, code, duration)
        if not self._takes_code(serial, code.reveal()):
            words = describe("GetSessionToken", {"SerialNumber": serial}, "sts")
            raise from_code("AccessDenied", words, "GetSessionToken")
        now = datetime.now(UTC)
        self._session = MfaSession(serial, now, now + duration)
        return self._session

    def renew(self) -> bool:
        """False: there are no roles to act as."""
        return False

    def drop_mfa_session(self) -> None:
        """See `Backend.drop_mfa_session`."""
        self._session = None

    def owner_of_key(self, access_key_id: str) -> str | None:
        """See `Backend.owner_of_key`."""
        return self._details.index.key_owner.get(access_key_id)

    def simulate(
        self, principal: str, action: str, resource: str, context: Sequence[ContextEntry]
    ) -> Simulation:
        """Refused: only AWS, or what speaks like it, has a simulator."""
        raise RefusedError(
            "AWS's simulator is not available here.", "Open a profile that leads to AWS."
        )


def _no_change(account: Account) -> Account:
    return account


def _device_patch(details: Account, entity: Entity) -> Patch:
    """The device of that serial, or the virtual one whose serial ends like this."""
    for serial, device in details.mfa_devices.items():
        if serial.endswith(entity.key):
            return lambda account: with_device(account, device)
    return gone(entity)


def _user_patch(found: User, aspects: frozenset[Aspect], details: Account) -> Patch:
    names = {name for aspect in aspects for name in _USER_FIELDS.get(aspect, ())}
    fields: dict[str, Any] = {name: getattr(found, name) for name in names}
    devices: dict[str, MfaDevice] = {}
    if Aspect.MFA_DEVICES in aspects:
        devices = {d.serial: d for d in details.mfa_devices.values() if d.user == found.name}

    def patch(account: Account) -> Account:
        before = account.users.get(found.name, found if Aspect.ENTITY in aspects else None)
        if before is None:
            return account
        after = with_user(account, replace(before, **fields))
        if not devices:
            return after
        return replace(after, mfa_devices={**after.mfa_devices, **devices})

    return patch


def _policy_patch(details: Account, arn: str, aspects: frozenset[Aspect]) -> Patch:
    found = details.policies[arn]
    names = {name for aspect in aspects for name in _POLICY_FIELDS.get(aspect, ())}
    fields: dict[str, Any] = {name: getattr(found, name) for name in names}

    def patch(account: Account) -> Account:
        before = account.policies.get(arn, found if Aspect.ENTITY in aspects else None)
        return account if before is None else with_policy(account, replace(before, **fields))

    return patch
