"""Between the patterns of a policy and the actions they name, in both directions."""

from __future__ import annotations

from collections.abc import Iterable

from iamtui.policy.action_names import ServiceNames, names_of
from iamtui.policy.pattern_cover import cover
from iamtui.policy.reference import all_actions, matching


def expand(patterns: Iterable[str]) -> tuple[str, ...]:
    """Every real action that one of the patterns names, sorted by service, then by name.

    A pattern that names none adds nothing; `unmatched` tells which these are.
    """
    found = [matching(pattern) for pattern in patterns]
    if len(found) == 1:
        return found[0]
    wanted = {name for names in found for name in names}
    services = sorted({name.partition(":")[0] for name in wanted})
    ordered = (name for service in services for name in names_of(service).written)
    return tuple([name for name in ordered if name in wanted])


def unmatched(patterns: Iterable[str]) -> tuple[str, ...]:
    """The patterns that name no action known here, in the order given."""
    return tuple(pattern for pattern in patterns if not matching(pattern))


def minimise(actions: Iterable[str]) -> tuple[str, ...]:
    """The shortest list of patterns found that names exactly these actions and no other.

    What names no action known here is kept as it is, at the end: AWS may know it.
    """
    given = tuple(actions)
    wanted = expand(given)
    unknown = tuple(dict.fromkeys(unmatched(given)))
    if len(wanted) == len(all_actions()):
        return ("*", *unknown)
    by_service: dict[str, list[str]] = {}
    for name in wanted:
        by_service.setdefault(name.partition(":")[0], []).append(name)
    patterns = (
        pattern
        for service, names in by_service.items()
        for pattern in _service_patterns(service, names_of(service), names)
    )
    return (*patterns, *unknown)


def _service_patterns(service: str, known: ServiceNames, wanted: list[str]) -> list[str]:
    short = [name[len(service) + 1 :] for name in known.written]
    at = {name: place for place, name in enumerate(known.written)}
    return [f"{service}:{pattern}" for pattern in cover(short, [at[name] for name in wanted])]
