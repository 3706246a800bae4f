"""The services of which policies allow something; other statements and policies do not matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from iamtui.policy import Effect, NamedPolicy, Statement
from iamtui.policy.reference import services


def services_granted(policies: Iterable[NamedPolicy]) -> frozenset[str]:
    """The prefixes of the real services that an Allow of `policies` names an action of.

    An Allow with NotAction counts for every service that it does not leave out whole.
    """
    return frozenset(
        service
        for named in policies
        for statement in named.policy.document.statements
        if statement.effect is Effect.ALLOW
        for service in _of(statement)
    )


def _of(statement: Statement) -> Iterator[str]:
    if statement.actions is not None:
        prefixes = {action.value.partition(":")[0].lower() for action in statement.actions}
        yield from (each for each in services() if _matches(each, prefixes))
        return
    left_out = {
        action.value.partition(":")[0].lower()
        for action in statement.not_actions or ()
        if action.value == "*" or action.value.partition(":")[2] == "*"
    }
    yield from (each for each in services() if not _matches(each, left_out))


def _matches(service: str, patterns: set[str]) -> bool:
    return service in patterns or any(
        fnmatchcase(service, pattern) for pattern in patterns if "*" in pattern or "?" in pattern
    )
