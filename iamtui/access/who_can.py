"""Who can do this? Every user and role of an account is asked.

Each policy is looked at once, however many hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from iamtui.access.asking import ContextValues, known_context
from iamtui.access.holder_answers import Answer, HolderAnswers
from iamtui.access.outsiders import Outsider, outsiders
from iamtui.access.parts import AccountPolicies
from iamtui.access.unread import unread_lists
from iamtui.access.who_question import read_question
from iamtui.account.model import Account, Source

__all__ = ["Answer", "Outsider", "WhoCan", "who_can"]

_NO_CONTEXT: ContextValues = {}


@dataclass(frozen=True, slots=True)
class WhoCan:
    """The answer: `rows` for every user, then every role, in the account's order.

    `others` are the account's root user and whom a role's trust policy names besides. `actions` are
    those that the question names; `unread` says what nobody read, and `notes` what else to know.
    """

    action: str
    resource: str
    actions: tuple[str, ...]
    rows: tuple[Answer, ...]
    others: tuple[Outsider, ...] = ()
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def able(self) -> tuple[Answer, ...]:
        """The rows that are not denied."""
        return tuple(row for row in self.rows if row.actions or row.conditional)


def who_can(
    account: Account,
    action: str,
    resource: str,
    *,
    context: ContextValues = _NO_CONTEXT,
    now: datetime | None = None,
    policies: AccountPolicies | None = None,
) -> WhoCan:
    """Who may do `action` on `resource`, as far as `context` tells the circumstances.

    The action may be a pattern (`s3:Get*`): each row says which it may do. The resource may hold
    wildcards: a row is allowed where some of the resources are. `policies` of the same account
    saves making them anew for each question. Raises ValueError with a sentence for a bad question.
    """
    question = read_question(action, resource)
    policies = policies or AccountPolicies(account)
    context = known_context(account, resource, context)
    asked = HolderAnswers(account, question.actions, resource, context, now)
    rows = asked.answers(policies)
    others = outsiders(account, question.actions, resource, context, now)
    unread = unread_lists(account, Source.USERS, Source.GROUPS, Source.ROLES)
    return WhoCan(action, resource, question.actions, rows, others, unread, question.notes)
