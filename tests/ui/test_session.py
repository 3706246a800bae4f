"""A session: the picture of one account, and who acts on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import NOT_ASKED, Field, Known, Unknown, Why
from iamtui.account.model import Account, Caller, Source
from iamtui.account.operation import reduce
from iamtui.aws.memory import IN_MEMORY, MemoryBackend
from iamtui.changes.attachments import AttachPolicy
from iamtui.execution.guard import Guard
from iamtui.execution.journal import Journal
from iamtui.execution.mfa import MfaBroker
from iamtui.execution.rules import Rules
from iamtui.ui.sessions.session import Session, account_name, stopped
from iamtui.vault.ledger import Ledger
from tests.support.accounts import ACCOUNT_ID, NOW, READ_ONLY, account, arn, small_account, user

ANN = Entity(EntityKind.USER, "ann")
BOB = Entity(EntityKind.USER, "bob")
DEVICE = arn("mfa", "ann")
PASSKEY = f"arn:aws:iam::{ACCOUNT_ID}:u2f/user/ann/key"
DENIED = Unknown(Why.DENIED, "iam:ListMFADevices")


def signed_in() -> Account:
    """The small account with its user ann at the keyboard."""
    return replace(small_account(), caller=Known(Caller(arn("user", "ann"), "AIDA", ACCOUNT_ID)))


def session(of: Account, mfa_serial: str | None = None) -> Session:
    target = replace(IN_MEMORY, mfa_serial=mfa_serial)
    backend = MemoryBackend(of, target=target)
    return Session(
        generation=1,
        target=target,
        backend=backend,
        broker=MfaBroker(backend, lambda _serial: None, Ledger(Path("unused"))),
        guard=Guard(Rules()),
        journal=Journal(Path("unused")),
        close=lambda: None,
        account=of,
    )


def with_devices(devices: Field[tuple[str, ...]], listed: Field[object] = DENIED) -> Account:
    caller = signed_in().caller
    made = replace(account(user("ann", mfa_devices=devices)), mfa_devices={}, caller=caller)
    return replace(made, sources={**made.sources, Source.MFA_DEVICES: listed})  # type: ignore[dict-item]


ATTACH = AttachPolicy(BOB, READ_ONLY).calls(signed_in())[0]


def attached(open_: Session) -> tuple[str, ...]:
    return open_.account.users["bob"].attached.otherwise(())


def test_a_write_while_loading_is_not_taken_back_by_what_was_read_before() -> None:
    open_ = session(signed_in())
    open_.begin_loading()
    open_.apply(lambda old: reduce(old, ATTACH))
    assert attached(open_) == (READ_ONLY,)
    open_.show_loaded(signed_in())
    assert attached(open_) == (READ_ONLY,)
    open_.end_loading(NOW)
    open_.begin_loading()
    open_.show_loaded(signed_in())
    assert attached(open_) == ()


def test_a_write_on_what_was_not_loaded_changes_nothing() -> None:
    open_ = session(account())
    open_.apply(lambda old: reduce(old, ATTACH))
    assert open_.account == account()


def test_a_loading_that_stopped_keeps_when_the_last_one_was_whole() -> None:
    open_ = session(signed_in())
    open_.begin_loading()
    open_.end_loading(NOW)
    cancel = open_.begin_loading()
    assert not cancel.cancelled
    open_.end_loading(None)
    assert open_.loaded_at == NOW
    assert open_.loading is None


def test_nothing_is_asked_twice_until_it_is_loaded_or_asked_again() -> None:
    open_ = session(signed_in())
    read = Read(BOB, frozenset({Aspect.ENTITY, Aspect.PASSWORD}))
    assert open_.unasked(Read(BOB)) == {Aspect.ENTITY}
    assert open_.unasked(read) == {Aspect.PASSWORD}
    assert open_.unasked(read) == frozenset()
    assert open_.unasked(Read(ANN)) == {Aspect.ENTITY}
    open_.ask_again(BOB)
    assert open_.unasked(read) == read.aspects
    assert open_.unasked(Read(ANN)) == frozenset()
    open_.begin_loading()
    open_.end_loading(NOW)
    assert open_.unasked(read) == read.aspects


def test_the_device_of_the_profile_goes_first() -> None:
    assert session(signed_in(), "GAHT12345678").mfa_serials() == Known(("GAHT12345678",))


def test_a_passkey_gives_no_codes_whoever_names_it() -> None:
    assert session(signed_in(), PASSKEY).mfa_serials() == Known((DEVICE,))
    open_ = session(with_devices(Known((PASSKEY, DEVICE))))
    assert open_.mfa_serials() == Known((DEVICE,))
    assert session(with_devices(Known((PASSKEY,)))).mfa_serials() == Known(())


def test_the_list_of_virtual_devices_serves_where_the_user_was_not_asked() -> None:
    ann = user("ann", mfa_devices=NOT_ASKED)
    made = replace(signed_in(), users={"ann": ann})
    assert session(made).mfa_serials() == Known((DEVICE,))


@pytest.mark.parametrize("listed", [DENIED, Known(NOW)])
def test_devices_that_are_not_known_are_not_none(listed: Field[object]) -> None:
    assert session(with_devices(DENIED, listed)).mfa_serials() == DENIED
    assert session(with_devices(NOT_ASKED, listed)).mfa_serials() == NOT_ASKED
    nobody = replace(with_devices(DENIED, listed), users={})
    assert isinstance(session(nobody).mfa_serials(), Unknown)
    assert session(with_devices(Known(()), listed)).mfa_serials() == Known(())


def test_a_role_has_no_device() -> None:
    role = Caller(f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/admin/ann", "AROA:ann", ACCOUNT_ID)
    open_ = session(replace(signed_in(), caller=Known(role)))
    assert open_.mfa_serials() == Known(())
    assert open_.caller_reads() == ()


def test_what_is_read_of_the_caller_before_a_plan() -> None:
    assert session(signed_in()).caller_reads() == (Read(ANN, frozenset({Aspect.MFA_DEVICES})),)
    assert session(signed_in(), DEVICE).caller_reads() == ()
    assert session(replace(signed_in(), caller=DENIED)).caller_reads() == ()


def test_who_is_acting() -> None:
    open_ = session(signed_in())
    there = open_.situation(NOW + timedelta(minutes=1))
    assert there.account_name == ACCOUNT_ID
    assert there.mfa_serials == Known((DEVICE,))
    assert there.session is None
    assert there.now == NOW + timedelta(minutes=1)


def test_the_name_of_an_account() -> None:
    assert account_name(replace(account(), alias=Known("acme"))) == "acme"
    assert account_name(account()) == ACCOUNT_ID
    assert account_name(Account()) == ""


def test_what_was_not_answered_when_loading_stopped_is_named() -> None:
    why = Unknown(Why.NOT_ASKED, "loading was stopped")
    half = replace(account(), sources={Source.USERS: Known(NOW)})
    sources = stopped(half, why).sources
    assert sources[Source.USERS] == Known(NOW)
    assert {state for source, state in sources.items() if source is not Source.USERS} == {why}
