"""Where a key is used as a tree to be drawn: by sort of place, then what AWS tells."""

from __future__ import annotations

from collections.abc import Iterator

from iamtui.access.tree import Node
from iamtui.aws.key_activity import Activity
from iamtui.rotation.activity_words import activity_lines
from iamtui.rotation.where_used import Used, WhereUsed
from iamtui.rotation.where_words import NOT_ASKED, search_lines, sort_of, what_to_do

AWS = "what AWS tells"
SEARCHED = "searched"


def where_tree(used: WhereUsed, activity: Activity | str, *, folders: bool) -> Node:
    """The tree under the key: its places, what AWS tells (a sentence where it has not told), and
    how far the looking went."""
    children = [*map(_node, used.places)]
    if not children:
        children.append(Node("nowhere", "No place on this machine was found."))
    children.append(Node("AWS", AWS, children=tuple(_told(activity))))
    searched = (Node("", line) for line in search_lines(used, folders=folders) if line != NOT_ASKED)
    children.append(Node(SEARCHED, "how far", children=tuple(searched)))
    return Node("", f"access key {used.key_id}", children=tuple(children))


def place_of(used: WhereUsed, full: str) -> Used | None:
    """The place whose line in the tree is `full` (`PictureLine.full`); None for any other line."""
    for place in used.places:
        if f"{sort_of(place)} {place}" == full:
            return place
    return None


def _node(place: Used) -> Node:
    hint = what_to_do(place)
    children = (Node("", hint),) if hint else ()
    return Node(sort_of(place), str(place), children=children)


def _told(activity: Activity | str) -> Iterator[Node]:
    if isinstance(activity, str):
        yield Node("", activity)
        return
    for line in activity_lines(activity):
        yield Node("", line.strip())
