"""`iamtui mock serve`: an account on a port of 127.0.0.1 until it is told to end."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from iamtui.errors import UsageError
from iamtui.mock.accounts import Opened, open_account
from iamtui.mock.accounts.administrator import Login
from iamtui.mock.conditions import Conditions, impose
from iamtui.mock.dispatch import Mock
from iamtui.mock.listener import Listener, serve_in_thread
from iamtui.mock.state import keep_saved, load_state, save_state
from iamtui.secret import Secret

CONTROL_VARIABLE: Final = "IAMTUI_MOCK_CONTROL"


@dataclass(frozen=True, slots=True)
class Ready:
    """The line on standard output that says where the mock is and how to sign in to it.

    The secrets are bare: they open nothing but this process.
    """

    endpoint_url: str
    account_id: str
    access_key_id: str
    secret_access_key: str
    mfa_serial: str
    mfa_seed: str


def serve(
    port: int = 0,
    account: str = "demo",
    auth: bool = True,
    control_secret: Secret | None = None,
    exit_with_parent: bool = False,
    state: Path | None = None,
    conditions: Conditions | None = None,
) -> int:
    """Serve `account` (see `open_account`) in the foreground; gives the exit code.

    `conditions` make it slow, late or faulty.

    With `state` the account that this file holds is served instead, if it is there, and every
    change is written to it.

    Prints one JSON line (`Ready`) when it answers, and what could not be loaded as sentences on
    standard error. Ends on SIGTERM and SIGINT, and with `exit_with_parent` when standard input
    closes. The control endpoint exists if `control_secret` or IAMTUI_MOCK_CONTROL gives one.
    Raises UsageError where the account cannot be read or the port cannot be had.
    """
    opened = _opened(account, state)
    for sentence in opened.remarks:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201
    secret = control_secret or _secret_from_environment()
    mock = Mock(opened.store, authorises=auth)
    impose(mock, conditions or Conditions())
    listener = _listen(port, mock, secret)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if exit_with_parent:
        threading.Thread(target=_wait_for_parent, args=(ended,), daemon=True).start()
    if state is not None:
        save_state(state, opened.store, opened.login)
        saver = keep_saved(state, mock, opened.login, ended)
    serve_in_thread(listener)
    print(_ready_line(listener, opened.store.account_id, opened.login), flush=True)  # noqa: T201
    ended.wait()
    listener.shutdown()
    listener.server_close()
    if state is not None:
        saver.join()
        save_state(state, opened.store, opened.login)
    return 0


def _opened(account: str, state: Path | None) -> Opened:
    if state is None or not state.exists():
        return open_account(account)
    saved = load_state(state)
    return Opened(saved.store, saved.login, (f"The account in {state} is served.",))


def _listen(port: int, mock: Mock, secret: Secret | None) -> Listener:
    try:
        return Listener(port, mock, secret)
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"The mock cannot listen on port {port} of 127.0.0.1.",
            "Choose another port, or 0 for any free one.",
        ) from error


def _ready_line(listener: Listener, account_id: str, login: Login) -> str:
    ready = Ready(
        endpoint_url=f"http://127.0.0.1:{listener.server_port}",
        account_id=account_id,
        access_key_id=login.access_key_id,
        secret_access_key=login.secret_access_key.reveal(),
        mfa_serial=login.mfa_serial,
        mfa_seed=login.mfa_seed.reveal(),
    )
    return json.dumps(asdict(ready))


def _secret_from_environment() -> Secret | None:
    text = os.environ.pop(CONTROL_VARIABLE, "")
    return Secret(text) if text else None


def _wait_for_parent(ended: threading.Event) -> None:
    """The pipe closes when the parent ends, however it ends."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    ended.set()
