"""What a mock has imported and read before it is told which account to serve."""

from iamtui import cli
from iamtui.mock import server
from iamtui.mock.accounts import demo
from iamtui.policy.managed import managed_policies

__all__ = ["cli", "demo", "server"]

managed_policies()
