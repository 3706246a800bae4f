"""The kinds of layers that decide a request."""

from __future__ import annotations

from enum import Enum


class Layer(Enum):
    """Where a policy is attached, or which rule of AWS decided without one."""

    IDENTITY = "identity"
    GROUP = "group"
    BOUNDARY = "permissionsBoundary"
    SESSION = "session"
    SCP = "scp"
    RCP = "rcp"
    RESOURCE = "resourcePolicy"
    ROOT = "root"
    ALWAYS = "always"
