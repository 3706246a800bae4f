"""Reads what AWS says when it refuses a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from __future__ import annotations

import re
from dataclasses import replace

from iamtui.access.decoded_message import read_decoded
from iamtui.access.denial import Denial, StatedPolicy
from iamtui.access.wrapped_text import WrappedText

# Blanks are taken out before these are tried: a terminal breaks lines anywhere, in an ARN too.
_REASON = r"becauseno|with(?:an)?explicitdeny|dueto(?:an)?explicitdeny|becausethe"
_CORE = re.compile(
    r"notauthorizedtoperform:?[\"'`\[]*(?P<action>[A-Za-z0-9-]+:[A-Za-z0-9*]+?)"
    rf"(?=on(?:the)?resources?:?|{_REASON}|[^A-Za-z0-9*]|$)",
    re.IGNORECASE,
)
_PRINCIPAL = re.compile(
    r"(?:User|Role|Principal|Account|Identity):?[\"'`]*"
    r"(?P<principal>arn:[^\"'`]+?|anonymous|\d{12})[\"'`]*is$",
    re.IGNORECASE,
)
_NO_ACTION = re.compile(
    r"User:?(?P<principal>arn:[^\"'`]+?)isnotauthorizedto(?!perform:?[A-Za-z0-9-]+:)", re.IGNORECASE
)
_RESOURCE = re.compile(
    rf"[\"'`\]]*on(?:the)?resources?:?[\"'`\[]*(?P<resource>.+?)(?P<end>[\"'`\]]*(?:{_REASON})|$)",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"(?P<implicit>becauseno)?(?P<explicit>(?:with|dueto)(?:an)?explicitdeny)?(?:inan?)?"
    r"(?P<type>identity-based|permissionsboundary|session|resource-based|roletrust|servicecontrol"
    r"|resourcecontrol|vpcendpoint)?(?:polic(?:y|ies))?(?P<arn>:arn:)?",
    re.IGNORECASE,
)
_UNCERTAIN = re.compile(r"noresource-basedpoliciesallowaccess,ora", re.IGNORECASE)
_FIND_REASON = re.compile(_REASON, re.IGNORECASE)
_OPERATION = re.compile(
    r"\((?P<code>\w+)\)\s+when\s+calling\s+the\s+(?P<operation>\w+)\s+operation", re.IGNORECASE
)
_DENIED = re.compile(r"access\s*denied|unauthorizedoperation|not\s*authorized", re.IGNORECASE)
_ENCODED = re.compile(r"Encodedauthorizationfailuremessage:", re.IGNORECASE)

_TYPES = {
    "identity-based": StatedPolicy.IDENTITY,
    "permissionsboundary": StatedPolicy.BOUNDARY,
    "session": StatedPolicy.SESSION,
    "resource-based": StatedPolicy.RESOURCE,
    "roletrust": StatedPolicy.TRUST,
    "servicecontrol": StatedPolicy.SCP,
    "resourcecontrol": StatedPolicy.RCP,
    "vpcendpoint": StatedPolicy.VPC_ENDPOINT,
}
# Operations of S3 whose permission has another name, for its bare "Access Denied":
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_S3_ACTIONS = {
    "CopyObject": "s3:PutObject",
    "CreateMultipartUpload": "s3:PutObject",
    "DeleteObjects": "s3:DeleteObject",
    "GetObject": "s3:GetObject",
    "HeadBucket": "s3:ListBucket",
    "HeadObject": "s3:GetObject",
    "ListBuckets": "s3:ListAllMyBuckets",
    "ListObjects": "s3:ListBucket",
    "ListObjectsV2": "s3:ListBucket",
    "PutObject": "s3:PutObject",
    "UploadPart": "s3:PutObject",
}

_NOT_A_REFUSAL = "This is not a message by which AWS refuses a request."
_ENCODED_ONLY = (
    "AWS put the details into an encoded message: decode it with sts:DecodeAuthorizationMessage "
    "(aws sts decode-authorization-message) and paste the result."
)
_LONGEST = 200_000


def read_denials(text: str) -> tuple[Denial, ...]:
    """The refusals that a pasted text speaks of, in its order, each once.

    Line breaks of a terminal, quotes and what stands around the messages do not matter. Gives at
    least one: where nothing can be read, its `unread` says so. Reads the answer of
    `sts:DecodeAuthorizationMessage` as well.
    """
    decoded = read_decoded(text)
    if decoded is not None:
        return (decoded,)
    wrapped = WrappedText(text[:_LONGEST])
    cores = list(_CORE.finditer(wrapped.compact))
    if not cores:
        return (replace(_without_action(wrapped), raw=text),)
    ends = [*(core.start() for core in cores[1:]), len(wrapped.compact)]
    starts = [0, *(core.end() for core in cores[:-1])]
    found = (_denial(wrapped, *place) for place in zip(cores, starts, ends, strict=True))
    return tuple(dict.fromkeys(found))


def _denial(wrapped: WrappedText, core: re.Match[str], start: int, end: int) -> Denial:
    """The refusal whose words "not authorized to perform" are `core`; it lies in start:end."""
    compact = wrapped.compact
    who = _PRINCIPAL.search(compact, start, core.start())
    if who is not None:
        # Of two, the one that stands nearer: a name may precede that is no part of the message.
        while nearer := _PRINCIPAL.search(compact, who.start() + 1, core.start()):
            who = nearer
    principal = who["principal"] if who is not None else ""
    action = wrapped.token(core.start("action"), core.end("action"))
    where = _RESOURCE.match(compact, core.end(), end)
    resource = ""
    if where is not None:
        resource = wrapped.token(*where.span("resource"), open_end=not where["end"])
    explicit, stated, arn = _reason(wrapped, core.end(), end)
    unread = "" if principal else "The message does not say who was refused."
    if principal and not resource:
        unread = "The message does not name the resource."
    raw = wrapped.slice(start if who is None else who.start(), end)
    return Denial(principal, action, resource, explicit, stated, arn, unread, raw)


def _reason(
    wrapped: WrappedText, start: int, end: int
) -> tuple[bool | None, StatedPolicy | None, str]:
    place = _FIND_REASON.search(wrapped.compact, start, end)
    if place is None:
        return None, None, ""
    if _UNCERTAIN.search(wrapped.compact, place.start(), end):
        return None, StatedPolicy.RESOURCE, ""
    match = _STATED.match(wrapped.compact, place.start(), end)
    if match is None or not (match["implicit"] or match["explicit"]):
        return None, None, ""
    stated = _TYPES.get((match["type"] or "").lower())
    arn = ""
    if match["arn"]:
        arn = wrapped.token(match.start("arn") + 1, end, open_end=True)
    return match["explicit"] is not None, stated, arn


def _without_action(wrapped: WrappedText) -> Denial:
    """What is left to read where the message names no action."""
    match = _NO_ACTION.search(wrapped.compact)
    who = match["principal"] if match else ""
    operation = _OPERATION.search(wrapped.text)
    if _ENCODED.search(wrapped.compact):
        return Denial(who, _action_of(operation), unread=_ENCODED_ONLY)
    if operation is not None and _DENIED.search(wrapped.text):
        action = _action_of(operation)
        named = operation["operation"]
        return Denial(who, action, unread=f"The message names only the operation {named}.")
    if who:
        return Denial(who, unread="The message does not say which action was refused.")
    if _DENIED.search(wrapped.text):
        return Denial(unread="The message says neither who was refused nor which action.")
    return Denial(unread=_NOT_A_REFUSAL)


def _action_of(operation: re.Match[str] | None) -> str:
    """The action behind an operation, where the operation alone tells its service."""
    if operation is None:
        return ""
    if operation["code"] == "UnauthorizedOperation":
        return f"ec2:{operation['operation']}"
    return _S3_ACTIONS.get(operation["operation"], "")
