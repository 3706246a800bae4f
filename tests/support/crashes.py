"""What makes every screen of iamtui crash on F9, with every secret that there is at hand."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyotp
from textual import events
from textual.screen import Screen
from textual.widgets import Input

from iamtui import ui
from iamtui.account.model import Account
from iamtui.secret import Secret
from iamtui.ui.app import IamtuiApp
from iamtui.ui.mfa.two_codes import TwoCodesScreen
from iamtui.ui.pictures.drawing_screen import PictureScreen
from iamtui.ui.questions.answer_row import AnswerRow
from iamtui.ui.questions.answer_screen import AnswerScreen
from iamtui.ui.secret.screen import SecretScreen
from iamtui.vault import open_store
from iamtui.vault.index import ProfileIndex
from iamtui.vault.memory import MemoryStore
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault

CRASH_KEY = "f9"


def install(ready: dict[str, str], tell: Callable[..., None]) -> None:
    """Prepare iamtui, in which the profile "acme" then leads to the mock of `ready`."""
    secrets = {name: ready[name] for name in ("secret_access_key", "mfa_seed")}
    _vault(ready)
    _start_session(ready, secrets, tell)
    _tell_of_screens(tell)
    for sort in screens():
        _make_crash(sort, secrets, tell)


def screens() -> list[type[Screen[Any]]]:
    """Every screen of iamtui that can be shown."""
    for module in pkgutil.walk_packages(ui.__path__, "iamtui.ui."):
        importlib.import_module(module.name)
    found: list[type[Screen[Any]]] = []
    left: list[type[Screen[Any]]] = [Screen]
    while left:
        sorts = left.pop().__subclasses__()
        left += sorts
        found += [s for s in sorts if s.__module__.startswith("iamtui.") and _is_shown(s)]
    return found


def _is_shown(sort: type[Screen[Any]]) -> bool:
    return not any(other.__module__.startswith("iamtui.") for other in sort.__subclasses__())


def _vault(ready: dict[str, str]) -> None:
    store = MemoryStore()
    profile = Profile(
        name="acme",
        access_key_id=ready["access_key_id"],
        endpoint_url=ready["endpoint_url"],
        mfa_serial=ready["mfa_serial"],
    )
    vault = Vault(store, ProfileIndex())
    vault.add_access_key(profile, Secret(ready["secret_access_key"]))
    vault.add_totp_seed(ready["mfa_serial"], Secret(ready["mfa_seed"]))
    setattr(open_store, "chosen_store", lambda _settings: store)  # noqa: B010 - is set by name


def _start_session(
    ready: dict[str, str], secrets: dict[str, str], tell: Callable[..., None]
) -> None:
    """Once the account is there, start an MFA session with a typed code."""
    loaded: Any = IamtuiApp._loaded

    def start(app: IamtuiApp) -> None:
        session: Any = app.session
        ahead = session.backend.clock_offset.total_seconds()
        code = pyotp.TOTP(ready["mfa_seed"]).at(time.time() + ahead)
        session.broker.start_typed(ready["mfa_serial"], code)
        keys = session.backend._api.clients._keys
        secrets.update(
            typed_code=code, session_secret=keys.secret.reveal(), session_token=keys.token.reveal()
        )

    def then_start(app: IamtuiApp, account: Account) -> None:
        loaded(app, account)
        app.submit(lambda: start(app), lambda _none: tell(secrets=secrets), app.fail)

    setattr(IamtuiApp, "_loaded", then_start)  # noqa: B010 - mypy takes it for a redefinition


def _tell_of_screens(tell: Callable[..., None]) -> None:
    push_screen: Any = IamtuiApp.push_screen

    def push(app: IamtuiApp, screen: Any, *more: Any, **named: Any) -> Any:
        pushed = push_screen(app, screen, *more, **named)
        screen.call_after_refresh(lambda: tell(shown=type(screen).__name__))
        return pushed

    def picture(screen: PictureScreen, *more: Any) -> None:
        show_picture(screen, *more)
        tell(shown=f"picture of {type(screen).__name__}")

    def focused(line: Input, event: events.Focus) -> None:
        on_focus(line, event)
        tell(focused=line.id)

    def rows(screen: AnswerScreen, found: Sequence[AnswerRow], empty: str) -> None:
        show_rows(screen, found, empty)
        if found:
            tell(shown=f"rows of {type(screen).__name__}")

    show_rows: Any = AnswerScreen.show_rows
    on_focus: Any = Input._on_focus
    show_picture: Any = PictureScreen.show_picture
    for owner, name, new in (
        (IamtuiApp, "push_screen", push),
        (AnswerScreen, "show_rows", rows),
        (Input, "_on_focus", focused),
        (PictureScreen, "show_picture", picture),
    ):
        setattr(owner, name, new)


def _make_crash(
    sort: type[Screen[Any]], secrets: dict[str, str], tell: Callable[..., None]
) -> None:
    own: Any = vars(sort).get("on_key")

    def on_key(screen: Screen[Any], event: events.Key) -> None:
        if event.key == CRASH_KEY:
            if isinstance(screen, SecretScreen) and screen.new is not None:
                secrets["new_secret"] = screen.new.secret.reveal()
                tell(new_secret=secrets["new_secret"])
            if isinstance(screen, TwoCodesScreen) and screen._wanted.seed is not None:
                secrets["new_secret"] = screen._wanted.seed.reveal()
                tell(new_secret=secrets["new_secret"])
            picture = screen.app.export_screenshot()
            (Path.home() / f"{sort.__name__}.svg").write_text(picture)
            tell(crashed=sort.__name__)
            secret_access_key, token = secrets["secret_access_key"], secrets["session_token"]
            try:
                raise KeyError(secret_access_key, token)
            except KeyError as error:
                raise RuntimeError(f"{secrets} {secret_access_key}", secrets) from error
        if own is not None:
            own(screen, event)

    sort.on_key = on_key  # type: ignore[attr-defined]
