"""Actions in words: what they do and in which service, with the patterns as they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamtui.policy.access_level import AccessLevel
from iamtui.policy.action_sets import expand
from iamtui.policy.lists_in_words import all_of
from iamtui.policy.reference import access_level, actions_of, services

MOST_PATTERNS = 12
MOST_SERVICES = 8
"""A sentence that names more of either is not read any more; the rest is counted."""

_ABBREVIATION = re.compile(r"\(([A-Z][A-Za-z0-9]*)\)$")
_DOING = {
    AccessLevel.LIST: "listing",
    AccessLevel.READ: "reading",
    AccessLevel.WRITE: "writing",
    AccessLevel.TAGGING: "tagging",
    AccessLevel.PERMISSIONS: "managing permissions",
}


def actions_in_words(patterns: Sequence[str], *, in_full: bool = False) -> str:
    """What the patterns name: "reading in Amazon S3 (s3:GetObject)"; `in_full` counts nothing."""
    if any(not pattern.strip("*:") for pattern in patterns):
        return "everything"
    named, everywhere = _by_service(patterns)
    shown = list(named) if in_full else list(named)[:MOST_SERVICES]
    phrases = [_in_service(service, named[service], in_full) for service in shown]
    rest = [pattern for service in named if service not in shown for pattern in named[service]]
    if rest:
        count = len(named) - len(shown)
        more = "another service" if count == 1 else f"{count} more services"
        phrases.append(f"{_doing(rest)} in {more}")
    if everywhere:
        phrases.append(f"every action that matches {all_of(everywhere)}")
    return all_of(phrases)


def _by_service(patterns: Sequence[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The patterns of each service, in the order written, and those of no service in particular."""
    named: dict[str, list[str]] = {}
    everywhere: list[str] = []
    for pattern in dict.fromkeys(patterns):
        service, colon, _ = pattern.partition(":")
        if colon and not set("*?") & set(service):
            named.setdefault(service.lower(), []).append(pattern)
        else:
            everywhere.append(pattern)
    return named, everywhere


def _in_service(service: str, patterns: Sequence[str], in_full: bool) -> str:
    written = ", ".join(patterns if in_full else patterns[:MOST_PATTERNS])
    if not in_full and len(patterns) > MOST_PATTERNS:
        written += f" and {len(patterns) - MOST_PATTERNS} more"
    if service not in services():
        return f"actions of {service}, which is no known service ({written})"
    return f"{_doing(patterns)} in {_display(services()[service])} ({written})"


def _display(name: str) -> str:
    """The name of a service, short where AWS gives an abbreviation: IAM, not Identity and …"""
    short = _ABBREVIATION.search(name)
    return short[1] if short else name


def _doing(patterns: Sequence[str]) -> str:
    """The access levels that the patterns reach, "all" before those of which nothing is missing."""
    named = set(expand(patterns))
    if not named:
        return "actions that are not known"
    prefixes = {name.partition(":")[0] for name in named}
    real = {name for prefix in prefixes for name in actions_of(prefix)}
    if named == real:
        return "everything"
    reached = {access_level(name) for name in named}
    missed = {access_level(name) for name in real - named}
    levels = [level for level in AccessLevel if level in reached]
    return all_of([f"{'' if level in missed else 'all '}{_DOING[level]}" for level in levels])
