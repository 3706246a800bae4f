"""Resources in words: ARNs as what they are, `bucket reports and everything in it`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamtui.policy.arns import PARTS
from iamtui.policy.lists_in_words import all_of
from iamtui.policy.variables import split_colons

# Services whose ARN ends with a name alone.
# https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
_NAMED_ONLY = {"sqs": "queue", "sns": "topic"}
# Types whose words are no plain reading of the ARN, or that need no service before them.
_TYPES = {
    ("iam", "user"): "user",
    ("iam", "group"): "group",
    ("iam", "role"): "role",
    ("iam", "policy"): "policy",
    ("iam", "mfa"): "MFA device",
    ("iam", "instance-profile"): "instance profile",
    ("iam", "oidc-provider"): "OIDC provider",
    ("iam", "saml-provider"): "SAML provider",
    ("iam", "server-certificate"): "server certificate",
    ("iam", "access-report"): "access report",
    ("sts", "assumed-role"): "role session",
    ("sts", "federated-user"): "federated user",
    ("kms", "key"): "key",
    ("kms", "alias"): "key alias",
    ("lambda", "function"): "Lambda function",
    ("lambda", "layer"): "Lambda layer",
    ("dynamodb", "table"): "table",
    ("ec2", "instance"): "EC2 instance",
    ("ec2", "volume"): "EC2 volume",
    ("ec2", "security-group"): "security group",
    ("ec2", "subnet"): "subnet",
    ("ec2", "vpc"): "VPC",
    ("logs", "log-group"): "log group",
    ("secretsmanager", "secret"): "secret",
    ("ssm", "parameter"): "parameter",
    ("states", "stateMachine"): "state machine",
    ("ecr", "repository"): "container repository",
    ("rds", "db"): "database",
    ("cloudformation", "stack"): "stack",
    ("events", "rule"): "event rule",
}
_TYPED = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)([/:])(.+)", re.DOTALL)


def resources_in_words(texts: Sequence[str]) -> str:
    """What the ARNs and patterns name, each once, in the order written."""
    names = list(dict.fromkeys(texts))
    if any(not name.strip("*") for name in names):
        return "everything"
    phrases: list[str] = []
    for name in names:
        inner = f"{name}/*"
        if _bucket(name) and inner in names:
            phrases.append(f"{resource_in_words(name)} and everything in it")
        elif not (name.endswith("/*") and _bucket(name[:-2]) and name[:-2] in names):
            phrases.append(resource_in_words(name))
    return all_of(phrases)


def resource_in_words(text: str) -> str:
    """One ARN in words; as it is written where it is none, or of an unusual form."""
    segments = split_colons(text, PARTS - 1)
    if len(segments) < PARTS or segments[0] != "arn" or segments[1] != "aws":
        return text
    service, region, account, rest = segments[2:]
    if service == "s3" and not region and not account:
        return _in_s3(rest)
    what = _named(service, rest)
    return text if what is None else what + _whose(service, region, account)


def _bucket(text: str) -> bool:
    """Whether `text` is the ARN of one bucket."""
    return text.startswith("arn:aws:s3:::") and not set("/*?") & set(text)


def _in_s3(rest: str) -> str:
    """Buckets and objects; a wildcard in place of a bucket's name reaches objects as well."""
    bucket, slash, key = rest.partition("/")
    if rest == "*":
        return "every bucket and object"
    if set("*?") & set(bucket):
        return "everything in every bucket" if rest == "*/*" else f"buckets and objects {rest}"
    if not slash:
        return f"bucket {bucket}"
    if key == "*":
        return f"everything in bucket {bucket}"
    return f"{'objects' if set('*?') & set(key) else 'object'} {key} in bucket {bucket}"


def _named(service: str, rest: str) -> str | None:
    """The resource without region and account; None for a form that is not known."""
    if set("*?$") & set(service) or not rest:
        return None
    if service in _NAMED_ONLY and not set(":/") & set(rest):
        return _any_or(_NAMED_ONLY[service], rest)
    if rest == "root" and service == "iam":
        return "the account itself"
    if rest == "*":
        return f"everything in {service}"
    match = _TYPED.fullmatch(rest)
    if match is None:
        return None
    kind, _, name = match.groups()
    return _any_or(_TYPES.get((service, kind), f"{service} {kind}"), name)


def _any_or(kind: str, name: str) -> str:
    return f"any {kind}" if name == "*" else f"{kind} {name}"


def _whose(service: str, region: str, account: str) -> str:
    """Region and account; nothing for a wildcard in place of what every such ARN has."""
    words = f" in {region}" if region not in ("", "*") else ""
    if region == "*":
        words = " in any region"
    if account == "*":
        return f"{words} of any account"
    if account in ("", "aws"):
        return f"{words} of AWS" if account else words
    return f"{words} of account {account}"
