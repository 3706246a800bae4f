"""The policies that a simulation is about: those of an entity, and those that the call brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from moto.iam import models as moto

from iamtui.mock.entities import AwsPolicy, Group, Holder, User
from iamtui.mock.errors import AwsError
from iamtui.mock.layers import named_policy
from iamtui.mock.registry import Request
from iamtui.mock.store import Store
from iamtui.policy import NamedPolicy


def invalid_input(words: str) -> AwsError:
    """What a simulation that cannot be run is refused with."""
    return AwsError("InvalidInput", f"Invalid Input: {words}")


def simulated_holder(store: Store, arn: str) -> Holder:
    """The user, group or role of that ARN; raises InvalidInput or NoSuchEntity."""
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    tables: dict[str, Mapping[str, Holder]] = {
        "user": store.users,
        "group": store.groups,
        "role": store.roles,
    }
    if not arn.startswith("arn:") or kind not in tables or not rest:
        raise AwsError(
            "InvalidInput",
            f"Invalid Entity Arn: {arn} does not clearly define entity type and name.",
        )
    holder = tables[kind].get(rest.rpartition("/")[2])
    if holder is None or holder.arn != arn:
        raise AwsError("NoSuchEntity", f"The entity {arn} cannot be found.")
    return holder


def policies_in(params: Mapping[str, Any], parameter: str) -> tuple[NamedPolicy, ...]:
    """Policies given as texts, named by their place (`PolicyInputList.1`); or InvalidInput."""
    given = []
    for number, text in enumerate(params.get(parameter, []), start=1):
        named = NamedPolicy.of(f"{parameter}.{number}", text)
        if not named.policy.complete:
            raise invalid_input("Syntax errors in policy.")
        given.append(named)
    return tuple(given)


def excluded(request: Request) -> frozenset[str]:
    """What PolicyExclusionList leaves out: ARNs, names as `simulated_policies` gives, or types."""
    left_out: set[str] = set()
    for entry in request.params.get("PolicyExclusionList", []):
        inline = entry.get("InlinePolicyIdentifier")
        if inline is not None:
            left_out.add(
                f"{inline['AttachmentType']}_{inline['AttachmentName']}_{inline['PolicyName']}"
            )
        elif "PolicyArn" in entry:
            left_out.add(entry["PolicyArn"])
        elif "PolicyType" in entry:
            left_out.add(entry["PolicyType"])
    return frozenset(left_out)


def simulated_policies(holder: Holder, left_out: frozenset[str]) -> Iterator[NamedPolicy]:
    """An entity's policies; an inline one is named `user_NAME_POLICY`, a managed one by its ARN."""
    for name, document in holder.policies.items():
        shown = f"{_kind(holder)}_{holder.name}_{name}"
        if not left_out & {"inline", shown}:
            yield NamedPolicy.of(shown, document)
    for managed in holder.managed_policies.values():
        if not left_out & {_managed_type(managed), str(managed.arn)}:
            yield named_policy(managed)


def _managed_type(managed: moto.ManagedPolicy) -> str:
    return "aws-managed" if isinstance(managed, AwsPolicy) else "user-managed"


def _kind(holder: Holder) -> str:
    if isinstance(holder, User):
        return "user"
    return "group" if isinstance(holder, Group) else "role"
