"""The limits that botocore's model carries (length, pattern, enum, range), checked as AWS does."""

from __future__ import annotations

import functools
import re
import sys
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from botocore.model import ListShape, Shape, StructureShape

from iamtui.mock.errors import invalid

_LENGTH_TYPES: Final = frozenset({"string", "blob", "list"})
_MUST: Final = "Member must"
_NOT_NULL: Final = f"{_MUST} not be null"
_OF_THE_ENUM: Final = f"{_MUST} satisfy enum value set"
_Problem = tuple[str, str, str]
"""The value as a message shows it with a space behind, where it is, and what it breaks."""


def validate(params: dict[str, Any], shape: Shape | None, *, shows_values: bool = False) -> None:
    """Raise ValidationError in AWS's words where `params` break the model's limits.

    STS shows the wrong values in its message and IAM does not: answers of AWS that LocalStack
    recorded in 2026, test_sts.snapshot.json and test_iam_policies.snapshot.json.
    """
    if not isinstance(shape, StructureShape):
        return
    problems = [
        f"Value {shown if shows_values else ''}at '{path}' failed to satisfy constraint: {broken}"
        for shown, path, broken in _structure(params, shape, "")
    ]
    if problems:
        plural = "" if len(problems) == 1 else "s"
        text = "; ".join(problems)
        raise invalid(f"{len(problems)} validation error{plural} detected: {text}")


def _structure(value: dict[str, Any], shape: StructureShape, path: str) -> Iterator[_Problem]:
    for name, member in shape.members.items():
        here = f"{path}.{_camel(name)}" if path else _camel(name)
        if name in value:
            yield from _check(value[name], member, here)
        elif name in shape.required_members:
            yield "null ", here, _NOT_NULL


def _check(value: Any, shape: Shape, path: str) -> Iterator[_Problem]:
    for constraint in _broken(value, shape):
        yield f"'{value}' ", path, constraint
    if isinstance(shape, StructureShape):
        yield from _structure(value, shape, path)
    elif isinstance(shape, ListShape) and isinstance(shape.member, StructureShape):
        for number, item in enumerate(value, start=1):
            yield from _check(item, shape.member, f"{path}.{number}.member")
    elif isinstance(shape, ListShape) and any(any(_broken(item, shape.member)) for item in value):
        yield f"'{value}' ", path, f"{_MUST} satisfy constraint: [{', '.join(_all(shape.member))}]"


def _all(shape: Shape) -> Iterator[str]:
    """Every constraint on the items of a list, which AWS tells where one item breaks one."""
    limits = shape.metadata
    for limit, words in (("max", "less"), ("min", "greater")):
        if limit in limits:
            yield f"{_MUST} have length {words} than or equal to {limits[limit]}"
    if limits.get("enum"):
        yield _OF_THE_ENUM
    if limits.get("pattern"):
        yield f"{_MUST} satisfy regular expression pattern: {limits['pattern']}"
        yield _NOT_NULL


def _broken(value: Any, shape: Shape) -> Iterator[str]:
    limits = shape.metadata
    least, most = limits.get("min"), limits.get("max")
    if shape.type_name in _LENGTH_TYPES:
        size, what = len(value), "length"
    elif shape.type_name in ("integer", "long"):
        size, what = value, "value"
    else:
        return
    if least is not None and size < least:
        yield f"{_MUST} have {what} greater than or equal to {least}"
    if most is not None and size > most:
        yield f"{_MUST} have {what} less than or equal to {most}"
    choices = limits.get("enum")
    if choices and value not in choices:
        yield _OF_THE_ENUM
    pattern = limits.get("pattern")
    if pattern and isinstance(value, str) and not _compiled(pattern).fullmatch(value):
        yield f"{_MUST} satisfy regular expression pattern: {pattern}"


def _camel(name: str) -> str:
    """`UserName` as `userName`, `SSHPublicKeyId` as `sSHPublicKeyId`: as AWS's messages have it."""
    return name[:1].lower() + name[1:]


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The model's pattern is Java's: `\\w` is ASCII there and `\\p{L}` is a Unicode category."""
    expanded = re.sub(r"\\p\{(\w)\}", lambda match: _category_class(match[1]), pattern)
    return re.compile(expanded, re.ASCII)


@functools.cache
def _category_class(category: str) -> str:
    """The characters of a Unicode category as the inside of a character class."""
    points = [
        point
        for point in range(sys.maxunicode + 1)
        if unicodedata.category(chr(point)).startswith(category)
    ]
    starts = [points[0], *(after for before, after in pairwise(points) if after > before + 1)]
    ends = [*(before for before, after in pairwise(points) if after > before + 1), points[-1]]
    return "".join(f"\\U{start:08x}-\\U{end:08x}" for start, end in zip(starts, ends, strict=True))
