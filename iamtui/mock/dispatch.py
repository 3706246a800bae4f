"""From a request to its answer: authenticate, validate, authorise, apply; one call at a time."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from datetime import timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from botocore.model import OperationModel
from moto.core.exceptions import ServiceException

import iamtui.mock.operations  # noqa: F401 - registers the operations
from iamtui.mock.answer import Answer
from iamtui.mock.authentication import authenticate, check_session_may_call
from iamtui.mock.authorisation import authorise
from iamtui.mock.caller import Caller
from iamtui.mock.errors import AwsError
from iamtui.mock.faults import Faults, Rule
from iamtui.mock.parameters import parse_parameters
from iamtui.mock.registry import HANDLERS, Request
from iamtui.mock.services import service_model
from iamtui.mock.signature import HttpRequest, Signature, read_signature
from iamtui.mock.store import Store
from iamtui.mock.validation import unknown_operation, validate
from iamtui.mock.xml import error_document, result_document

_LOG = logging.getLogger(__name__)
_XML: Final = "text/xml"
_SERVICES: Final = ("iam", "sts")
_HTML: Final = b"<html><head><title>502 Bad Gateway</title></head><body>502</body></html>"


class Mock:
    """An account that answers requests, its faults, and the one lock around it."""

    def __init__(self, store: Store, *, authorises: bool) -> None:
        self.store = store
        self.faults = Faults()
        self._authorises = authorises
        self._lock = threading.Lock()

    def answer(self, request: HttpRequest) -> Answer:
        """The answer to one request; an exception inside becomes InternalFailure."""
        request_id = str(uuid.uuid4())
        form = dict(parse_qsl(_form_text(request), keep_blank_values=True))
        operation = form.get("Action", "")
        rule = self.faults.count(operation)
        if rule is not None and rule.fault == "delay":
            time.sleep(rule.seconds)
        if rule is not None and rule.fault in ("http502", "reset"):
            return Answer(502, "text/html", _HTML, request_id, rule)
        namespace = service_model("iam").metadata["xmlNamespace"]
        try:
            signed = read_signature(request)
            model = _operation_model(signed, form)
            namespace = model.service_model.metadata["xmlNamespace"]
            with self._lock:
                result = self._apply(request, signed, model, form, rule)
            return Answer(200, _XML, result_document(model, result, request_id), request_id, rule)
        except (AwsError, ServiceException) as refused:
            error = _as_aws_error(refused)
        except Exception:  # noqa: BLE001 - whatever it is, the client gets an AWS-shaped answer
            _LOG.exception("the mock failed on %s", operation)
            error = AwsError("InternalFailure", "The mock failed; its standard error says why.")
        body = error_document(error, namespace, request_id)
        return Answer(error.status, _XML, body, request_id, rule)

    def _apply(
        self,
        request: HttpRequest,
        signed: Signature,
        model: OperationModel,
        form: dict[str, str],
        rule: Rule | None,
    ) -> dict[str, Any] | None:
        caller = authenticate(self.store, request, signed)
        if rule is not None:
            _refuse_if_asked(rule, caller, f"{signed.service}:{model.name}")
        check_session_may_call(caller, signed.service, model.name)
        params = parse_parameters(form, model.input_shape)
        validate(params, model.input_shape)
        call = Request(model.name, params, caller, self.store)
        if self._authorises:
            authorise(call, signed.service)
        handler = HANDLERS.get((signed.service, model.name))
        if handler is None:
            raise AwsError("NotImplemented", f"The mock does not have {model.name}.")
        result = handler(call)
        if rule is not None and rule.fault == "propagation" and result is not None:
            self._hold_back(result, rule.seconds)
        return result

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


def _form_text(request: HttpRequest) -> str:
    if request.method == "POST":
        return request.body.decode("utf-8", errors="replace")
    return request.query


def _operation_model(signed: Signature, form: dict[str, str]) -> OperationModel:
    if signed.service not in _SERVICES:
        scope = f"Credential should be scoped to correct service: '{signed.service}' is not here."
        raise AwsError("SignatureDoesNotMatch", scope)
    model = service_model(signed.service)
    name = form.get("Action", "")
    if name not in model.operation_names:
        raise unknown_operation(name, form.get("Version", model.api_version))
    return model.operation_model(name)


def _as_aws_error(error: AwsError | ServiceException) -> AwsError:
    """moto's own refusals have AWS's codes as well."""
    if isinstance(error, AwsError):
        return error
    return AwsError(str(error.code), str(error.message))
