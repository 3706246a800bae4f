"""The roles of the demo account."""

from __future__ import annotations

from typing import Final

from iamtui.mock.accounts.demo.rows import RoleRow

_LINKED: Final = "/aws-service-role/"
_SSO: Final = "/aws-reserved/sso.amazonaws.com/eu-central-1/"

ROLES: Final = (
    RoleRow("deploy-staging", "/deploy/", 500, "ci-user", ("AssumeProduction",), used=1, hours=4),
    RoleRow(
        "deploy-production",
        "/deploy/",
        500,
        "staging-role",
        ("AdministratorAccess",),
        description="Assumed by deploy-staging only",
        used=3,
    ),
    RoleRow("github-actions", "/deploy/", 320, "github", ("ArtifactsWrite",), used=0, hours=2),
    RoleRow("break-glass", "/", 800, "account-with-mfa", ("AdministratorAccess",), used=212),
    RoleRow("read-only", "/", 600, "account", ("ReadOnlyAccess",), used=12, hours=8),
    RoleRow(
        "partner-monitoring",
        "/partners/",
        430,
        "partner",
        ("CloudWatchReadOnlyAccess",),
        description="Acme & Söhne monitoring [/x] <external>",
        used=2,
        tags={"partner": "Nordlicht GmbH", "contact": "ops@nordlicht.example"},
    ),
    RoleRow(
        "security-audit-hub", "/security/", 610, "security-account", ("SecurityAudit",), used=1
    ),
    RoleRow(
        "web-server",
        "/",
        1100,
        "ec2",
        ("AmazonSSMManagedInstanceCore", "ArtifactsRead"),
        used=0,
        tags={"team": "web", "env": "prod"},
        profile="web-server",
    ),
    RoleRow(
        "batch-worker",
        "/",
        900,
        "ec2",
        ("AmazonS3FullAccess",),
        ("orders-table",),
        used=45,
        profile="batch-worker-profile",
    ),
    RoleRow("lambda-orders", "/service/", 380, "lambda", inline=("orders-table",), used=0),
    RoleRow(
        "lambda-admin",
        "/service/",
        870,
        "lambda",
        ("AdministratorAccess",),
        description="Whoever may pass this role to Lambda is administrator",
        used=140,
    ),
    RoleRow(
        "ecs-payments", "/service/", 290, "ecs", ("KmsDecryptViaS3",), ("orders-table",), used=0
    ),
    RoleRow("glue-etl", "/data/", 95, "glue", ("service-role/AWSGlueServiceRole",), used=6),
    RoleRow(
        "sandbox",
        "/engineering/",
        75,
        "account",
        ("PowerUserAccess",),
        ("self-destruct",),
        boundary="DeveloperBoundary",
        hours=12,
        tags={"team": "プラットフォーム", "purpose": "sandbox"},
    ),
    RoleRow("orphaned", "/", 1900, "deleted-principal", ("LegacyFullAccess",)),
    RoleRow("public-drop", "/", 33, "anyone", inline=("artifacts-write",)),
    RoleRow("AWSServiceRoleForSupport", f"{_LINKED}support.amazonaws.com/", 2500, "support"),
    RoleRow(
        "AWSServiceRoleForTrustedAdvisor",
        f"{_LINKED}trustedadvisor.amazonaws.com/",
        2500,
        "trustedadvisor",
        description="Access for the AWS Trusted Advisor Service",
    ),
    RoleRow("AWSServiceRoleForECS", f"{_LINKED}ecs.amazonaws.com/", 700, "ecs-linked", used=0),
    RoleRow(
        "AWSServiceRoleForAutoScaling", f"{_LINKED}autoscaling.amazonaws.com/", 1100, "autoscaling"
    ),
    RoleRow(
        "AWSReservedSSO_AdministratorAccess_3f9c1d27ab5e6048",
        _SSO,
        420,
        "sso",
        ("AdministratorAccess",),
        used=0,
        hours=12,
    ),
    RoleRow(
        "AWSReservedSSO_ViewOnly_b07d5512ce93a4f6",
        _SSO,
        420,
        "sso",
        ("job-function/ViewOnlyAccess",),
        used=20,
        hours=12,
    ),
)
