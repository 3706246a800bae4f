"""Tags that are passed to a session, and those that it inherits from the session before.

Source: IAM User Guide, "Pass session tags in AWS STS"; the sentences are recorded answers of AWS.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request


@dataclass(frozen=True, slots=True)
class SessionTags:
    """`all` the session's tags, `transitive` the keys that chained sessions inherit in turn."""

    all: Mapping[str, str]
    transitive: frozenset[str]


def session_tags(request: Request) -> SessionTags:
    """The tags of the session that the call asks for; raises InvalidParameterValue."""
    given = {tag["Key"]: tag["Value"] for tag in request.params.get("Tags", [])}
    _check_keys([tag["Key"] for tag in request.params.get("Tags", [])])
    return combined(request, given, request.params.get("TransitiveTagKeys", []))


def combined(request: Request, given: Mapping[str, str], transitive: Iterable[str]) -> SessionTags:
    """Tags given and tags inherited from the calling session."""
    wanted = frozenset(transitive)
    _check_transitive(given, wanted)
    session = request.caller.session
    if session is None:
        return SessionTags(given, wanted)
    carried = session.carried
    inherited = {key: carried.tags[key] for key in carried.transitive if key in carried.tags}
    if {key.lower() for key in given} & {key.lower() for key in inherited}:
        raise _invalid(
            "One of the specified transitive tag keys can't be set because it conflicts "
            "with a transitive tag key from the calling session."
        )
    return SessionTags({**inherited, **given}, wanted | frozenset(inherited))


def _check_keys(keys: list[str]) -> None:
    if len({key.lower() for key in keys}) < len(keys):
        raise _invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    if any(key.lower().startswith("aws:") for key in keys):
        raise _invalid("Tag keys that start with aws: are reserved.")


def _check_transitive(given: Mapping[str, str], transitive: frozenset[str]) -> None:
    if not {key.lower() for key in transitive} <= {key.lower() for key in given}:
        raise _invalid("The specified transitive tag key must be included in the requested tags.")


def _invalid(words: str) -> AwsError:
    return AwsError("InvalidParameterValue", words)
