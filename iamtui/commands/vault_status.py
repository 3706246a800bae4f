"""`iamtui vault status`: where secrets are kept, by names only."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from iamtui.aws.session_index import SessionIndex
from iamtui.commands.output import printable, put, quiet_at_closed_pipe
from iamtui.errors import IamtuiError
from iamtui.terminal import quiet
from iamtui.vault.open_store import chosen_store
from iamtui.vault.storage import Storage, look
from iamtui.vault.storage_words import (
    after_reboot,
    by_profile,
    counted,
    in_one_word,
    sealed_facts,
    unfinished_words,
)
from iamtui.vault.survey import Finding, State

_LABEL = 10


@quiet_at_closed_pipe
def run(arguments: argparse.Namespace) -> int:
    """Print it; 0 where secrets can be used as things are, 1 where they cannot."""
    quiet()
    storage = look_now()
    if arguments.json:
        put(json.dumps(_document(storage)))
    else:
        for line in _lines(storage):
            put(printable(line).rstrip())
    return 0 if _is_ready(storage) else 1


def look_now() -> Storage:
    """Where secrets are, as a process that begins finds it. Raises IamtuiError."""
    sessions = {each.item: each.profile for each in SessionIndex().listed()}
    try:
        store, problem = chosen_store(), None
    except IamtuiError as error:
        store, problem = None, error
    return look(store, problem, sessions)


def _is_ready(storage: Storage) -> bool:
    finding = storage.finding(storage.used)
    return finding is not None and finding.state is State.READY


def _lines(storage: Storage) -> Iterator[str]:
    finding = storage.finding(storage.used)
    if finding is None:
        yield storage.problem
    else:
        state = in_one_word(storage, finding)
        yield f"Secrets are kept in {finding.place.name} ({state}). {storage.why}"
        yield from _used(storage, finding)
    unfinished = unfinished_words(storage)
    if unfinished and storage.unfinished is not None:
        yield f"{unfinished} Go on: iamtui vault move {storage.unfinished.target}"
    yield ""
    for each in storage.findings:
        yield from _place(storage, each)
    yield from storage.refused


def _used(storage: Storage, finding: Finding) -> Iterator[str]:
    facts = [("Lies", f"{finding.place.encrypted}. {after_reboot(finding)}")]
    if finding.place.id == "sealed":
        facts += sealed_facts(storage.sealed)
    facts.append(("Readers", finding.place.readers))
    source = "" if storage.is_listed else " (by the list of profiles)"
    facts.append(("Holds", f"{counted(storage.contents)}{source}"))
    for label, text in facts:
        yield f"  {label:<{_LABEL}}{text}"
    for name, items in by_profile(storage.contents).items():
        yield f"  {'':<{_LABEL}}{name}: {counted(items)}"


def _place(storage: Storage, finding: Finding) -> Iterator[str]:
    mark = "*" if finding.place.id == storage.used else " "
    state = in_one_word(storage, finding)
    yield f"{mark} {finding.place.id:<15} {state:<16} {finding.reason} {finding.remedy}"
    count = storage.elsewhere.get(finding.place.id, 0)
    if count:
        yield f"  {'':<15} {'':<16} holds {count} item{'s' * (count > 1)} that iamtui does not use"


def _document(storage: Storage) -> dict[str, object]:
    sealed = storage.sealed
    cost = sealed.parameters
    return {
        "chosen": storage.chosen,
        "used": storage.used or None,
        "ready": _is_ready(storage),
        "why": storage.why or storage.problem,
        "places": [_place_document(storage, each) for each in storage.findings],
        "refused": list(storage.refused),
        "contents": [
            {"sort": each.sort.value, "label": each.label, "profile": each.profile or None}
            for each in storage.contents
        ],
        "contents_listed": storage.is_listed,
        "sealed": {
            "path": str(sealed.path),
            "mode": None if sealed.mode is None else f"{sealed.mode:04o}",
            "argon2id": None
            if cost is None
            else {"memory_kib": cost.memory_kib, "passes": cost.iterations, "lanes": cost.lanes},
            "unlocked_seconds": sealed.idle_left,
            "unlock_remembered": sealed.remembered,
            "lock_minutes": sealed.minutes,
        },
        "unfinished_move": None
        if storage.unfinished is None
        else {"from": storage.unfinished.source, "to": storage.unfinished.target},
    }


def _place_document(storage: Storage, finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "id": place.id,
        "name": place.name,
        "state": finding.state.value,
        "reason": finding.reason,
        "remedy": finding.remedy,
        "encrypted": place.encrypted,
        "survives_reboot": place.survives_reboot,
        "readers": place.readers,
        "left_items": storage.elsewhere.get(place.id, 0),
    }
