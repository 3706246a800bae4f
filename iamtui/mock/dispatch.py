"""From a request to its answer: authenticate, validate, authorise, apply; one call at a time."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from datetime import timedelta
from typing import Any, Final

from botocore.model import OperationModel
from moto.core.exceptions import ServiceException

import iamtui.mock.operations  # noqa: F401 - registers the operations
from iamtui.mock.accesses import record
from iamtui.mock.answer import Answer
from iamtui.mock.authentication import authenticate, check_session_may_call
from iamtui.mock.authorisation import authorise
from iamtui.mock.caller import Caller, nobody
from iamtui.mock.errors import AwsError
from iamtui.mock.faults import Faults, Rule
from iamtui.mock.parameters import parse_parameters
from iamtui.mock.query import UNSIGNED, Form, operation_model, read_form
from iamtui.mock.registry import HANDLERS, Request
from iamtui.mock.services import service_model
from iamtui.mock.signature import HttpRequest, Signature
from iamtui.mock.signature_reading import read_signature
from iamtui.mock.store import Store
from iamtui.mock.validation import validate
from iamtui.mock.xml import error_document, result_document

_LOG = logging.getLogger(__name__)
_XML: Final = "text/xml"
_READS: Final = ("GetAccount", "GetContext", "GetGroup", "GetPolicy", "GetRole", "GetUser", "List")
_HTML: Final = b"<html><head><title>502 Bad Gateway</title></head><body>502</body></html>"


class Mock:
    """An account that answers requests, its faults, and the one lock around it.

    `applied` is set when a call has changed something besides the last use of a key; whoever waits
    for it clears it.
    """

    def __init__(self, store: Store, *, authorises: bool) -> None:
        self.store = store
        self.faults = Faults()
        self._authorises = authorises
        self.lock = threading.Lock()
        self.applied = threading.Event()

    def answer(self, request: HttpRequest) -> Answer:
        """The answer to one request; an exception inside becomes InternalFailure."""
        request_id = str(uuid.uuid4())
        form = read_form(request)
        operation = form.get("Action", "")
        rule = self.faults.count(operation)
        time.sleep(self.faults.latency)
        if rule is not None and rule.fault == "delay":
            time.sleep(rule.seconds)
        if rule is not None and rule.fault in ("http502", "reset"):
            return Answer(502, "text/html", _HTML, request_id, rule)
        namespace = _namespace()
        try:
            signed = read_signature(request)
            model = operation_model(signed, form)
            namespace = model.service_model.metadata["xmlNamespace"]
            with self.lock:
                result = self._apply(request, signed, model, form, rule)
            if not operation.startswith(_READS):
                self.applied.set()
            return Answer(200, _XML, result_document(model, result, request_id), request_id, rule)
        except (AwsError, ServiceException) as refused:
            error = _as_aws_error(refused)
        except Exception:  # noqa: BLE001 - whatever it is, the client gets an AWS-shaped answer
            _LOG.exception("the mock failed on %s", operation)
            error = AwsError("InternalFailure", "The mock failed; its standard error says why.")
        return _refusal(error, namespace, request_id, rule)

    def refuse(self, error: AwsError) -> Answer:
        """The answer to a request that is not read at all."""
        return _refusal(error, _namespace(), str(uuid.uuid4()), None)

    def _apply(
        self,
        request: HttpRequest,
        signed: Signature | None,
        model: OperationModel,
        form: Form,
        rule: Rule | None,
    ) -> dict[str, Any] | None:
        service, name = model.service_model.service_name, model.name
        caller = self._caller(request, signed, name)
        record(self.store, caller.principal, service, name, caller.region)
        if rule is not None:
            _refuse_if_asked(rule, caller, f"{service}:{name}")
        check_session_may_call(caller, service, name)
        params = parse_parameters(form, model.input_shape)
        validate(params, model.input_shape, shows_values=service == "sts")
        call = Request(name, params, caller, self.store)
        if self._authorises:
            authorise(call, service)
        handler = HANDLERS.get((service, name))
        if handler is None:
            raise AwsError("NotImplemented", f"The mock does not have {name}.")
        result = handler(call)
        if rule is not None and rule.fault == "propagation" and result is not None:
            self._hold_back(result, rule.seconds)
        return result

    def _caller(self, request: HttpRequest, signed: Signature | None, operation: str) -> Caller:
        if signed is None or operation in UNSIGNED:
            return nobody(self.store.account_id, request.source_ip)
        return authenticate(self.store, request, signed)

    def _hold_back(self, result: dict[str, Any], seconds: float) -> None:
        """Make the access key that `result` gives unusable for `seconds`."""
        key = self.store.keys.get(result.get("AccessKey", {}).get("AccessKeyId", ""))
        if key is not None:
            key.usable_from = self.store.clock.now() + timedelta(seconds=seconds)


def _refuse_if_asked(rule: Rule, caller: Caller, action: str) -> None:
    if rule.fault == "throttle":
        raise AwsError("Throttling", "Rate exceeded")
    if rule.fault == "deny":
        raise AwsError(
            "AccessDenied",
            f"User: {caller.arn} is not authorized to perform: {action} on resource: * "
            "with an explicit deny in an identity-based policy",
        )


def _refusal(error: AwsError, namespace: str, request_id: str, rule: Rule | None) -> Answer:
    body = error_document(error, namespace, request_id)
    return Answer(error.status, _XML, body, request_id, rule)


def _namespace() -> str:
    """IAM's, which answers where no service is named."""
    return str(service_model("iam").metadata["xmlNamespace"])


def _as_aws_error(error: AwsError | ServiceException) -> AwsError:
    """moto's own refusals have AWS's codes as well."""
    if isinstance(error, AwsError):
        return error
    return AwsError(str(error.code), str(error.message))
