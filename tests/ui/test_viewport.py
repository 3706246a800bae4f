"""The rows on the screen and the cursor among them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from iamtui.ui.viewport import Viewport

TEN = Viewport(count=100, height=10)

steps = st.lists(
    st.tuples(
        st.sampled_from(["at", "paged", "scrolled_to", "resized", "count"]), st.integers(-150, 150)
    )
)


def step(view: Viewport, name: str, number: int) -> Viewport:
    """One thing that can happen to a viewport."""
    if name == "count":
        return view.filled(abs(number), view.cursor)
    moved = getattr(view, name)(number)
    assert isinstance(moved, Viewport)
    return moved


@given(steps)
def test_the_cursor_is_always_in_view_and_the_view_within_the_rows(
    names: list[tuple[str, int]],
) -> None:
    view = TEN
    for name, number in names:
        view = step(view, name, number)
        assert 0 <= view.top <= max(0, view.count - view.height)
        assert view.cursor in view.rows or view.count == 0 or view.height == 0
        assert 0 <= view.cursor <= max(0, view.count - 1)


def test_moves_within_the_view_do_not_scroll() -> None:
    assert TEN.at(9) == Viewport(100, 10, top=0, cursor=9)


def test_a_move_out_of_the_view_jumps_half_a_page() -> None:
    assert TEN.at(9).at(10) == Viewport(100, 10, top=5, cursor=10)
    assert Viewport(100, 10, top=50, cursor=50).at(49) == Viewport(100, 10, top=44, cursor=49)


def test_paging_keeps_the_place_of_the_cursor_on_the_screen() -> None:
    assert TEN.at(3).paged(9) == Viewport(100, 10, top=9, cursor=12)


def test_paging_ends_at_the_last_row() -> None:
    assert TEN.at(95).paged(9) == Viewport(100, 10, top=90, cursor=99)


def test_scrolling_takes_the_cursor_along() -> None:
    assert TEN.scrolled_to(20).cursor == 20
    assert Viewport(100, 10, top=20, cursor=29).scrolled_to(15).cursor == 24


def test_rows_before_the_cursor_do_not_move_it_on_the_screen() -> None:
    view = Viewport(100, 10, top=40, cursor=44)
    assert view.filled(130, 74) == Viewport(130, 10, top=70, cursor=74)


def test_no_rows() -> None:
    view = TEN.filled(0, 5)
    assert view.rows == range(0)
    assert view.at(7) == view
