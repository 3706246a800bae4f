"""Where a key is used, in lines: place by place, and how far the looking went."""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.account.field import Known, Unknown
from iamtui.rotation.activity_words import events_lines
from iamtui.rotation.places import InEnvironment, InFile, Unreadable
from iamtui.rotation.process_search import InProcess
from iamtui.rotation.replacing import can_replace
from iamtui.rotation.text_search import InText
from iamtui.rotation.where_used import InProfile, Used, WhereUsed

NOT_ASKED = "CloudTrail was not asked: with a profile it tells of other machines too."
NO_FOLDERS = "No folder was searched for .env and other files."


def sort_of(place: Used) -> str:
    """What sort of place it is, in a word or two."""
    match place:
        case InProfile():
            return "profile"
        case InFile():
            return "~/.aws"
        case InEnvironment():
            return "environment"
        case InProcess():
            return "process"
        case InText():
            return "file"
        case Unreadable():
            return "not known"


def what_to_do(place: Used) -> str:
    """What helps in that place; "" where nothing has to be done."""
    match place:
        case InProfile(in_use=True):
            return "iamtui rotate switches it"
        case InProfile():
            return ""
        case InFile():
            return "can be replaced here"
        case InText() if can_replace(place):
            return "can be replaced here"
        case InText():
            return "change it by hand"
        case InEnvironment() | InProcess():
            return "start it again with the new key"
        case Unreadable():
            return "look into it yourself"


def search_lines(used: WhereUsed, *, folders: bool) -> Iterator[str]:
    """How far the looking went, a sentence each."""
    yield from used.problems
    yield f"{str(used.processes).capitalize()}."
    yield f"{str(used.texts.searched).capitalize()}." if folders else NO_FOLDERS
    match used.events:
        case Unknown() if not used.events.detail:
            yield NOT_ASKED
        case Unknown() | Known():
            yield from events_lines(used.events)
