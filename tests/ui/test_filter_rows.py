"""Which rows a filter leaves, and their order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamtui.account.entity import EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account, KeyStatus, LastUsed, Password
from iamtui.ui.kind import View
from iamtui.ui.kinds import KINDS, kind_of
from iamtui.ui.rows import Rows
from tests.support.accounts import (
    DENIED,
    NOW,
    account,
    accounts,
    group,
    key,
    policy,
    role,
    small_account,
    user,
)


def of(kind: EntityKind) -> Rows:
    return Rows(kind_of(kind))


def made() -> Account:
    old = NOW - timedelta(days=120)
    used = LastUsed(NOW - timedelta(days=2), "eu-west-1", "s3")
    return account(
        user(
            "ann",
            groups=Known(("admins",)),
            password=Known(Password(True, NOW, NOW)),
            access_keys=Known((key(1, created=old, last_used=Known(used)),)),
            tags=Known({"Team": "core"}),
        ),
        user("Bob", groups=Known(("dev", "ops")), mfa_active=Known(True)),
        user("carol", groups=DENIED, access_keys=DENIED, mfa_active=DENIED),
        user("dave", access_keys=Known((key(2, KeyStatus.INACTIVE, last_used=Known(None)),))),
    )


def shown(query: str, kind: EntityKind = EntityKind.USER) -> list[str]:
    rows = of(kind)
    rows.filter_by(query)
    assert rows.problem == ""
    return list(rows.keys(View(made(), NOW)))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["ann", "Bob", "carol", "dave"]),
        ("BOB", ["Bob"]),
        ("a", ["ann", "carol", "dave"]),
        ("a !n", ["carol", "dave"]),
        ("admins", ["ann"]),
        ("core", ["ann"]),
        ("group:admin*", ["ann"]),
        ("groups:o", ["Bob"]),
        ("!groups:o", ["ann", "carol", "dave"]),
        ("groups:unknown", ["carol"]),
        ("groups:none", ["dave"]),
        ("groups:*", ["ann", "Bob"]),
        ("mfa:no", ["ann", "dave"]),
        ("mfa:yes", ["Bob"]),
        ("mfa:unknown", ["carol"]),
        ("age>90", ["ann"]),
        ("age<91", []),
        ("activity>9999", ["Bob", "dave"]),
        ("activity<1", ["ann"]),
        ("mfa:no age>90 group:admin*", ["ann"]),
        ("arn:user/ann", ["ann"]),
        ("tags:team=*", ["ann"]),
    ],
)
def test_users(query: str, names: list[str]) -> None:
    assert shown(query) == names


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("state:active", ["ann/AKIA0000000000000001"]),
        ("state:inactive", ["dave/AKIA0000000000000002"]),
        ("akia0000000000000001", ["ann/AKIA0000000000000001"]),
        ("service:s3 used<3", ["ann/AKIA0000000000000001"]),
        ("used>9999", ["dave/AKIA0000000000000002"]),
        ("id:unknown", ["carol/#0"]),
    ],
)
def test_access_keys(query: str, keys: list[str]) -> None:
    assert shown(query, EntityKind.ACCESS_KEY) == keys


@pytest.mark.parametrize("word", ["no", "arn", "aws", "unknown"])
def test_words_do_not_find_what_all_rows_say(word: str) -> None:
    assert shown(word) == []


def test_a_bad_part_is_told_while_the_rest_filters() -> None:
    rows = of(EntityKind.USER)
    rows.filter_by("ann nope:x")
    assert rows.keys(View(made(), NOW)) == ("ann",)
    assert rows.problem.startswith("There is no column nope")
    assert list(rows.words) == ["ann"]
    rows.filter_by("")
    assert rows.problem == ""
    assert not rows.words


def test_rows_are_sorted_both_ways_with_the_unknown_last() -> None:
    rows, view = of(EntityKind.USER), View(made(), NOW)
    rows.sort_by("groups")
    assert rows.keys(view) == ("dave", "ann", "Bob", "carol")
    rows.sort_by("groups")
    assert (rows.sorted_by, rows.reversed) == ("groups", True)
    assert rows.keys(view) == ("Bob", "ann", "dave", "carol")
    rows.sort_by("name")
    assert rows.keys(view) == ("ann", "Bob", "carol", "dave")
    assert not rows.reversed
    rows.reverse()
    assert rows.keys(view) == ("dave", "carol", "Bob", "ann")
    rows.sort_by("no such column")
    assert rows.sorted_by == "name"


def test_equal_rows_keep_their_own_order_both_ways() -> None:
    everybody = account(*(user(name) for name in "cab"))
    rows = of(EntityKind.USER)
    for _ in range(2):
        rows.sort_by("policies")
        assert rows.keys(View(everybody, NOW)) == ("a", "b", "c")


def test_the_columns_are_sorted_by_in_turn() -> None:
    rows = of(EntityKind.USER)
    turns = []
    for _ in range(4):
        rows.sort_by_next(["name", "groups", "mfa"])
        turns.append(rows.sorted_by)
    assert turns == ["name", "groups", "mfa", None]
    rows.reverse()
    assert rows.keys(View(made(), NOW)) == ("dave", "carol", "Bob", "ann")


def test_dates_are_sorted_with_the_oldest_first() -> None:
    ages = {"new": 1, "old": 900, "middle": 30}
    people = (user(n, created=NOW - timedelta(days=d)) for n, d in ages.items())
    rows = of(EntityKind.USER)
    rows.sort_by("created")
    assert rows.keys(View(account(*people), NOW)) == ("old", "middle", "new")


def test_only_rows_with_findings() -> None:
    rows, view = of(EntityKind.USER), View(made(), NOW)
    rows.toggle_findings()
    assert rows.only_findings
    assert rows.keys(view) == ("ann", "dave")
    rows.filter_by("dave")
    assert rows.keys(view) == ("dave",)
    rows.toggle_findings()
    rows.filter_by("")
    assert len(rows.keys(view)) == 4


def test_kinds_without_findings_say_so_and_show_all() -> None:
    rows, view = of(EntityKind.ACCESS_KEY), View(made(), NOW)
    rows.toggle_findings()
    assert rows.problem == "Access keys have no findings of their own; all are shown."
    assert len(rows.keys(view)) == 3


def test_a_changed_row_is_filtered_and_sorted_anew() -> None:
    rows, before = of(EntityKind.USER), made()
    rows.filter_by("mfa:no age>90")
    rows.sort_by("mfa")
    assert list(rows.keys(View(before, NOW))) == ["ann"]
    ann = replace(before.users["ann"], mfa_active=Known(True))
    after = replace(before, users={**before.users, "ann": ann})
    assert list(rows.keys(View(after, NOW))) == []
    assert list(rows.keys(View(before, NOW))) == ["ann"]
    gone = replace(before, users={"Bob": before.users["Bob"]})
    rows.filter_by("")
    assert rows.keys(View(gone, NOW)) == ("Bob",)


def test_findings_follow_what_a_user_is_given_by_a_group() -> None:
    everything = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}'
    all_of_it = policy("All", everything)
    before = account(user("ann", groups=Known(("ops",))), group("ops"), all_of_it)
    given = group("ops", attached=Known((all_of_it.arn,)))
    after = replace(before, groups={"ops": given})
    rows = of(EntityKind.USER)
    rows.toggle_findings()
    assert rows.keys(View(before, NOW)) == ()
    assert rows.keys(View(after, NOW)) == ("ann",)


def test_ages_go_on_without_a_new_account() -> None:
    rows, unchanged = of(EntityKind.USER), made()
    rows.filter_by("age>121")
    assert rows.keys(View(unchanged, NOW)) == ()
    assert rows.keys(View(unchanged, NOW + timedelta(days=2))) == ("ann",)


def test_the_same_question_gives_the_same_answer_object() -> None:
    rows, view = of(EntityKind.USER), View(made(), NOW)
    rows.filter_by("a")
    assert rows.keys(view) is rows.keys(View(view.account, NOW + timedelta(seconds=1)))


def test_a_profile_that_was_left_leaves_no_filter_behind() -> None:
    rows, view = of(EntityKind.USER), View(made(), NOW)
    everybody = rows.keys(view)
    rows.filter_by("carol")
    assert rows.keys(view) != everybody
    rows.forget()
    assert rows.query == ""
    assert rows.keys(view) == everybody


def test_preparing_can_be_done_in_slices() -> None:
    many = account(*(user(f"user-{number}") for number in range(100)))
    rows, view = of(EntityKind.USER), View(many, NOW)
    assert not rows.prepare(view, seconds=0)
    assert rows.prepare(view, seconds=60)
    assert rows.prepare(view, seconds=0)
    rows.filter_by("user-99 mfa:no")
    assert rows.keys(view) == ("user-99",)


def test_no_rows_at_all() -> None:
    for kind in KINDS:
        rows, view = Rows(kind), View(Account(), NOW)
        rows.filter_by("a mfa:no")
        rows.sort_by("name")
        assert rows.prepare(view)
        assert rows.keys(view) == ()


QUERIES = st.sampled_from(
    ["", "a", "!a", "name:*n*", "age>1", "groups:a*", "arn:user", "policies<1"]
)


@given(accounts(), accounts(), QUERIES, st.data())
@settings(max_examples=60)
def test_what_is_kept_never_changes_the_answer(
    first: Account, second: Account, query: str, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    column = data.draw(st.sampled_from([column.key for column in kind.columns]))
    kept = Rows(kind)
    for picture in (first, second, first):
        fresh = Rows(kind)
        for rows in (kept, fresh):
            rows.filter_by(query)
            if rows.sorted_by != column:
                rows.sort_by(column)
        assert kept.keys(View(picture, NOW)) == fresh.keys(View(picture, NOW))
        unfiltered = Rows(kind)
        assert set(fresh.keys(View(picture, NOW))) <= set(unfiltered.keys(View(picture, NOW)))


def test_roles_are_found_by_whom_they_trust() -> None:
    rows = of(EntityKind.ROLE)
    rows.filter_by("trusted:ec2 !lock:service")
    assert rows.keys(View(small_account(), NOW)) == ("web",)
    rows.filter_by("ec2")
    assert rows.keys(View(account(role("web"), role("x", trust=DENIED)), NOW)) == ("web",)
