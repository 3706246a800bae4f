"""`iamtui where-used`: looks, says each place, and replaces the key where that is asked for."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from iamtui.account.field import Known
from iamtui.aws.cancel import Cancel
from iamtui.aws.failures import unknown_because
from iamtui.commands.output import note, printable, put, quiet_at_closed_pipe
from iamtui.commands.rotating import surroundings
from iamtui.commands.unlocking import keyring_of
from iamtui.commands.yes_or_no import confirmed
from iamtui.errors import AnswerIsNo, IamtuiError, UsageError
from iamtui.rotation.replacing import can_replace, key_with_secret, replace_in
from iamtui.rotation.text_search import InText, Searched
from iamtui.rotation.where_used import Used, Where, WhereUsed, where_used
from iamtui.rotation.where_words import search_lines, sort_of, what_to_do
from iamtui.vault.items import AccessKeyPair

# IAM User Guide, "Unique identifiers": AKIA is a user's access key, ASIA a session's.
_KEY_ID = re.compile(r"A[KS]IA[A-Z0-9]{12,124}")


@quiet_at_closed_pipe
def run(arguments: Namespace) -> int:
    """Say where the key is used; gives the exit code."""
    for name in (arguments.key_id, arguments.replace_with):
        if name is not None and _KEY_ID.fullmatch(name) is None:
            raise UsageError(f"{name} is no access key id.", "It begins with AKIA.")
    for folder in arguments.folders:
        if not folder.expanduser().exists():
            raise UsageError(f"There is no folder {folder}.", "Name one that there is.")
    where = Where(Path.home(), os.environ, tuple(arguments.folders))
    used = where_used(arguments.key_id, where, Cancel(), _progress(arguments))
    used = _with_events(used, arguments)
    _say(used, arguments)
    if arguments.replace_with is not None:
        return _replace(used, arguments, where)
    return 0 if used.places or used.events.otherwise(()) else AnswerIsNo.exit_code


def _with_events(used: WhereUsed, arguments: Namespace) -> WhereUsed:
    """With what CloudTrail kept, where a profile or an endpoint says whom to ask."""
    if not (arguments.profile or arguments.endpoint_url):
        return used
    with surroundings(arguments) as around:
        activity = around.backend.key_activity(around.cancel)
        try:
            return replace(used, events=Known(activity.events(used.key_id)))
        except IamtuiError as error:
            return replace(used, events=unknown_because(error, "LookupEvents", "cloudtrail"))


def _say(used: WhereUsed, arguments: Namespace) -> None:
    for place in used.places:
        if arguments.json:
            put(json.dumps(_json(place), ensure_ascii=False))
        else:
            hint = what_to_do(place)
            put(printable(f"{sort_of(place):11}  {place}{f'  – {hint}' if hint else ''}"))
    if not used.places and not arguments.json:
        put(f"{used.key_id} was found nowhere on this machine.")
    for line in search_lines(used, folders=bool(arguments.folders)):
        note(line)


def _json(place: Used) -> dict[str, object]:
    line = place.mention.number if isinstance(place, InText) else getattr(place, "line", None)
    return {
        "sort": sort_of(place),
        "place": str(place),
        "line": line,
        "replaceable": can_replace(place),
        "whatToDo": what_to_do(place),
    }


def _replace(used: WhereUsed, arguments: Namespace, where: Where) -> int:
    """Replace the key in each place where that can be done; 1 where one is left."""
    keyring = keyring_of(arguments.passphrase_fd)
    to = key_with_secret(arguments.replace_with, where.home, where.environ, keyring.vault)
    left = [place for place in used.places if not _replaced(place, used.key_id, to, arguments.yes)]
    for place in left:
        note(f"Still has {used.key_id}: {place}. {what_to_do(place)}.")
    return AnswerIsNo.exit_code if left else 0


def _replaced(place: Used, from_id: str, to: AccessKeyPair, yes: bool) -> bool:
    if not can_replace(place):
        return False
    if not (yes or confirmed(f"Put {to.access_key_id} into {place}?")):
        return False
    try:
        replace_in(place, from_id, to)
    except IamtuiError as error:
        note(str(error))
        return False
    note(f"Replaced: {place}.")
    return True


def _progress(arguments: Namespace) -> Callable[[Searched], None]:
    """Says how far a search is, where somebody watches."""

    def told(searched: Searched) -> None:
        sys.stderr.write(f"\r{searched.files} files read …\x1b[K")
        sys.stderr.flush()

    return told if sys.stderr.isatty() and not arguments.json else lambda _searched: None
