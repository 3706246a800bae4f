"""The commands that explain and rewrite a policy's document; none of them changes AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import reading, simplifying
else:
    reading = late("iamtui.ui.actions.reading")
    simplifying = late("iamtui.ui.actions.simplifying")

_HOLDERS = frozenset({EntityKind.USER, EntityKind.ROLE})

POLICY_COMMANDS: tuple[Command, ...] = (
    Command(
        "words",
        ("v",),
        "in words",
        "Show a policy's document in words, and what is wrong with it.",
        Scope.DETAIL | Scope.DOCUMENT,
        reading.show_words,
        unless=reading.why_no_words,
        phrases=("policy in words", "lint policy", "validate policy"),
    ),
    Command(
        "difference",
        ("d",),
        "difference",
        "Show what a policy's version allows and denies other than the one in force.",
        Scope.DETAIL | Scope.DOCUMENT,
        reading.show_difference,
        unless=reading.why_no_difference,
        phrases=("compare versions", "version diff"),
    ),
    Command(
        "expand",
        ("x",),
        "expand",
        "Show a policy's document with every action that its patterns name.",
        Scope.DOCUMENT,
        simplifying.expand,
        unless=reading.why_no_words,
        phrases=("expand actions", "expand wildcards"),
    ),
    Command(
        "minimise",
        ("m",),
        "minimise",
        "Show a policy's document with the fewest patterns that name the same actions.",
        Scope.DOCUMENT,
        simplifying.minimise,
        unless=reading.why_no_words,
        phrases=("minimise actions", "shorten policy"),
    ),
    Command(
        "redundant",
        ("U",),
        "useless",
        "Show the statements of a user or role that change nothing, and why.",
        Scope.ACCOUNT,
        simplifying.show_redundant,
        _HOLDERS,
        phrases=("redundant statements", "useless statements"),
    ),
)
