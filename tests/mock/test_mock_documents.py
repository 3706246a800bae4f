"""Policy documents that IAM takes and refuses, and in which words.

Sources: the answers of AWS that LocalStack recorded in February 2026 (test_iam_policies and
test_iam_roles .snapshot.json), and the IAM User Guide, "Grammar of the IAM JSON policy language".
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from iamtui.mock.document_grammar import check_grammar
from iamtui.policy.managed import managed_policies
from tests.support.mock_server import RunningMock, refused
from tests.support.refusals import Refusal, refusal

Fresh = Callable[[str], str]
SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
BUCKET = "arn:aws:s3:::bucket"
OLD = "Policy document must be version 2012-10-17 or greater."
RESOURCES = "Policy statement must contain resources."
ACTIONS = "Policy statement must contain actions."


def statement(**changed: Any) -> dict[str, Any]:
    whole = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": BUCKET, **changed}
    return {name: value for name, value in whole.items() if value is not None}


def document(*statements: Any, **changed: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **changed})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not JSON", SYNTAX),
        ("[]", SYNTAX),
        ("[" * 5000, SYNTAX),
        ('{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}', SYNTAX),
        (document(), SYNTAX),
        (document("text"), SYNTAX),
        (document(statement(), Other=1), SYNTAX),
        (document(statement(Other=1)), SYNTAX),
        (document(statement(), Id={}), SYNTAX),
        (document(statement(Sid=[])), SYNTAX),
        (document(statement(Effect="Maybe")), SYNTAX),
        (document(statement(Effect=None)), SYNTAX),
        (document(statement(Action={})), SYNTAX),
        (document(statement(NotAction="s3:Put*")), SYNTAX),
        (document(statement(NotResource="*")), SYNTAX),
        (document(statement(Condition=[])), SYNTAX),
        (document(statement(Condition={"Sometimes": {"aws:x": "1"}})), SYNTAX),
        (document(statement(), Version="2013-10-17"), SYNTAX),
        (document(statement(), Version="2008-10-17"), OLD),
        (json.dumps({"Statement": statement()}), OLD),
        (document(statement(Action=None)), ACTIONS),
        (document(statement(Action=[])), ACTIONS),
        (document(statement(Resource=None)), RESOURCES),
        (document(statement(Resource=[])), RESOURCES),
        (
            document(statement(Action="GetObject")),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (document(statement(Action="s3:Get:It")), "Actions/Condition can contain only one colon."),
        (document(statement(Action="s 3:Get")), "Vendor s 3 is not valid"),
        (document(statement(Resource="b")), 'Resource b must be in ARN format or "*".'),
        (
            document(statement(Resource="arn:mars:s3:::b")),
            'Partition "mars" is not valid for resource "arn:mars:s3:::b".',
        ),
        (
            document(statement(Resource="arn:aws:s3:eu-west-1::b")),
            "Resource arn:aws:s3:eu-west-1::b can not contain region information.",
        ),
        (
            document(statement(Resource="arn:aws:iam:eu-west-1::user/u")),
            "IAM resource arn:aws:iam:eu-west-1::user/u cannot contain region information.",
        ),
        (
            document(statement(Resource="arn:aws:iam::111122223333:users/u")),
            'IAM resource path must either be "*", root, or start with user/, federated-user/, ',
        ),
        (
            document(statement(Sid="a"), statement(Sid="a")),
            "Statement IDs (SID) in a single policy must be unique.",
        ),
        (document(statement(Effect="ALLOW")), LEGACY),
        (document(statement(Condition={"DateLessThan": {"aws:CurrentTime": "soon"}})), LEGACY),
        (
            document(statement(Principal="*")),
            "Policy document should not specify a principal.",
        ),
    ],
)
def test_managed_policies_that_are_none(iam: Any, fresh: Fresh, text: str, words: str) -> None:
    with refused("MalformedPolicyDocument", words):
        iam.create_policy(PolicyName=fresh("malformed"), PolicyDocument=text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"Action": "*", "Resource": "*"},
        {"Action": "s3-outposts:Get*"},
        {"Resource": "arn:aws:nothing-there:::x"},
        {"Resource": "arn:aws:iam::111122223333:root"},
        {"Resource": "arn:aws:iam::111122223333:*"},
        {"Resource": None, "NotResource": BUCKET},
        {"Condition": {}},
        {"Condition": {"ForAnyValue:StringLikeIfExists": {"aws:TagKeys": ["a", "b"]}}},
        {"Condition": {"NumericLessThan": {"s3:max-keys": 10}}},
        {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": True}}},
        {"Condition": {"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}},
    ],
)
def test_documents_that_are_taken(iam: Any, fresh: Fresh, changed: dict[str, Any]) -> None:
    name = fresh("taken")
    arn = iam.create_policy(PolicyName=name, PolicyDocument=document(statement(**changed)))
    iam.delete_policy(PolicyArn=arn["Policy"]["Arn"])


def test_what_aws_wrote_itself_is_taken() -> None:
    """Source: the AWS managed policies, all of them in use at AWS."""
    for policy in managed_policies().values():
        check_grammar(policy.document)


@pytest.mark.slow
def test_inline_policies_may_be_of_an_older_version(iam: Any, user: str) -> None:
    """Source: IAM User Guide, "Version": without one, 2008-10-17 is taken."""
    for text in (
        document(statement(), Version="2008-10-17"),
        json.dumps({"Statement": statement()}),
    ):
        iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=text)


def trust(**changed: Any) -> str:
    whole = {
        "Effect": "Allow",
        "Principal": {"Service": "ec2.amazonaws.com"},
        "Action": "sts:AssumeRole",
        **changed,
    }
    kept = {name: value for name, value in whole.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": kept})


STS = "AssumeRole policy may only specify STS AssumeRole actions."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("not JSON", "This policy contains invalid Json"),
        (trust(Action="s3:GetObject"), STS),
        (trust(Action=["sts:AssumeRole", "*"]), STS),
        (trust(Resource="*"), "Has prohibited field Resource"),
        (trust(Principal=None), "Missing required field Principal"),
        (trust(Principal="somebody"), SYNTAX),
        (trust(Effect="Perhaps"), SYNTAX),
        (trust(Principal={"Service": "ec2"}), 'Invalid principal in policy: "SERVICE":"ec2"'),
        (trust(Principal={"AWS": "nobody"}), 'Invalid principal in policy: "AWS":"nobody"'),
        (
            trust(Principal={"AWS": "arn:aws:iam::444455556666:user/*"}),
            'Invalid principal in policy: "AWS":"arn:aws:iam::444455556666:user/*"',
        ),
    ],
)
def test_trust_policies_that_are_none(iam: Any, fresh: Fresh, text: str, words: str) -> None:
    name = fresh("role")
    with refused("MalformedPolicyDocument", words):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=text)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust())
    with refused("MalformedPolicyDocument", words):
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=text)


@pytest.mark.slow
@pytest.mark.parametrize(
    "changed",
    [
        {"Principal": "*"},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": "444455556666"}},
        {"Principal": {"AWS": ["arn:aws:iam::444455556666:role/x/y"]}},
        {"Action": ["sts:assumeRole", "sts:TagSession", "sts:SetSourceIdentity"]},
        {"Action": "sts:AssumeRole*"},
        {"Principal": {"Federated": "cognito-identity.amazonaws.com"}},
    ],
)
def test_trust_policies_that_are_taken(iam: Any, fresh: Fresh, changed: dict[str, Any]) -> None:
    iam.create_role(RoleName=fresh("role"), AssumeRolePolicyDocument=trust(**changed))


@pytest.mark.slow
def test_a_trust_policy_names_only_who_is_there(
    sandbox: RunningMock, iam: Any, fresh: Fresh, user: str
) -> None:
    """Source: IAM User Guide, "Principal": the principal must exist when the policy is saved."""
    account = f"arn:aws:iam::{sandbox.ready.account_id}"
    role = fresh("role")
    iam.create_role(
        RoleName=role, AssumeRolePolicyDocument=trust(Principal={"AWS": f"{account}:user/{user}"})
    )
    for here in (f"{account}:root", f"{account}:role/{role}", sandbox.ready.account_id):
        text = trust(Principal={"AWS": here})
        iam.update_assume_role_policy(RoleName=role, PolicyDocument=text)
    for ghost in (f"{account}:user/ghost", f"{account}:role/ghost", f"{account}:group/{user}"):
        told = refusal(
            iam.update_assume_role_policy,
            RoleName=role,
            PolicyDocument=trust(Principal={"AWS": ghost}),
        )
        words = f'Invalid principal in policy: "AWS":"{ghost}"'
        assert told == Refusal("MalformedPolicyDocument", 400, words)


def padded(size: int, kind: Callable[..., str] = lambda **c: document(statement(**c))) -> str:
    """A document of `size` characters without its white space."""
    bare = sum(1 for letter in kind(Sid="") if not letter.isspace())
    return kind(Sid="x" * (size - bare))


@pytest.mark.slow
def test_white_space_does_not_count(iam: Any, fresh: Fresh) -> None:
    """Source: IAM User Guide, "IAM and AWS STS quotas": 6,144 characters."""
    text = padded(6144).replace(" ", " " * 50)
    iam.create_policy(PolicyName=fresh("wide"), PolicyDocument=text)
    told = refusal(iam.create_policy, PolicyName=fresh("long"), PolicyDocument=padded(6145))
    assert told == Refusal("LimitExceeded", 409, "Cannot exceed quota for PolicySize: 6144")


@pytest.mark.slow
def test_a_trust_policy_has_2048_characters(iam: Any, fresh: Fresh) -> None:
    """Source: as above; the message as in many reports of it."""
    iam.create_role(RoleName=fresh("role"), AssumeRolePolicyDocument=padded(2048, trust))
    told = refusal(
        iam.create_role, RoleName=fresh("role"), AssumeRolePolicyDocument=padded(2049, trust)
    )
    assert told == Refusal("LimitExceeded", 409, "Cannot exceed quota for ACLSizePerRole: 2048")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "limit"), [("user", 2048), ("group", 5120), ("role", 10240)])
def test_all_inline_policies_share_one_limit(iam: Any, fresh: Fresh, kind: str, limit: int) -> None:
    """Source: IAM User Guide, "IAM and AWS STS quotas": the aggregate policy size."""
    name = fresh(kind)
    named = {f"{kind.title()}Name": name}
    extra = {"AssumeRolePolicyDocument": trust()} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**named, **extra)
    put = getattr(iam, f"put_{kind}_policy")
    half = padded(limit // 2)
    for policy in ("one", "two", "two"):
        put(**named, PolicyName=policy, PolicyDocument=half)
    told = refusal(put, **named, PolicyName="three", PolicyDocument=document(statement()))
    words = f"Maximum policy size of {limit} bytes exceeded for {kind} {name}"
    assert told == Refusal("LimitExceeded", 409, words)
