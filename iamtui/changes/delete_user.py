"""Delete a user with everything attached.

AWS deletes a user only when nothing hangs on it. The order of the calls is that of the IAM User
Guide, "Deleting an IAM user": first what lets the user sign in, so that a run that stops half-way
leaves a user with less access, never with more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Field, T, Unknown
from iamtui.account.model import Account, MfaDevice, User
from iamtui.account.operation import Impossible
from iamtui.account.references import documents_naming
from iamtui.changes.attachments import attachment
from iamtui.changes.change import Change, Sensitivity

_ASPECTS = frozenset(Aspect) - {Aspect.VERSIONS}


@dataclass(frozen=True, slots=True)
class DeleteUser(Change):
    """Delete the user `user`, and before it everything that AWS wants gone first."""

    user: str

    name: ClassVar[str] = "delete-user"
    sensitivity: ClassVar[Sensitivity] = Sensitivity.NAME

    def title(self, account: Account) -> str:
        return f"Delete the user {self.user} with everything attached"

    def typed_name(self) -> str:
        return self.user

    def reads(self) -> tuple[Read, ...]:
        return (Read(Entity(EntityKind.USER, self.user), _ASPECTS),)

    def calls(self, account: Account) -> tuple[Call, ...]:
        user = account.users.get(self.user)
        if user is None:
            return ()
        caller = account.caller.otherwise(None)
        if caller is not None and caller.user_name == self.user:
            raise Impossible(
                f"You are signed in as {self.user}: the deletion would take its own rights away "
                "half-way.",
                "Let another administrator delete this user.",
            )
        return (
            *_credentials(user),
            *_devices(user),
            *_policies(user),
            *(self._user_call("RemoveUserFromGroup", GroupName=g) for g in _known(user, "groups")),
            self._user_call("DeleteUser"),
        )

    def notes(self, account: Account) -> tuple[str, ...]:
        user = account.users.get(self.user)
        if user is None:
            return ()
        named = documents_naming(account, user.arn)
        dead = (f"These name the user and will keep a dead reference: {', '.join(named)}.",)
        return (
            "A restore file with all but the secrets is written before the first call.",
            *(dead if named else ()),
        )

    def _user_call(self, operation: str, **parameters: str) -> Call:
        return Call(operation, {"UserName": self.user, **parameters})


def _known(user: User, name: str) -> tuple[str, ...]:
    field: Field[tuple[str, ...]] = getattr(user, name)
    return _value(user, name.replace("_", " "), field)


def _value(user: User, noun: str, field: Field[T]) -> T:
    if isinstance(field, Unknown):
        raise Impossible(
            f"{user.name} cannot be deleted while this of it is not known: {noun} ({field}).",
            "AWS would refuse half-way. Ask for the missing permission, or refresh with r.",
        )
    return field.value


def _credentials(user: User) -> list[Call]:
    owner = {"UserName": user.name}
    calls: list[Call] = []
    if _value(user, "console password", user.password).enabled:
        calls.append(Call("DeleteLoginProfile", owner))
    for key in _value(user, "access keys", user.access_keys):
        key_id = _value(user, "access key ids", key.id)
        calls.append(Call("DeleteAccessKey", {**owner, "AccessKeyId": key_id}))
    for operation, parameter, name in (
        ("DeleteSigningCertificate", "CertificateId", "signing_certificates"),
        ("DeleteSSHPublicKey", "SSHPublicKeyId", "ssh_keys"),
        ("DeleteServiceSpecificCredential", "ServiceSpecificCredentialId", "service_credentials"),
    ):
        calls += [Call(operation, {**owner, parameter: item}) for item in _known(user, name)]
    return calls


def _devices(user: User) -> list[Call]:
    calls: list[Call] = []
    for serial in _known(user, "mfa_devices"):
        named = {"SerialNumber": serial}
        calls.append(Call("DeactivateMFADevice", {"UserName": user.name, **named}))
        if MfaDevice(serial, user.name).is_virtual:
            calls.append(Call("DeleteVirtualMFADevice", named))
    return calls


def _policies(user: User) -> list[Call]:
    entity = Entity(EntityKind.USER, user.name)
    inline = _value(user, "inline policies", user.inline)
    owner = {"UserName": user.name}
    return [
        *(Call("DeleteUserPolicy", {**owner, "PolicyName": policy.name}) for policy in inline),
        *(attachment("Detach", entity, policy) for policy in _known(user, "attached")),
    ]
