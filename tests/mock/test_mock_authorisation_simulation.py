"""SimulatePrincipalPolicy, SimulateCustomPolicy and GetContextKeysFor…, answered by the engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.mock_people import add_role, allow, deny, document, trust
from tests.support.mock_server import RunningMock, refused

pytestmark = pytest.mark.slow

Fresh = Callable[[str], str]
BUCKET = "arn:aws:s3:::bucket"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


def decisions(answer: dict[str, Any]) -> list[str]:
    return [result["EvalDecision"] for result in answer["EvaluationResults"]]


@pytest.mark.parametrize("kind", ["user", "group", "role"])
def test_the_answer_in_the_shape_of_aws(
    sandbox: RunningMock, iam: Any, fresh: Fresh, kind: str
) -> None:
    """Source: recorded answers of AWS (LocalStack's snapshots, test_simulate_principle_policy)."""
    name = fresh(kind)
    if kind == "role":
        arn = add_role(sandbox, name, trust({"Service": "apigateway.amazonaws.com"}))
    else:
        made = getattr(iam, f"create_{kind}")(**{f"{kind.title()}Name": name})
        arn = made[kind.title()]["Arn"]
    statement = {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
    policy = fresh("policy")
    policy_arn = iam.create_policy(
        PolicyName=policy,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statement}),
    )["Policy"]["Arn"]
    attach = getattr(iam, f"attach_{kind}_policy")
    attach(**{f"{kind.title()}Name": name, "PolicyArn": policy_arn})
    results = iam.simulate_principal_policy(
        PolicySourceArn=arn,
        ActionNames=["s3:PutObject", "s3:GetObjectVersion"],
        ResourceArns=[BUCKET],
    )["EvaluationResults"]
    matched = [
        {
            "SourcePolicyId": policy,
            "SourcePolicyType": "IAM Policy",
            "StartPosition": {"Line": 1, "Column": 41},
            "EndPosition": {"Line": 1, "Column": 113},
        }
    ]
    assert results == [
        {
            "EvalActionName": action,
            "EvalResourceName": BUCKET,
            "EvalDecision": decision,
            "MatchedStatements": statements,
            "MissingContextValues": [],
            "OrganizationsDecisionDetail": {"AllowedByOrganizations": True},
            "EvalDecisionDetails": {},
            "ResourceSpecificResults": [
                {
                    "EvalResourceName": BUCKET,
                    "EvalResourceDecision": decision,
                    "MatchedStatements": statements,
                    "MissingContextValues": [],
                }
            ],
        }
        for action, decision, statements in (
            ("s3:PutObject", "allowed", matched),
            ("s3:GetObjectVersion", "implicitDeny", []),
        )
    ]


def test_a_deny_is_the_only_statement_that_matters(iam: Any) -> None:
    """Source: IAM API reference, EvaluationResult, MatchedStatements."""
    result = iam.simulate_custom_policy(
        PolicyInputList=[document(allow("s3:*")), document(deny("s3:GetObject"))],
        ActionNames=["s3:GetObject"],
    )["EvaluationResults"][0]
    assert result["EvalDecision"] == "explicitDeny"
    assert [each["SourcePolicyId"] for each in result["MatchedStatements"]] == ["PolicyInputList.2"]
    assert result["EvalResourceName"] == "*"
    assert "ResourceSpecificResults" not in result


def test_each_action_is_tried_on_each_resource(iam: Any) -> None:
    """Source: IAM API reference, SimulateCustomPolicy, ResourceArns."""
    answer = iam.simulate_custom_policy(
        PolicyInputList=[document(allow("s3:GetObject", f"{BUCKET}/*"))],
        ActionNames=["s3:GetObject", "s3:PutObject"],
        ResourceArns=[f"{BUCKET}/a", "arn:aws:s3:::other/a"],
    )
    assert decisions(answer) == ["allowed", "implicitDeny", "implicitDeny", "implicitDeny"]


def test_context_keys_that_nobody_gave_are_missing(iam: Any) -> None:
    """Source: IAM API reference, EvaluationResult, MissingContextValues."""
    condition: dict[str, Any] = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    question = {
        "PolicyInputList": [document(allow("s3:GetObject", **condition))],
        "ActionNames": ["s3:GetObject"],
    }
    result = iam.simulate_custom_policy(**question)["EvaluationResults"][0]
    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["aws:MultiFactorAuthPresent"]
    entry = {
        "ContextKeyName": "aws:MultiFactorAuthPresent",
        "ContextKeyValues": ["true"],
        "ContextKeyType": "boolean",
    }
    given = iam.simulate_custom_policy(**question, ContextEntries=[entry])["EvaluationResults"][0]
    assert given["EvalDecision"] == "allowed"
    assert given["MissingContextValues"] == []


def test_whoever_is_not_named_has_no_name(iam: Any) -> None:
    """Source: IAM API reference, SimulateCustomPolicy: no principal without CallerArn."""
    own = document(allow("iam:GetUser", "arn:aws:iam::111122223333:user/${aws:username}"))
    question = {
        "PolicyInputList": [own],
        "ActionNames": ["iam:GetUser"],
        "ResourceArns": ["arn:aws:iam::111122223333:user/alice"],
    }
    result = iam.simulate_custom_policy(**question)["EvaluationResults"][0]
    assert result["EvalDecision"] == "implicitDeny"
    assert result["MissingContextValues"] == ["aws:username"]
    named = iam.simulate_custom_policy(**question, CallerArn="arn:aws:iam::111122223333:user/alice")
    assert decisions(named) == ["allowed"]


def test_a_multivalued_key(iam: Any) -> None:
    """Source: IAM API reference, ContextEntry, stringList."""
    only = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}
    for keys, decision in ((["a", "b"], "allowed"), (["a", "c"], "implicitDeny")):
        answer = iam.simulate_custom_policy(
            PolicyInputList=[document(allow("ec2:CreateTags", Condition=only))],
            ActionNames=["ec2:CreateTags"],
            ContextEntries=[
                {
                    "ContextKeyName": "aws:TagKeys",
                    "ContextKeyValues": keys,
                    "ContextKeyType": "stringList",
                }
            ],
        )
        assert decisions(answer) == [decision]


def test_a_boundary_given_or_held(iam: Any, fresh: Fresh) -> None:
    """Source: IAM API reference, PermissionsBoundaryDecisionDetail."""
    name = fresh("bound")
    arn = iam.create_user(UserName=name, PermissionsBoundary=READ_ONLY)["User"]["Arn"]
    iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(allow("iam:*")))
    question = {"PolicySourceArn": arn, "ActionNames": ["iam:CreateUser", "iam:ListUsers"]}
    held = iam.simulate_principal_policy(**question)
    assert decisions(held) == ["implicitDeny", "allowed"]
    details = [each["PermissionsBoundaryDecisionDetail"] for each in held["EvaluationResults"]]
    assert [each["AllowedByPermissionsBoundary"] for each in details] == [False, True]
    given = iam.simulate_principal_policy(
        **question, PermissionsBoundaryPolicyInputList=[document(allow("iam:CreateUser"))]
    )
    assert decisions(given) == ["allowed", "implicitDeny"]
    left_out = iam.simulate_principal_policy(
        **question, PolicyExclusionList=[{"PolicyType": "permission-boundary"}]
    )
    assert decisions(left_out) == ["allowed", "allowed"]


def test_policies_of_groups_count_and_may_be_left_out(iam: Any, fresh: Fresh) -> None:
    """Source: IAM API reference, SimulatePrincipalPolicy: a user's groups' policies count."""
    user, group = fresh("user"), fresh("group")
    arn = iam.create_user(UserName=user)["User"]["Arn"]
    iam.create_group(GroupName=group)
    iam.put_group_policy(GroupName=group, PolicyName="in", PolicyDocument=document(allow("s3:*")))
    iam.add_user_to_group(UserName=user, GroupName=group)
    question = {"PolicySourceArn": arn, "ActionNames": ["s3:ListAllMyBuckets"]}
    result = iam.simulate_principal_policy(**question)["EvaluationResults"][0]
    assert result["EvalDecision"] == "allowed"
    assert result["MatchedStatements"][0]["SourcePolicyId"] == f"group_{group}_in"
    inline = {"PolicyName": "in", "AttachmentType": "group", "AttachmentName": group}
    left_out = iam.simulate_principal_policy(
        **question, PolicyExclusionList=[{"InlinePolicyIdentifier": inline}]
    )
    assert decisions(left_out) == ["implicitDeny"]


def test_a_resource_policy_grants_too(iam: Any) -> None:
    """Source: IAM API reference, SimulateCustomPolicy, ResourcePolicy and CallerArn."""
    caller = "arn:aws:iam::111122223333:user/alice"
    resource = {**allow("s3:GetObject", f"{BUCKET}/*"), "Principal": {"AWS": caller}}
    question = {
        "PolicyInputList": [document(allow("s3:ListBucket"))],
        "ActionNames": ["s3:GetObject"],
        "ResourceArns": [f"{BUCKET}/a"],
        "ResourcePolicy": document(resource),
    }
    assert decisions(iam.simulate_custom_policy(**question, CallerArn=caller)) == ["allowed"]
    with refused("InvalidInput", "CallerArn"):
        iam.simulate_custom_policy(**question)


def test_policies_of_an_organization(iam: Any) -> None:
    """Source: IAM API reference, OrderedOrganizationPolicyInputList."""
    levels = [{"ServiceControlPolicyInputList": [document(allow("*"), deny("s3:DeleteBucket"))]}]
    answer = iam.simulate_custom_policy(
        PolicyInputList=[document(allow("*"))],
        ActionNames=["s3:DeleteBucket", "s3:GetObject"],
        OrderedOrganizationPolicyInputList=levels,
    )
    assert decisions(answer) == ["explicitDeny", "allowed"]
    details = [each["OrganizationsDecisionDetail"] for each in answer["EvaluationResults"]]
    assert [each["AllowedByOrganizations"] for each in details] == [False, True]


def test_positions_over_several_lines(iam: Any) -> None:
    """Source: CLI reference, simulate-principal-policy, example: behind the braces."""
    text = '{\n  "Version": "2012-10-17",\n  "Statement": {\n    "Effect": "Allow",\n'
    text += '    "Action": "s3:*",\n    "Resource": "*"\n  }\n}'
    result = iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=["s3:GetObject"])
    statement = result["EvaluationResults"][0]["MatchedStatements"][0]
    assert statement["StartPosition"] == {"Line": 3, "Column": 17}
    assert statement["EndPosition"] == {"Line": 7, "Column": 4}


def test_results_come_in_pages(iam: Any) -> None:
    """Source: IAM API reference, SimulateCustomPolicy, MaxItems and Marker."""
    actions = ["s3:GetObject", "s3:PutObject", "s3:ListBucket"]
    pages = iam.get_paginator("simulate_custom_policy").paginate(
        PolicyInputList=[document(allow("s3:*"))],
        ActionNames=actions,
        PaginationConfig={"PageSize": 2},
    )
    listed = [[each["EvalActionName"] for each in page["EvaluationResults"]] for page in pages]
    assert listed == [actions[:2], actions[2:]]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"PolicySourceArn": "arn:aws:iam::111122223333:user/nobody-here"}, "NoSuchEntity"),
        ({"PolicySourceArn": "arn:aws:iam::111122223333:root"}, "InvalidInput"),
        ({"ActionNames": ["s3:*"]}, "InvalidInput"),
        ({"ActionNames": ["GetObject"]}, "InvalidInput"),
        ({"PolicyInputList": ["{"]}, "InvalidInput"),
        ({"CallerArn": "arn:aws:iam::111122223333:role/r"}, "InvalidInput"),
        ({"PermissionsBoundaryPolicyInputList": [document(allow("*"))] * 2}, "InvalidInput"),
    ],
)
def test_what_cannot_be_simulated(
    sandbox: RunningMock, iam: Any, changed: dict[str, Any], code: str
) -> None:
    """Source: IAM API reference, SimulatePrincipalPolicy, NoSuchEntity and InvalidInput."""
    admin = sandbox.client("sts").get_caller_identity()["Arn"]
    question = {"PolicySourceArn": admin, "ActionNames": ["s3:GetObject"]}
    with refused(code):
        iam.simulate_principal_policy(**{**question, **changed})


def test_the_keys_of_policies(iam: Any) -> None:
    """Source: IAM API reference, GetContextKeysForCustomPolicy: each key once."""
    first = allow(
        "iam:GetUser",
        "arn:aws:iam::111122223333:user/${aws:username}",
        Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    )
    second = allow("s3:*", Condition={"StringLike": {"s3:prefix": ["${AWS:UserName}/*", "${*}"]}})
    answer = iam.get_context_keys_for_custom_policy(PolicyInputList=[document(first, second)])
    assert answer["ContextKeyNames"] == ["aws:MultiFactorAuthPresent", "aws:username", "s3:prefix"]
    with refused("InvalidInput"):
        iam.get_context_keys_for_custom_policy(PolicyInputList=["{"])


def test_the_keys_of_a_user_with_its_groups(iam: Any, fresh: Fresh) -> None:
    """Source: IAM API reference, GetContextKeysForPrincipalPolicy."""
    user, group = fresh("user"), fresh("group")
    arn = iam.create_user(UserName=user)["User"]["Arn"]
    iam.create_group(GroupName=group)
    iam.add_user_to_group(UserName=user, GroupName=group)

    def on(key: str) -> str:
        return document(allow("*", Condition={"StringEquals": {key: "x"}}))

    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=on("aws:UserAgent"))
    iam.put_group_policy(GroupName=group, PolicyName="own", PolicyDocument=on("aws:Referer"))
    answer = iam.get_context_keys_for_principal_policy(
        PolicySourceArn=arn, PolicyInputList=[on("aws:SourceIp")]
    )
    assert answer["ContextKeyNames"] == ["aws:UserAgent", "aws:Referer", "aws:SourceIp"]
    with refused("NoSuchEntity"):
        iam.get_context_keys_for_principal_policy(PolicySourceArn=f"{arn}x")
