"""Ranges of addresses that are not what they look like.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
"""

from __future__ import annotations

from iamtui.policy.document import Condition
from iamtui.policy.json_positions import Text
from iamtui.policy.operators import Operator, written_operator
from iamtui.policy.rules import codes
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults, fault, quoted
from iamtui.policy.values import network

_PUBLIC_KEY = "aws:sourceip"
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")  # RFC 1918


def ranges(draft: Draft, statement: DraftStatement) -> Faults:
    """Ranges begin where their prefix says; a public address is never in a private range."""
    for condition in statement.conditions:
        written = written_operator(condition.operator.value)
        if written is None or written.operator.test != "ip":
            continue
        for value in condition.values:
            yield from _beginning(value)
        yield from _private(condition, written.operator)


def _beginning(value: Text) -> Faults:
    found = network(value.value)
    address, slash, length = value.value.partition("/")
    if found is None or not slash or found.version != 4 or str(found.network_address) == address:
        return
    message = f"Only the first {length} bits count: write {quoted(str(found))}."
    yield fault(codes.IMPROVE_IP_RANGE, message, value)


def _private(condition: Condition, operator: Operator) -> Faults:
    if condition.key.value.lower() != _PUBLIC_KEY or operator.negated or not condition.values:
        return
    if all(_is_private(value.value) for value in condition.values):
        message = (
            "aws:SourceIp is a public address and never one of these: use aws:VpcSourceIp for "
            "private ones."
        )
        yield fault(codes.PRIVATE_IP_ADDRESS, message, condition.values[0])


def _is_private(text: str) -> bool:
    from ipaddress import IPv4Network  # imported when first needed, as in `values`

    found = network(text)
    if not isinstance(found, IPv4Network):
        return False
    return any(found.subnet_of(IPv4Network(private)) for private in _PRIVATE)
