"""Another user's new secret, from the vault to whoever it is for, and then out of the vault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.delivery.new_secret import NewSecret, sign_in_url
from iamtui.rotation.holders.hand_over import HandOver
from iamtui.rotation.states import Rotation
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.rotation.around import vault_of
from iamtui.ui.secret.screen import SecretScreen
from iamtui.ui.storage.keyring_help import with_keyring_help
from iamtui.vault.items import AccessKeyPair

if TYPE_CHECKING:
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.rotation.screen import RotationScreen

_KEPT = "It stays in the vault here until you say that it was handed over."


def show_secret(screen: RotationScreen) -> None:
    """Show the new secret, masked, with the ways to deliver it."""
    app, rotation = screen.iamtui, screen.job.progress.rotation
    if rotation is None:
        return

    def show(key: AccessKeyPair | None) -> None:
        if key is None or not screen.is_open:
            screen.job.look()
            return
        screen.was_shown_secret = True
        app.push_screen(SecretScreen(_new(app, rotation, key), _KEPT))

    failed = with_keyring_help(app, lambda: show_secret(screen))
    app.submit(lambda: _holder(app, rotation).read(rotation.new_key_id), show, failed)


def ask_handed_over(screen: RotationScreen) -> None:
    """Ask whether the user has the secret now; where that is so it is removed from the vault, and
    the rotation goes on."""
    app, rotation = screen.iamtui, screen.job.progress.rotation
    if rotation is None:
        return

    def answered(yes: bool | None) -> None:
        if yes:
            remove()

    def remove() -> None:
        failed = with_keyring_help(app, remove)
        app.submit(
            lambda: _holder(app, rotation).forget(rotation.new_key_id),
            lambda _none: screen.go_on(),
            failed,
        )

    question = (
        f"Does {rotation.user} have the new secret, or a file with it? It is removed from the "
        f"vault then. {rotation.old_key_id} is watched, and deactivated once it is unused."
    )
    dialog = ConfirmDialog("Was it handed over?", question, "yes", "not yet")
    screen.app.push_screen(dialog, answered)


def _holder(app: IamtuiApp, rotation: Rotation) -> HandOver:
    vault = app.keyring.vault if app.session is None else vault_of(app, app.session)
    return HandOver(vault().store, rotation.account, rotation.user)


def _new(app: IamtuiApp, rotation: Rotation, key: AccessKeyPair) -> NewSecret:
    alias = app.session.account.alias.otherwise(None) if app.session is not None else None
    url = sign_in_url(rotation.account, alias or "")
    return NewSecret(rotation.user, key.access_key_id, key.secret, rotation.account, url)
