"""The groups of the demo account."""

from __future__ import annotations

from typing import Final

from iamtui.mock.accounts.demo.rows import GroupRow

GROUPS: Final = (
    GroupRow("admins", "/", 1500, ("AdministratorAccess",)),
    GroupRow("all-staff", "/", 900, ("RequireMFA", "ManageOwnCredentials")),
    GroupRow("developers", "/engineering/", 700, ("DeveloperAccess", "ArtifactsRead")),
    GroupRow("deployers", "/engineering/", 500, ("DeployPipeline", "AssumeStaging")),
    GroupRow("ops", "/[ops]/", 480, ("TeamTaggedInstances", "BackupOperator"), ("kms-decrypt",)),
    GroupRow("auditors", "/", 450, ("SecurityAudit", "IAMReadOnlyAccess")),
    GroupRow("finance", "/finance/", 300, ("CostView", "job-function/Billing")),
    GroupRow("former-interns", "/", 250),
)
