"""What the users of the demo account may do, decided by their policies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from iamtui.mock.accounts.administrator import Login
from iamtui.mock.accounts.demo import demo_account, demo_login
from iamtui.mock.store import Store
from tests.support.mock_server import Credentials, RunningMock, code_at, mock_server, refused

pytestmark = pytest.mark.slow

READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"


@pytest.fixture(scope="module")
def account() -> Store:
    """The same demo account as the server's: its secrets are the same at every start."""
    return demo_account()[0]


@pytest.fixture
def login(account: Store) -> Callable[[str], Login]:
    return lambda name: demo_login(account, name)


@pytest.fixture
def client(demo: RunningMock, login: Callable[[str], Login]) -> Callable[..., Any]:
    """A client of a user of the demo account."""

    def make(name: str, service: str = "iam") -> Any:
        used = login(name)
        key = Credentials(used.access_key_id, used.secret_access_key.reveal())
        return demo.client(service, key)

    return make


def test_the_auditor_reads_all_but_the_report(client: Callable[..., Any]) -> None:
    """Source: IAM User Guide, "Troubleshoot access denied error messages"."""
    iam = client("auditor")
    assert iam.list_users()["Users"]
    assert iam.get_account_authorization_details()["UserDetailList"]
    with refused(
        "AccessDenied",
        "auditor is not authorized to perform: iam:GetCredentialReport on resource: *",
        "with an explicit deny in an identity-based policy",
    ):
        iam.get_credential_report()
    with refused(
        "AccessDenied", "because no identity-based policy allows the iam:CreateUser action"
    ):
        iam.create_user(UserName="nobody")


def test_a_grant_under_a_path_is_for_that_path(client: Callable[..., Any]) -> None:
    """Source: IAM User Guide, "IAM identifiers"."""
    iam = client("helpdesk")
    with refused("AccessDenied", ":user/service/ci-deploy", "explicit deny"):
        iam.update_login_profile(UserName="ci-deploy", PasswordResetRequired=True)
    with refused("AccessDenied", "iam:TagUser"):
        iam.tag_user(UserName="jonas.weber", Tags=[{"Key": "a", "Value": "b"}])


def test_a_deny_without_mfa_ends_with_mfa(
    demo: RunningMock, client: Callable[..., Any], login: Callable[[str], Login]
) -> None:
    """Source: IAM User Guide, aws:MultiFactorAuthPresent."""
    with refused("AccessDenied", "explicit deny"):
        client("helpdesk").update_login_profile(UserName="li.wei", PasswordResetRequired=True)
    used = login("helpdesk")
    given = client("helpdesk", "sts").get_session_token(
        SerialNumber=used.mfa_serial,
        TokenCode=code_at(used.mfa_seed.reveal(), datetime.now(UTC)),
    )
    session = demo.client("iam", Credentials.of(given["Credentials"]))
    session.update_login_profile(UserName="li.wei", PasswordResetRequired=True)
    with refused("AccessDenied", "no identity-based policy allows"):
        session.update_login_profile(UserName="carlos.mendez", PasswordResetRequired=True)


def test_a_boundary_cuts_what_policies_give(client: Callable[..., Any]) -> None:
    """Source: IAM User Guide, "Permissions boundaries for IAM entities"."""
    iam = client("emil.sorensen")
    assert iam.list_users()["Users"]
    with refused(
        "AccessDenied", "because no permissions boundary allows the iam:CreateUser action"
    ):
        iam.create_user(UserName="nobody")
    with refused("AccessDenied", "with an explicit deny in a permissions boundary"):
        iam.delete_user_permissions_boundary(UserName="emil.sorensen")


def test_everything_is_denied_without_mfa_but_the_way_to_it(client: Callable[..., Any]) -> None:
    """Source: IAM User Guide, "Allows MFA-authenticated IAM users to manage …"."""
    iam = client("nina.koch")
    assert iam.list_mfa_devices()["MFADevices"]
    with refused("AccessDenied", "explicit deny"):
        iam.list_access_keys(UserName="nina.koch")


def test_own_keys_are_managed_with_mfa(
    demo: RunningMock, client: Callable[..., Any], login: Callable[[str], Login]
) -> None:
    """Source: IAM User Guide, "Allows MFA-authenticated IAM users to manage …"."""
    used = login("nina.koch")
    given = client("nina.koch", "sts").get_session_token(
        SerialNumber=used.mfa_serial,
        TokenCode=code_at(used.mfa_seed.reveal(), datetime.now(UTC)),
    )
    iam = demo.client("iam", Credentials.of(given["Credentials"]))
    assert len(iam.list_access_keys(UserName="nina.koch")["AccessKeyMetadata"]) == 1
    with refused("AccessDenied", "user/staff/li.wei"):
        iam.list_access_keys(UserName="li.wei")


def test_roles_chain_as_their_trust_policies_say(
    demo: RunningMock, client: Callable[..., Any]
) -> None:
    """Source: IAM User Guide, "Roles terms and concepts", role chaining."""
    roles = f"arn:aws:iam::{demo.ready.account_id}:role/deploy"
    with refused("AccessDenied", f"sts:AssumeRole on resource: {roles}/deploy-production"):
        client("ci-deploy", "sts").assume_role(
            RoleArn=f"{roles}/deploy-production", RoleSessionName="too-far"
        )
    staging = client("ci-deploy", "sts").assume_role(
        RoleArn=f"{roles}/deploy-staging", RoleSessionName="one"
    )
    session = Credentials.of(staging["Credentials"])
    with refused("AccessDenied"):
        demo.client("iam", session).list_users()
    with refused("ValidationError", "1 hour"):
        demo.client("sts", session).assume_role(
            RoleArn=f"{roles}/deploy-production", RoleSessionName="two", DurationSeconds=7200
        )
    production = demo.client("sts", session).assume_role(
        RoleArn=f"{roles}/deploy-production", RoleSessionName="two"
    )
    assert demo.client("iam", Credentials.of(production["Credentials"])).list_users()["Users"]


def test_a_role_that_wants_an_external_id_or_does_not_exist_is_refused(
    demo: RunningMock,
) -> None:
    """Source: IAM User Guide, "Access to AWS accounts owned by third parties"."""
    for name in ("partners/partner-monitoring", "no-such-role", "break-glass"):
        with refused("AccessDenied", "sts:AssumeRole"):
            demo.client("sts").assume_role(
                RoleArn=f"arn:aws:iam::{demo.ready.account_id}:role/{name}", RoleSessionName="none"
            )


def test_a_session_policy_cuts_the_role(demo: RunningMock) -> None:
    """Source: IAM User Guide, "Session policies"."""
    only_groups = (
        '{"Version":"2012-10-17","Statement":'
        '{"Effect":"Allow","Action":"iam:ListGroups","Resource":"*"}}'
    )
    given = demo.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{demo.ready.account_id}:role/read-only",
        RoleSessionName="cut",
        Policy=only_groups,
    )
    iam = demo.client("iam", Credentials.of(given["Credentials"]))
    assert iam.list_groups()["Groups"]
    with refused("AccessDenied", "because no session policy allows the iam:ListUsers action"):
        iam.list_users()


def test_the_junior_can_make_himself_more(account: Store, client: Callable[..., Any]) -> None:
    """Source: IAM API reference, CreatePolicyVersion."""
    iam = client("jonas.weber")
    arn = f"arn:aws:iam::{account.account_id}:policy/deploy/DeployPipeline"
    versions = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    assert versions == "v1"
    with refused("AccessDenied", "policy/security/RequireMFA"):
        iam.create_policy_version(
            PolicyArn=arn.replace("deploy/DeployPipeline", "security/RequireMFA"),
            PolicyDocument="{}",
        )


@pytest.fixture(scope="module")
def open_door() -> Iterator[RunningMock]:
    with mock_server("demo", auth=False) as running:
        yield running


def test_without_authorisation_every_identity_may_do_all(
    open_door: RunningMock, login: Callable[[str], Login]
) -> None:
    used = login("auditor")
    key = Credentials(used.access_key_id, used.secret_access_key.reveal())
    open_door.client("iam", key).create_user(UserName="made-by-the-auditor")
    with refused("SignatureDoesNotMatch"):
        open_door.client("iam", Credentials(used.access_key_id, "x" * 40)).list_users()


def test_the_simulator_answers_for_a_principal(demo: RunningMock) -> None:
    """Source: IAM API reference, SimulatePrincipalPolicy."""
    iam = demo.client("iam")
    emil = f"arn:aws:iam::{demo.ready.account_id}:user/staff/emil.sorensen"
    results = iam.simulate_principal_policy(
        PolicySourceArn=emil,
        ActionNames=["iam:CreateUser", "iam:GetUser", "iam:DeleteUserPermissionsBoundary"],
    )["EvaluationResults"]
    assert [item["EvalDecision"] for item in results] == [
        "implicitDeny",
        "allowed",
        "explicitDeny",
    ]
    assert results[0]["PermissionsBoundaryDecisionDetail"] == {
        "AllowedByPermissionsBoundary": False
    }
    assert "IAMFullAccess" in [s["SourcePolicyId"] for s in results[1]["MatchedStatements"]]
    with refused("NoSuchEntity"):
        iam.simulate_principal_policy(PolicySourceArn=f"{emil}x", ActionNames=["iam:GetUser"])


def test_the_simulator_answers_for_a_policy(demo: RunningMock) -> None:
    """Source: IAM API reference, SimulateCustomPolicy."""
    document = (
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*",'
        '"Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}'
    )
    asked = {"PolicyInputList": [document], "ActionNames": ["s3:GetObject"]}
    iam = demo.client("iam")
    without = iam.simulate_custom_policy(**asked)["EvaluationResults"][0]
    assert without["EvalDecision"] == "implicitDeny"
    assert without["MissingContextValues"] == ["aws:MultiFactorAuthPresent"]
    entry = {
        "ContextKeyName": "aws:MultiFactorAuthPresent",
        "ContextKeyType": "boolean",
        "ContextKeyValues": ["true"],
    }
    with_mfa = iam.simulate_custom_policy(**asked, ContextEntries=[entry])["EvaluationResults"]
    assert with_mfa[0]["EvalDecision"] == "allowed"
