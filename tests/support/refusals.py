"""What a call was refused with, all of it: code, HTTP status and message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of AWS; `message` is None where the answer has none."""

    code: str
    status: int
    message: str | None


def refusal(call: Callable[..., Any], **parameters: Any) -> Refusal:
    """The refusal of `call(**parameters)`. Raises AssertionError where it is answered."""
    try:
        call(**parameters)
    except ClientError as error:
        told: Any = error.response
        status = told["ResponseMetadata"]["HTTPStatusCode"]
        return Refusal(told["Error"]["Code"], status, told["Error"].get("Message"))
    raise AssertionError("a refusal was expected, and the call was answered")
