"""The table of commands: everything a key can do, once.

The keys, the hint line, `?`, the `:` palette, the README's table and the names that the
configuration may give other keys to all come from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.ui.actions import moving
from iamtui.ui.changing_commands import CHANGING_COMMANDS
from iamtui.ui.command import Command, Scope
from iamtui.ui.kinds import KINDS
from iamtui.ui.late import late
from iamtui.ui.mfa.commands import MFA_COMMANDS
from iamtui.ui.pictures.commands import PICTURE_COMMANDS
from iamtui.ui.plans.commands import PLAN_COMMANDS
from iamtui.ui.profiles.commands import PROFILE_COMMANDS
from iamtui.ui.profiles.import_commands import IMPORT_COMMANDS
from iamtui.ui.questions.access_commands import ACCESS_COMMANDS
from iamtui.ui.questions.policy_commands import POLICY_COMMANDS
from iamtui.ui.rotation.commands import ROTATION_COMMANDS
from iamtui.ui.rotation.key_safety_commands import KEY_SAFETY_COMMANDS
from iamtui.ui.secret.commands import SECRET_COMMANDS
from iamtui.ui.sessions.commands import SESSION_COMMANDS
from iamtui.ui.storage.commands import STORAGE_COMMANDS

if TYPE_CHECKING:
    from iamtui.ui.actions import filtering
else:
    filtering = late("iamtui.ui.actions.filtering")

_PANES = tuple(
    Command(
        name=f"show-{kind.title.lower().replace(' ', '-')}",
        keys=(kind.key,),
        label=kind.title.lower(),
        help=f"Show the {kind.title}.",
        scopes=Scope.BROWSING,
        run=moving.show_pane(kind.entity),
        phrases=(f"list {kind.title.lower()}",),
    )
    for kind in KINDS
)

_MOVING = (
    Command(
        "open",
        ("enter",),
        "open",
        "Open what the cursor is on.",
        Scope.ACCOUNT | Scope.JOURNAL,
        moving.open_subject,
        hint=1,
    ),
    Command(
        "back",
        ("escape", "backspace", "["),
        "back",
        "Go back; on a list, clear the filter or stop loading.",
        Scope.BROWSING | Scope.PROFILES | Scope.STORAGE,
        moving.back,
        hint=12,
    ),
    Command(
        "forward",
        ("]",),
        "forward",
        "Go again where Esc came from.",
        Scope.BROWSING,
        moving.forward,
    ),
    Command(
        "next-section",
        ("tab",),
        "section",
        "Go to the next section.",
        Scope.DETAIL,
        moving.next_section,
    ),
    Command(
        "previous-section",
        ("shift+tab",),
        "section",
        "Go to the section before.",
        Scope.DETAIL,
        moving.previous_section,
    ),
    Command(
        "filter",
        ("/",),
        "filter",
        "Filter the list: words, !word, column:value, age>90; Enter keeps it, Esc clears it.",
        Scope.LIST,
        moving.start_filter,
        hint=2,
    ),
    Command("sort", ("s",), "sort", "Sort by the next column.", Scope.LIST, moving.sort),
    Command(
        "reverse-sort",
        ("S",),
        "reverse",
        "Sort the other way round.",
        Scope.LIST,
        moving.reverse_sort,
    ),
    Command(
        "findings",
        ("!",),
        "findings",
        "Show only what has findings, or all again.",
        Scope.LIST,
        moving.toggle_findings,
        hint=9,
        phrases=("security recommendations",),
    ),
    Command(
        "used-by",
        ("u",),
        "used by",
        "List what uses this, and go there.",
        Scope.ACCOUNT,
        moving.used_by,
        frozenset(EntityKind),
        hint=8,
        phrases=("entities attached", "policy usage"),
    ),
    Command(
        "json",
        ("J",),
        "JSON",
        "Show the document under the cursor, or the entity, as JSON.",
        Scope.ACCOUNT,
        moving.show_json,
        frozenset(EntityKind),
        hint=7,
    ),
    Command(
        "copy-name",
        ("y",),
        "copy",
        "Send the name to the terminal's clipboard.",
        Scope.ACCOUNT,
        moving.copy_name,
        frozenset(EntityKind),
    ),
    Command(
        "copy-arn",
        ("Y",),
        "copy ARN",
        "Send the ARN to the terminal's clipboard.",
        Scope.ACCOUNT,
        moving.copy_arn,
        frozenset(EntityKind),
    ),
    Command(
        "refresh",
        ("r", "ctrl+r"),
        "refresh",
        "Ask AWS again: on a list for the account, elsewhere for the entity.",
        Scope.ACCOUNT,
        moving.refresh,
    ),
    Command(
        "reload", ("R",), "reload", "Load the whole account again.", Scope.BROWSING, moving.reload
    ),
    Command(
        "palette",
        (":",),
        "go to",
        "Jump to anything or run any command by a part of its name; paste an ARN or a key id.",
        Scope.BROWSING,
        moving.show_palette,
        hint=3,
    ),
    Command(
        "profiles",
        ("P",),
        "profiles",
        "Open, add, rename, check or remove a profile.",
        Scope.BROWSING,
        moving.show_profiles,
        phrases=("switch account",),
    ),
    Command(
        "identity",
        ("i",),
        "identity",
        "Say who you are here, and until when.",
        Scope.BROWSING,
        moving.identity,
        phrases=("who am I", "session"),
    ),
    Command(
        "journal",
        ("@",),
        "journal",
        "Show what was done in this account.",
        Scope.ACCOUNT | Scope.DOCUMENT,
        moving.show_journal,
        phrases=("history", "audit log"),
    ),
    Command(
        "help",
        ("?", "f1"),
        "help",
        "Show every key of this screen.",
        Scope.BROWSING
        | Scope.PLAN
        | Scope.STORAGE
        | Scope.PROFILES
        | Scope.IMPORT
        | Scope.SECRET
        | Scope.MFA_CODES
        | Scope.ROTATION
        | Scope.QUEUE
        | Scope.KEYS_HERE,
        moving.show_help,
    ),
    Command(
        "quit",
        ("q", "ctrl+c", "ctrl+q"),
        "quit",
        "End iamtui.",
        Scope.BROWSING
        | Scope.STORAGE
        | Scope.PROFILES
        | Scope.IMPORT
        | Scope.PLAN
        | Scope.ROTATION
        | Scope.QUEUE
        | Scope.KEYS_HERE,
        moving.quit_app,
        hint=13,
    ),
    Command(
        "search-journal",
        ("/",),
        "search",
        "Search the journal by words of what, who, when or the result.",
        Scope.JOURNAL,
        moving.search_journal,
        hint=2,
    ),
    Command(
        "copy-script",
        ("y",),
        "copy",
        "Send the run's aws commands to the terminal's clipboard.",
        Scope.JOURNAL,
        moving.copy_script,
        hint=3,
    ),
    Command(
        "use-filter",
        ("f",),
        "saved filters",
        "Use one of the saved filters.",
        Scope.ACCOUNT,
        filtering.use,
    ),
    Command(
        "save-filter",
        ("F",),
        "save filter",
        "Save the filter of the list under a name.",
        Scope.LIST,
        filtering.save,
        unless=filtering.why_not_save,
    ),
)

COMMANDS: tuple[Command, ...] = (
    *_PANES,
    *_MOVING,
    *CHANGING_COMMANDS,
    *PLAN_COMMANDS,
    *PROFILE_COMMANDS,
    *POLICY_COMMANDS,
    *ACCESS_COMMANDS,
    *PICTURE_COMMANDS,
    *IMPORT_COMMANDS,
    *SESSION_COMMANDS,
    *MFA_COMMANDS,
    *SECRET_COMMANDS,
    *STORAGE_COMMANDS,
    *ROTATION_COMMANDS,
    *KEY_SAFETY_COMMANDS,
)
