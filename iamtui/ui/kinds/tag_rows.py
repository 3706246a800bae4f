"""The tags of an entity as rows."""

from __future__ import annotations

from collections.abc import Mapping

from iamtui.account.entity import Entity
from iamtui.account.field import Field, Known
from iamtui.changes.tags import Untag
from iamtui.ui.kind import Row, Section
from iamtui.ui.kinds.sections import listed, text_or_none


def tag_section(entity: Entity, tags: Field[Mapping[str, str]]) -> Section:
    """A row a tag, each of which can be removed."""

    def row(tag: tuple[str, str]) -> Row:
        key, value = tag
        return Row(key, key, text_or_none(value), take_away=Untag(entity, key))

    pairs = Known(tuple(tags.value.items())) if isinstance(tags, Known) else tags
    return listed("Tags", pairs, row, "no tags")
