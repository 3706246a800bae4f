"""The links of an account read backwards, and where documents name an ARN."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Caller, InlinePolicy, MfaDevice
from iamtui.account.references import documents_naming
from tests.support.accounts import (
    DENIED,
    READ_ONLY,
    account,
    arn,
    group,
    key_id,
    policy,
    role,
    small_account,
    user,
)

AUDIT = arn("policy", "Audit")
ANN = Entity(EntityKind.USER, "ann")


def test_links_are_found_from_both_ends() -> None:
    index = small_account().index

    assert index.members == {"admins": ("ann",)}
    assert index.attached_to[AUDIT] == (ANN,)
    assert index.attached_to[READ_ONLY] == (Entity(EntityKind.GROUP, "admins"),)
    assert index.boundary_of == {AUDIT: (ANN,)}
    assert index.key_owner == {key_id(1): "ann", key_id(2): "ann"}
    assert index.devices_of == {"ann": (arn("mfa", "ann"),)}
    assert index.by_arn[arn("user", "ann")] == ANN
    assert index.by_arn[READ_ONLY] == Entity(EntityKind.POLICY, READ_ONLY)


def test_fields_that_are_not_known_add_no_links() -> None:
    blind = replace(
        small_account().users["ann"],
        groups=DENIED,
        attached=DENIED,
        boundary=DENIED,
        access_keys=DENIED,
    )

    index = account(blind, policy("Audit")).index

    assert (index.members, index.attached_to, index.boundary_of, index.key_owner) == ({},) * 4


def naming(name: str) -> str:
    return f'{{"Statement":{{"Resource":"{arn("user", name)}"}}}}'


def test_only_whole_arns_count() -> None:
    made = account(
        user("ann"),
        group("admins", inline=Known((InlinePolicy("exact", naming("ann")),))),
        group("others", inline=Known((InlinePolicy("longer", naming("anna")),))),
        role("web", trust=Known(naming("ann").replace("/", "\\/"))),
        role("batch", trust=DENIED),
        policy("Deploy", naming("ann")),
        policy("Longer", naming("ann/b")),
    )

    assert documents_naming(made, arn("user", "ann")) == (
        "inline policy exact of group admins",
        "policy Deploy",
        "trust policy of role web",
    )


def test_an_entitys_own_documents_do_not_count() -> None:
    made = account(user("ann", inline=Known((InlinePolicy("self", naming("ann")),))))

    assert documents_naming(made, arn("user", "ann")) == ()


@pytest.mark.parametrize(
    ("caller_arn", "name", "is_root"),
    [
        ("arn:aws:iam::123456789012:user/ann", "ann", False),
        ("arn:aws:iam::123456789012:user/team/a/ann", "ann", False),
        ("arn:aws:iam::123456789012:root", None, True),
        ("arn:aws:sts::123456789012:assumed-role/web/session", None, False),
        ("arn:aws:sts::123456789012:federated-user/ann", None, False),
    ],
)
def test_who_is_asking(caller_arn: str, name: str | None, is_root: bool) -> None:
    caller = Caller(caller_arn, "ID", "123456789012")

    assert (caller.user_name, caller.is_root) == (name, is_root)


@pytest.mark.parametrize(
    ("serial", "is_virtual", "is_fido"),
    [
        ("arn:aws:iam::123456789012:mfa/ann", True, False),
        ("arn:aws:iam::123456789012:u2f/user/ann/key", False, True),
        ("GAHT12345678", False, False),
    ],
)
def test_what_sort_of_device_a_serial_number_names(
    serial: str, is_virtual: bool, is_fido: bool
) -> None:
    device = MfaDevice(serial, "ann")

    assert (device.is_virtual, device.is_fido) == (is_virtual, is_fido)
