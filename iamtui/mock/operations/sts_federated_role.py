"""The session of a role that was assumed with a provider's word, of whatever sort the word is."""

from __future__ import annotations

from iamtui.mock.federation import Federation, trusting_role
from iamtui.mock.operations.sts_roles import role_seconds, role_session
from iamtui.mock.registry import Request
from iamtui.mock.session_policies import packed_size, session_policies
from iamtui.mock.session_tags import combined
from iamtui.mock.sessions import Carried, open_session


def federated_role_session(
    request: Request, given: Federation, most_seconds: int | None = None
) -> dict[str, object]:
    """What both calls answer alike; `most_seconds` is how long the provider's word holds at most.

    Raises AwsError where the role does not trust the provider, and as AssumeRole does.
    """
    role = trusting_role(request, given)
    policies = session_policies(request)
    tags = combined(request, given.tags, given.transitive)
    size = packed_size(policies, tags.all)
    carried = Carried(
        policies=policies,
        tags=tags.all,
        transitive=tags.transitive,
        source_identity=given.source_identity,
        provider=given.provider,
    )
    # "the shorter of the DurationSeconds and the SessionNotOnOrAfter": API reference.
    seconds = min(role_seconds(request, role), most_seconds or role.max_duration)
    session = open_session(request.store, role, seconds, name=given.session_name, carried=carried)
    return role_session(role, session, size)
