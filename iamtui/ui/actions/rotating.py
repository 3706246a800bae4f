"""Commands of rotations: open one, and what can be done on its screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from iamtui.account.entity import EntityKind
from iamtui.account.model import KeyStatus
from iamtui.aws.session_denial import LONGEST_SESSION
from iamtui.changes.keys import ActivateKey, DeactivateKey, DeleteKey
from iamtui.rotation.journal import Kept, unfinished
from iamtui.rotation.machine import waits_for_hand_over
from iamtui.rotation.reconcile import KeyKind
from iamtui.rotation.states import IN_VAULT, Pace, Phase, Rotation
from iamtui.rotation.transitions import has_way_back
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.dialogs import ChoiceDialog, Option
from iamtui.ui.kinds import key_rows
from iamtui.ui.profiles.screen import ProfilesScreen
from iamtui.ui.rotation import pipeline as pipeline
from iamtui.ui.rotation.around import folder_of
from iamtui.ui.rotation.hand_over import show_secret
from iamtui.ui.rotation.keys_here_screen import KeysHereScreen
from iamtui.ui.rotation.notes import sentence
from iamtui.ui.rotation.opening import open_rotation, request_for
from iamtui.ui.rotation.progress import Stage
from iamtui.ui.rotation.screen import RotationScreen
from iamtui.ui.rotation.where_used_screen import WhereUsedScreen

if TYPE_CHECKING:
    from iamtui.ui.screen import CommandScreen

_BUSY = "A step is under way; Space pauses before the next one."


def rotate(screen: CommandScreen) -> None:
    """Rotate the key under the cursor, or that of the user under it."""
    open_rotation(screen.iamtui, _user(screen))


def why_not_rotate(screen: CommandScreen) -> str:
    """Why no rotation can be shown."""
    return "" if _user(screen) else "Put the cursor on a user or an access key."


def rotate_profile(screen: CommandScreen) -> None:
    """Rotate the key of the profile under the cursor, which is opened first."""
    choice = cast(ProfilesScreen, screen).choice
    if choice is None:
        return
    session, app = screen.session, screen.iamtui
    if session is not None and session.target.name == choice.name:
        app.show_root()
        open_rotation(app)
    else:
        app.open(replace(choice.start, rotate=True))


def why_not_profile(screen: CommandScreen) -> str:
    """Why the line under the cursor has no key to rotate."""
    choice = cast(ProfilesScreen, screen).choice
    if choice is None or choice.start.profile is None:
        return "Put the cursor on a profile with an access key."
    return ""


def list_unfinished(screen: CommandScreen) -> None:
    """Choose an unfinished rotation and go on with it."""
    app, session = screen.iamtui, screen.session
    if session is None:
        return
    account = session.account.id.otherwise("")

    def show(kept: tuple[Kept, ...]) -> None:
        here = [each for each in kept if each.account == account]
        if len(here) == 1:
            _go_on(screen, here[0])
            return
        options = [Option(str(n), k.user, sentence(k, app.now())) for n, k in enumerate(here)]
        title, nothing = "Go on with which rotation?", "No rotation is unfinished in this account."

        def chosen(key: str | None) -> None:
            if key is not None:
                _go_on(screen, here[int(key)])

        if here:
            app.push_screen(ChoiceDialog(title, options, "Nothing matches."), chosen)
        else:
            app.say(nothing)

    app.submit(lambda: unfinished(folder_of(session)), show, app.fail)


def _go_on(screen: CommandScreen, kept: Kept) -> None:
    """Show the rotation; where its journal tells nothing, whose the user's keys are."""
    if kept.rotation is None:
        _show_keys(screen, kept.user)
    else:
        open_rotation(screen.iamtui, kept.user)


def show_keys(screen: CommandScreen) -> None:
    """Show every key of the user, and what each of them is to this machine."""
    rotation = screen.job.progress.rotation if isinstance(screen, RotationScreen) else None
    user = rotation.user if rotation is not None else _requested(screen)
    _show_keys(screen, user)


def _requested(screen: CommandScreen) -> str:
    return screen.job.request.user if isinstance(screen, RotationScreen) else _user(screen)


def _show_keys(screen: CommandScreen, user: str) -> None:
    session = screen.session
    if session is not None:
        screen.app.push_screen(KeysHereScreen(request_for(session, user)))


def _user(screen: CommandScreen) -> str:
    subject = screen.subject
    if subject is None:
        return ""
    if subject.kind is EntityKind.USER:
        return subject.key
    return key_rows.owner_name(subject.key) if subject.kind is EntityKind.ACCESS_KEY else ""


# On the screen of a rotation


def _screen(screen: CommandScreen) -> RotationScreen:
    return cast(RotationScreen, screen)


def _rotation(screen: CommandScreen) -> Rotation | None:
    return _screen(screen).job.progress.rotation


def start(screen: CommandScreen) -> None:
    """Begin, go on, hand over what waits for that, or close what is over."""
    own = _screen(screen)
    if own.job.progress.phase.is_over:
        screen.iamtui.back()
    elif not why_not_hand_over(screen):
        hand_over(screen)
    else:
        own.open_subject()


def why_not_start(screen: CommandScreen) -> str:
    """Why nothing can be begun now."""
    return _BUSY if _screen(screen).job.progress.stage.is_busy else ""


def why_not_look(screen: CommandScreen) -> str:
    """Why it cannot be looked at now."""
    return why_not_start(screen)


def leave(screen: CommandScreen) -> None:
    """Leave the screen; while it runs, pause it first."""
    screen.go_back()


def pause(screen: CommandScreen) -> None:
    """Stop before the next step."""
    _screen(screen).job.pause()
    screen.iamtui.say("Pausing before the next step …")


def why_not_pause(screen: CommandScreen) -> str:
    """Why there is nothing to pause."""
    running = _screen(screen).job.progress.stage is Stage.RUNNING
    return "" if running else "Nothing is being done that could be paused."


def until_step(screen: CommandScreen) -> None:
    """Do the steps up to the one under the cursor, and no more."""
    own = _screen(screen)
    own.run(until=pipeline.until_step(own.job.progress, own.step.key))


def why_not_until(screen: CommandScreen) -> str:
    """Why it cannot go as far as the step under the cursor, and no further."""
    own = _screen(screen)
    progress = own.job.progress
    if progress.stage.is_busy:
        return _BUSY
    rotation = progress.rotation
    if rotation is None:
        return "It is not known yet whose key it is."
    if rotation.back or rotation.phase.is_over:
        return "It is being taken back, or it is over."
    if progress.phase in own.step.done or own.step.key in ("check", "observe", "delete"):
        return "Put the cursor on a step that is ahead, before the deletion; u goes as far as that."
    return ""


def take_back(screen: CommandScreen) -> None:
    """Take the rotation back, after a yes."""
    own, rotation = _screen(screen), _rotation(screen)
    if rotation is None:
        return
    uses = "" if rotation.form == IN_VAULT else ", and this machine uses it"
    question = f"{rotation.old_key_id} is active after that{uses}."
    if rotation.new_key_id:
        question += f" {rotation.new_key_id} is deleted; whoever was given it cannot use it."

    def answered(yes: bool | None) -> None:
        if yes:
            own.run(back=True)

    title = "Take the rotation back?"
    screen.app.push_screen(ConfirmDialog(title, question, "take it back", "no"), answered)


def why_not_back(screen: CommandScreen) -> str:
    """Why there is no way back."""
    own, rotation = _screen(screen), _rotation(screen)
    if own.job.progress.stage.is_busy:
        return _BUSY
    if rotation is None or (rotation.phase is Phase.PREPARED and not own.job.progress.resumed):
        return "Nothing was changed yet, so there is nothing to take back."
    if not has_way_back(rotation):
        return f"{rotation.old_key_id} is deleted or about to be, so there is no way back."
    return ""


def do_not_wait(screen: CommandScreen) -> None:
    """Deactivate or delete the old key without waiting any longer, after a yes."""
    own, rotation = _screen(screen), _rotation(screen)
    if rotation is None:
        return
    if rotation.phase is Phase.INACTIVE:
        pace = replace(own.job.request.pace, observe=Pace().observe * 0)
        own.run(until=frozenset(), pace=pace)
        return
    question = (
        f"Whatever still uses {rotation.old_key_id} fails then; until it is deleted it can be "
        "activated again."
    )

    def answered(yes: bool | None) -> None:
        if yes:
            own.run(pace=replace(own.job.request.pace, drain=Pace().drain * 0))

    title = "Deactivate the old key now?"
    screen.app.push_screen(ConfirmDialog(title, question, "deactivate it", "no"), answered)


def why_not_now(screen: CommandScreen) -> str:
    """Why nothing is waited for that could be skipped."""
    own, rotation = _screen(screen), _rotation(screen)
    if own.job.progress.stage.is_busy:
        return _BUSY
    waits = rotation is not None and rotation.phase in (Phase.SWITCHED, Phase.INACTIVE)
    if not waits or (rotation is not None and rotation.back):
        return "Nothing is waited for now: only draining and observing take their time."
    return "" if why_not_hand_over(screen) else "Hand the new secret over first: d."


def look_again(screen: CommandScreen) -> None:
    """Look at AWS and at this machine again; nothing is changed."""
    _screen(screen).job.look()


def why_not_hand_over(screen: CommandScreen) -> str:
    """Why there is no secret to hand over."""
    progress = _screen(screen).job.progress
    if progress.stage.is_busy:
        return _BUSY
    rotation, seen = progress.rotation, progress.seen
    is_there = rotation is not None and seen is not None and waits_for_hand_over(rotation, seen)
    if not is_there:
        return "No new secret of another user waits here to be handed over."
    verified = rotation is not None and rotation.phase in Phase.SWITCHED.and_later
    return "" if verified else "It is handed over once it was seen to work: Enter goes on."


def hand_over(screen: CommandScreen) -> None:
    """Show the new secret of another user and deliver it; then ask whether that was done."""
    show_secret(_screen(screen))


def where_used(screen: CommandScreen) -> None:
    """Show where the old key is used."""
    rotation = _rotation(screen)
    if rotation is not None:
        screen.app.push_screen(WhereUsedScreen(rotation.old_key_id, rotation.user_arn))


def why_not_where_used(screen: CommandScreen) -> str:
    """Why there is no key to look for."""
    return "" if _rotation(screen) is not None else "It is not known yet whose key it is."


def lift(screen: CommandScreen) -> None:
    """End the denial of older sessions, after a yes."""
    own, rotation = _screen(screen), _rotation(screen)
    if rotation is None:
        return

    def answered(yes: bool | None) -> None:
        if yes:
            own.lift()

    hours = round(LONGEST_SESSION.total_seconds() / 3600)
    question = (
        f"Sessions of {rotation.user} that were made with the leaked key work again, unless they "
        f"have expired: they last {hours} hours at most."
    )
    title = "End the denial of older sessions?"
    screen.app.push_screen(ConfirmDialog(title, question, "end it", "no"), answered)


def why_not_lift(screen: CommandScreen) -> str:
    """Why no denial of sessions can be ended."""
    progress = _screen(screen).job.progress
    if progress.stage.is_busy:
        return _BUSY
    if progress.rotation is None or progress.rotation.cutoff is None:
        return "No sessions are denied by this rotation."
    return "" if progress.phase is Phase.DONE else "It can be ended once the leaked key is deleted."


# On the screen of a user's keys


def _keys(screen: CommandScreen) -> KeysHereScreen:
    return cast(KeysHereScreen, screen)


def switch_key_here(screen: CommandScreen) -> None:
    """Plan to deactivate the key under the cursor, or to activate it."""
    own = _keys(screen)
    key = own.key
    if key is not None:
        active = key.status is KeyStatus.ACTIVE
        change = (DeactivateKey if active else ActivateKey)(own.user, own.key_id)
        screen.iamtui.propose(change)


def delete_key_here(screen: CommandScreen) -> None:
    """Plan to delete the key under the cursor."""
    own = _keys(screen)
    screen.iamtui.propose(DeleteKey(own.user, own.key_id))


def why_not_at_aws(screen: CommandScreen) -> str:
    """Why nothing can be done about the key at AWS."""
    return "" if _keys(screen).key is not None else "AWS does not have this key."


def forget_key(screen: CommandScreen) -> None:
    """Remove the secret of a key that AWS does not have any more."""
    _keys(screen).forget()


def why_not_forget(screen: CommandScreen) -> str:
    """Why its secret stays."""
    dead = _keys(screen).kind is KeyKind.DEAD
    return "" if dead else "Only the secret of a key that AWS does not have is removed."


def rotate_here(screen: CommandScreen) -> None:
    """Show the rotation of the user's key, which takes up what is there."""
    open_rotation(screen.iamtui, _keys(screen).request.user)


def look_at_keys(screen: CommandScreen) -> None:
    """Look again."""
    _keys(screen).look()
