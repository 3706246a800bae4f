"""What the lines of a question may be completed to: principals, actions, resources, keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.policy import reference
from iamtui.policy.global_keys import global_keys
from iamtui.ui.questions.question import PLACEHOLDER, Question, context_words
from iamtui.ui.questions.question_lines import Offer

MOST = 100
"""No more are shown: whoever wants another types on."""

_KINDS = {
    "user": EntityKind.USER,
    "group": EntityKind.GROUP,
    "role": EntityKind.ROLE,
    "policy": EntityKind.POLICY,
    "mfa": EntityKind.MFA_DEVICE,
    "instance-profile": EntityKind.INSTANCE_PROFILE,
}
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")


def offers_for(account: Account, name: str, question: Question, typed: str) -> tuple[Offer, ...]:
    """What the line called `name`, in which `typed` stands, may become; the likeliest first."""
    typed = typed.strip()
    if name == "principal":
        found = _matching(_principals(account), typed)
    elif name == "action":
        found = _actions(typed)
    elif name == "resource":
        found = _matching(_resources(account, question.action), typed)
    else:
        found = _keys(question, typed)
    return tuple(islice(found, MOST))


def _matching(offers: Iterable[Offer], typed: str) -> Iterator[Offer]:
    """Those that have all words of `typed`; an ARN that is typed fits a template as far as both
    are the same."""
    words = typed.casefold().split()
    for offer in offers:
        text = f"{offer.text} {offer.detail}".casefold()
        if all(word in text for word in words) or _begins(offer.text, typed):
            yield offer


def _begins(template: str, typed: str) -> bool:
    fixed = PLACEHOLDER.split(template)[0]
    return len(typed) > len("arn:aws:") and fixed.startswith(typed)


def _principals(account: Account) -> Iterator[Offer]:
    for user in account.users.values():
        yield Offer(user.arn, f"user {user.name}")
    for role in account.roles.values():
        yield Offer(role.arn, f"role {role.name}")


def _actions(typed: str) -> Iterator[Offer]:
    service, colon, part = typed.casefold().partition(":")
    if not colon:
        yield from _services(service)
        if len(service) > 2:
            named = (
                a for a in reference.all_actions() if service in a.partition(":")[2].casefold()
            )
            yield from map(_action, named)
        return
    names = reference.actions_of(service)
    starting = [name for name in names if name.partition(":")[2].casefold().startswith(part)]
    yield from map(_action, starting)
    others = set(starting)
    yield from (_action(n) for n in names if part in n.casefold() and n not in others)


def _services(typed: str) -> Iterator[Offer]:
    services = reference.services()
    starting = [prefix for prefix in services if prefix.startswith(typed)]
    called = [p for p, name in services.items() if typed and typed in name.casefold()]
    exact = [typed] if typed in services else []
    for prefix in dict.fromkeys((*exact, *starting, *called)):
        yield Offer(f"{prefix}:", services[prefix])


def _action(name: str) -> Offer:
    level = reference.access_level(name)
    return Offer(name, level.value if level is not None else "")


def _resources(account: Account, action: str) -> Iterator[Offer]:
    known = reference.action(action)
    uses = known.resource_types if known is not None else ()
    if not any(use.required for use in uses):
        yield Offer("*", "any resource" if uses else "this action names no resource")
    types = reference.resource_types(action.partition(":")[0])
    for use in uses:
        kind = _KINDS.get(use.name) if action.casefold().startswith(("iam:", "sts:")) else None
        if kind is not None:
            yield from _entities(account, kind)
        for pattern in types[use.name].arn_patterns if use.name in types else ():
            yield Offer(_filled(account, pattern), use.name)
    if any(use.required for use in uses):
        yield Offer("*", "any resource")


def _entities(account: Account, kind: EntityKind) -> Iterator[Offer]:
    for arn, entity in account.index.by_arn.items():
        if entity.kind is kind:
            yield Offer(arn, _named(entity))


def _named(entity: Entity) -> str:
    return f"{entity.kind.value} {entity.key.rpartition('/')[2]}"


def _filled(account: Account, pattern: str) -> str:
    """The pattern of an ARN with what the account tells of it: its partition and its id."""
    arn = next((user.arn for user in account.users.values()), "arn:aws:")
    partition = arn.split(":")[1]
    pattern = pattern.replace("${Partition}", partition if partition in _PARTITIONS else "aws")
    if isinstance(account.id, Known):
        pattern = pattern.replace("${Account}", account.id.value)
    return pattern


def _keys(question: Question, typed: str) -> Iterator[Offer]:
    if "=" in typed:
        yield from _values(typed)
        return
    words = typed.casefold()
    for name, detail in _condition_keys(question).items():
        if words in name.casefold():
            yield Offer(f"{name}=", detail)


def _values(typed: str) -> Iterator[Offer]:
    key = typed.partition("=")[0].strip()
    known = reference.condition_key(key)
    if known is not None and known.type is reference.KeyType.BOOL:
        yield from (Offer(f"{key}={value}", known.type.value) for value in ("true", "false"))


def _condition_keys(question: Question) -> Mapping[str, str]:
    """The keys that a request for the action may carry, with what they are; those given last."""
    action = reference.action(question.action)
    own = action.condition_keys if action is not None else ()
    found = {name: _key_detail(name) for name in own}
    found.update({key.name: _key_detail(key.name) for key in global_keys().values()})
    for key, value in question.context.items():
        found.pop(key, None)
        found[key] = f"given: {context_words(value)}"
    return found


def _key_detail(name: str) -> str:
    key = reference.condition_key(name)
    if key is None:
        return ""
    return f"{key.type.value}, several" if key.multivalued else key.type.value
