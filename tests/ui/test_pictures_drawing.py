"""Escalation paths and relations drawn as lines of cells."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from iamtui.access.escalation_path import EscalationPath, EscalationStep
from iamtui.access.tree import Node
from iamtui.account.entity import Entity, EntityKind
from iamtui.ui.pictures.drawing import PictureLine, as_text, shortened, wrapped
from iamtui.ui.pictures.drawing_path import draw_path
from iamtui.ui.pictures.drawing_tree import MANY, SHOWN, draw_tree

ANN = Entity(EntityKind.USER, "ann")
BOB = Entity(EntityKind.USER, "bob")
BUILD = Entity(EntityKind.ROLE, "build-admin")
HOSTILE = "[/x]\x1b]0;title\x07 漢字の名前がとても長い役割"

ASSUMES = EscalationStep(ANN, "sts-001", "user ann assumes role build-admin", BUILD)
BECOMES = EscalationStep(ANN, "iam-002", "user ann creates an access key of user bob", BOB)
STRENGTHENS = EscalationStep(
    ANN, "iam-008", "user ann attaches AdministratorAccess to user bob", BOB, (), True
)


def lines(picture: tuple[PictureLine, ...]) -> list[str]:
    return as_text(picture).split("\n")


def nodes(picture: tuple[PictureLine, ...]) -> list[tuple[str, Entity | None]]:
    return [(line.full, line.entity) for line in picture if line.node]


def members(count: int) -> tuple[Node, ...]:
    names = [f"member{number:02}" for number in range(count)]
    return tuple(Node("member", name, Entity(EntityKind.USER, name)) for name in names)


# Words and names


def test_a_name_that_is_too_long_loses_its_middle() -> None:
    assert shortened("production-build-eu", 11) == "produ…ld-eu"
    assert shortened("production", 10) == "production"


@pytest.mark.parametrize("cells", range(8))
def test_a_name_is_never_wider_than_its_room(cells: int) -> None:
    assert cell_len(shortened(HOSTILE, cells)) <= cells


def test_words_are_wrapped_by_their_width_in_cells() -> None:
    parts = wrapped("漢字漢字 漢字漢字", 9)

    assert parts == ["漢字漢字", "漢字漢字"]


# Paths


def test_a_path_leads_down_from_who_takes_it_to_the_administrator() -> None:
    assert lines(draw_path(EscalationPath((ASSUMES,)), 60)) == [
        "user ann",
        "  │",
        "  │  sts:AssumeRole  (sts-001)",
        "  ▼  assumes role build-admin",
        "role build-admin",
        "  │",
        "  ▼  has administrator rights",
        "administrator",
    ]


def test_a_path_to_somebody_ends_there() -> None:
    picture = draw_path(EscalationPath((ASSUMES,)), 60, to_administrator=False)

    assert lines(picture)[-1] == "role build-admin"


def test_who_strengthens_himself_is_drawn_once() -> None:
    step = EscalationStep(ANN, "iam-007", "user ann puts a policy into itself", ANN, (), True)
    picture = draw_path(EscalationPath((step,)), 60)

    assert nodes(picture) == [("user ann", ANN), ("administrator", None)]


def test_who_is_strengthened_first_and_then_taken_over_stands_beside_the_line() -> None:
    picture = draw_path(EscalationPath((STRENGTHENS, BECOMES)), 60)

    assert [full for full, _ in nodes(picture)] == [
        "user ann",
        "user bob",
        "user bob",
        "administrator",
    ]
    assert lines(picture)[4] == "  ├─▶ user bob"
    assert "  ▼  creates an access key of user bob" in lines(picture)


def test_what_must_hold_besides_stands_under_its_step_in_the_colour_of_a_doubt() -> None:
    step = EscalationStep(
        ANN, "sts-001", "user ann assumes role build-admin", BUILD, ("aws:Something is true",)
    )
    picture = draw_path(EscalationPath((step,)), 60)

    assert lines(picture)[4] == "  ▼  if aws:Something is true"
    assert picture[4].pieces == (("if aws:Something is true", "warning"),)
    assert {line.lead[1] for line in picture if "│" in line.lead[0]} == {"warning"}


def test_a_permission_without_a_published_id_is_named_once() -> None:
    step = EscalationStep(
        ANN, "iam:SetDefaultPolicyVersion", "user ann goes back to v1", ANN, (), True
    )

    assert "  │  iam:SetDefaultPolicyVersion" in lines(draw_path(EscalationPath((step,)), 60))


@pytest.mark.parametrize("width", [16, 40, 80])
def test_nothing_of_a_path_is_wider_than_the_screen_or_reaches_the_terminal_raw(
    width: int,
) -> None:
    there = Entity(EntityKind.ROLE, HOSTILE)
    step = EscalationStep(ANN, "lambda-001", f"user ann passes role {HOSTILE}", there, (HOSTILE,))
    picture = draw_path(EscalationPath((step,)), width)

    assert max(cell_len(line.text) for line in picture) <= width
    assert "\x1b" not in as_text(picture)
    assert [entity for _, entity in nodes(picture)] == [ANN, there, None]


# Trees


def test_a_tree_shows_what_hangs_on_what() -> None:
    group = Node("group", "devs", Entity(EntityKind.GROUP, "devs"), (Node("attached", "Deploy"),))
    root = Node("", "ann", ANN, (group, Node("boundary", "Limits")))

    assert lines(draw_tree(root, frozenset(), 60)) == [
        "user ann",
        "├── group     devs",
        "│   └── attached  Deploy",
        "└── boundary  Limits",
    ]


def test_a_closed_branch_says_how_much_is_below() -> None:
    group = Node("group", "devs", None, members(2))
    root = Node("", "ann", ANN, (group,))
    (_, line, *_) = draw_tree(root, frozenset(), 60)

    assert lines(draw_tree(root, frozenset({line.turns}), 60)) == [
        "user ann",
        "└── group  devs  … 2 below",
    ]


def test_many_of_one_relation_are_cut_until_they_are_asked_for() -> None:
    root = Node("", "ann", ANN, (Node("attached", "Deploy"), *members(MANY + 1)))
    cut = draw_tree(root, frozenset(), 60)
    opened = draw_tree(root, frozenset({cut[-1].turns}), 60)

    assert len(cut) == 2 + SHOWN + 1
    assert cut[-1].text == f"└── member    … {MANY + 1 - SHOWN} more"
    assert len(opened) == 2 + MANY + 1
    assert "more" not in as_text(opened)
    # Each of them closes the branch again.
    assert {line.turns for line in opened[2:]} == {cut[-1].turns}


def test_as_many_as_may_be_shown_are_shown() -> None:
    root = Node("", "devs", None, members(MANY))

    assert "more" not in as_text(draw_tree(root, frozenset(), 60))


def test_every_node_of_a_tree_has_a_key_of_its_own() -> None:
    groups = tuple(Node("group", f"g{n}", None, members(30)) for n in range(3))
    picture = draw_tree(Node("", "ann", ANN, (*groups, *members(30))), frozenset(), 60)

    assert all(line.node for line in picture)
    assert len({line.node for line in picture}) == len(picture)


def test_nothing_of_a_tree_is_wider_than_the_screen_or_reaches_the_terminal_raw() -> None:
    root = Node("", HOSTILE, None, (Node("trusts", HOSTILE * 5, None, (Node("inline", HOSTILE),)),))
    picture = draw_tree(root, frozenset(), 60)

    assert max(cell_len(line.text) for line in picture) <= 60
    assert "\x1b" not in as_text(picture)
    assert picture[1].full == f"trusts {HOSTILE * 5}"
