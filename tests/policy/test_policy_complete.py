"""Completion in half-typed policies; `|` marks the place in these texts."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamtui.policy import parse
from iamtui.policy.complete import Completion, complete
from iamtui.policy.kinds import PolicyKind

STATEMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '
PIECES = st.sampled_from(
    [*'{}[]:,"\\ \n*é', "true", '"Statement"', '"Action"', '"Resource"', '"Condition"']
) | st.sampled_from(['"Principal"', '"AWS"', '"Bool"', '"aws:', '"s3:Get', '"arn:aws:s3:::'])


def offered(marked: str, kind: PolicyKind = PolicyKind.IDENTITY) -> tuple[Completion, ...]:
    before, after = marked.split("|")
    return complete(before + after, len(before), kind)


def labels(marked: str, kind: PolicyKind = PolicyKind.IDENTITY) -> list[str]:
    return [completion.label for completion in offered(marked, kind)]


def accepted(marked: str, label: str, kind: PolicyKind = PolicyKind.IDENTITY) -> str:
    """The text after accepting a completion."""
    text = marked.replace("|", "")
    chosen = next(found for found in offered(marked, kind) if found.label == label)
    return text[: chosen.start] + chosen.text + text[chosen.end :]


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_an_empty_document_gets_a_policy_to_start_from(kind: PolicyKind) -> None:
    assert labels("|", kind) == ["a policy"]
    started = accepted("|", "a policy", kind)
    assert [finding.message for finding in parse(started).findings] == []
    (statement,) = parse(started).statements
    assert (statement.principals is not None) is kind.names_principals
    assert (statement.resources is not None) is kind.names_resources
    json.loads(accepted('{"Statement": [|]}', "a statement", kind))


def test_elements_of_the_document_that_are_not_there_yet() -> None:
    assert labels("{|}") == ["Version", "Id", "Statement"]
    assert labels('{"Version": "2012-10-17", "|') == ["Id", "Statement"]
    assert labels('{"Statement": [], "v|') == ["Version"]


def test_elements_of_a_statement_by_kind() -> None:
    rest = ["Action", "NotAction", "Resource", "NotResource", "Condition"]
    assert labels(STATEMENT + "|") == ["Sid", *rest]
    assert labels(STATEMENT + "|", PolicyKind.SCP) == ["Sid", *rest]
    assert labels(STATEMENT + '"|', PolicyKind.RESOURCE) == [
        *("Sid", "Principal", "NotPrincipal"),
        *rest,
    ]
    assert labels(STATEMENT + '"Resource|', PolicyKind.TRUST) == []
    assert "NotPrincipal" not in labels(STATEMENT + "|", PolicyKind.RCP)


def test_an_element_excludes_its_opposite() -> None:
    assert labels(STATEMENT + '"NotAction": "s3:*", "Act|') == []
    assert "NotResource" not in labels(STATEMENT + '|, "Resource": "*"}]}')


def test_the_name_being_typed_does_not_exclude_itself() -> None:
    assert labels(STATEMENT + '"Action|": "s3:*"}]}') == ["Action", "NotAction"]


def test_values_of_version_and_effect() -> None:
    assert labels('{"Version": "|') == ["2012-10-17", "2008-10-17"]
    assert labels('{"Statement": {"Effect": |') == ["Allow", "Deny"]
    assert labels('{"Statement": {"Effect": |', PolicyKind.RCP) == ["Deny"]


def test_a_missing_quote_is_added_and_one_that_is_there_is_kept() -> None:
    assert accepted('{"Version": |}', "2012-10-17") == '{"Version": "2012-10-17"}'
    assert accepted('{"Version": "|}', "2012-10-17") == '{"Version": "2012-10-17"}'
    assert accepted('{"Version": "|"}', "2012-10-17") == '{"Version": "2012-10-17"}'
    assert accepted('{"Version": "20|08-10-17"}', "2012-10-17") == '{"Version": "2012-10-17"}'
    assert accepted('{"Version": 20|}', "2012-10-17") == '{"Version": "2012-10-17"}'


def test_a_name_brings_its_colon_unless_one_is_there() -> None:
    assert accepted("{|}", "Version") == '{"Version": }'
    assert accepted('{"Ver|}', "Version") == '{"Version": }'
    assert accepted('{"Ver|"}', "Version") == '{"Version": }'
    assert accepted('{"Ver|": "x"}', "Version") == '{"Version": "x"}'
    assert accepted('{Ver| : "x"}', "Version") == '{"Version" : "x"}'


def test_services_then_their_actions() -> None:
    assert labels(STATEMENT + '"Action": "s3|')[:2] == ["s3:", "s3-object-lambda:"]
    assert accepted(STATEMENT + '"Action": ["s|', "sqs:").endswith('["sqs:')
    assert labels(STATEMENT + '"Action": ["sqs:|"]')[0] == "sqs:*"
    assert labels(STATEMENT + '"NotAction": "SQS:list|') == [
        "sqs:ListDeadLetterSourceQueues",
        "sqs:ListMessageMoveTasks",
        "sqs:ListQueues",
        "sqs:ListQueueTags",
    ]
    assert labels(STATEMENT + '"Action": "nosuch:|') == []
    assert labels(STATEMENT + '"Action": "|')[0] == "*"
    assert "*" not in labels(STATEMENT + '"Action": "|', PolicyKind.RCP)


def test_an_action_is_found_by_a_part_of_its_name_after_those_that_begin_with_it() -> None:
    found = labels(STATEMENT + '"Action": "iam:accesskey|')
    assert "iam:CreateAccessKey" in found
    assert labels(STATEMENT + '"Action": "iam:pass|') == ["iam:PassRole", *found_parts("pass")]


def found_parts(part: str) -> list[str]:
    """IAM actions that hold a part further in."""
    everything = labels(STATEMENT + '"Action": "iam:|')
    return [name for name in everything if part in name.lower()[5:] and name != "iam:PassRole"]


def test_the_access_level_of_an_action_is_told() -> None:
    (found, *_) = offered(STATEMENT + '"Action": "s3:PutBucketPolicy|')
    assert found.detail.startswith("Permissions management – ")


def test_a_trust_policy_is_about_assuming_the_role() -> None:
    found = labels(STATEMENT + '"Action": "|', PolicyKind.TRUST)
    assert found[0] == "sts:AssumeRole"
    assert all(name.startswith("sts:") for name in found)


def test_resources_are_those_that_the_actions_work_on() -> None:
    action = STATEMENT + '"Action": ["s3:GetObject"], "Resource": '
    assert "arn:aws:s3:::*/*" in labels(action + "|")
    assert "arn:aws:s3:::*" not in labels(action + "|")
    assert labels(action + '["arn:aws:s3:::logs|"') == ["arn:aws:s3:::logs/*"]
    assert labels(action + '"arn:aws:sqs|"') == []
    every = labels(STATEMENT + '"Action": "s3:*", "Resource": "|"')
    assert {"*", "arn:aws:s3:::*", "arn:aws:s3:::*/*"} <= set(every)


def test_actions_after_the_resource_count_too() -> None:
    assert "arn:aws:sqs:*:*:*" in labels(STATEMENT + '"Resource": "|", "Action": "sqs:Send*"}]}')


def test_an_action_without_resource_types_and_everything_get_a_star() -> None:
    assert labels(STATEMENT + '"Action": "s3:ListAllMyBuckets", "Resource": "|') == ["*"]
    assert labels(STATEMENT + '"Action": "*", "Resource": "|') == ["*"]


def test_principals_by_kind() -> None:
    assert labels(STATEMENT + '"Principal": {"|', PolicyKind.TRUST) == [
        "AWS",
        "Service",
        "Federated",
    ]
    assert "CanonicalUser" in labels(STATEMENT + '"Principal": {|', PolicyKind.RESOURCE)
    assert labels(STATEMENT + '"Principal": {"Service": "lambda|', PolicyKind.TRUST) == [
        "lambda.amazonaws.com"
    ]
    assert labels(STATEMENT + '"Principal": "|', PolicyKind.RCP) == ["*"]


def test_operators_fit_the_keys_that_are_there() -> None:
    condition = STATEMENT + '"Condition": {'
    assert labels(condition + '"NumericLessThanE|')[:1] == ["NumericLessThanEquals"]
    assert labels(condition + '"|": {"aws:SourceIp": "10.0.0.0/8"}')[:2] == [
        "IpAddress",
        "NotIpAddress",
    ]
    listed = labels(condition + '"|": {"aws:TagKeys": "a"}')
    assert listed
    assert all(name.startswith("For") for name in listed)
    assert not any(name.startswith("For") for name in labels(condition + '"|'))


def test_keys_of_the_actions_come_before_the_global_ones() -> None:
    found = labels(STATEMENT + '"Action": "iam:PassRole", "Condition": {"StringEquals": {"|')
    assert found.index("iam:PassedToService") < found.index("aws:PrincipalOrgID")
    assert "aws:TagKeys" not in found
    assert "aws:SourceIp" not in found


def test_a_key_fits_the_operator_and_is_not_repeated() -> None:
    condition = STATEMENT + '"Condition": {'
    assert "aws:TagKeys" in labels(condition + '"ForAllValues:StringEquals": {"|')
    assert labels(condition + '"Bool": {"aws:Multi|') == ["aws:MultiFactorAuthPresent"]
    assert labels(condition + '"Bool": {"aws:MultiFactorAuthPresent": "true", "aws:Multi|') == []
    assert "aws:MultiFactorAuthAge" in labels(condition + '"Null": {"aws:Multi|')
    assert "kms:ViaService" in labels(condition + '"StringEquals": {"kms:|')


def test_the_part_of_a_key_that_the_author_names_is_left_open() -> None:
    text = accepted(STATEMENT + '"Condition": {"StringLike": {"aws:R|', "aws:RequestTag/${TagKey}")
    assert text.endswith('{"aws:RequestTag/')


def test_keys_of_the_identity_provider_that_is_trusted_come_first() -> None:
    provider = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
    found = labels(
        STATEMENT
        + f'"Principal": {{"Federated": "{provider}"}}, "Condition": {{"StringLike": {{"|',
        PolicyKind.TRUST,
    )
    assert found[0] == "token.actions.githubusercontent.com:aud"
    assert "token.actions.githubusercontent.com:sub" in found[:5]


def test_values_of_keys_that_have_few() -> None:
    condition = STATEMENT + '"Condition": {'
    assert labels(condition + '"Bool": {"aws:SecureTransport": "|') == ["true", "false"]
    assert labels(condition + '"Null": {"aws:TagKeys": ["|') == ["true", "false"]
    assert labels(condition + '"StringEquals": {"iam:PassedToService": "ec2|') == [
        "ec2.amazonaws.com"
    ]
    assert labels(condition + '"StringEquals": {"aws:username": "|') == []


def test_policy_variables_inside_a_value() -> None:
    resource = STATEMENT + '"Resource": "arn:aws:s3:::b/${aws:user'
    assert labels(resource + "|") == ["aws:userid", "aws:username", "aws:UserAgent"]
    assert accepted(resource + "|", "aws:username").endswith('b/${aws:username}"')
    assert accepted(resource + '|"]', "aws:username").endswith('b/${aws:username}"]')
    assert accepted(resource + '|id}/x"', "aws:username").endswith('b/${aws:username}/x"')
    value = STATEMENT + '"Condition": {"StringEquals": {"aws:ResourceTag/a": "${aws:PrincipalTag|'
    assert accepted(value, "aws:PrincipalTag/${TagKey}").endswith('"${aws:PrincipalTag/')
    assert labels(STATEMENT + '"Resource": "${aws:username}|') == []
    assert labels(STATEMENT + '"Action": "${aws:user|') == []


@pytest.mark.parametrize(
    "marked",
    [
        '{"Version"|: "2012-10-17"}',
        '{"Version": "2012-10-17"| }',
        '{"Version" |',
        '{"Other": "|"}',
        '{"Statement": {"Sid": "|"}}',
        '{"Statement": {"Other": {"|"}}}',
        "{}|",
        '|{"Version": "2012-10-17"}',
        '{"Version": |"2012-10-17"}',
        "[]x|",
    ],
)
def test_where_nothing_is_known_nothing_is_offered(marked: str) -> None:
    assert offered(marked) == ()


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60), st.integers(-5, 200))
def test_any_text_and_any_place_will_do(text: str, offset: int) -> None:
    for kind in PolicyKind:
        for found in complete(text, offset, kind):
            assert 0 <= found.start <= found.end <= len(text)


@given(st.data())
def test_a_string_may_be_completed_wherever_the_cursor_stands_in_it(data: st.DataObject) -> None:
    whole = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": ["s3:GetObject", "sqs:*"],
                "Resource": "arn:aws:s3:::b/*",
                "Condition": {"Bool": {"aws:SecureTransport": "true"}},
            },
        }
    )
    strings = list(re.finditer(r'"[^"]*"', whole))
    string = data.draw(st.sampled_from(strings))
    offset = data.draw(st.integers(string.start() + 1, string.end() - 1))
    for found in complete(whole, offset)[:20]:
        json.loads(whole[: found.start] + found.text + whole[found.end :])
