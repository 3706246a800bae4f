"""The calls that give out sessions of an IAM user.

STS API reference, GetSessionToken and GetFederationToken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from iamtui.aws.credentials import Keys
from iamtui.aws.errors import AnswerUnreadable, InvalidInput
from iamtui.aws.session_keys import SessionKeys
from iamtui.secret import Secret

if TYPE_CHECKING:
    from iamtui.aws.api import Api
    from iamtui.aws.clients import Clients

_FEDERATED_NAME: Final = re.compile(r"[\w+=,.@-]{2,32}", re.ASCII)


def session_token(
    api: Api,
    length: timedelta,
    *,
    source_key_id: str = "",
    serial: str | None = None,
    code: Secret | None = None,
    clients: Clients | None = None,
) -> SessionKeys:
    """A session of the user whose long-term key signs, with a code of the device `serial` or
    without one. Raises `WrongCode` and what `Api.ask` gives."""
    parameters: dict[str, Any] = {"DurationSeconds": int(length.total_seconds())}
    if serial is not None and code is not None:
        parameters |= {"SerialNumber": serial, "TokenCode": code.reveal()}
    started = datetime.now(UTC)
    answer = api.ask("GetSessionToken", parameters, service="sts", clients=clients)
    return read_session(answer, started, source_key_id, serial)


def federation_token(
    api: Api,
    name: str,
    length: timedelta,
    *,
    source_key_id: str = "",
    policy: str | None = None,
    policy_arns: Sequence[str] = (),
) -> SessionKeys:
    """A session of a federated user: it may do what its policies and the user's both allow.

    AWS takes no MFA code for it, and lets it call neither IAM nor STS from the command line.
    Raises `InvalidInput`, and what `Api.ask` gives.
    """
    if not _FEDERATED_NAME.fullmatch(name):
        raise InvalidInput(
            f"{name!r} is no name of a federated user.", "Use 2 to 32 letters, digits and +=,.@-_."
        )
    parameters: dict[str, Any] = {"Name": name, "DurationSeconds": int(length.total_seconds())}
    if policy is not None:
        parameters["Policy"] = policy
    if policy_arns:
        parameters["PolicyArns"] = [{"arn": arn} for arn in policy_arns]
    started = datetime.now(UTC)
    answer = api.ask("GetFederationToken", parameters, service="sts")
    return read_session(answer, started, source_key_id, None)


def read_session(
    answer: Mapping[str, Any], started: datetime, source_key_id: str, serial: str | None
) -> SessionKeys:
    """The session in an answer of STS; raises `AnswerUnreadable` where there is none."""
    try:
        given = answer["Credentials"]
        token = Secret(given["SessionToken"])
        keys = Keys(given["AccessKeyId"], Secret(given["SecretAccessKey"]), token)
        expires = given["Expiration"]
    except (KeyError, TypeError):
        keys, expires = None, None
    if keys is None or not isinstance(expires, datetime):
        raise AnswerUnreadable("The answer of STS holds no session.", "Try again.")
    return SessionKeys(keys, started, expires, source_key_id, serial)
