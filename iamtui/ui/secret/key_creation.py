"""Making an access key by a plan: its secret is kept or shown before anything else is done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iamtui.account.call import Call, text
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.account.new_key import CREATE, answered
from iamtui.aws.cancel import Cancel
from iamtui.aws.target import CredentialSource
from iamtui.changes.keys import DeleteKey
from iamtui.delivery.new_secret import NewSecret, sign_in_url
from iamtui.rotation.orphans import orphans
from iamtui.ui.confirm_dialog import ConfirmDialog
from iamtui.ui.secret.screen import SecretScreen
from iamtui.vault.index import ProfileIndex

if TYPE_CHECKING:
    from iamtui.execution.runner import Outcome
    from iamtui.ui.app import IamtuiApp
    from iamtui.ui.sessions.session import Session
    from iamtui.vault.items import AccessKeyPair

_KEYS = frozenset({Aspect.ACCESS_KEYS, Aspect.KEY_USE})
_NOT_KEPT = "The vault could not keep it, so hand it over or write it down here."
_NOT_SEEN_YET = (
    "Whether a key was made is not known, and AWS shows none yet. Look again with r before you "
    "make another."
)


class KeyCreation:
    """What the runner of a plan sends its calls through, for the profile that is open."""

    def __init__(self, app: IamtuiApp, session: Session) -> None:
        self._app = app
        self._session = session

    def send(self, call: Call) -> Call | None:
        """Send `call`; a key that it makes is kept and shown first. Blocks, and raises as
        `Backend.send` does."""
        if call.operation != CREATE:
            self._session.backend.send(call)
            return None
        user = text(call.parameters, "UserName")
        key = self._session.backend.create_key(user)
        new = self._new(user, key)
        try:
            kept, warning = self._kept(user, key), ""
        except Exception:  # noqa: BLE001 - whatever went wrong, the secret is not to be lost by it
            kept, warning = "", _NOT_KEPT
        self._show(new, kept, warning)
        return answered(call, key.access_key_id)

    def _new(self, user: str, key: AccessKeyPair) -> NewSecret:
        account = self._session.account
        account_id = account.id.otherwise("")
        url = ""
        if self._session.target.endpoint_url is None:
            url = sign_in_url(account_id, account.alias.otherwise(None) or "")
        return NewSecret(user, key.access_key_id, key.secret, account_id, url)

    def _kept(self, user: str, key: AccessKeyPair) -> str:
        """Put the key into the vault, where the open profile is the user's own from there, and say
        so; "" elsewhere. Raises what the vault does."""
        session = self._session
        caller = session.account.caller.otherwise(None)
        is_own = caller is not None and caller.user_name == user
        if not is_own or session.target.source is not CredentialSource.VAULT:
            return ""
        name = session.target.name
        profiles = [profile for profile in ProfileIndex().profiles() if profile.name == name]
        for profile in profiles:
            self._app.keyring.vault().save_access_key(profile, key)
        return (
            f"The vault keeps it as a spare key of the profile {name}, which goes on with the key "
            "that it has; a rotation takes it up."
            if profiles
            else ""
        )

    def _show(self, new: NewSecret, kept: str, warning: str) -> None:
        """Show it even where the profile was left meanwhile: a secret is shown now or never."""

        def show() -> None:
            if self._app.is_running:
                self._app.push_screen(SecretScreen(new, kept, warning))

        self._app.jobs.tell(self._session.generation, show, show)


def look_after(app: IamtuiApp, session: Session, outcome: Outcome, began: datetime) -> None:
    """After a run: read the keys of a user who got one; where the answer was lost, offer to delete
    the key that nobody has the secret of. `began` is when the run began, on this machine."""
    failed = outcome.failed
    if outcome.unknown and failed is not None and failed.call.operation == CREATE:
        user = text(failed.call.parameters, "UserName")
        _offer_deletion(app, session, user, _ids(failed.before.users[user].access_keys), began)
        return
    for step in outcome.done:
        if step.call.operation == CREATE:
            app.fetch(Read(_entity(step.call), _KEYS), again=True)


def _offer_deletion(
    app: IamtuiApp, session: Session, user: str, before: tuple[str, ...], began: datetime
) -> None:
    intended = began + (session.backend.clock_offset or timedelta(0))
    entity = Entity(EntityKind.USER, user)

    def look() -> tuple[str, ...]:
        after = session.backend.fetch(entity, _KEYS, Cancel())(session.account)
        keys = after.users[user].access_keys.otherwise(()) if user in after.users else ()
        return orphans(user, before, keys, intended)

    def found(ids: tuple[str, ...]) -> None:
        if not ids:
            app.say(_NOT_SEEN_YET)
            return
        question = (
            f"{ids[0]} was made for {user}, but the answer with its secret was lost: nobody can "
            "use it, and it counts as one of two."
        )
        dialog = ConfirmDialog("A key without a secret", question, "delete it", "leave it")
        app.push_screen(dialog, lambda yes: app.propose(DeleteKey(user, ids[0])) if yes else None)

    app.submit(look, found, app.fail)


def _entity(call: Call) -> Entity:
    return Entity(EntityKind.USER, text(call.parameters, "UserName"))


def _ids(field: object) -> tuple[str, ...]:
    keys = field.value if isinstance(field, Known) else ()
    return tuple(key.id.value for key in keys if isinstance(key.id, Known))
