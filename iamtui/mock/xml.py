"""Answers of the AWS query protocol: a result or an error as XML."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from xml.sax.saxutils import escape

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from iamtui.mock.errors import AwsError

_CARRIAGE_RETURN: Final = {"\r": "&#xD;"}
# XML 1.0, production 2 "Char"
_IMPOSSIBLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def result_document(model: OperationModel, result: dict[str, Any] | None, request_id: str) -> bytes:
    """The document that answers the operation with `result`, whose keys are the model's."""
    shape = model.output_shape
    inside = ""
    if isinstance(shape, StructureShape):
        inside = f"<{model.name}Result>{_members(result or {}, shape)}</{model.name}Result>"
    return (
        f'<{model.name}Response xmlns="{model.service_model.metadata["xmlNamespace"]}">{inside}'
        f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{model.name}Response>"
    ).encode()


def error_document(error: AwsError, namespace: str, request_id: str) -> bytes:
    """The document that answers with `error`."""
    fault = "Receiver" if error.status >= 500 else "Sender"
    message = "" if error.message is None else f"<Message>{_text(error.message)}</Message>"
    return (
        f'<ErrorResponse xmlns="{namespace}"><Error><Type>{fault}</Type><Code>{error.code}</Code>'
        f"{message}</Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    ).encode()


def _members(value: dict[str, Any], shape: StructureShape) -> str:
    return "".join(
        f"<{name}>{_value(value[name], member)}</{name}>"
        for name, member in shape.members.items()
        if value.get(name) is not None
    )


def _value(value: Any, shape: Shape) -> str:
    if isinstance(shape, StructureShape):
        return _members(value, shape)
    if isinstance(shape, ListShape):
        return "".join(f"<member>{_value(item, shape.member)}</member>" for item in value)
    if isinstance(shape, MapShape):
        return "".join(_entries(value, shape))
    return _text(_scalar(value, shape))


def _entries(value: dict[str, Any], shape: MapShape) -> Iterator[str]:
    for key, item in value.items():
        inside = f"<key>{_text(key)}</key><value>{_value(item, shape.value)}</value>"
        yield f"<entry>{inside}</entry>"


def _scalar(value: Any, shape: Shape) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return "true" if value else "false"
    if shape.type_name == "blob":
        return base64.b64encode(value if isinstance(value, bytes) else value.encode()).decode()
    return str(value)


def _text(value: str) -> str:
    """Escaped; a character that XML cannot hold (a loaded file may) becomes U+FFFD."""
    return escape(_IMPOSSIBLE.sub("\ufffd", value), _CARRIAGE_RETURN)
