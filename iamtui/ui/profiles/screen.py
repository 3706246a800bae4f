"""The profiles: those in the vault, those of ~/.aws, and the mock; what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from iamtui.aws.aws_files import aws_profiles
from iamtui.errors import IamtuiError
from iamtui.ui.columns import Cell, Column
from iamtui.ui.command import Scope
from iamtui.ui.profiles.details import details_of
from iamtui.ui.screen import CommandScreen
from iamtui.ui.sessions.opening import Start
from iamtui.ui.table import ResourceTable
from iamtui.ui.text import block, label
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile

COLUMNS = (
    Column("name", "Profile", 22, grow=True),
    Column("where", "Keys in", 17),
    Column("account", "Account", 12),
    Column("key", "Access key", 20),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A line: what it opens, and the profile of the vault's list where it is one."""

    name: str
    where: str
    start: Start
    profile: Profile | None = None


class ProfilesScreen(CommandScreen):
    """Every way to an account that is known here. `error` says why the last one failed."""

    SCOPE: ClassVar[Scope] = Scope.PROFILES

    def __init__(self, error: IamtuiError | None = None) -> None:
        super().__init__()
        self._error = error
        self._choices: dict[str, Choice] = {}
        self._reads = 0

    def body(self) -> ComposeResult:
        yield Static(label("Profiles", "bold"), id="title", markup=False)
        yield ResourceTable(COLUMNS, id="profiles")
        yield Static(id="profile-details", markup=False)

    def focus_body(self) -> None:
        self.query_one(ResourceTable).focus()

    def on_screen_resume(self) -> None:
        self.show_list()

    def on_mount(self) -> None:
        if self._error is not None:
            failed = self.iamtui.last_start
            from iamtui.ui.storage.keyring_help import with_keyring_help

            retry = with_keyring_help(self.iamtui, lambda: self.iamtui.open(failed))
            retry(self._error)

    @property
    def choice(self) -> Choice | None:
        """The line under the cursor."""
        return self._choices.get(self.query_one(ResourceTable).cursor_key or "")

    def show_list(self, said: str = "") -> None:
        """Read the profiles anew and show them, and say `said` then."""
        self._reads += 1
        read = self._reads

        def show(choices: tuple[Choice, ...]) -> None:
            # What was read before the last change may come after it.
            if self.is_open and read == self._reads:
                self._show(choices)
            if said:
                self.iamtui.say(said)

        self.iamtui.submit(read_choices, show, self.iamtui.fail)

    def open_subject(self) -> None:
        if self.choice is not None:
            self.iamtui.open(self.choice.start)

    @on(ResourceTable.Highlighted, "#profiles")
    def _highlighted(self) -> None:
        choice = self.choice
        text = ""
        if choice is not None:
            text = details_of(choice.name, choice.profile, self.iamtui.settings)
        self.query_one("#profile-details", Static).update(block(text))
        self.refresh_hints()

    @on(ResourceTable.Selected, "#profiles")
    def _selected(self) -> None:
        self.open_subject()

    def _show(self, choices: tuple[Choice, ...]) -> None:
        self._choices = {f"{choice.where}/{choice.name}": choice for choice in choices}
        self.query_one(ResourceTable).set_rows(tuple(self._choices), self._cell)

    def _titled(self, choice: Choice) -> str:
        own = self.iamtui.settings.profile(choice.name)
        read_only = own.read_only or (choice.profile is not None and choice.profile.read_only)
        marks = (own.banner, "read-only" if read_only else "")
        said = ", ".join(mark for mark in marks if mark)
        return f"{choice.name} ({said})" if said else choice.name

    def _cell(self, key: str, column: str) -> Cell:
        choice = self._choices[key]
        profile = choice.profile
        if column == "name":
            return self._titled(choice)
        if column == "where":
            return choice.where
        if profile is None:
            return ("–", "muted")
        known = profile.account_id if column == "account" else profile.access_key_id
        return known or ("not known", "unknown")


def read_choices() -> tuple[Choice, ...]:
    """The profiles of the vault's list, of ~/.aws, and the mock. Raises IamtuiError; blocks."""
    listed = ProfileIndex().profiles()
    names = {profile.name for profile in listed}
    return (
        *(Choice(p.name, "vault", Start(profile=p.name), p) for p in listed),
        *(
            Choice(p.name, f"~/.aws {p.way}".strip(), Start(profile=p.name))
            for p in aws_profiles()
            if p.name not in names
        ),
        Choice("demo account", "mock", Start(mock="demo")),
    )
