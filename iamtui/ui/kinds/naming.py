"""Which entities hold a document that names an ARN."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.index import holders
from iamtui.account.model import Account
from iamtui.account.references import documents_naming


def entities_naming(account: Account, arn: str) -> tuple[Entity, ...]:
    """The users, groups, roles and customer managed policies with a document that names `arn`.

    It searches every document of the account: for a screen that was asked for, not for a list.
    """
    named: dict[str, Entity] = {str(entity): entity for entity, _ in holders(account)}
    named |= {
        f"policy {policy.name}": Entity(EntityKind.POLICY, policy.arn)
        for policy in account.policies.values()
        if not policy.is_aws_managed
    }
    phrases = (phrase.rpartition(" of ")[2] for phrase in documents_naming(account, arn))
    return tuple(dict.fromkeys(named[phrase] for phrase in phrases if phrase in named))
