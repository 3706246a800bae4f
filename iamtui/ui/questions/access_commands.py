"""The commands of the questions: the simulator, effective permissions, who-can, denials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.account.entity import EntityKind
from iamtui.ui.actions import moving
from iamtui.ui.command import Command, Scope
from iamtui.ui.late import late

if TYPE_CHECKING:
    from iamtui.ui.actions import asking
else:
    asking = late("iamtui.ui.actions.asking")

_PRINCIPALS = frozenset({EntityKind.USER, EntityKind.ROLE})

ACCESS_COMMANDS: tuple[Command, ...] = (
    Command(
        "simulate",
        ("w",),
        "simulate",
        "Simulate: may a user or role do an action, and what decides it?",
        Scope.BROWSING,
        asking.simulate,
        hint=14,
        phrases=("policy simulator", "test permissions", "what if"),
    ),
    Command(
        "permissions",
        ("p",),
        "permissions",
        "Show all that the user or role may do, service by service.",
        Scope.ACCOUNT | Scope.SIMULATOR | Scope.WHO_CAN | Scope.DENIAL,
        asking.permissions,
        _PRINCIPALS,
        hint=15,
        phrases=("effective permissions", "access advisor", "permissions summary"),
    ),
    Command(
        "who-can",
        ("W",),
        "who can",
        "Ask who can do an action on a resource, over the whole account.",
        Scope.BROWSING,
        asking.who_can,
        hint=16,
        phrases=("who can do what", "who has access"),
    ),
    Command(
        "explain-denial",
        ("E",),
        "explain",
        "Explain a denial: paste an AccessDenied message, or take the refusal that is shown.",
        Scope.BROWSING | Scope.PLAN,
        asking.explain_denial,
        unless=asking.why_no_denial,
        phrases=("access denied", "not authorized", "unauthorized", "why denied"),
    ),
    Command(
        "open-answer",
        ("enter",),
        "open",
        "Open what the row of the answer leads to; on a condition key, give its value.",
        Scope.QUESTIONS,
        moving.open_subject,
        hint=1,
    ),
    Command(
        "next-line",
        ("tab", "shift+tab"),
        "lines",
        "Go to the lines of the question; in a line, complete it or go to the next.",
        Scope.SIMULATOR | Scope.WHO_CAN | Scope.DENIAL,
        asking.next_line,
        hint=2,
    ),
    Command(
        "filter-answer",
        ("/",),
        "filter",
        "Filter the answer: words, !word, column:value, level:write; Esc clears it.",
        Scope.QUESTIONS,
        asking.start_filter,
        hint=3,
    ),
    Command(
        "answer-json",
        ("J",),
        "JSON",
        "Show the row under the cursor in full, else the question as JSON.",
        Scope.QUESTIONS,
        asking.show_json,
        hint=10,
    ),
    Command(
        "copy-answer",
        ("y",),
        "copy",
        "Send the verdict, or the row under the cursor, to the terminal's clipboard.",
        Scope.QUESTIONS,
        asking.copy,
        hint=11,
    ),
    Command(
        "with-mfa",
        ("m",),
        "MFA",
        "Ask with MFA, without it, or leave that open.",
        Scope.SIMULATOR | Scope.WHO_CAN,
        asking.switch_mfa,
        hint=4,
    ),
    Command(
        "drop-key",
        ("x",),
        "drop key",
        "Take the condition key under the cursor out of the context.",
        Scope.SIMULATOR | Scope.WHO_CAN,
        asking.drop_context,
    ),
    Command(
        "absent-keys",
        ("n",),
        "absent keys",
        "Count condition keys that are not given as absent, or as unknown again.",
        Scope.SIMULATOR,
        asking.switch_absent,
        hint=7,
    ),
    Command(
        "verdict",
        ("v",),
        "in full",
        "Show the verdict in full: every layer and every statement that took part.",
        Scope.SIMULATOR,
        asking.show_decision,
        hint=5,
    ),
    Command(
        "ask-aws",
        ("A",),
        "ask AWS",
        "Ask AWS's own simulator the same, and say where it differs.",
        Scope.SIMULATOR,
        asking.ask_aws,
        hint=6,
        phrases=("SimulatePrincipalPolicy",),
    ),
    Command(
        "write-test",
        ("T",),
        "test case",
        "Write the question and its verdict as a policy test into a file.",
        Scope.SIMULATOR,
        asking.write_case,
        hint=8,
        phrases=("policy unit test", "save test case"),
    ),
    Command(
        "only-conditional",
        ("d",),
        "depends",
        "Show only what depends on something, or all again.",
        Scope.PERMISSIONS,
        asking.only_conditional,
        hint=4,
    ),
    Command(
        "only-writing",
        ("l",),
        "writes",
        "Show only what writes, tags or manages permissions, or all again.",
        Scope.PERMISSIONS,
        asking.only_writing,
        hint=5,
    ),
    Command(
        "everybody",
        ("a",),
        "everybody",
        "Show those who may not as well, or not any more.",
        Scope.WHO_CAN,
        asking.everybody,
        hint=5,
    ),
)
