"""Where a document of the account names an ARN."""

from __future__ import annotations

import re
from collections.abc import Iterator

from iamtui.account.field import Known
from iamtui.account.index import holders
from iamtui.account.model import Account, Role


def documents_naming(account: Account, arn: str) -> tuple[str, ...]:
    """What holds a trust policy, inline policy or default policy version that names `arn`.

    Only whole ARNs count (`…:user/ann` is not named by `…:user/anna`), only documents that are
    known, and none that lives in the entity with that ARN. Sorted; each as a phrase such as
    `trust policy of role deploy`.
    """
    # A JSON document may write the slash of an ARN as \/.
    pattern = re.compile(re.escape(arn).replace("/", r"\\?/") + r"(?![\w+=,.@/-])", re.ASCII)
    return tuple(
        sorted(where for where, document in _documents(account, arn) if pattern.search(document))
    )


def _documents(account: Account, but_not_of: str) -> Iterator[tuple[str, str]]:
    for entity, holder in holders(account):
        if holder.arn == but_not_of:
            continue
        if isinstance(holder, Role) and isinstance(holder.trust, Known):
            yield f"trust policy of {entity}", holder.trust.value
        for policy in holder.inline.otherwise(()):
            yield f"inline policy {policy.name} of {entity}", policy.document
    for managed in account.policies.values():
        if managed.arn == but_not_of:
            continue
        for version in managed.versions.otherwise(()):
            if version.is_default and isinstance(version.document, Known):
                yield f"policy {managed.name}", version.document.value
