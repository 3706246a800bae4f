"""The control endpoint under `/_iamtui/`, for who started the server: faults, counts, the clock.

It exists only where the server was given a control secret, which each request carries in the
header `X-Iamtui-Control`.

    GET    /_iamtui/faults             nothing; says that the endpoint is there
    POST   /_iamtui/faults             [{"operation", "fault", "times", "seconds"}, …]: more rules
    DELETE /_iamtui/faults             no rules
    GET    /_iamtui/calls              {"CreateUser": 3, …}
    DELETE /_iamtui/calls              count from nothing again
    POST   /_iamtui/clock              {"ahead": seconds}: shift the mock's clock
    POST   /_iamtui/conditions         {"latency", "lag", "ahead": seconds, "throttle": {"list":
                                       {"per_second", "burst"}, …}}: what is left out is off
    POST   /_iamtui/root-key           nothing; an access key of the root user
    POST   /_iamtui/encoded-message    any JSON; that as DecodeAuthorizationMessage reads it
"""

from __future__ import annotations

import json
from typing import Any, Final

from iamtui.mock.answer import Answer
from iamtui.mock.authorisation_messages import encoded_message
from iamtui.mock.conditions import check_ahead, from_json, impose
from iamtui.mock.dispatch import Mock
from iamtui.mock.faults import KINDS, Rule
from iamtui.mock.signature import HttpRequest
from iamtui.secret import Secret

PREFIX: Final = "/_iamtui/"
HEADER: Final = "x-iamtui-control"


def control(mock: Mock, secret: Secret | None, request: HttpRequest) -> Answer:
    """Answer a request under PREFIX; 404 where there is no control secret or it is another."""
    given = Secret(request.headers.get(HEADER, ""))
    if secret is None or given != secret:
        return _json(404, {"error": "not found"})
    try:
        return _json(200, _act(mock, request))
    except (ValueError, TypeError, KeyError) as error:
        return _json(400, {"error": str(error)})


def _act(mock: Mock, request: HttpRequest) -> Any:
    match request.method, request.path.removeprefix(PREFIX):
        case "GET", "faults":
            return {"kinds": sorted(KINDS)}
        case "POST", "faults":
            mock.faults.add([_rule(item) for item in json.loads(request.body)])
            return {}
        case "DELETE", "faults":
            mock.faults.clear()
            return {}
        case "GET", "calls":
            return mock.faults.calls()
        case "DELETE", "calls":
            mock.faults.reset_calls()
            return {}
        case "POST", "clock":
            ahead = float(json.loads(request.body)["ahead"])
            check_ahead(ahead)
            mock.store.clock.ahead = ahead
            return {}
        case "POST", "conditions":
            impose(mock, from_json(json.loads(request.body)))
            return {}
        case "POST", "root-key":
            return _root_key(mock)
        case "POST", "encoded-message":
            text = json.dumps(json.loads(request.body))
            return {"encoded": encoded_message(mock.store.account_id, text)}
    raise ValueError(f"no {request.method} {request.path} here")


def _root_key(mock: Mock) -> dict[str, str]:
    """An active key beside those that the root user has; no API makes the first one."""
    with mock.lock:
        key = mock.store.add_key(mock.store.root)
    return {"access_key_id": key.access_key_id, "secret_access_key": key.secret_access_key}


def _rule(item: dict[str, Any]) -> Rule:
    rule = Rule(**item)
    if rule.fault not in KINDS:
        raise ValueError(f"the fault is one of {', '.join(sorted(KINDS))}")
    return rule


def _json(status: int, value: Any) -> Answer:
    return Answer(status, "application/json", json.dumps(value).encode())
