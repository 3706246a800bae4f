"""The customer managed policies of the demo account."""

from __future__ import annotations

from typing import Final

from iamtui.mock.accounts.demo.rows import PolicyRow

POLICIES: Final = (
    PolicyRow("RequireMFA", "/security/", 900, ("require-mfa",), description="Nothing without MFA"),
    PolicyRow("ManageOwnCredentials", "/security/", 900, ("manage-own-keys",)),
    PolicyRow(
        "DeveloperAccess",
        "/engineering/",
        700,
        ("developer-v1", "developer-v2", "developer-v3", "developer-v4", "developer-v5"),
        default=3,
        description="What every developer may do; v5 waits for review",
        tags={"owner": "platform", "review": "2025-Q4"},
    ),
    PolicyRow("DeveloperBoundary", "/security/", 650, ("developer-boundary",)),
    PolicyRow("HelpdeskPasswords", "/support/", 400, ("helpdesk",)),
    PolicyRow("DeployPipeline", "/deploy/", 500, ("deploy-pipeline",)),
    PolicyRow("AssumeStaging", "/deploy/", 500, ("assume-staging",)),
    PolicyRow("AssumeProduction", "/deploy/", 500, ("assume-production",)),
    PolicyRow("ArtifactsRead", "/", 480, ("artifacts-read",)),
    PolicyRow("ArtifactsWrite", "/", 480, ("artifacts-write",)),
    PolicyRow(
        "BackupOperator", "/[ops]/", 365, ("backup",), description="[/x] keeps backups & <all>"
    ),
    PolicyRow("CostView", "/finance/", 300, ("cost-view",)),
    PolicyRow("KmsDecryptViaS3", "/", 210, ("kms-decrypt",)),
    PolicyRow("TeamTaggedInstances", "/[ops]/", 180, ("team-tagged",), tags={"team": "ops"}),
    PolicyRow("LegacyFullAccess", "/", 2400, ("legacy-star",), description="Do not use"),
    PolicyRow("UserAdministration", "/support/", 150, ("user-administration",)),
    PolicyRow("DataLakeRead", "/data/", 60, ("data-lake",), description="Attached to nobody yet"),
)
