"""The speed of the policy engine: `python -m tests.bench.bench_policy`.

Requests on the policies that AWS itself writes, an action of each statement on three resources,
and one that no policy knows; each policy is asked on its own. Cold: every action is asked of a
policy for the first time. Warm: once more. Then an account of many small policies: reading and
compiling them, and who of its users can do one thing.
"""

from __future__ import annotations

import gc
import json
import random
import time
from collections.abc import Iterator

from moto.iam.aws_managed_policies import aws_managed_policies_data

from iamtui.policy import Layers, NamedPolicy, Principal, Request, compile_policy, evaluate
from tests.bench.measurement import Measurement, as_table

ACCOUNT = "111122223333"
WHO = Principal.parse(f"arn:aws:iam::{ACCOUNT}:user/alice")
POLICIES, USERS, HELD = 10_000, 5_000, 10
SERVICES = ("s3", "ec2", "iam", "sqs", "sns", "dynamodb", "lambda", "kms")


def measure() -> list[Measurement]:
    """The figures of one core; takes some seconds."""
    return _managed_policies() + _small_policies()


def managed_texts() -> dict[str, str]:
    """The policies that AWS writes, by name."""
    data = json.loads(aws_managed_policies_data)
    return {name: json.dumps(entry["Document"]) for name, entry in data.items()}


def requests_on(named: NamedPolicy) -> Iterator[Request]:
    """What the managed policies are asked."""
    for statement in named.policy.document.statements:
        for action in [*(text.value for text in (statement.actions or ())[:3]), "none:Nothing"]:
            for resource in ("*", "arn:aws:s3:::bucket/key", f"arn:aws:iam::{ACCOUNT}:role/x"):
                yield Request(WHO, action.replace("*", "X"), resource)


def small_policies() -> list[str]:
    """Many policies of three statements with three actions each; the same every time."""
    chosen = random.Random(1)
    return [json.dumps(_small_policy(number, chosen)) for number in range(POLICIES)]


def _small_policy(number: int, chosen: random.Random) -> dict[str, object]:
    statements = [
        {
            "Sid": f"S{index}",
            "Effect": "Allow",
            "Action": [_action(chosen) for _ in range(3)],
            "Resource": [f"arn:aws:s3:::bucket-{number}-{index}/*", "*"][index % 2],
        }
        for index in range(3)
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def _action(chosen: random.Random) -> str:
    verb = chosen.choice(("Get", "Put", "List", "Describe"))
    return f"{chosen.choice(SERVICES)}:{verb}{chosen.choice(('Object', 'Item', '*', 'Thing'))}"


def _managed_policies() -> list[Measurement]:
    texts = managed_texts()
    start = time.perf_counter()
    policies = [NamedPolicy.of(name, text) for name, text in texts.items()]
    compiling = time.perf_counter() - start
    asked = [
        (request, Layers(identity=(named,))) for named in policies for request in requests_on(named)
    ]
    _forget_the_benchmark()
    cold, warm = _per_second(asked), max(_per_second(asked) for _ in range(3))
    return [
        Measurement("policy: reading and compiling one", compiling * 1000 / len(policies), "ms"),
        Measurement("policy: evaluations, cold", cold, "/s", at_least=100_000),
        Measurement("policy: evaluations, warm", warm, "/s", at_least=250_000),
    ]


def _small_policies() -> list[Measurement]:
    texts = small_policies()
    compile_policy.cache_clear()
    _forget_the_benchmark()
    start = time.perf_counter()
    policies = [NamedPolicy.of(str(number), text) for number, text in enumerate(texts)]
    compiling = time.perf_counter() - start
    chosen = random.Random(2)
    users = [
        (
            Principal.parse(f"arn:aws:iam::{ACCOUNT}:user/u{number}"),
            Layers(identity=tuple(chosen.sample(policies, HELD))),
        )
        for number in range(USERS)
    ]
    _forget_the_benchmark()
    cold, warm = _who_can(users), _who_can(users)
    return [
        Measurement("policy: compiling 10,000", compiling * 1000, "ms", 1000),
        Measurement("policy: who-can, 5,000 users x 10, cold", cold, "ms", 150),
        Measurement("policy: who-can, 5,000 users x 10, warm", warm, "ms", 150),
    ]


def _forget_the_benchmark() -> None:
    """Keep the collector of garbage from walking through all that only the benchmark holds."""
    gc.collect()
    gc.freeze()


def _who_can(users: list[tuple[Principal, Layers]]) -> float:
    start = time.perf_counter()
    for who, layers in users:
        evaluate(Request(who, "s3:GetObject", "arn:aws:s3:::bucket-5-0/x"), layers)
    return (time.perf_counter() - start) * 1000


def _per_second(asked: list[tuple[Request, Layers]]) -> float:
    start = time.perf_counter()
    for request, layers in asked:
        evaluate(request, layers)
    return len(asked) / (time.perf_counter() - start)


if __name__ == "__main__":
    print(as_table(measure()))  # noqa: T201
