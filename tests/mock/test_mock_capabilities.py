"""The table of what the mock does covers every operation, and the one in the docs is current."""

from __future__ import annotations

import pytest

from iamtui.mock.capabilities import capability_table
from iamtui.mock.registry import HANDLERS
from iamtui.mock.services import service_model
from tests.support.readme import CAPABILITIES, README

ROWS = [line.split("|") for line in capability_table().splitlines() if line.startswith("| ")]


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_every_operation_of_the_model_is_there(service: str) -> None:
    """Source: botocore's models."""
    answered = {name for of, name in HANDLERS if of == service}
    assert set(service_model(service).operation_names) == answered


def test_every_row_says_what_the_operation_does() -> None:
    assert len(ROWS) == 2 + 180 + 11
    assert [row[1] for row in ROWS if len(row) != 5 or not row[2].strip()] == []


def test_the_table_in_the_docs_is_current() -> None:
    assert CAPABILITIES.read_text("utf-8") == capability_table(), "run make docs"


def test_the_readme_links_to_it() -> None:
    assert "(iamtui/mock/CAPABILITIES.md)" in README.read_text("utf-8")
