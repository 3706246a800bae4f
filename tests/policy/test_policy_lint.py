"""The linter: each fault is found under its name and at its place, and a good policy has none."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from iamtui.policy import Finding, Severity
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.lint import lint
from tests.policy.building import ACCOUNT, Element, Statement, allow, deny, text

IDENTITY, TRUST, RESOURCE = PolicyKind.IDENTITY, PolicyKind.TRUST, PolicyKind.RESOURCE
OBJECTS = "arn:aws:s3:::reports/*"
LAMBDA: Element = {"Service": "lambda.amazonaws.com"}
OIDC = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
READ = allow("s3:GetObject", OBJECTS)


def when(operator: str, key: str, value: Element) -> dict[str, Element]:
    """A condition block."""
    return {operator: {key: value}}


def trust(principal: Element, action: Element = "sts:AssumeRole", **more: Element) -> Statement:
    """A statement of a trust policy."""
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


def shown(source: str, finding: Finding) -> str:
    """The characters that a finding means."""
    line = source.split("\n")[finding.line - 1]
    return line[finding.column - 1 : finding.column - 1 + finding.length]


@dataclass(frozen=True)
class Seeded:
    """A policy with one fault: the code that names it, and the text at its place."""

    code: str
    at: str
    source: str
    kind: PolicyKind = IDENTITY


def seeded(
    code: str, at: str, *statements: Statement, kind: PolicyKind = IDENTITY, version: str = ""
) -> Seeded:
    """A fault in one of the statements, spread over lines."""
    document = {"Version": version or "2012-10-17", "Statement": list(statements)}
    return Seeded(code, at, json.dumps(document, indent=2), kind)


SEEDED = (
    Seeded("JSON_SYNTAX_ERROR", ",", '{"Version": "2012-10-17", "Statement": [],}'),
    Seeded("DATA_TYPE_MISMATCH", "[", "[]"),
    Seeded("MISSING_VERSION", "{", json.dumps({"Statement": [READ]})),
    Seeded("MISSING_STATEMENT", "{", '{"Version": "2012-10-17"}'),
    Seeded("EMPTY_STATEMENT_LIST", "[]", '{"Version": "2012-10-17", "Statement": []}'),
    seeded("OLD_VERSION", '"2008-10-17"', READ, version="2008-10-17"),
    seeded("INVALID_VERSION", '"2012-10-18"', READ, version="2012-10-18"),
    seeded("INVALID_POLICY_ELEMENT", '"Resources"', {**READ, "Resources": "*"}),
    seeded("INVALID_POLICY_ELEMENT", '"effect"', {**READ, "effect": "Allow"}),
    seeded("MISSING_EFFECT", "{", {}),
    seeded("MISSING_ACTION", "{", {"Effect": "Allow", "Resource": "*"}),
    seeded("MISSING_ACTION", "[]", allow([])),
    seeded("MISSING_RESOURCE", "{", {"Effect": "Allow", "Action": "s3:GetObject"}),
    seeded("INVALID_EFFECT", '"allow"', {**READ, "Effect": "allow"}),
    seeded("UNSUPPORTED_ELEMENT_COMBINATION", '"NotAction"', {**READ, "NotAction": "s3:*"}),
    seeded("UNSUPPORTED_SID", '"Read reports"', {**READ, "Sid": "Read reports"}),
    seeded("UNIQUE_SIDS_REQUIRED", '"A"', {**READ, "Sid": "A"}, deny("s3:*", "*", Sid="A")),
    seeded("UNSUPPORTED_PRINCIPAL", '"Principal"', {**READ, "Principal": "*"}),
    seeded("MISSING_PRINCIPAL", "{", {"Effect": "Allow", "Action": "sts:AssumeRole"}, kind=TRUST),
    seeded("INVALID_PRINCIPAL_KEY", '"Aws"', trust({"Aws": ACCOUNT}), kind=TRUST),
    seeded("INVALID_PRINCIPAL_FORMAT", '"lambda"', trust({"Service": "lambda"}), kind=TRUST),
    seeded(
        "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
        f'"arn:aws:iam::{ACCOUNT}:role/*"',
        trust({"AWS": f"arn:aws:iam::{ACCOUNT}:role/*"}),
        kind=TRUST,
    ),
    seeded("UNSUPPORTED_RESOURCE", '"Resource"', trust(LAMBDA, Resource="*"), kind=TRUST),
    seeded(
        "UNSUPPORTED_ACTION_IN_POLICY", '"s3:GetObject"', trust(LAMBDA, "s3:GetObject"), kind=TRUST
    ),
    seeded("INVALID_SERVICE_IN_ACTION", '"s33:GetObject"', allow("s33:GetObject", OBJECTS)),
    seeded("CLOSED_SERVICE", '"codestar:CreateProject"', allow("codestar:CreateProject")),
    seeded("INVALID_ACTION", '"s3:GetObjekt"', allow("s3:GetObjekt", OBJECTS)),
    seeded("INVALID_ACTION", '"GetObject"', allow("GetObject", OBJECTS)),
    seeded("INVALID_ACTION", '""', allow(["s3:GetObject", ""], OBJECTS)),
    seeded(
        "VARIABLE_BEFORE_FIFTH_COLON",
        '"arn:aws:sqs:*:${aws:PrincipalAccount}:q"',
        allow("sqs:SendMessage", "arn:aws:sqs:*:${aws:PrincipalAccount}:q"),
    ),
    seeded("ACTION_MATCHES_NOTHING", '"s3:Fetch*"', allow("s3:Fetch*", OBJECTS)),
    seeded("WILDCARD_IN_SERVICE_NAME", '"*:Describe*"', allow("*:Describe*")),
    seeded("REDUNDANT_ACTION", '"s3:GetObject"', allow(["s3:GetObject", "s3:Get*"], OBJECTS)),
    seeded(
        "REDUNDANT_RESOURCE",
        '"arn:aws:s3:::reports/2026/*"',
        allow("s3:GetObject", [OBJECTS, "arn:aws:s3:::reports/2026/*"]),
    ),
    seeded(
        "REDUNDANT_STATEMENT",
        '"Narrow"',
        allow("s3:Get*", OBJECTS),
        allow("s3:GetObject", "arn:aws:s3:::reports/a", Sid="Narrow"),
    ),
    seeded("INVALID_ARN_PREFIX", '"reports/*"', allow("s3:GetObject", "reports/*")),
    seeded("MISSING_ARN_FIELD", '"arn:aws:s3:x"', allow("s3:GetObject", "arn:aws:s3:x")),
    seeded("INVALID_PARTITION", '"arn:amz:s3:::b/*"', allow("s3:GetObject", "arn:amz:s3:::b/*")),
    seeded(
        "ARN_REGION_NOT_ALLOWED",
        '"arn:aws:iam:eu-west-1:111122223333:user/a"',
        allow("iam:GetUser", "arn:aws:iam:eu-west-1:111122223333:user/a"),
    ),
    seeded(
        "INVALID_ARN_ACCOUNT",
        '"arn:aws:iam::1234:user/a"',
        allow("iam:GetUser", "arn:aws:iam::1234:user/a"),
    ),
    seeded(
        "INVALID_ARN_SERVICE_CASE",
        '"arn:aws:IAM::111122223333:user/a"',
        allow("iam:GetUser", "arn:aws:IAM::111122223333:user/a"),
    ),
    seeded("ACTION_NOT_ON_RESOURCE", '"s3:GetObject"', allow("s3:GetObject", "arn:aws:s3:::b")),
    seeded("ACTION_NOT_ON_RESOURCE", '"s3:ListBucket"', allow("s3:ListBucket", OBJECTS)),
    seeded(
        "RESOURCE_NOT_OF_ACTIONS",
        '"arn:aws:s3:::reports"',
        allow("s3:GetObject", [OBJECTS, "arn:aws:s3:::reports"]),
    ),
    seeded(
        "ACTION_NEEDS_STAR_RESOURCE",
        '"ec2:DescribeInstances"',
        allow("ec2:DescribeInstances", "arn:aws:ec2:*:*:instance/*"),
    ),
    seeded(
        "INVALID_CONDITION_OPERATOR",
        '"StringEqual"',
        {**READ, "Condition": when("StringEqual", "aws:username", "a")},
    ),
    seeded(
        "NULL_WITH_IF_EXISTS",
        '"NullIfExists"',
        {**READ, "Condition": when("NullIfExists", "aws:username", "true")},
    ),
    seeded(
        "TYPE_MISMATCH",
        '"DateLessThan"',
        {**READ, "Condition": when("DateLessThan", "aws:SourceIp", "2026-01-01")},
    ),
    seeded(
        "TYPE_MISMATCH_IP_RANGE",
        '"300.0.0.0/8"',
        {**READ, "Condition": when("IpAddress", "aws:SourceIp", "300.0.0.0/8")},
    ),
    seeded(
        "PRIVATE_IP_ADDRESS",
        '"10.1.0.0/16"',
        {**READ, "Condition": when("IpAddress", "aws:SourceIp", "10.1.0.0/16")},
    ),
    seeded(
        "INVALID_DATE_VALUE",
        '"tomorrow"',
        {**READ, "Condition": when("DateLessThan", "aws:CurrentTime", "tomorrow")},
    ),
    seeded(
        "TYPE_MISMATCH_NUMBER",
        '"soon"',
        {**READ, "Condition": when("NumericLessThan", "aws:MultiFactorAuthAge", "soon")},
    ),
    seeded(
        "TYPE_MISMATCH_BOOLEAN",
        '"yes"',
        {**READ, "Condition": when("Bool", "aws:SecureTransport", "yes")},
    ),
    seeded(
        "WILDCARD_WITHOUT_LIKE_OPERATOR",
        '"al*"',
        {**READ, "Condition": when("StringEquals", "aws:username", "al*")},
    ),
    seeded(
        "INVALID_GLOBAL_CONDITION_KEY",
        '"aws:usernam"',
        {**READ, "Condition": when("StringEquals", "aws:usernam", "a")},
    ),
    seeded(
        "INVALID_SERVICE_CONDITION_KEY",
        '"s3:prefixx"',
        {**READ, "Condition": when("StringEquals", "s3:prefixx", "a")},
    ),
    seeded(
        "INVALID_CONDITION_KEY_FORMAT",
        '"username"',
        {**READ, "Condition": when("StringEquals", "username", "a")},
    ),
    seeded(
        "CONDITION_KEY_NOT_SUPPORTED",
        '"s3:prefix"',
        {**READ, "Condition": when("StringEquals", "s3:prefix", "a")},
    ),
    seeded("EMPTY_OBJECT_CONDITION", '"Condition"', {**READ, "Condition": {}}),
    seeded(
        "CONDITION_NEVER_MET",
        "[]",
        {**READ, "Condition": when("StringEquals", "aws:username", [])},
    ),
    seeded(
        "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
        '"aws:UserName"',
        {**READ, "Condition": {"StringLike": {"aws:username": "a", "aws:UserName": "b"}}},
    ),
    seeded(
        "MISSING_QUALIFIER",
        '"StringEquals"',
        allow("ec2:CreateTags", Condition=when("StringEquals", "aws:TagKeys", "team")),
    ),
    seeded(
        "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
        '"ForAllValues:StringEquals"',
        {**READ, "Condition": when("ForAllValues:StringEquals", "aws:username", "a")},
    ),
    seeded(
        "FORALLVALUES_WITHOUT_NULL_CHECK",
        '"ForAllValues:StringEquals"',
        allow(
            "dynamodb:GetItem",
            f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/t",
            Condition=when("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "a"),
        ),
    ),
    seeded(
        "SET_OPERATOR_ON_SINGLE_VALUED_KEY",
        '"ForAnyValue:StringEquals"',
        {**READ, "Condition": when("ForAnyValue:StringEquals", "aws:username", "a")},
    ),
    seeded(
        "MFA_WITHOUT_IF_EXISTS",
        '"Bool"',
        deny("s3:*", Condition=when("Bool", "aws:MultiFactorAuthPresent", "false")),
    ),
    seeded(
        "MFA_IF_EXISTS_WITH_ALLOW",
        '"BoolIfExists"',
        {**READ, "Condition": when("BoolIfExists", "aws:MultiFactorAuthPresent", "true")},
    ),
    seeded(
        "VARIABLE_UNSUPPORTED_IN_VERSION",
        '"arn:aws:s3:::b/${aws:username}"',
        allow("s3:GetObject", "arn:aws:s3:::b/${aws:username}"),
        version="2008-10-17",
    ),
    seeded(
        "UNKNOWN_VARIABLE",
        '"arn:aws:s3:::b/${aws:user}"',
        allow("s3:GetObject", "arn:aws:s3:::b/${aws:user}"),
    ),
    seeded(
        "MISSING_BRACE_IN_VARIABLE",
        '"arn:aws:s3:::b/${aws:username/*"',
        allow("s3:GetObject", "arn:aws:s3:::b/${aws:username/*"),
    ),
    seeded(
        "INVALID_VARIABLE_FOR_OPERATOR",
        '"${aws:username}"',
        {**READ, "Condition": when("NumericEquals", "aws:EpochTime", "${aws:username}")},
    ),
    seeded("ALLOW_EVERYTHING", '"*:*"', allow("*:*")),
    seeded(
        "ALLOW_WITH_NOT_ACTION",
        '"NotAction"',
        {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"},
    ),
    seeded(
        "ALLOW_WITH_NOT_RESOURCE",
        '"NotResource"',
        {"Effect": "Allow", "Action": "s3:GetObject", "NotResource": OBJECTS},
    ),
    seeded(
        "ALLOW_WITH_NOT_PRINCIPAL",
        '"NotPrincipal"',
        {
            "Effect": "Allow",
            "NotPrincipal": {"AWS": ACCOUNT},
            "Action": "s3:GetObject",
            "Resource": OBJECTS,
        },
        kind=RESOURCE,
    ),
    seeded("PASS_ROLE_WITH_STAR_IN_RESOURCE", '"iam:PassRole"', allow("iam:PassRole")),
    seeded("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", '"iam:Pass*"', allow("iam:Pass*")),
    seeded(
        "PRIVILEGE_ESCALATION",
        '"lambda:InvokeFunction"',
        allow(["iam:PassRole", "lambda:CreateFunction"]),
        allow("lambda:InvokeFunction"),
    ),
    seeded("PRIVILEGE_ESCALATION", '"iam:Put*"', allow("iam:Put*")),
    seeded("CREDENTIALS_EXPOSED", '"secretsmanager:Get*"', allow("secretsmanager:Get*")),
    seeded(
        "OPEN_PRINCIPAL",
        '"*"',
        {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": OBJECTS},
        kind=RESOURCE,
    ),
    seeded("OPEN_PRINCIPAL", '"*"', trust({"AWS": "*"}), kind=TRUST),
    seeded(
        "WHOLE_ACCOUNT_WITHOUT_EXTERNAL_ID",
        '"arn:aws:iam::999999999999:root"',
        trust({"AWS": "arn:aws:iam::999999999999:root"}),
        kind=TRUST,
    ),
    seeded(
        "OPEN_FEDERATION",
        f'"{OIDC}"',
        trust({"Federated": OIDC}, "sts:AssumeRoleWithWebIdentity"),
        kind=TRUST,
    ),
    seeded(
        "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
        '"sns.amazonaws.com"',
        {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:q",
        },
        kind=RESOURCE,
    ),
)


@pytest.mark.parametrize("fault", SEEDED, ids=lambda fault: f"{fault.code}-{fault.at[:20]}")
def test_each_seeded_fault_is_found_at_its_place(fault: Seeded) -> None:
    found = [(each.code, shown(fault.source, each)) for each in lint(fault.source, fault.kind)]
    assert (fault.code, fault.at) in found


GOOD: tuple[tuple[PolicyKind, tuple[Statement, ...]], ...] = (
    (
        IDENTITY,
        (
            {**READ, "Sid": "Read", "Condition": when("Bool", "aws:SecureTransport", True)},
            allow(
                "s3:ListBucket",
                "arn:aws:s3:::reports",
                Condition=when("StringLike", "s3:prefix", "${aws:username}/*"),
            ),
            allow(
                "iam:PassRole",
                f"arn:aws:iam::{ACCOUNT}:role/app/*",
                Condition=when("StringEquals", "iam:PassedToService", "lambda.amazonaws.com"),
            ),
            allow(["iam:ChangePassword", "iam:GetUser"], "arn:aws:iam::*:user/${aws:username}"),
            allow(["ec2:Describe*", "s3:ListAllMyBuckets"]),
            allow(
                ["dynamodb:GetItem", "dynamodb:Query"],
                f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/Orders",
                Condition={
                    **when("ForAllValues:StringEquals", "dynamodb:LeadingKeys", "${aws:userid}"),
                    **when("Null", "dynamodb:LeadingKeys", "false"),
                },
            ),
            {
                "Effect": "Deny",
                "NotAction": ["iam:ListMFADevices", "iam:EnableMFADevice"],
                "Resource": "*",
                "Condition": when("BoolIfExists", "aws:MultiFactorAuthPresent", "false"),
            },
        ),
    ),
    (TRUST, (trust(LAMBDA),)),
    (
        TRUST,
        (
            trust(
                {"AWS": "arn:aws:iam::999999999999:root"},
                Condition=when("StringEquals", "sts:ExternalId", "x-1"),
            ),
        ),
    ),
    (
        TRUST,
        (
            trust(
                {"Federated": OIDC},
                "sts:AssumeRoleWithWebIdentity",
                Condition=when(
                    "StringLike", "token.actions.githubusercontent.com:sub", "repo:o/r:*"
                ),
            ),
        ),
    ),
    (
        RESOURCE,
        (
            {
                "Sid": "Only with TLS",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": ["arn:aws:s3:::reports", OBJECTS],
                "Condition": when("Bool", "aws:SecureTransport", "false"),
            },
        ),
    ),
    (
        PolicyKind.SCP,
        (
            allow(),
            deny(Condition=when("StringNotEquals", "aws:RequestedRegion", ["eu-west-1"])),
        ),
    ),
    (
        PolicyKind.RCP,
        (
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": when("StringNotEqualsIfExists", "aws:PrincipalOrgID", "o-1"),
            },
        ),
    ),
    (PolicyKind.BOUNDARY, (allow(), deny("iam:*"))),
)


@pytest.mark.parametrize(("kind", "statements"), GOOD)
def test_a_good_policy_has_no_finding(kind: PolicyKind, statements: tuple[Statement, ...]) -> None:
    assert lint(text(*statements), kind) == ()


def test_findings_come_in_the_order_of_the_text() -> None:
    found = lint(text({**READ, "Sid": "a b"}, allow("nope:X"), deny("s3:Nope*")))
    places = [(each.line, each.column) for each in found]
    assert len(places) >= 3
    assert places == sorted(places)


def test_a_misspelt_name_is_answered_with_the_right_one() -> None:
    messages = " ".join(
        each.message for each in lint(text(allow(["s3:GetObjekt", "dynamdb:Get*"])))
    )
    assert "Did you mean `s3:GetObject`?" in messages
    assert "Did you mean `dynamodb`?" in messages


def test_a_faulty_statement_is_looked_at_to_its_end() -> None:
    codes = {each.code for each in lint(text({**allow("s3:Nope", "x"), "Effect": "allow"}))}
    assert {"INVALID_EFFECT", "INVALID_ACTION", "INVALID_ARN_PREFIX"} <= codes


def test_half_typed_json_does_not_seem_to_lack_what_is_not_typed_yet() -> None:
    found = lint('{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Act')
    assert {each.code for each in found} <= {"JSON_SYNTAX_ERROR", "INVALID_POLICY_ELEMENT"}
    assert "JSON_SYNTAX_ERROR" in {each.code for each in found}


def test_a_deny_takes_a_privilege_back() -> None:
    source = text(allow("iam:*"), deny("iam:*"))
    assert "PRIVILEGE_ESCALATION" not in {each.code for each in lint(source)}


def test_an_escalation_needs_all_its_permissions() -> None:
    source = text(allow(["lambda:CreateFunction", "lambda:InvokeFunction"]))
    assert lint(source) == ()


def test_the_accounts_own_root_is_no_stranger() -> None:
    source = text(trust({"AWS": ACCOUNT}))
    assert lint(source, TRUST, account=ACCOUNT) == ()
    (found,) = lint(source, TRUST)
    assert found.severity is Severity.SUGGESTION


def test_severities_are_those_of_access_analyzer() -> None:
    source = text(allow(["s3:Nope", "iam:PassRole"]), version="2008-10-17")
    found = {each.code: each.severity for each in lint(source)}
    assert found["INVALID_ACTION"] is Severity.ERROR
    assert found["PASS_ROLE_WITH_STAR_IN_RESOURCE"] is Severity.SECURITY_WARNING
    assert found["OLD_VERSION"] is Severity.WARNING
