"""The palette: commands, the console's phrases for them, and every entity by name, ARN or id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from iamtui.account.entity import Entity, EntityKind
from iamtui.aws.role_request import is_role_arn
from iamtui.ui.actions.roles import assume_arn
from iamtui.ui.command import Command, shown_key
from iamtui.ui.dialogs import ChoiceDialog, Option
from iamtui.ui.kinds import KINDS

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen

KEY_ID = re.compile(r"A[A-Z0-9]{15,127}", re.ASCII)


def open_palette(screen: CommandScreen) -> None:
    """Let the user choose; a command is run on `screen`, an entity is opened."""
    commands = {f":{command.name}": command for command in _fitting(screen)}
    targets: dict[str, Entity] = {}
    options = [_command_option(key, command) for key, command in commands.items()]
    for option, entity in _entities(screen):
        options.append(option)
        targets[option.key] = entity

    def chosen(key: str | None) -> None:
        if key is None:
            return
        if key in commands:
            screen.perform(commands[key])
        elif key in targets:
            screen.iamtui.go(targets[key])
        elif is_role_arn(key):
            assume_arn(screen, key)
        else:
            _look_up(screen, key)

    dialog = ChoiceDialog("Go to", options, "Nothing matches.", free=free_choice)
    screen.app.push_screen(dialog, chosen)


def free_choice(typed: str) -> str | None:
    """What was typed, where it may name something that no list holds: an access key id, or a role
    of another account, which is assumed."""
    text = typed.strip()
    return text if KEY_ID.fullmatch(text) or is_role_arn(text) else None


def _fitting(screen: CommandScreen) -> list[Command]:
    kind = screen.subject.kind if screen.subject else None
    return [c for c in screen.iamtui.keymap.commands if c.fits(screen.SCOPE, kind)]


def _command_option(key: str, command: Command) -> Option:
    also = f"  ({', '.join(command.phrases)})" if command.phrases else ""
    return Option(key, f"{command.help}{also}", (f"key {shown_key(command.keys[0])}", "muted"))


def _entities(screen: CommandScreen) -> Iterator[tuple[Option, Entity]]:
    session = screen.session
    if session is None:
        return
    for kind in KINDS:
        for key in kind.keys(session.account):
            arn = kind.arn(session.account, key)
            name = kind.name(session.account, key)
            detail = arn or kind.entity.value
            yield (
                Option(f"{kind.key}{key}", f"{kind.entity.value} {name}", detail),
                Entity(kind.entity, key),
            )


def _look_up(screen: CommandScreen, key_id: str) -> None:
    """Ask AWS whose access key that is, and open its owner."""
    session, app = screen.session, screen.iamtui
    if session is None:
        return

    def found(owner: str | None) -> None:
        if owner is None:
            app.say(f"No user of this account has the access key {key_id}.")
        else:
            app.say(f"{key_id} belongs to {owner}.")
            app.go(Entity(EntityKind.USER, owner))

    app.say(f"Asking whose key {key_id} is …")
    app.submit(lambda: session.backend.owner_of_key(key_id), found, app.fail)
