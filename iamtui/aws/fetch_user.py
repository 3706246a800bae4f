"""What loading leaves out of a user, aspect by aspect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from iamtui.account import authorization_details as details
from iamtui.account.authorization_details import moment
from iamtui.account.edit import with_user
from iamtui.account.field import Field, Known
from iamtui.account.merge import with_known_use, with_user_devices
from iamtui.account.model import AccessKey, Account, InlinePolicy, MfaDevice, Password, User
from iamtui.aws import listed
from iamtui.aws.api import Api
from iamtui.aws.backend import Patch
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import NotFound
from iamtui.aws.failures import field, field_of_part


def patched(name: str, change: Callable[[User], User]) -> Patch:
    """A patch of the user `name`; an account without that user stays as it is."""

    def patch(account: Account) -> Account:
        user = account.users.get(name)
        return account if user is None else with_user(account, change(user))

    return patch


def entity(api: Api, name: str, cancel: Cancel) -> Patch:
    """The user with its groups, policies, boundary and tags."""
    about = {"UserName": name}
    got = field("GetUser", lambda: api.ask("GetUser", about, cancel=cancel)["User"])
    fields: dict[str, Any] = {
        "groups": field("ListGroupsForUser", lambda: _groups(api, name, cancel)),
        "attached": field("ListAttachedUserPolicies", lambda: attached(api, "User", name, cancel)),
        "inline": inline(api, "User", name, cancel),
    }
    if isinstance(got, Known):
        whole = replace(listed.whole_user(got.value), **fields)
        used = moment(got.value.get("PasswordLastUsed"))
        return lambda account: with_user(account, _refreshed(account.users.get(name), whole, used))
    return patched(name, lambda user: replace(user, boundary=got, tags=got, **fields))


def _refreshed(old: User | None, new: User, password_used: datetime | None) -> User:
    """`new` with what only other aspects tell taken from `old`."""
    if old is None:
        return new
    password = old.password
    if isinstance(password, Known) and password.value.enabled and password_used is not None:
        password = Known(replace(password.value, last_used=password_used))
    return replace(
        new,
        password=password,
        access_keys=old.access_keys,
        mfa_active=old.mfa_active,
        mfa_devices=old.mfa_devices,
        signing_certificates=old.signing_certificates,
        ssh_keys=old.ssh_keys,
        service_credentials=old.service_credentials,
    )


def _groups(api: Api, name: str, cancel: Cancel) -> tuple[str, ...]:
    pages = api.pages("ListGroupsForUser", {"UserName": name}, cancel=cancel)
    return tuple(sorted(group["GroupName"] for page in pages for group in page["Groups"]))


def attached(api: Api, kind: str, name: str, cancel: Cancel) -> tuple[str, ...]:
    """The ARNs of the managed policies of a user, group or role (`kind` in AWS's spelling)."""
    pages = api.pages(f"ListAttached{kind}Policies", {f"{kind}Name": name}, cancel=cancel)
    return details.arns(policy for page in pages for policy in page["AttachedPolicies"])


def inline(api: Api, kind: str, name: str, cancel: Cancel) -> Field[tuple[InlinePolicy, ...]]:
    """The inline policies of a user, group or role with their documents."""
    about = {f"{kind}Name": name}

    def names() -> list[str]:
        pages = api.pages(f"List{kind}Policies", about, cancel=cancel)
        return [policy for page in pages for policy in page["PolicyNames"]]

    def read(policies: list[str]) -> tuple[InlinePolicy, ...]:
        return details.inline_policies(
            api.ask(f"Get{kind}Policy", {**about, "PolicyName": policy}, cancel=cancel)
            for policy in policies
        )

    listing = field(f"List{kind}Policies", names)
    if not isinstance(listing, Known):
        return listing
    return field_of_part(f"Get{kind}Policy", lambda: read(listing.value))


def access_keys(
    api: Api, name: str, cancel: Cancel, *, before: Field[tuple[AccessKey, ...]]
) -> Patch:
    """The keys with their ids; the last use of those of which `before` does not know it."""

    def ask() -> tuple[AccessKey, ...]:
        pages = api.pages("ListAccessKeys", {"UserName": name}, cancel=cancel)
        found = [listed.access_key(key) for page in pages for key in page["AccessKeyMetadata"]]
        found.sort(key=lambda key: (str(key.created), key.id.otherwise("")))
        return with_known_use(tuple(found), before)

    got = field("ListAccessKeys", ask)
    keys = got.otherwise(None)
    if keys is None:
        return patched(name, lambda user: replace(user, access_keys=got))
    used = Known(tuple(_with_use(api, key, cancel) for key in keys))
    return patched(name, lambda user: replace(user, access_keys=used))


def _with_use(api: Api, key: AccessKey, cancel: Cancel) -> AccessKey:
    if isinstance(key.last_used, Known):
        return key

    def ask() -> Any:
        about = {"AccessKeyId": key.id.otherwise("")}
        answer = api.ask("GetAccessKeyLastUsed", about, cancel=cancel)
        return listed.key_last_used(answer["AccessKeyLastUsed"])

    return replace(key, last_used=field_of_part("GetAccessKeyLastUsed", ask))


def mfa_devices(api: Api, name: str, cancel: Cancel) -> Patch:
    """The MFA devices of any kind."""

    def ask() -> tuple[MfaDevice, ...]:
        pages = api.pages("ListMFADevices", {"UserName": name}, cancel=cancel)
        return tuple(listed.user_device(d) for page in pages for d in page["MFADevices"])

    got = field("ListMFADevices", ask)

    def patch(account: Account) -> Account:
        user = account.users.get(name)
        if user is None:
            return account
        if not isinstance(got, Known):
            return with_user(account, replace(user, mfa_devices=got))
        return with_user_devices(account, user, got.value)

    return patch


def password(api: Api, name: str, cancel: Cancel) -> Patch:
    """Whether there is a console password; AWS answers `NoSuchEntity` where there is none."""

    def ask() -> Password:
        try:
            answer = api.ask("GetLoginProfile", {"UserName": name}, cancel=cancel)
        except NotFound:
            return Password(enabled=False)
        created = moment(answer["LoginProfile"].get("CreateDate"))
        return Password(enabled=True, last_changed=created)

    got = field("GetLoginProfile", ask)

    def change(user: User) -> User:
        old = user.password.otherwise(None)
        if not isinstance(got, Known) or not got.value.enabled or old is None or not old.enabled:
            return replace(user, password=got)
        return replace(user, password=Known(old))

    return patched(name, change)


_OTHERS = (
    ("signing_certificates", "ListSigningCertificates", "Certificates", "CertificateId"),
    ("ssh_keys", "ListSSHPublicKeys", "SSHPublicKeys", "SSHPublicKeyId"),
    (
        "service_credentials",
        "ListServiceSpecificCredentials",
        "ServiceSpecificCredentials",
        "ServiceSpecificCredentialId",
    ),
)


def other_credentials(api: Api, name: str, cancel: Cancel) -> Patch:
    """The ids of certificates, SSH keys and service-specific credentials."""

    def ids(operation: str, entries: str, key: str) -> tuple[str, ...]:
        pages = api.pages(operation, {"UserName": name}, cancel=cancel)
        return tuple(sorted(entry[key] for page in pages for entry in page.get(entries, ())))

    fields: dict[str, Any] = {
        attribute: field(operation, lambda args=(operation, entries, key): ids(*args))  # type: ignore[misc]
        for attribute, operation, entries, key in _OTHERS
    }
    return patched(name, lambda user: replace(user, **fields))
