"""What goes back over the wire, and in which broken way if a fault says so."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.mock.faults import Rule


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content type and body; `fault` is the rule by which the sending goes wrong."""

    status: int
    content_type: str
    body: bytes
    request_id: str = ""
    fault: Rule | None = None
