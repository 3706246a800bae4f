"""The policies that AWS itself manages, as they are shipped with this package.

AWS changes them at any time: `managed_policies_date` says how old these are. The file is made by
`make managed-policies` and unpacked when it is first asked for.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

_FILE = "managed_policies.json.z"


@dataclass(frozen=True, slots=True)
class ManagedPolicyText:
    """One AWS managed policy in its default version; `document` is its JSON in one line."""

    name: str
    path: str
    arn: str
    version_id: str
    created: datetime
    updated: datetime
    document: str

    @property
    def text(self) -> str:
        """The document laid out as AWS does: four spaces a level."""
        return json.dumps(json.loads(self.document), indent=4)


def managed_policies() -> Mapping[str, ManagedPolicyText]:
    """Every AWS managed policy by its ARN (partition `aws`), sorted by name."""
    return _unpacked().policies


def managed_policies_date() -> date:
    """The day on which AWS last changed one of these policies."""
    return _unpacked().newest


def pack(policies: list[ManagedPolicyText]) -> bytes:
    """The bytes of the file for these policies; `unpack` gives the same policies back."""
    rows = [
        [
            policy.name,
            policy.path,
            policy.version_id,
            policy.created.isoformat(),
            policy.updated.isoformat(),
            policy.document,
        ]
        for policy in sorted(policies, key=lambda policy: policy.name)
    ]
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)


def unpack(packed: bytes) -> list[ManagedPolicyText]:
    """The policies of a file that `pack` made, sorted by name."""
    return [
        ManagedPolicyText(
            name=name,
            path=path,
            arn=f"arn:aws:iam::aws:policy{path}{name}",
            version_id=version_id,
            created=datetime.fromisoformat(created),
            updated=datetime.fromisoformat(updated),
            document=document,
        )
        for name, path, version_id, created, updated, document in json.loads(
            zlib.decompress(packed)
        )
    ]


class _Unpacked(NamedTuple):
    policies: Mapping[str, ManagedPolicyText]
    newest: date


@lru_cache(maxsize=1)
def _unpacked() -> _Unpacked:
    from importlib.resources import files

    packed = files("iamtui.policy").joinpath("data", _FILE).read_bytes()
    policies = {policy.arn: policy for policy in unpack(packed)}
    newest = max(policy.updated for policy in policies.values())
    return _Unpacked(MappingProxyType(policies), newest.date())
