"""Which unfinished rotation a command line means."""

from __future__ import annotations

from argparse import Namespace

from iamtui.errors import UsageError
from iamtui.rotation.journal import Kept
from iamtui.rotation.states import Rotation


def meant(arguments: Namespace, kept: tuple[Kept, ...]) -> Rotation | None:
    """The rotation that is to be taken up; None where a new one is asked for.

    Raises UsageError where nothing was named and there is more than one.
    """
    known = [each.rotation for each in kept if each.rotation is not None]
    name, user = arguments.profile, arguments.user
    fitting = [each for each in known if name in (None, each.profile) and user in (None, each.user)]
    if len(fitting) > 1 and name is None and user is None:
        listed = ", ".join(f"{each.user} ({each.profile or 'environment'})" for each in fitting)
        raise UsageError(
            f"{len(fitting)} rotations are unfinished: {listed}.", "Name the profile or the user."
        )
    return fitting[-1] if fitting else None


def like(arguments: Namespace, rotation: Rotation) -> None:
    """Let `arguments` name what they leave out as `rotation` has it."""
    arguments.profile = arguments.profile or rotation.profile or None
    arguments.user = arguments.user or rotation.user
    arguments.endpoint_url = arguments.endpoint_url or rotation.endpoint_url or None
    if rotation.deliver:
        arguments.deliver, arguments.format = rotation.deliver, rotation.form
