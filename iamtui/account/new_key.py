"""Calls about an access key that does not exist yet: its id comes with the answer.

Until then `NEW_KEY_ID` stands for it, in the calls that follow and in the account as it will be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from iamtui.account.call import Call, Value

CREATE = "CreateAccessKey"
NEW_KEY_ID = "NewAccessKeyId"
_ID = "AccessKeyId"


def answered(call: Call, key_id: str) -> Call:
    """The creation `call` with the id of the key that it made, for the journal and the model; it
    is not sent like that."""
    return Call(call.operation, {**call.parameters, _ID: key_id}, call.service)


def as_sent(call: Call) -> Call:
    """The opposite of `answered`."""
    if call.operation != CREATE or _ID not in call.parameters:
        return call
    asked = {name: value for name, value in call.parameters.items() if name != _ID}
    return Call(call.operation, asked, call.service)


def bound(call: Call, done: Iterable[Call]) -> Call:
    """`call` with the id that a creation among the calls `done` was answered with."""
    ids = [other.parameters[_ID] for other in done if other.operation == CREATE]
    if not ids or not isinstance(ids[-1], str):
        return call
    parameters = {name: _bound(value, ids[-1]) for name, value in call.parameters.items()}
    return call if parameters == call.parameters else Call(call.operation, parameters, call.service)


def _bound(value: Value, key_id: str) -> Value:
    if isinstance(value, str):
        return key_id if value == NEW_KEY_ID else value
    if isinstance(value, int):
        return value
    texts = [item for item in value if isinstance(item, str)]
    if texts:
        return [key_id if item == NEW_KEY_ID else item for item in texts]
    return [_bound_fields(item, key_id) for item in value if isinstance(item, Mapping)]


def _bound_fields(fields: Mapping[str, str], key_id: str) -> Mapping[str, str]:
    return {name: key_id if text == NEW_KEY_ID else text for name, text in fields.items()}
