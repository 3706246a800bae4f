"""What iamtui has imported and read when its screens are there."""

from tests.support import crashes, warm_commands

__all__ = ["warm_commands"]

crashes.screens()
