"""Operators, keys and values to put into Condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from iamtui.policy.complete_principals import service_principals
from iamtui.policy.complete_statement import Around
from iamtui.policy.completion import Offer
from iamtui.policy.condition_key import ConditionKey, KeyType
from iamtui.policy.global_keys import claims_of, global_keys
from iamtui.policy.operators import OPERATORS, SetOperator, WrittenOperator, written_operator
from iamtui.policy.reference import action, condition_key, condition_keys_of

# By the first letters of `Operator.test`: the types of key that an operator is meant for.
_TYPES: dict[str, tuple[KeyType, ...]] = {
    "text": (KeyType.STRING, KeyType.ARN),
    "text-ignore-case": (KeyType.STRING, KeyType.ARN),
    "glob": (KeyType.STRING, KeyType.ARN),
    "number": (KeyType.NUMERIC,),
    "date": (KeyType.DATE,),
    "bool": (KeyType.BOOL,),
    "ip": (KeyType.IP,),
    "arn": (KeyType.ARN,),
    "null": tuple(KeyType),
}
_PRINCIPAL_TYPES = ("User", "AssumedRole", "FederatedUser", "Account", "Anonymous")


def operators(written: str, keys: Sequence[str]) -> Iterator[Offer]:
    """Operators that fit the keys below; the plain ones, with IfExists, then the set operators.

    `written` is what is being typed: set operators are only offered once `For` is, or where one of
    the keys holds a list.
    """
    known = [key for key in map(condition_key, keys) if key is not None]
    listed = any(key.multivalued for key in known)
    plain = [
        name
        for name in (operator.name for operator in OPERATORS.values())
        if all(_fits(name, key) for key in known)
    ]
    if not listed:
        yield from (_operator(name) for name in plain)
        yield from (_operator(f"{name}IfExists") for name in plain if name != "Null")
    if listed or written.lower().startswith("for"):
        for prefix in SetOperator:
            yield from (_operator(f"{prefix.value}:{name}") for name in plain if name != "Null")


def keys(operator: str, around: Around, typed: str) -> Iterator[Offer]:
    """Keys that fit the operator: of the provider, of the actions, global, then of the service."""
    written = written_operator(operator)
    seen = set(around.innermost)
    for key in _known_keys(around, typed):
        if key.name not in seen and (written is None or _suits(written, key)):
            seen.add(key.name)
            yield _key(key)


def values(operator: str, key: str) -> Iterator[Offer]:
    """The values of a key that has only a few."""
    known = condition_key(key)
    if operator.lower().startswith(("bool", "null")) or (known and known.type is KeyType.BOOL):
        yield from (Offer(value, "") for value in ("true", "false"))
    elif key.lower() == "aws:principaltype":
        yield from (Offer(value, "") for value in _PRINCIPAL_TYPES)
    elif known is not None and "service" in known.name.lower():
        yield from service_principals()


def _known_keys(around: Around, typed: str) -> Iterator[ConditionKey]:
    for provider in around.federated:
        yield from claims_of(provider.rpartition("oidc-provider/")[2])
    yield from _resolved(_keys_of_actions(around.actions))
    yield from global_keys().values()
    yield from condition_keys_of(typed.partition(":")[0]).values()


def _keys_of_actions(actions: Iterable[str]) -> Iterator[str]:
    """The keys of each action; for a pattern, every key of its service."""
    for pattern in actions:
        known = action(pattern)
        if known is not None:
            yield from known.condition_keys
        else:
            service = pattern.partition(":")[0]
            yield from (key.name for key in condition_keys_of(service).values())


def _resolved(names: Iterable[str]) -> Iterator[ConditionKey]:
    return (key for key in map(condition_key, dict.fromkeys(names)) if key is not None)


def _suits(written: WrittenOperator, key: ConditionKey) -> bool:
    if written.operator.test == "null":
        return True
    return _fits(written.operator.name, key) and key.multivalued == bool(written.set_operator)


def _fits(operator: str, key: ConditionKey) -> bool:
    """Whether an operator without prefix and suffix is meant for keys of this type."""
    test = OPERATORS[operator.lower()].test.rstrip("=!<>")
    return any(kind in _TYPES.get(test, ()) for kind in key.types)


def _operator(name: str) -> Offer:
    written = written_operator(name)
    test = written.operator.test.rstrip("=!<>") if written else ""
    types = _TYPES.get(test, ())
    detail = "whether the key is absent" if test == "null" else ", ".join(types)
    return Offer(name, detail)


def _key(key: ConditionKey) -> Offer:
    """A key; of a template, what stands before the part for the author to fill in."""
    listed = ", a list" if key.multivalued else ""
    beginning, placeholder, _ = key.name.partition("${")
    detail = f"{key.type}{listed} – {key.description}"
    return Offer(beginning, detail, label=key.name, open=bool(placeholder))
