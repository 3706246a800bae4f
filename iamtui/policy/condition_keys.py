"""Finds the condition key that a policy means: global, of a service, or of an identity provider.

A key is found in any case, and also by a template: `aws:RequestTag/team` is
`aws:RequestTag/${TagKey}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from iamtui.policy.condition_key import ConditionKey, KeyType
from iamtui.policy.global_keys import federation_key, global_keys
from iamtui.policy.service_data import condition_keys_file, services

_SERVICE_PAGE = (
    "https://docs.aws.amazon.com/service-authorization/latest/reference/"
    "reference_policies_actions-resources-contextkeys.html"
)
# Services whose data holds keys with the prefix of another service or of an identity provider.
_LENDERS = (
    "sts",
    "cognito-identity",
    "sso",
    "aws-marketplace",
    "qbusiness",
    "ec2-instance-connect",
    "iotjobsdata",
)
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")
_ANGLED = re.compile(r"<([^>]*)>")


@lru_cache(maxsize=4096)
def condition_key(name: str) -> ConditionKey | None:
    """The key that `name` means, written as in the reference; None for one that is not known."""
    prefix, colon, _ = name.lower().partition(":")
    if not colon:
        return None
    found = _global().find(name) or federation_key(name)
    if found is None and prefix in services():
        found = _of_service(prefix).find(name)
    if found is not None:
        return found
    lent = (_of_service(service).find(name) for service in _LENDERS)
    return next((key for key in lent if key is not None), None)


def condition_keys_of(service: str) -> Mapping[str, ConditionKey]:
    """The keys that requests to a service may carry, by lower-case name; the global ones apart."""
    lowered = service.lower()
    return _of_service(lowered).keys if lowered in services() else MappingProxyType({})


class _Keys(NamedTuple):
    keys: Mapping[str, ConditionKey]
    templates: tuple[tuple[re.Pattern[str], ConditionKey], ...]

    def find(self, name: str) -> ConditionKey | None:
        exact = self.keys.get(name.lower())
        if exact is not None:
            return exact
        return next((key for form, key in self.templates if form.fullmatch(name)), None)


@lru_cache(maxsize=1)
def _global() -> _Keys:
    return _keys(global_keys().values())


@cache
def _of_service(service: str) -> _Keys:
    return _keys(
        ConditionKey(
            name=key_name(entry["key"]),
            types=(KeyType(entry["type"].removeprefix("ArrayOf")),),
            multivalued=entry["type"].startswith("ArrayOf"),
            description=entry["description"],
            source=_SERVICE_PAGE,
        )
        for entry in condition_keys_file(service).values()
    )


def key_name(written: str) -> str:
    """A key of the data; some services write `<key>` where the others write `${key}`."""
    return _ANGLED.sub(r"${\1}", written)


def _keys(keys: Iterable[ConditionKey]) -> _Keys:
    by_name = {key.name.lower(): key for key in keys}
    templates = tuple((_form(key.name), key) for key in by_name.values() if key.is_template)
    return _Keys(MappingProxyType(by_name), templates)


def _form(template: str) -> re.Pattern[str]:
    parts = (re.escape(part) for part in _PLACEHOLDER.split(template))
    return re.compile(".+".join(parts), re.IGNORECASE | re.DOTALL)
