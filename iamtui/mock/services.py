"""botocore's models of IAM and STS, loaded once."""

from __future__ import annotations

import functools

import botocore.session
from botocore.model import ServiceModel


@functools.cache
def service_model(service: str) -> ServiceModel:
    """The model of `iam` or `sts`: shapes, limits and patterns of every operation."""
    return botocore.session.get_session().get_service_model(service)
