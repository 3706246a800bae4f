"""The account's root user: holds no policies, may do everything, and cannot assume roles.

Source: IAM User Guide, "AWS account root user".
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from iamtui.mock.entities import User
from iamtui.mock.ids import Source

# The credential report's name for it; no user can be called so.
ROOT_NAME: Final = "<root_account>"


class Root(User):
    """The root user; its id is the account's."""

    def __init__(self, account_id: str, created: datetime) -> None:
        super().__init__(account_id, ROOT_NAME, "/", created, Source(f"{account_id}/root"))
        self.id = account_id

    @property
    def arn(self) -> str:
        """`arn:aws:iam::…:root`."""
        return f"arn:aws:iam::{self.account_id}:root"
