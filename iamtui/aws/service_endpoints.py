"""The endpoints that a profile of ~/.aws has for single services, as variables of the environment.

AWS SDKs and Tools Reference Guide, "Service-specific endpoints": a program that is given
credentials, and no profile, finds them by these variables only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.session import Session

ALL_SERVICES = "AWS_ENDPOINT_URL"
ONE_SERVICE = "AWS_ENDPOINT_URL_"
IGNORE = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"


def service_urls(session: Session, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The URLs by variable (`AWS_ENDPOINT_URL_S3`), for the profile of `session`.

    A variable that is set comes before the file, and one for all services before the file's
    `services` section. None are followed where the profile or `environ` says so.
    """
    full: Mapping[str, Any] = session.full_config
    name = session.get_config_variable("profile") or "default"
    own: Mapping[str, Any] = full.get("profiles", {}).get(name, {})
    ignored = environ.get(IGNORE) or own.get(IGNORE.removeprefix("AWS_").lower(), "")
    if str(ignored).lower() == "true":
        return {}
    section = {} if environ.get(ALL_SERVICES) else _section(full, own)
    set_now = {
        variable: url
        for variable, url in environ.items()
        if variable.startswith(ONE_SERVICE) and url
    }
    return {**section, **set_now}


def _section(full: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, str]:
    """What the `services` section says that the profile names."""
    services: Mapping[str, Any] = full.get("services", {}).get(own.get("services"), {})
    settings = {each: found for each, found in services.items() if isinstance(found, Mapping)}
    return {
        f"{ONE_SERVICE}{each.upper()}": str(found["endpoint_url"])
        for each, found in settings.items()
        if found.get("endpoint_url")
    }
