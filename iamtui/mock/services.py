"""botocore's models of IAM and STS, loaded once."""

from __future__ import annotations

import functools

from botocore.loaders import Loader, create_loader
from botocore.model import ServiceModel


@functools.cache
def service_model(service: str) -> ServiceModel:
    """The model of `iam` or `sts`: shapes, limits and patterns of every operation."""
    return ServiceModel(_loader().load_service_model(service, "service-2"), service_name=service)


@functools.cache
def _loader() -> Loader:
    """One for both: each lists all of botocore's files anew, and a session does much more."""
    return create_loader()
