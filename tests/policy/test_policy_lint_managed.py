"""The linter and the policies that AWS itself writes: no error but those that are really there."""

from __future__ import annotations

from collections import Counter

import pytest

from iamtui.policy import Severity
from iamtui.policy.lint import lint
from iamtui.policy.managed import managed_policies

# AWS's own policies name actions and keys that its reference does not have: some are internal,
# some have gone. Policies by name, with what is unknown in them.
UNKNOWN_IN_THE_REFERENCE = {
    "AWSCodeStarFullAccess": "INVALID_ACTION",
    "AWSIAMIdentityCenterAllowListForIdentityContext": "INVALID_ACTION",
    "AWSManagedSettingsAdminAccess": "INVALID_ACTION",
    "AWSSSOServiceRolePolicy": "INVALID_GLOBAL_CONDITION_KEY",
    "AmazonDataZoneGlueManageAccessRolePolicy": "INVALID_SERVICE_CONDITION_KEY",
    "AmazonRoute53RecoveryControlConfigReadOnlyAccess": "INVALID_ACTION",
    "MemoryDBServiceRolePolicy": "INVALID_ACTION",
    "RDSCloudHsmAuthorizationRole": "INVALID_ACTION",
    "SecurityAgentWebAppAPIPolicy": "INVALID_ACTION",
}


@pytest.fixture(scope="module")
def found() -> dict[str, set[tuple[Severity, str]]]:
    """The severities and codes of the findings, by the name of the policy."""
    return {
        arn.rpartition("/")[2]: {(each.severity, each.code) for each in lint(policy.document)}
        for arn, policy in managed_policies().items()
    }


def test_errors_are_names_that_the_reference_does_not_have(
    found: dict[str, set[tuple[Severity, str]]],
) -> None:
    errors = {
        name: code
        for name, findings in found.items()
        for severity, code in findings
        if severity is Severity.ERROR
    }
    assert errors == UNKNOWN_IN_THE_REFERENCE


def test_most_policies_have_no_finding(found: dict[str, set[tuple[Severity, str]]]) -> None:
    assert len(found) > 1000
    without = sum(not findings for findings in found.values())
    assert without > 0.6 * len(found)


def test_no_rule_speaks_up_everywhere(found: dict[str, set[tuple[Severity, str]]]) -> None:
    policies = Counter(code for findings in found.values() for _, code in findings)
    assert {code for code, count in policies.items() if count > 0.15 * len(found)} == set()


def test_the_administrator_is_told_from_the_reader(
    found: dict[str, set[tuple[Severity, str]]],
) -> None:
    assert (Severity.SECURITY_WARNING, "ALLOW_EVERYTHING") in found["AdministratorAccess"]
    assert not any(severity is Severity.ERROR for severity, _ in found["ReadOnlyAccess"])
    assert all(code != "ALLOW_EVERYTHING" for _, code in found["ReadOnlyAccess"])
