"""The aws command line of a call: the words that the aws CLI takes, quoted for a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator

import botocore.session
import pytest
from botocore import xform_name
from hypothesis import given
from hypothesis import strategies as st

from iamtui.account.call import Call
from iamtui.changes.command_line import aws_command, hyphenated


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_every_name_of_the_api_is_spelt_as_the_cli_spells_it(service: str) -> None:
    model = botocore.session.Session().get_service_model(service)

    for name in model.operation_names:
        assert hyphenated(name) == xform_name(name, "-")
        shape = model.operation_model(name).input_shape
        for parameter in shape.members if shape else ():
            assert hyphenated(parameter) == xform_name(parameter, "-")


@given(st.text(min_size=1))
def test_a_value_comes_out_of_the_shell_as_it_went_in(value: str) -> None:
    call = Call("TagUser", {"UserName": value, "Tags": [{"Key": "k", "Value": value}]})

    words = iter(shlex.split(aws_command(call)))

    assert [next(words) for _ in range(3)] == ["aws", "iam", "tag-user"]
    assert _next_option(words) == ("--user-name", value)
    option, tags = _next_option(words)
    assert option == "--tags"
    assert json.loads(tags) == [{"Key": "k", "Value": value}]


def test_a_name_that_looks_like_an_option_is_joined_to_its_own() -> None:
    call = Call("AddUserToGroup", {"UserName": "--debug", "GroupName": "ops"})

    assert aws_command(call) == "aws iam add-user-to-group --user-name=--debug --group-name ops"


def test_a_boolean_is_a_flag_or_its_negation() -> None:
    assert aws_command(Call("X", {"Reset": True})) == "aws iam x --reset"
    assert aws_command(Call("X", {"Reset": False})) == "aws iam x --no-reset"


def test_a_number_and_a_list_and_another_service() -> None:
    call = Call("GetSessionToken", {"DurationSeconds": 900, "Keys": ["a b"]}, service="sts")

    line = "aws sts get-session-token --duration-seconds 900 --keys '[\"a b\"]'"
    assert aws_command(call) == line


def _next_option(words: Iterator[str]) -> tuple[str, str]:
    option, joined, value = next(words).partition("=")
    return option, value if joined else next(words)
