"""Whom a role trusts: AWS keeps the unique id of a trusted user or role, not its name.

One that is deleted and made anew under the same name is not trusted, and one that is renamed is.
Source: IAM User Guide, "AWS JSON policy elements: Principal", IAM user and role principals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from iamtui.mock.entities import Principal, Role
from iamtui.mock.store import Store
from iamtui.policy import NamedPolicy


def remember_trusted(role: Role, store: Store) -> None:
    """Keep the ids of the users and roles of the account that the trust policy names."""
    role.trusted_ids = {
        arn: str(entity.id)
        for arn in _named(str(role.assume_role_policy_document))
        if (entity := _entity(store, arn)) is not None
    }


def trust_document(role: Role, store: Store) -> str:
    """The trust policy as it is in force: a principal that is gone stands there as its id."""
    text = str(role.assume_role_policy_document)
    for arn, unique_id in role.trusted_ids.items():
        entity = _entity(store, arn)
        if entity is None or entity.id != unique_id:
            text = text.replace(f'"{arn}"', f'"{_arn_of(store, unique_id) or unique_id}"')
    return text


def trust_policy(role: Role, store: Store) -> NamedPolicy:
    """The trust policy for the policy engine."""
    return NamedPolicy.of("trust policy", trust_document(role, store))


def _named(document: str) -> Iterator[str]:
    for statement in NamedPolicy.of("", document).policy.document.statements:
        for entry in (*(statement.principals or ()), *(statement.not_principals or ())):
            if entry.kind == "AWS":
                yield entry.value.value


def _entity(store: Store, arn: str) -> Principal | None:
    name = arn.rpartition("/")[2]
    for found in (store.users.get(name), store.roles.get(name)):
        if found is not None and found.arn == arn:
            return found
    return None


def _arn_of(store: Store, unique_id: str) -> str | None:
    everybody: tuple[Iterable[Principal], ...] = (store.users.values(), store.roles.values())
    for several in everybody:
        for entity in several:
            if entity.id == unique_id:
                return str(entity.arn)
    return None
