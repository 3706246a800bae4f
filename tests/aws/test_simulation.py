"""AWS's own simulator: what is asked, and what its answers mean."""

from __future__ import annotations

import pytest

from iamtui.aws.live import open_backend
from iamtui.aws.memory import MemoryBackend
from iamtui.aws.simulation import ContextEntry, Simulation, parameters, read_simulation
from iamtui.errors import RefusedError, UsageError
from tests.aws.mock_backends import keys, target
from tests.support.accounts import account
from tests.support.mock_server import RunningMock


def test_the_parameters_are_those_of_the_api() -> None:
    entry = ContextEntry("aws:TagKeys", ("a", "b"), "stringList")
    asked = parameters("arn:aws:iam::1:user/x", "s3:GetObject", "*", [entry])
    assert asked["ActionNames"] == ["s3:GetObject"]
    assert asked["ContextEntries"] == [
        {
            "ContextKeyName": "aws:TagKeys",
            "ContextKeyValues": ["a", "b"],
            "ContextKeyType": "stringList",
        }
    ]


def test_an_answer_is_read_with_what_it_leaves_out() -> None:
    result = {"EvalDecision": "implicitDeny"}
    assert read_simulation({"EvaluationResults": [result]}) == Simulation("implicitDeny", (), ())
    assert read_simulation({"EvaluationResults": []}) is None


def test_what_organization_and_boundary_say_is_kept() -> None:
    result = {
        "EvalDecision": "implicitDeny",
        "OrganizationsDecisionDetail": {"AllowedByOrganizations": False},
        "PermissionsBoundaryDecisionDetail": {"AllowedByPermissionsBoundary": True},
        "MissingContextValues": ["aws:SourceIp"],
    }
    found = read_simulation({"EvaluationResults": [result]})
    assert found is not None
    assert (found.organization_allows, found.boundary_allows) == (False, True)
    assert found.missing == ("aws:SourceIp",)


def test_memory_has_no_simulator() -> None:
    with pytest.raises(RefusedError, match="not available here"):
        MemoryBackend(account()).simulate("arn:aws:iam::1:user/x", "s3:GetObject", "*", [])


@pytest.mark.slow
def test_the_mock_answers_as_aws_does(served_demo: RunningMock) -> None:
    backend = open_backend(target(served_demo), keys(served_demo.credentials))
    caller = backend.identity().arn
    found = backend.simulate(caller, "s3:GetObject", "arn:aws:s3:::b/k", [])
    assert found.decision == "allowed"
    assert found.statements[0].policy == "AdministratorAccess"
    entry = ContextEntry("aws:MultiFactorAuthPresent", ("true",), "boolean")
    assert backend.simulate(caller, "iam:CreateUser", "*", [entry]).decision == "allowed"


@pytest.mark.slow
def test_a_principal_that_is_not_there_is_told(served_demo: RunningMock) -> None:
    backend = open_backend(target(served_demo), keys(served_demo.credentials))
    gone = backend.identity().arn.rpartition("/")[0] + "/nobody"
    with pytest.raises(UsageError):
        backend.simulate(gone, "s3:GetObject", "*", [])
