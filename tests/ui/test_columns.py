"""Where columns stand, and which of them fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.ui.columns import GAP, SIGN_WIDTH, Column, column_at, lay_out

USERS = (
    Column("name", "User name", 20, grow=True),
    Column("groups", "Groups", 6, "right"),
    Column("mfa", "MFA", 8),
    Column("keys", "Keys", 4, "right"),
    Column("used", "Last used", 10),
    Column("arn", "ARN", 40, grow=True),
    Column("path", "Path", 20),
)

columns = st.lists(
    st.builds(
        Column, st.text("abc", max_size=3), st.just("t"), st.integers(1, 50), grow=st.booleans()
    ),
    max_size=8,
)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (12, ["name"]),
        (60, ["name", "groups", "mfa", "keys", "used"]),
        (80, ["name", "groups", "mfa", "keys", "used"]),
        (110, ["name", "groups", "mfa", "keys", "used", "arn"]),
        (200, ["name", "groups", "mfa", "keys", "used", "arn", "path"]),
    ],
)
def test_columns_that_do_not_fit_are_dropped_from_the_right(width: int, shown: list[str]) -> None:
    assert [slot.column.key for slot in lay_out(USERS, width)] == shown


@given(columns, st.integers(0, 220))
def test_slots_keep_their_gaps_and_the_width(given_columns: list[Column], width: int) -> None:
    slots = lay_out(given_columns, width)
    end = SIGN_WIDTH - GAP
    for slot in slots:
        assert slot.x == end + GAP
        end = slot.end
    assert end <= max(width, SIGN_WIDTH)


def test_growing_columns_share_what_is_left() -> None:
    slots = lay_out([Column("a", "A", 5, grow=True), Column("b", "B", 5, grow=True)], 31)
    assert [(slot.x, slot.width) for slot in slots] == [(2, 14), (18, 13)]


def test_without_a_growing_column_the_rest_stays_empty() -> None:
    assert [slot.width for slot in lay_out([Column("a", "A", 5)], 80)] == [5]


def test_the_column_under_the_mouse() -> None:
    slots = lay_out(USERS, 200)
    assert column_at(slots, 0) is None
    assert column_at(slots, slots[1].x) is slots[1].column
    assert column_at(slots, slots[1].end) is slots[1].column
    assert column_at(slots, slots[-1].end + GAP) is None
