"""What AWS documents about decisions, case by case, each with the page it is from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iamtui.policy.case import evaluate_case

FOLDER = Path(__file__).parent / "cases"
LINES = [
    (f"{path.stem}: {json.loads(line)['id']}", line)
    for path in sorted(FOLDER.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("line", [line for _, line in LINES], ids=[name for name, _ in LINES])
def test_the_verdict_is_the_documented_one(line: str) -> None:
    case = json.loads(line)
    answer = evaluate_case(line)
    assert answer.decision is not None, answer.error
    assert answer.decision.verdict.value == case["expect"], case["source"]
