"""The calls about one user's access keys, among them the one whose answer holds a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from iamtui.account.field import Known
from iamtui.account.model import AccessKey, KeyStatus, LastUsed
from iamtui.aws.api import Answer, Api
from iamtui.aws.cancel import Cancel
from iamtui.aws.errors import NotFound, outcome_unknown
from iamtui.aws.session_denial import POLICY_NAME, denial
from iamtui.errors import RefusedError
from iamtui.secret import Secret
from iamtui.vault.items import AccessKeyPair


class KeyCalls:
    """The keys of `user`, by the calls of `api`, which is asked for anew for each call.

    Every method blocks and raises IamtuiError as `Backend` does. `refusal` is the reason why
    nothing may be written, if there is one.
    """

    def __init__(self, api: Callable[[], Api], user: str, refusal: RefusedError | None) -> None:
        self._api = api
        self._user = user
        self._refusal = refusal

    def keys(self) -> tuple[AccessKey, ...]:
        """The keys as IAM lists them; when each was last used is not asked."""
        asked = {"UserName": self._user}
        pages = self._api().pages("ListAccessKeys", asked, cancel=Cancel())
        return tuple(_key(entry) for page in pages for entry in page["AccessKeyMetadata"])

    def last_used(self, access_key_id: str) -> LastUsed | None:
        """When the key was last used, as far as AWS knows by now; None: never."""
        answer = self._api().ask("GetAccessKeyLastUsed", {"AccessKeyId": access_key_id})
        use = answer["AccessKeyLastUsed"]
        at: datetime | None = use.get("LastUsedDate")
        return None if at is None else LastUsed(at, use.get("Region", ""), use["ServiceName"])

    def create(self) -> AccessKeyPair:
        """A new active key: sent once, whatever happens.

        Raises OutcomeUnknown where AWS may have made a key whose secret nobody has.
        """
        answer = self._write("CreateAccessKey", {})
        try:
            made = answer["AccessKey"]
            return AccessKeyPair(made["AccessKeyId"], Secret(made["SecretAccessKey"]))
        except (KeyError, TypeError):
            pass
        raise outcome_unknown("the creation of an access key", "its answer cannot be read")

    def set_active(self, access_key_id: str, active: bool) -> None:
        """Activate or deactivate a key; one that is so already stays so."""
        status = KeyStatus.ACTIVE if active else KeyStatus.INACTIVE
        self._write("UpdateAccessKey", {"AccessKeyId": access_key_id, "Status": status.value})

    def delete(self, access_key_id: str) -> None:
        """Delete a key; one that is gone already is no error."""
        try:
            self._write("DeleteAccessKey", {"AccessKeyId": access_key_id})
        except NotFound:
            return

    def deny_sessions(self, before: datetime) -> None:
        """Deny everything to sessions of the user that began before `before`; may be repeated."""
        named = {"PolicyName": POLICY_NAME, "PolicyDocument": denial(before)}
        self._write("PutUserPolicy", named)

    def allow_sessions(self) -> None:
        """Take that denial away; none is no error."""
        try:
            self._write("DeleteUserPolicy", {"PolicyName": POLICY_NAME})
        except NotFound:
            return

    def user_arn(self) -> str:
        """The user's ARN, with its path."""
        return str(self._api().ask("GetUser", {"UserName": self._user})["User"]["Arn"])

    def mfa_serials(self) -> tuple[str, ...]:
        """The user's MFA devices that give codes for the API."""
        pages = self._api().pages("ListMFADevices", {"UserName": self._user}, cancel=Cancel())
        serials = [device["SerialNumber"] for page in pages for device in page["MFADevices"]]
        return tuple(serial for serial in serials if ":u2f/" not in serial)

    def _write(self, operation: str, parameters: Mapping[str, str]) -> Answer:
        """With the user's name, which IAM cannot tell from a session's credentials."""
        if self._refusal is not None:
            raise self._refusal
        return self._api().ask(operation, {"UserName": self._user, **parameters})


def _key(entry: Mapping[str, object]) -> AccessKey:
    created = entry.get("CreateDate")
    return AccessKey(
        id=Known(str(entry["AccessKeyId"])),
        status=KeyStatus(entry["Status"]),
        created=created if isinstance(created, datetime) else None,
    )
