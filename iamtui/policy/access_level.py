"""What an action may do, as AWS groups actions."""

from __future__ import annotations

from enum import Enum


class AccessLevel(Enum):
    """The access level of an action, the weakest first.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
    """

    LIST = "List"
    READ = "Read"
    WRITE = "Write"
    TAGGING = "Tagging"
    PERMISSIONS = "Permissions management"

    @classmethod
    def strongest(cls, text: str) -> AccessLevel:
        """The strongest of levels written as `Tagging, Write`; an unknown one counts as Write."""
        named = [_LEVELS.get(part.strip(), cls.WRITE) for part in text.split(",")]
        return max(named, key=_STRENGTH.__getitem__)


_LEVELS = {level.value: level for level in AccessLevel}
_STRENGTH = {level: strength for strength, level in enumerate(AccessLevel)}
