"""Makes the packed file of the AWS managed policies anew: `make managed-policies`.

The policies are those that the installed moto knows; `make lock UPGRADE=--upgrade` renews moto.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import iamtui.policy
from iamtui.policy.managed import ManagedPolicyText, pack

PACKED = Path(iamtui.policy.__file__).parent / "data" / "managed_policies.json.z"
_DOCUMENT_ORDER = ("Version", "Id", "Statement")
_STATEMENT_ORDER = (
    "Sid",
    "Effect",
    "Principal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)


def known_to_moto() -> list[ManagedPolicyText]:
    """Every AWS managed policy that moto knows."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    entries: dict[str, dict[str, Any]] = json.loads(aws_managed_policies_data)
    return [
        ManagedPolicyText(
            name=name,
            path=entry["Path"],
            arn=f"arn:aws:iam::aws:policy{entry['Path']}{name}",
            version_id=entry["DefaultVersionId"],
            created=datetime.fromisoformat(entry["CreateDate"]),
            updated=datetime.fromisoformat(entry["UpdateDate"]),
            document=_document(entry["Document"]),
        )
        for name, entry in sorted(entries.items())
    ]


def _document(document: dict[str, Any]) -> str:
    """The document in one line, its elements in the order in which AWS writes them."""
    statements = document["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    ordered = [_ordered(statement, _STATEMENT_ORDER) for statement in listed]
    whole = _ordered({**document, "Statement": ordered}, _DOCUMENT_ORDER)
    return json.dumps(whole, separators=(",", ":"))


def _ordered(elements: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    return dict(sorted(elements.items(), key=lambda item: order.index(item[0])))


if __name__ == "__main__":
    PACKED.parent.mkdir(exist_ok=True)
    PACKED.write_bytes(pack(known_to_moto()))
