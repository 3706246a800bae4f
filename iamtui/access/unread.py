"""What nobody has read of an account, in sentences: answers that depend on it quote them."""

from __future__ import annotations

from collections.abc import Iterable

from iamtui.access.held import Held, Holding, Way
from iamtui.access.subject import HeldPolicy, Subject
from iamtui.account.field import Known, Unknown
from iamtui.account.model import Account, Source
from iamtui.policy import NamedPolicy

_PARTS = {
    Way.ATTACHED: "attached policies",
    Way.INLINE: "inline policies",
    Way.BOUNDARY: "permissions boundary",
    Way.MEMBERSHIP: "groups",
}


def why_unread(named: NamedPolicy) -> str:
    """Why nobody can tell what a policy says, as a sentence; "" for one that was read whole."""
    held = named.held if isinstance(named, HeldPolicy) else None
    if held is not None and (sentence := _unread_holding(held)):
        return sentence
    if named.unseen:
        return f"{_capital(named.name)} was not read."
    if not named.policy.complete:
        return f"A part of {named.name} cannot be understood, and might be a Deny."
    return ""


def unread_parts(who: Subject) -> tuple[str, ...]:
    """A sentence for each policy of `who` that nobody read, or could not be understood whole."""
    layers = who.layers
    boundary = () if layers.boundary is None else (layers.boundary,)
    return _once(map(why_unread, (*layers.identity, *layers.groups, *boundary)))


def unread_lists(account: Account, *needed: Source) -> tuple[str, ...]:
    """A sentence for each of the `needed` lists of the account that was not read."""
    states = ((source, account.sources.get(source)) for source in needed)
    return _once(
        f"The account's {source.value} were not read: {state}."
        for source, state in states
        if isinstance(state, Unknown)
    )


def _unread_holding(held: Holding) -> str:
    whose = f"the group {held.group}" if held.group else ""
    if isinstance(held, Held):
        if isinstance(held.document, Known):
            return ""
        through = f" of {whose}" if whose else ""
        return f"The policy {held.name}{through} was not read: {held.document}."
    if held.way is Way.MEMBERSHIP and whose:
        return f"The group {held.group} was not read: {held.why}."
    verb = "was" if held.way is Way.BOUNDARY else "were"
    return f"The {_PARTS[held.way]}{f' of {whose}' if whose else ''} {verb} not read: {held.why}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence for sentence in sentences if sentence))
