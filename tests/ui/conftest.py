"""What tests of screens share."""

from __future__ import annotations

from tests.support.app import own_folders

__all__ = ["own_folders"]
