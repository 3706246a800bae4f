"""What AWS says when it refuses: every wording that is known, broken lines and all."""

from __future__ import annotations

import json
from textwrap import wrap

import pytest

from iamtui.access.denial import StatedPolicy
from iamtui.access.denial_message import read_denials

ALICE = "arn:aws:iam::123456789012:user/team/alice"
SESSION = "arn:aws:sts::123456789012:assumed-role/deploy/ci"
KEY = "arn:aws:s3:::bucket/key"
POLICY = "arn:aws:organizations::987654321098:policy/o-abc/service_control_policy/p-2kgnabcd"


def refused(reason: str = "", resource: str = KEY) -> str:
    return (
        f"User: {ALICE} is not authorized to perform: s3:GetObject on resource: {resource}{reason}"
    )


@pytest.mark.parametrize(
    ("reason", "explicit", "stated"),
    [
        (" because no identity-based policy allows the s3:GetObject action", False, "IDENTITY"),
        (" because no permissions boundary allows the s3:GetObject action", False, "BOUNDARY"),
        (" because no session policy allows the s3:GetObject action", False, "SESSION"),
        (" because no resource-based policy allows the s3:GetObject action", False, "RESOURCE"),
        (" because no service control policy allows the s3:GetObject action", False, "SCP"),
        (" because no resource control policy allows the s3:GetObject action", False, "RCP"),
        (" because no VPC endpoint policy allows the s3:GetObject action", False, "VPC_ENDPOINT"),
        (" because no role trust policy allows the sts:AssumeRole action", False, "TRUST"),
        (" with an explicit deny in an identity-based policy", True, "IDENTITY"),
        (" with an explicit deny in a permissions boundary", True, "BOUNDARY"),
        (" with an explicit deny in a session policy", True, "SESSION"),
        (" with an explicit deny in a resource-based policy", True, "RESOURCE"),
        (" with an explicit deny in a service control policy", True, "SCP"),
        (" with an explicit deny in a resource control policy", True, "RCP"),
        (" with an explicit deny in a VPC endpoint policy", True, "VPC_ENDPOINT"),
        (" due to an explicit deny in a Service Control Policy", True, "SCP"),
        (" with an explicit deny", True, None),
        ("", None, None),
    ],
)
def test_the_stated_reason_is_read(reason: str, explicit: bool | None, stated: str | None) -> None:
    (denial,) = read_denials(refused(reason))

    assert (denial.principal, denial.action, denial.resource) == (ALICE, "s3:GetObject", KEY)
    assert denial.explicit is explicit
    assert denial.stated is (StatedPolicy[stated] if stated else None)
    assert denial.unread == ""


def test_the_arn_of_the_denying_policy_is_read() -> None:
    (denial,) = read_denials(
        refused(f" with an explicit deny in a service control policy: {POLICY}. More.")
    )

    assert denial.policy_arn == POLICY


@pytest.mark.parametrize("width", [40, 61, 80, 100])
def test_lines_broken_by_a_terminal_are_put_together(width: int) -> None:
    whole = "An error occurred (AccessDenied) when calling the GetObject operation: " + refused(
        f" with an explicit deny in a service control policy: {POLICY}"
    )
    cut = "\n".join(whole[start : start + width] for start in range(0, len(whole), width))

    (denial,) = read_denials(cut)

    assert (denial.principal, denial.action, denial.resource) == (ALICE, "s3:GetObject", KEY)
    assert denial.policy_arn == POLICY


def test_lines_broken_between_words_are_put_together() -> None:
    (denial,) = read_denials(
        "\n    ".join(
            wrap(refused(" because no session policy allows the s3:GetObject action"), 50)
        )
    )

    assert (denial.resource, denial.stated) == (KEY, StatedPolicy.SESSION)


def test_what_follows_a_message_is_no_part_of_its_resource() -> None:
    (denial,) = read_denials(f"$ aws s3 cp\n{refused()}\n$ exit\n")

    assert denial.resource == KEY


@pytest.mark.parametrize(
    "text",
    [
        f'{{"message": "{refused()}"}}',
        f"'{refused()}'",
        f"{refused()} (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)",
        refused(resource=f'"{KEY}"') + " because no identity-based policy allows it",
    ],
)
def test_what_stands_around_a_message_does_not_matter(text: str) -> None:
    (denial,) = read_denials(text)

    assert (denial.principal, denial.resource) == (ALICE, KEY)


def test_a_resource_may_hold_blanks() -> None:
    (denial,) = read_denials(
        refused(" because no identity-based policy allows it", resource="arn:aws:s3:::b/my file")
    )

    assert denial.resource == "arn:aws:s3:::b/my file"


def test_several_messages_are_read_each_once_in_order() -> None:
    second = f"User: {SESSION} is not authorized to perform: ec2:RunInstances on resource: i"
    text = f"{refused()}\n{second} because no session policy allows the ec2:RunInstances action\n"

    denials = read_denials(text + refused())

    assert [d.action for d in denials][:2] == ["s3:GetObject", "ec2:RunInstances"]
    assert [d.stated for d in denials][:2] == [None, StatedPolicy.SESSION]


def test_a_message_without_a_resource_says_so() -> None:
    (denial,) = read_denials(
        f"User: {ALICE} is not authorized to perform: eks:ListClusters because no permissions "
        "boundary allows the eks:ListClusters action"
    )

    assert (denial.action, denial.resource) == ("eks:ListClusters", "")
    assert denial.unread == "The message does not name the resource."


def test_kms_does_not_tell_whether_it_was_an_explicit_deny() -> None:
    (denial,) = read_denials(
        refused(
            " because the resource does not exist in this Region, no resource-based policies "
            "allow access, or a resource-based policy explicitly denies access"
        )
    )

    assert (denial.explicit, denial.stated) == (None, StatedPolicy.RESOURCE)


def test_an_encoded_message_is_to_be_decoded_first() -> None:
    (denial,) = read_denials(
        "An error occurred (UnauthorizedOperation) when calling the RunInstances operation: You "
        "are not authorized to perform this operation. Encoded authorization failure message: abc"
    )

    assert denial.action == "ec2:RunInstances"
    assert "DecodeAuthorizationMessage" in denial.unread
    assert not denial.is_readable


def test_a_decoded_message_is_read() -> None:
    inner = {
        "allowed": False,
        "explicitDeny": True,
        "context": {
            "principal": {"id": "AIDA", "arn": ALICE},
            "action": "ec2:RunInstances",
            "resource": "arn:aws:ec2:us-east-1:123456789012:instance/*",
        },
    }

    (denial,) = read_denials(json.dumps({"DecodedMessage": json.dumps(inner)}))

    assert (denial.principal, denial.action) == (ALICE, "ec2:RunInstances")
    assert denial.explicit is True


def test_an_encoded_message_beside_a_readable_one_does_not_matter() -> None:
    (denial,) = read_denials(
        "You are not authorized to perform this operation. "
        + refused(" because no identity-based policy allows the s3:GetObject action.")
        + " Encoded authorization failure message: abc_DEF"
    )

    assert (denial.principal, denial.action, denial.resource) == (ALICE, "s3:GetObject", KEY)


@pytest.mark.parametrize(
    ("operation", "action"), [("ListObjectsV2", "s3:ListBucket"), ("ListUsers", "")]
)
def test_a_bare_access_denied_names_only_the_operation(operation: str, action: str) -> None:
    (denial,) = read_denials(
        f"An error occurred (AccessDenied) when calling the {operation} operation: Access Denied"
    )

    assert denial.action == action
    assert operation in denial.unread
    assert not denial.is_readable


@pytest.mark.parametrize("text", ["", "hello", "{}", "\x00", "is not authorized to", "[" * 5000])
def test_what_is_no_message_is_said_to_be_none(text: str) -> None:
    (denial,) = read_denials(text)

    assert denial.unread
    assert not denial.is_readable
