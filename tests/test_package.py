"""The package itself: its lock file, its contracts, its README."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.support.readme import README, renewed

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE))


def requirements() -> list[str]:
    """Everything that pyproject.toml asks for."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    groups = PROJECT["dependency-groups"].values()
    return [*PROJECT["project"]["dependencies"], *(r for of in (*extras, *groups) for r in of)]


@pytest.mark.parametrize("asked", requirements())
def test_what_is_asked_for_is_in_the_lock(asked: str) -> None:
    requirement = Requirement(asked)
    assert requirement.specifier.contains(PINS[requirement.name]), "run `make lock`"


def test_the_lock_pins_every_package_by_hash_and_names_no_place() -> None:
    entries = re.split(r"^(?=[a-z])", LOCK, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in LOCK
    assert " @ " not in LOCK


def test_the_arrows_of_every_room_are_those_that_its_contract_names() -> None:
    """So that a new room is shut to all others until somebody opens it by name."""
    rooms = {folder.parent.name for folder in (ROOT / "iamtui").glob("*/__init__.py")}
    contracts = {c["id"]: c for c in PROJECT["tool"]["importlinter"]["contracts"]}
    for room in rooms:
        contract = contracts[room]
        named = set(re.findall(r"\w+", contract["name"])) - {room, "imports", "nothing"}
        shut = {module.removeprefix("iamtui.") for module in contract["forbidden_modules"]}
        assert contract["source_modules"] == [f"iamtui.{room}"]
        assert shut - {"cli"} == rooms - named - {room}


@pytest.mark.slow
def test_the_readme_has_the_present_keys_and_help() -> None:
    text = README.read_text("utf-8")
    assert renewed(text) == text, "run `make docs`"


def test_the_readme_shows_pictures_that_are_there() -> None:
    pictures = re.findall(r"\(((?:screenshots)/[^)]+)\)", README.read_text("utf-8"))
    assert pictures
    assert [p for p in pictures if not (ROOT / p).is_file()] == []
