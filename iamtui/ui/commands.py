"""The table of commands: everything a key can do, once.

The keys, the hint line, `?`, the `:` palette, the README's table and the names that the
configuration may give other keys to all come from here.
"""

from __future__ import annotations

from iamtui.account.entity import EntityKind
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.delete_user import DeleteUser
from iamtui.changes.keys import DeactivateKey
from iamtui.changes.membership import AddToGroup
from iamtui.changes.tags import Tag
from iamtui.changes.undo import Undo
from iamtui.ui.actions import changing, moving, planning, profiles
from iamtui.ui.command import Command, Scope
from iamtui.ui.kinds import KINDS

_USER, _GROUP, _ROLE = EntityKind.USER, EntityKind.GROUP, EntityKind.ROLE
_POLICY, _KEY = EntityKind.POLICY, EntityKind.ACCESS_KEY

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
        Scope.BROWSING,
        moving.back,
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
        Scope.BROWSING | Scope.PLAN,
        moving.show_help,
    ),
    Command(
        "quit", ("q", "ctrl+c", "ctrl+q"), "quit", "End iamtui.", Scope.BROWSING, moving.quit_app
    ),
)

_CHANGING = (
    Command(
        "attach-policy",
        ("a",),
        "attach",
        "Attach a managed policy.",
        Scope.ACCOUNT,
        changing.attach_policy,
        frozenset({_USER, _GROUP, _ROLE, _POLICY}),
        hint=5,
        change=AttachPolicy,
        phrases=("add permissions", "attach policies directly"),
    ),
    Command(
        "add-to-group",
        ("m",),
        "group",
        "Add a user to a group.",
        Scope.ACCOUNT,
        changing.add_to_group,
        frozenset({_USER, _GROUP}),
        hint=6,
        change=AddToGroup,
        phrases=("add user to group", "add users to group", "membership"),
    ),
    Command(
        "take-away",
        ("x",),
        "take away",
        "Take away what the cursor is on: detach the policy, leave the group, remove the tag.",
        Scope.DETAIL,
        changing.take_away,
        hint=4,
        change=DetachPolicy,
        unless=changing.why_not_take_away,
        phrases=("detach policy", "remove user from group", "remove permissions", "untag"),
    ),
    Command(
        "tag",
        ("t",),
        "tag",
        "Set a tag.",
        Scope.ACCOUNT,
        changing.tag,
        frozenset({_USER, _ROLE, _POLICY}),
        change=Tag,
        phrases=("add tag", "edit tags"),
    ),
    Command(
        "switch-key",
        ("o",),
        "on/off",
        "Deactivate or activate the access key.",
        Scope.ACCOUNT,
        changing.switch_key,
        frozenset({_KEY}),
        hint=5,
        change=DeactivateKey,
        unless=changing.why_not_key,
        phrases=("deactivate access key", "activate access key", "disable key"),
    ),
    Command(
        "delete",
        ("D",),
        "delete",
        "Delete the user with everything attached, or the access key.",
        Scope.ACCOUNT,
        changing.delete,
        frozenset({_USER, _KEY}),
        hint=10,
        change=DeleteUser,
        unless=changing.why_not_delete,
        phrases=("delete user", "delete access key"),
    ),
    Command(
        "undo",
        ("z",),
        "undo",
        "Take back the last thing done in this account.",
        Scope.ACCOUNT | Scope.JOURNAL,
        changing.undo,
        hint=11,
        change=Undo,
        phrases=("revert",),
    ),
    Command(
        "mfa-code",
        ("M",),
        "MFA",
        "Start or renew the MFA session now.",
        Scope.BROWSING,
        changing.mfa_code,
        phrases=("renew session", "enter MFA code"),
    ),
)

_PLANNING = (
    Command("run", ("enter",), "run", "Run the plan.", Scope.PLAN, planning.run, hint=1),
    Command(
        "leave",
        ("escape",),
        "leave",
        "Leave the plan; while it runs, stop it.",
        Scope.PLAN,
        moving.back,
        hint=2,
    ),
    Command(
        "aws-commands",
        ("c",),
        "aws commands",
        "Show the steps as aws commands, or as words again.",
        Scope.PLAN,
        planning.toggle_commands,
        hint=3,
    ),
    Command(
        "plan-rest",
        ("r",),
        "plan again",
        "Read anew and plan what is left.",
        Scope.PLAN,
        planning.plan_again,
        hint=4,
        unless=planning.why_not_again,
    ),
    Command(
        "plan-undo",
        ("z",),
        "undo",
        "Plan to take back what was done.",
        Scope.PLAN,
        planning.undo,
        hint=5,
        unless=planning.why_not_undo,
    ),
)

_PROFILES = (
    Command(
        "open-profile",
        ("enter",),
        "open",
        "Open the profile.",
        Scope.PROFILES,
        moving.open_subject,
        hint=1,
    ),
    Command(
        "add-profile",
        ("n",),
        "add",
        "Add a profile: its key goes into the keyring.",
        Scope.PROFILES,
        profiles.add,
        hint=2,
    ),
    Command(
        "check-profile",
        ("c",),
        "check",
        "Ask AWS who the profile is.",
        Scope.PROFILES,
        profiles.check,
        hint=3,
        unless=profiles.why_not_listed,
    ),
    Command(
        "rename-profile",
        ("e",),
        "rename",
        "Give the profile another name.",
        Scope.PROFILES,
        profiles.rename,
        hint=4,
        unless=profiles.why_not_listed,
    ),
    Command(
        "remove-profile",
        ("D",),
        "remove",
        "Remove the profile, and its key from the keyring.",
        Scope.PROFILES,
        profiles.remove,
        hint=5,
        unless=profiles.why_not_listed,
    ),
)

COMMANDS: tuple[Command, ...] = (*_PANES, *_MOVING, *_CHANGING, *_PLANNING, *_PROFILES)
