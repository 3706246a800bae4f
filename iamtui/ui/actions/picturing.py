"""Commands of the pictures: escalation paths, and what hangs together around an entity.

The screens are imported when one is opened: the policy engine is not needed for the first frame.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from iamtui.account.entity import EntityKind

if TYPE_CHECKING:
    from iamtui.ui.pictures.drawing_screen import PictureScreen
    from iamtui.ui.pictures.escalation_screen import EscalationScreen
    from iamtui.ui.pictures.path_screen import PathScreen
    from iamtui.ui.pictures.paths_list import PathsScreen
    from iamtui.ui.pictures.tree_screen import TreeScreen
    from iamtui.ui.screen import CommandScreen

_PRINCIPALS = (EntityKind.USER, EntityKind.ROLE)


def escalation(screen: CommandScreen) -> None:
    """Show who can come by administrator rights: the subject first, if it is a user or role."""
    from iamtui.ui.pictures.escalation_screen import EscalationScreen

    subject = screen.subject
    is_principal = subject is not None and subject.kind in _PRINCIPALS
    screen.app.push_screen(EscalationScreen(subject if is_principal else None))


def who_becomes(screen: CommandScreen) -> None:
    """Show who can come to act as the subject."""
    from iamtui.ui.pictures.escalation_screen import BecomingScreen

    if screen.subject is not None:
        screen.app.push_screen(BecomingScreen(screen.subject))


def relations(screen: CommandScreen) -> None:
    """Draw what hangs together around the subject."""
    from iamtui.ui.pictures.relation_screen import RelationScreen

    if screen.subject is not None:
        screen.app.push_screen(RelationScreen(screen.subject))


def everybody(screen: CommandScreen) -> None:
    """Show the paths of all, or of one."""
    cast("EscalationScreen", screen).switch_everybody()


def why_not_everybody(screen: CommandScreen) -> str:
    """Why there is nothing to switch to."""
    from iamtui.ui.pictures.escalation_screen import EscalationScreen

    if isinstance(screen, EscalationScreen) and screen.entity is not None:
        return ""
    return "This is everybody already."


def search_again(screen: CommandScreen) -> None:
    """Search for paths from the start."""
    cast("PathsScreen", screen).ask_again()


def next_path(screen: CommandScreen) -> None:
    """Show the next path of the principal."""
    cast("PathScreen", screen).next_path(1)


def previous_path(screen: CommandScreen) -> None:
    """Show the path before."""
    cast("PathScreen", screen).next_path(-1)


def why_no_other_path(screen: CommandScreen) -> str:
    """Why there is no next path."""
    path = cast("PathScreen", screen)
    return "" if len(path.paths) > 1 else f"This is the only path of the {path.path.start}."


def turn(screen: CommandScreen) -> None:
    """Open or close the branch under the cursor."""
    cast("TreeScreen", screen).turn()


def copy(screen: CommandScreen) -> None:
    """Send the picture to the terminal's clipboard, as text."""
    text = cast("PictureScreen", screen).copied
    if not text:
        screen.iamtui.say("There is nothing to copy yet.")
        return
    screen.app.copy_to_clipboard(text)
    count = text.count("\n") + 1
    screen.iamtui.say(
        f"Sent the picture, {count} line{'s' * (count > 1)}, to the terminal's clipboard, if it "
        "takes it."
    )
