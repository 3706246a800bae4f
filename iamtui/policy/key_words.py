"""Condition keys in words; one that is not listed stands as it is written.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

_KEYS = {
    "aws:calledvia": "the services that the request came through",
    "aws:calledviafirst": "the first service that the request came through",
    "aws:calledvialast": "the last service that the request came through",
    "aws:currenttime": "the time",
    "aws:epochtime": "the time in epoch seconds",
    "aws:federatedprovider": "the caller's identity provider",
    "aws:multifactorauthage": "the age of the sign-in with MFA in seconds",
    "aws:principalaccount": "the caller's account",
    "aws:principalarn": "the caller's ARN",
    "aws:principalorgid": "the caller's organization",
    "aws:principalorgpaths": "the caller's organization paths",
    "aws:principalservicename": "the calling service",
    "aws:principaltype": "the caller's type",
    "aws:referer": "the HTTP referer",
    "aws:requestedregion": "the region",
    "aws:resourceaccount": "the resource's account",
    "aws:resourceorgid": "the resource's organization",
    "aws:resourceorgpaths": "the resource's organization paths",
    "aws:sourceaccount": "the account that the calling service acts for",
    "aws:sourcearn": "the ARN that the calling service acts for",
    "aws:sourceidentity": "the caller's source identity",
    "aws:sourceip": "the source IP",
    "aws:sourceorgid": "the organization that the calling service acts for",
    "aws:sourcevpc": "the VPC",
    "aws:sourcevpce": "the VPC endpoint",
    "aws:tagkeys": "the tag keys in the request",
    "aws:tokenissuetime": "the time when the credentials were issued",
    "aws:useragent": "the user agent",
    "aws:userid": "the caller's unique id",
    "aws:username": "the user name",
    "aws:vpcsourceip": "the IP address in the VPC",
    "ec2:instancetype": "the instance type",
    "iam:associatedresourcearn": "the resource that the role is for",
    "iam:awsservicename": "the service that the role belongs to",
    "iam:passedtoservice": "the service that the role is passed to",
    "iam:permissionsboundary": "the permissions boundary",
    "iam:policyarn": "the policy that is attached or detached",
    "kms:calleraccount": "the account of who uses the key",
    "kms:viaservice": "the service that uses the key",
    "s3:prefix": "the prefix that is listed",
    "s3:x-amz-acl": "the canned ACL",
    "s3:x-amz-server-side-encryption": "the server-side encryption",
    "sts:externalid": "the external ID",
    "sts:rolesessionname": "the name of the role session",
    "sts:sourceidentity": "the source identity that is set",
    "sts:transitivetagkeys": "the keys of session tags that stay with chained roles",
}
_WITH_NAME = {
    "aws:principaltag/": "the caller's tag",
    "aws:requesttag/": "the request's tag",
    "aws:resourcetag/": "the resource's tag",
    "iam:resourcetag/": "the IAM resource's tag",
    "s3:existingobjecttag/": "the object's tag",
    "s3:requestobjecttag/": "the request's object tag",
}
# What a key that is true or false says: when it is true, and when it is false.
_SWITCHES = {
    "aws:multifactorauthpresent": ("signed in with MFA", "not signed in with MFA"),
    "aws:securetransport": ("the connection is encrypted", "the connection is not encrypted"),
    "aws:viaawsservice": (
        "an AWS service makes the request for the caller",
        "the caller makes the request without an AWS service between",
    ),
    "aws:principalisawsservice": ("the caller is an AWS service", "the caller is no AWS service"),
    "kms:grantisforawsresource": (
        "the grant is for an AWS service",
        "the grant is not for an AWS service",
    ),
}


def key_in_words(key: str) -> str:
    """A condition key as a noun: `the source IP`, `the caller's tag team`."""
    lowered = key.lower()
    for prefix, words in _WITH_NAME.items():
        if lowered.startswith(prefix):
            return f"{words} {key[len(prefix) :]}"
    return _KEYS.get(lowered, key)


def switch_in_words(key: str, *, on: bool) -> str | None:
    """What it says that a key is true (`on`) or false; None for a key without such words."""
    words = _SWITCHES.get(key.lower())
    return None if words is None else words[0 if on else 1]
