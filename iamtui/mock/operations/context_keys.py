"""GetContextKeysForCustomPolicy and …ForPrincipalPolicy: the keys that policies ask for.

Source: IAM API reference of both.
"""

from __future__ import annotations

from collections.abc import Iterable

from iamtui.mock.entities import User
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.simulated_policies import policies_in, simulated_holder, simulated_policies
from iamtui.mock.simulation_answers import context_keys
from iamtui.policy import NamedPolicy


@operation("GetContextKeysForCustomPolicy")
def for_custom_policy(request: Request) -> Result:
    """The keys of policies given in the call."""
    return _answer(policies_in(request.params, "PolicyInputList"))


@operation("GetContextKeysForPrincipalPolicy")
def for_principal_policy(request: Request) -> Result:
    """The keys of an entity's policies, of its groups' and of those given in the call."""
    source = simulated_holder(request.store, request.text("PolicySourceArn"))
    policies = list(simulated_policies(source, frozenset()))
    for group in source.groups if isinstance(source, User) else []:
        policies += simulated_policies(group, frozenset())
    return _answer((*policies, *policies_in(request.params, "PolicyInputList")))


def _answer(policies: Iterable[NamedPolicy]) -> Result:
    """Each key once, whatever its case, as it is first written."""
    keys: dict[str, str] = {}
    for named in policies:
        for key in context_keys(named.policy.document):
            keys.setdefault(key.lower(), key)
    return {"ContextKeyNames": list(keys.values())}
