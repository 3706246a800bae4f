"""The table of keys as Markdown, for the documentation, from the table of commands.

“Browsing” stands for lists, details, documents, the journal, the questions and the pictures
together.
"""

from __future__ import annotations

from iamtui.ui.command import Command, Scope, shown_key
from iamtui.ui.commands import COMMANDS
from iamtui.ui.help_screen import MOVING

HEAD = ("| Key | Command | Where | What it does |", "|---|---|---|---|")
PLACES = (
    (Scope.BROWSING, "browsing"),
    (Scope.ACCOUNT, "lists, details"),
    (Scope.QUESTIONS, "questions"),
    (Scope.PICTURES, "pictures"),
    (Scope.LIST, "lists"),
    (Scope.DETAIL, "details"),
    (Scope.DOCUMENT, "documents"),
    (Scope.JOURNAL, "journal"),
    (Scope.PLAN, "plan"),
    (Scope.PROFILES, "profiles"),
    (Scope.IMPORT, "import"),
    (Scope.SIMULATOR, "simulator"),
    (Scope.PERMISSIONS, "permissions"),
    (Scope.WHO_CAN, "who-can"),
    (Scope.DENIAL, "denial"),
    (Scope.ESCALATION, "escalation"),
    (Scope.PATH, "path"),
    (Scope.RELATIONS, "relations"),
    (Scope.STORAGE, "vault"),
    (Scope.MFA_CODES, "two codes"),
    (Scope.SECRET, "new secret"),
    (Scope.ROTATION, "rotation"),
    (Scope.KEYS_HERE, "keys here"),
    (Scope.QUEUE, "queue"),
    (Scope.WHERE_USED, "where used"),
)
"""The names of scopes, those that hold others first."""


def key_table() -> str:
    """All keys, a row each, without a line end at the end."""
    moving = (f"| {_keys(keys.split())} | | lists | {text} |" for keys, text in MOVING)
    return "\n".join((*HEAD, *(_row(command) for command in COMMANDS), *moving))


def _row(command: Command) -> str:
    asks = f" Asks for {command.asks}." if command.asks else ""
    keys = _keys([shown_key(key) for key in command.keys])
    cells = (keys, f"`{command.name}`", _where(command.scopes), command.help + asks)
    return f"| {' | '.join(cells)} |"


def _keys(shown: list[str]) -> str:
    return " ".join(f"`{key}`" for key in shown).replace("|", "\\|")


def _where(scopes: Scope) -> str:
    named: list[str] = []
    for scope, name in PLACES:
        if scope in scopes:
            named.append(name)
            scopes &= ~scope
    return ", ".join(named)
