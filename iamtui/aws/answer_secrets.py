"""The secrets that answers hold, and that no later answer gives again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from iamtui.secret import Secret

# What a creation answers (IAM API Reference): the member that holds it, and its secrets.
_SECRETS: Final = {
    "AccessKey": ("SecretAccessKey",),
    "ServiceSpecificCredential": ("ServicePassword",),
    "VirtualMFADevice": ("Base32StringSeed",),
}


def secrets_of(answer: Mapping[str, Any]) -> Mapping[str, Secret]:
    """The secrets of an answer by AWS's names; {} where it has none."""
    return {
        name: _secret(answer[member][name])
        for member, names in _SECRETS.items()
        if member in answer
        for name in names
        if name in answer[member]
    }


def _secret(value: str | bytes) -> Secret:
    return Secret(value.decode("ascii") if isinstance(value, bytes) else value)
