"""What the mock does, operation by operation, and where AWS does otherwise; as Markdown."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Final

import iamtui.mock.operations  # noqa: F401 - registers the operations
from iamtui.mock.registry import DIFFERENCES, HANDLERS
from iamtui.mock.services import service_model

_SERVICES: Final = {"iam": "IAM", "sts": "STS"}
_HEAD: Final = ("| Operation | What the mock does | Where AWS does otherwise |", "|---|---|---|")


def capability_table() -> str:
    """Every operation of botocore's models of IAM and STS, a row each."""
    parts = [
        "# What the mock does",
        "",
        "Every call must be signed, is authorised by the policies of its caller, and is held to",
        "the limits of botocore's model. Lists come in pages. Errors have AWS's codes, statuses",
        "and words. An empty third column: no difference is known. Made by `make docs`.",
    ]
    for service, title in _SERVICES.items():
        parts += ["", f"## {title}", "", *_HEAD, *_rows(service)]
    return "\n".join(parts) + "\n"


def _rows(service: str) -> Iterator[str]:
    for name in sorted(service_model(service).operation_names):
        handler = HANDLERS.get((service, name))
        if handler is None:
            yield f"| {name} | answers NotImplemented | it is there |"
        else:
            what = (inspect.getdoc(handler) or "").partition("\n")[0]
            yield f"| {name} | {what} | {DIFFERENCES.get((service, name), '')} |"
