"""What calls are signed with."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.secret import Secret


@dataclass(frozen=True, slots=True)
class Keys:
    """An access key with its secret, and the session token where it is a temporary one."""

    access_key_id: str
    secret: Secret
    token: Secret | None = None
