"""A new access key: planned without its id, which comes with the answer, and taken back by it."""

from __future__ import annotations

import pytest

from iamtui.account.call import Call
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import Account
from iamtui.account.new_key import NEW_KEY_ID, answered, as_sent, bound
from iamtui.account.operation import Impossible, invert, is_repeatable, reduce
from iamtui.changes.change import Step, steps, undoing
from iamtui.changes.command_line import aws_command
from iamtui.changes.new_key import CreateKey
from iamtui.changes.undo import Undo
from tests.support.accounts import account, key, key_id, user

CREATED = "AKIANEWNEWNEWNEWNEWN"


def holding(*numbers: int) -> Account:
    return account(user("alice", access_keys=Known(tuple(key(n) for n in numbers))))


def ids(held: Account) -> list[object]:
    keys = held.users["alice"].access_keys.otherwise(())
    return [k.id.value for k in keys if isinstance(k.id, Known)]


def run(change: CreateKey, held: Account) -> tuple[Step, ...]:
    """The steps of the change as they are done: the first is answered with `CREATED`."""
    first, *others = steps(held, change.calls(held))
    done = [Step(answered(first.call, CREATED), first.before, first.after)]
    for step in others:
        call = bound(step.call, (other.call for other in done))
        done.append(Step(call, step.before, step.after))
    return tuple(done)


def test_it_is_sent_once() -> None:
    assert not is_repeatable("CreateAccessKey")


@pytest.mark.parametrize("numbers", [(), (1,)])
def test_the_account_has_the_key_of_the_answer(numbers: tuple[int, ...]) -> None:
    held = holding(*numbers)
    done = run(CreateKey("alice", "laptop"), held)
    for step in done:
        held = reduce(held, step.call)
    assert ids(held) == [*(key_id(n) for n in numbers), CREATED]
    assert held.users["alice"].tags == Known({CREATED: "laptop"})
    assert done[1].call.parameters["Tags"] == [{"Key": CREATED, "Value": "laptop"}]


def test_the_undo_deletes_that_key_and_its_description() -> None:
    held = holding(1)
    done = run(CreateKey("alice", "laptop"), held)
    for step in done:
        held = reduce(held, step.call)
    calls, lost = undoing(done)
    assert lost == ()
    undo = Undo("it", calls)
    for call in undo.calls(held):
        held = reduce(held, call)
    assert ids(held) == [key_id(1)]
    assert held.users["alice"].tags == Known({})


def test_a_third_key_is_refused_with_the_way_out() -> None:
    with pytest.raises(Impossible, match=r"two access keys already.* Rotate one"):
        CreateKey("alice").calls(holding(1, 2))


def test_nothing_is_planned_where_the_keys_are_not_known() -> None:
    with pytest.raises(Impossible, match="not planned"):
        CreateKey("alice").calls(account(user("alice", access_keys=NOT_ASKED)))


@pytest.mark.parametrize("description", ["a!b", "x" * 257])
def test_a_description_that_is_no_tag_is_refused(description: str) -> None:
    with pytest.raises(Impossible):
        CreateKey("alice", description).calls(holding())


def test_the_undo_of_an_answer_that_was_lost_says_what_is_not_known() -> None:
    held = holding(1)
    inverse = invert(held, Call("CreateAccessKey", {"UserName": "alice"}))
    assert isinstance(inverse, Call)
    with pytest.raises(Impossible, match="was lost"):
        Undo("it", (inverse,)).calls(held)


def test_the_command_is_the_one_that_was_sent() -> None:
    asked = Call("CreateAccessKey", {"UserName": "alice"})
    made = answered(asked, CREATED)
    assert as_sent(made) == asked
    assert aws_command(made) == "aws iam create-access-key --user-name alice"
    delete = Call("DeleteAccessKey", {"UserName": "alice", "AccessKeyId": CREATED})
    assert as_sent(delete) is delete


def test_only_the_stand_in_is_bound() -> None:
    done = [answered(Call("CreateAccessKey", {"UserName": NEW_KEY_ID}), CREATED)]
    other = Call("TagUser", {"UserName": "alice", "Tags": [{"Key": "a", "Value": "b"}]})
    assert bound(other, done) is other
    untag = Call("UntagUser", {"UserName": "alice", "TagKeys": ["a", NEW_KEY_ID]})
    assert bound(untag, done).parameters["TagKeys"] == ["a", CREATED]
    assert bound(untag, []) is untag


def test_notes_say_what_is_there_already() -> None:
    notes = CreateKey("alice").notes(holding(1))
    assert any(key_id(1) in note for note in notes)
