"""Role templates belong to AWS's services; the mock knows of none."""

from __future__ import annotations

from iamtui.mock.errors import AwsError
from iamtui.mock.registry import Request, Result, operation


@operation("GetRoleTemplateVersion", differs="Services of AWS have templates.")
@operation("AcquireRole", differs="Services of AWS have templates.")
def refuse(request: Request) -> Result:
    """There is no such template."""
    arn = request.text("TemplateArn")
    if not arn.startswith("arn:"):
        raise AwsError("InvalidInput", f"{arn} is not the ARN of a role template.")
    raise AwsError("NoSuchEntity", f"The role template {arn} cannot be found.")
