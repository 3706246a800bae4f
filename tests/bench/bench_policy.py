"""The speed of the policy engine: `python -m tests.bench.bench_policy`.

Requests on the policies that AWS itself writes, an action of each statement on three resources,
and one that no policy knows; each policy is asked on its own. Cold: every action is asked of a
policy for the first time. Warm: once more.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from moto.iam.aws_managed_policies import aws_managed_policies_data

from iamtui.policy import Layers, NamedPolicy, Principal, Request, evaluate
from tests.bench.measurement import Measurement, as_table

ACCOUNT = "111122223333"
WHO = Principal.parse(f"arn:aws:iam::{ACCOUNT}:user/alice")


def measure() -> list[Measurement]:
    """The figures of one core; takes some seconds."""
    texts = {
        name: json.dumps(entry["Document"])
        for name, entry in json.loads(aws_managed_policies_data).items()
    }
    start = time.perf_counter()
    policies = [NamedPolicy.of(name, text) for name, text in texts.items()]
    compiling = time.perf_counter() - start
    asked = [
        (request, Layers(identity=(named,))) for named in policies for request in _requests(named)
    ]
    cold, warm = _per_second(asked), max(_per_second(asked) for _ in range(3))
    return [
        Measurement("policy: reading and compiling one", compiling * 1000 / len(policies), "ms"),
        Measurement("policy: evaluations, cold", cold, "/s", at_least=100_000),
        Measurement("policy: evaluations, warm", warm, "/s", at_least=250_000),
    ]


def _requests(named: NamedPolicy) -> Iterator[Request]:
    for statement in named.policy.document.statements:
        for action in [*(text.value for text in (statement.actions or ())[:3]), "none:Nothing"]:
            for resource in ("*", "arn:aws:s3:::bucket/key", f"arn:aws:iam::{ACCOUNT}:role/x"):
                yield Request(WHO, action.replace("*", "X"), resource)


def _per_second(asked: list[tuple[Request, Layers]]) -> float:
    start = time.perf_counter()
    for request, layers in asked:
        evaluate(request, layers)
    return len(asked) / (time.perf_counter() - start)


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
