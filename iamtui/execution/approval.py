"""The leave of a second person for one plan (`Sensitivity.FOUR_EYES`): who may give it.

Two keys and two devices of one person are no four eyes. iamtui can tell users apart, not people: a
caller in a role is held against the device that the session began with, nothing else is known.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from iamtui.account.model import Caller
from iamtui.errors import RefusedError
from iamtui.execution.plan import Plan


@dataclass(frozen=True, slots=True)
class Approval:
    """The leave of `approver` for `plan`, given `at`. Made by `Guard.approve` alone."""

    plan: Plan
    approver: Caller
    at: datetime
    _seal: object = field(repr=False, compare=False)


def check_second(
    caller: Caller, own_serials: tuple[str, ...], approver: Caller, serial: str
) -> None:
    """Raises RefusedError where `approver`, with the device `serial`, is no second person.

    `own_serials` are the devices of `caller`, and that of the session it acts in.
    """
    if approver.arn == caller.arn or approver.user_id == caller.user_id:
        raise RefusedError(
            f"{approver.arn} wants this change, and cannot approve it as well.",
            "Another IAM user of the account has to.",
        )
    if approver.account != caller.account:
        raise RefusedError(
            f"{approver.arn} is of the account {approver.account}, and this is {caller.account}.",
            "An IAM user of this account has to approve it.",
        )
    if approver.user_name is None or approver.is_root:
        raise RefusedError(
            f"{approver.arn} is no IAM user, so nobody knows which person that is.",
            "Take the profile of an IAM user.",
        )
    if serial in own_serials:
        raise RefusedError(
            f"The MFA device {serial} is that of {caller.arn} too.",
            "Whoever approves needs a device of their own.",
        )
