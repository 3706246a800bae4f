"""Beside iam-simulate, the best other engine: `python -m tests.bench.bench_iam_simulate`.

The same requests in both, policies loaded before: AWS's managed policies (one request of ten of
bench_policy), the documented cases of tests/policy/cases, and who of 5,000 users with ten of 10,000
policies can do one thing. iam-simulate (npm, AGPL-3.0) runs in a process of its own, is installed
into a temporary folder and is not part of iamtui. Without node, npm or their registry there are no
figures. `--differences` prints the requests that the two decide differently: for the resource `*`,
which stands for an action without a resource here and for any resource there; epoch dates, the
network 0.0.0.0/0, variables under the old Version and beside colons, wildcards in resource types,
root users, service-linked roles under SCPs, trust and key policies that are not there.
"""

from __future__ import annotations

import gc
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from iamtui.policy import Layers, NamedPolicy, Principal, Request, Verdict, evaluate
from iamtui.policy.case import read_case
from iamtui.policy.context import Context
from tests.bench.bench_policy import (
    ACCOUNT,
    HELD,
    USERS,
    managed_texts,
    requests_on,
    small_policies,
)
from tests.bench.measurement import Measurement, as_table

PACKAGE = "@cloud-copilot/iam-simulate@0.1.173"
SCRIPT = Path(__file__).with_name("iam_simulate.cjs")
CASES = Path(__file__).parent.parent / "policy" / "cases"
EVERY, REPEATED = 10, 40
_NAMES = {
    "Allowed": Verdict.ALLOWED,
    "ExplicitlyDenied": Verdict.EXPLICIT_DENY,
    "ImplicitlyDenied": Verdict.IMPLICIT_DENY,
}
_DERIVED = (
    "aws:PrincipalArn",
    "aws:PrincipalAccount",
    "aws:PrincipalType",
    "aws:PrincipalIsAWSService",
    "aws:PrincipalServiceName",
    "aws:username",
    "aws:ResourceAccount",
    "aws:RequestedRegion",
    "aws:SecureTransport",
)

Asked: TypeAlias = tuple[Request, Layers]


class Difference(NamedTuple):
    """A request that the two engines decide differently."""

    workload: str
    asked: Asked
    ours: Verdict
    theirs: str


def measure() -> list[Measurement]:
    """The ratios of speed and the number of differing verdicts; [] where it cannot be run."""
    return [] if (found := compared()) is None else found[0]


def compared() -> tuple[list[Measurement], list[Difference]] | None:
    """The figures and the differences; None, with a line that says why, without the package."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not _installed(folder):
            print("iam-simulate: not measured, node or npm or the package is not here")  # noqa: T201
            return None
        figures: list[Measurement] = []
        differences: list[Difference] = []
        for title, least, asked in _workloads():
            theirs, answers = _theirs(folder, asked)
            ours, verdicts = _ours(asked)
            differing = [
                Difference(title, each, verdict, answer)
                for each, verdict, answer in zip(asked, verdicts, answers, strict=True)
                if _NAMES.get(answer) is not verdict
            ]
            others = len({id(each.asked[0]) for each in differing if each.asked[0].resource != "*"})
            every = len({id(each.asked[0]) for each in differing if each.asked[0].resource == "*"})
            figures += [
                Measurement(f"{title}: iam-simulate", len(asked) / theirs, "/s"),
                Measurement(f"{title}: ours", len(asked) / ours, "/s"),
                Measurement(f"{title}: times as fast", theirs / ours, "x", at_least=least),
                Measurement(f"{title}: differing verdicts", others, "requests"),
                Measurement(f"{title}: differing, resource *", every, "requests"),
            ]
            differences += differing
        return figures, differences


def _installed(folder: Path) -> bool:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return False
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", PACKAGE]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def _workloads() -> Iterator[tuple[str, float, list[Asked]]]:
    yield "managed policies", 50, _managed()[::EVERY]
    yield "documented cases", 5, _documented() * REPEATED
    yield "who-can", 10, _who_can()


def _managed() -> list[Asked]:
    policies = [NamedPolicy.of(name, text) for name, text in managed_texts().items()]
    return [
        (request, Layers(identity=(named,))) for named in policies for request in requests_on(named)
    ]


def _documented() -> list[Asked]:
    lines = [
        line
        for path in sorted(CASES.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    cases = [read_case(line) for line in lines]
    return [(case.request, case.layers) for case in cases if _fits(case.layers)]


def _fits(layers: Layers) -> bool:
    """iam-simulate takes no more than one session policy."""
    return len(layers.session or ()) < 2


def _who_can() -> list[Asked]:
    policies = [NamedPolicy.of(str(n), text) for n, text in enumerate(small_policies())]
    chosen = random.Random(2)
    users = [Principal.parse(f"arn:aws:iam::{ACCOUNT}:user/u{number}") for number in range(USERS)]
    return [
        (
            Request(who, "s3:GetObject", "arn:aws:s3:::bucket-5-0/x"),
            Layers(identity=tuple(chosen.sample(policies, HELD))),
        )
        for who in users
    ]


def _ours(asked: Sequence[Asked]) -> tuple[float, list[Verdict]]:
    gc.collect()
    gc.freeze()
    start = time.perf_counter()
    verdicts = [evaluate(request, layers).verdict for request, layers in asked]
    return time.perf_counter() - start, verdicts


def _theirs(folder: Path, asked: Sequence[Asked]) -> tuple[float, list[str]]:
    written = folder / "input.json"
    written.write_text(json.dumps(_input(asked)), "utf-8")
    command = ["node", str(SCRIPT), str(folder / "node_modules"), str(written)]
    done = subprocess.run(command, capture_output=True, check=True)
    answer = json.loads(done.stdout)
    return answer["seconds"], answer["verdicts"]


class _Numbers:
    """Each policy once, under a number."""

    def __init__(self) -> None:
        self.documents: list[object] = []
        self._known: dict[str, int] = {}

    def of(self, named: object) -> int | None:
        if not isinstance(named, NamedPolicy):
            return None
        text = named.policy.text
        if text not in self._known:
            self._known[text] = len(self.documents)
            self.documents.append(json.loads(text))
        return self._known[text]

    def all(self, policies: Sequence[NamedPolicy]) -> list[int | None]:
        return [self.of(named) for named in policies]


def _input(asked: Sequence[Asked]) -> dict[str, object]:
    numbers = _Numbers()
    requests = [_written(request, layers, numbers) for request, layers in asked]
    return {"policies": numbers.documents, "requests": requests}


def _written(request: Request, layers: Layers, numbers: _Numbers) -> dict[str, object]:
    who = request.principal.arn
    in_arn = "".join(request.resource.split(":", 5)[4:5])
    owner = request.resource_account or in_arn or request.principal.account or ACCOUNT
    return {
        "principal": {"type": "Anonymous"} if who == "*" else who,
        "action": request.action,
        "resource": request.resource,
        "account": owner,
        "context": {**_derived(request, owner), **dict(request.context)},
        "identity": numbers.all((*layers.identity, *layers.groups)),
        "boundary": numbers.of(layers.boundary),
        "session": numbers.of(layers.session[0]) if layers.session else None,
        "scps": [numbers.all(level) for level in layers.scps],
        "rcps": [numbers.all(level) for level in layers.rcps],
        "resourcePolicy": numbers.of(layers.resource_policy),
    }


def _derived(request: Request, owner: str) -> dict[str, str]:
    """The keys that our engine takes from the request itself, for the same question in both."""
    lookup = Context(request, owner).lookup
    found = {key: lookup(key) for key in _DERIVED}
    return {key: value for key, value in found.items() if isinstance(value, str)}


if __name__ == "__main__":
    answer = compared()
    if answer is not None:
        print(as_table(answer[0]))  # noqa: T201
        shown = answer[1] if "--differences" in sys.argv[1:] else []
        for each in shown:
            request, _ = each.asked
            print(each.workload, request.principal.arn, request.action, request.resource)  # noqa: T201
            print("    ours", each.ours.value, "theirs", each.theirs)  # noqa: T201
