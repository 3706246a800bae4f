"""Single Changes: title, notes, what they read, what they ask for, and undo."""

from __future__ import annotations

from dataclasses import replace

import pytest

from iamtui.account.call import Call
from iamtui.account.entity import Aspect, Entity, EntityKind, Read
from iamtui.account.field import Known
from iamtui.account.model import LastUsed
from iamtui.account.operation import Impossible
from iamtui.changes.attachments import AttachPolicy, DetachPolicy
from iamtui.changes.change import Change, Sensitivity, steps, undoing
from iamtui.changes.keys import ActivateKey, DeactivateKey, DeleteKey
from iamtui.changes.membership import AddToGroup, RemoveFromGroup
from iamtui.changes.tags import Tag, Untag
from iamtui.changes.undo import Undo
from tests.support.accounts import DENIED, NOW, account, arn, key, key_id, small_account, user

ANN = Entity(EntityKind.USER, "ann")
BOB = Entity(EntityKind.USER, "bob")
ADMINS = Entity(EntityKind.GROUP, "admins")
AUDIT = Entity(EntityKind.POLICY, arn("policy", "Audit"))

CODE, NAME, SESSION = Sensitivity.CODE, Sensitivity.NAME, Sensitivity.SESSION


@pytest.mark.parametrize(
    ("change", "title", "sensitivity", "reads"),
    [
        (
            AttachPolicy(ADMINS, AUDIT.key),
            "Attach the policy Audit to the group admins",
            CODE,
            (Read(ADMINS), Read(AUDIT, frozenset({Aspect.VERSIONS}))),
        ),
        (
            DetachPolicy(ANN, AUDIT.key),
            "Detach the policy Audit from the user ann",
            CODE,
            (Read(ANN),),
        ),
        (
            AddToGroup("bob", "admins"),
            "Add the user bob to the group admins",
            CODE,
            (Read(BOB),),
        ),
        (
            RemoveFromGroup("ann", "admins"),
            "Remove the user ann from the group admins",
            CODE,
            (Read(ANN),),
        ),
        (
            ActivateKey("ann", key_id(2)),
            f"Activate the access key {key_id(2)} of ann",
            CODE,
            (Read(ANN, frozenset({Aspect.ACCESS_KEYS})),),
        ),
        (
            DeleteKey("ann", key_id(2)),
            f"Delete the access key {key_id(2)} of ann",
            NAME,
            (Read(ANN, frozenset({Aspect.ACCESS_KEYS})),),
        ),
        (Tag(ANN, "a", "b"), "Tag the user ann with a=b", SESSION, (Read(ANN),)),
        (
            Untag(AUDIT, "a"),
            "Remove the tag a from the policy Audit",
            SESSION,
            (Read(AUDIT),),
        ),
    ],
)
def test_a_change_says_what_it_is_and_needs(
    change: Change, title: str, sensitivity: Sensitivity, reads: tuple[Read, ...]
) -> None:
    assert change.title(small_account()) == title
    assert change.sensitivity is sensitivity
    assert change.reads() == reads


def test_a_change_whose_effect_is_there_already_makes_no_call() -> None:
    assert AddToGroup("ann", "admins").calls(small_account()) == ()
    assert AttachPolicy(ANN, AUDIT.key).calls(small_account()) == ()
    assert Tag(ANN, "Team", "core").calls(small_account()) == ()
    assert DeleteKey("ann", key_id(9)).calls(small_account()) == ()


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("attached", AttachPolicy(ANN, AUDIT.key)),
        ("groups", RemoveFromGroup("ann", "admins")),
        ("access_keys", DeactivateKey("ann", key_id(1))),
        ("tags", Untag(ANN, "Team")),
    ],
)
def test_a_change_of_what_is_not_known_is_refused_not_done_already(
    field: str, change: Change
) -> None:
    whole = small_account()
    ann = replace(whole.users["ann"], **{field: DENIED})  # type: ignore[arg-type]

    with pytest.raises(Impossible, match="not known"):
        change.calls(replace(whole, users={"ann": ann}))


@pytest.mark.parametrize(
    "change",
    [
        AttachPolicy(AUDIT, AUDIT.key),
        Tag(ADMINS, "a", "b"),
        Untag(ADMINS, "a"),
        Tag(ANN, "", "b"),
        Tag(ANN, "k" * 129, "b"),
        Tag(ANN, "k", "v" * 257),
        Tag(ANN, "k", "a,b"),
        Tag(ANN, "AWS:x", "b"),
    ],
)
def test_what_makes_no_sense_is_refused(change: Change) -> None:
    with pytest.raises(Impossible):
        change.calls(small_account())


def test_the_longest_tag_is_taken() -> None:
    assert len(Tag(ANN, "k" * 128, "v" * 256).calls(small_account())) == 1


def test_a_key_that_is_still_active_is_better_deactivated_first() -> None:
    assert DeleteKey("ann", key_id(1)).notes(small_account())[0].startswith("It is still active")
    assert DeleteKey("ann", key_id(1)).typed_name() == key_id(1)
    assert len(DeleteKey("ann", key_id(2)).notes(small_account())) == 1


@pytest.mark.parametrize(
    ("used", "sentence"),
    [
        (Known(None), "It was never used."),
        (DENIED, "When it was last used is not known."),
        (
            Known(LastUsed(NOW, "eu-west-1", "s3")),
            "Last used 2026-03-01 12:00 UTC for s3 in eu-west-1.",
        ),
    ],
)
def test_the_last_use_of_a_key_is_told_before_it_goes(used: object, sentence: str) -> None:
    made = account(user("ann", access_keys=Known((key(1, last_used=used),))))

    assert DeactivateKey("ann", key_id(1)).notes(made)[-1] == sentence


def test_undo_leaves_out_what_somebody_else_undid() -> None:
    before = small_account()
    calls = (
        *AddToGroup("bob", "admins").calls(before),
        *AttachPolicy(BOB, AUDIT.key).calls(before),
    )
    done = steps(before, calls)
    inverse, reasons = undoing(done)
    undo = Undo("Give bob access", inverse)
    somebody_else = steps(done[-1].after, RemoveFromGroup("bob", "admins").calls(done[-1].after))

    assert reasons == ()
    assert undo.title(before) == "Undo: Give bob access"
    assert undo.reads() == (Read(BOB),)
    assert [c.operation for c in undo.calls(done[-1].after)] == [
        "DetachUserPolicy",
        "RemoveUserFromGroup",
    ]
    assert [c.operation for c in undo.calls(somebody_else[-1].after)] == ["DetachUserPolicy"]
    assert undo.calls(before) == ()


def test_undo_does_not_take_what_is_not_known_for_done() -> None:
    made = account(user("bob", attached=DENIED))
    detach = Call("DetachUserPolicy", {"UserName": "bob", "PolicyArn": AUDIT.key})

    with pytest.raises(Impossible, match="not known"):
        Undo("x", (detach,)).calls(made)


def test_undoing_a_replaced_tag_brings_back_its_old_spelling() -> None:
    before = small_account()
    done = steps(before, Tag(ANN, "TEAM", "ops").calls(before))

    assert done[-1].after.users["ann"].tags == Known({"TEAM": "ops"})
    assert steps(done[-1].after, undoing(done)[0])[-1].after == before
