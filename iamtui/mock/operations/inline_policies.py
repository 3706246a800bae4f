"""Inline policies of users, groups and roles."""

from __future__ import annotations

from iamtui.mock.documents import check_inline
from iamtui.mock.entities import Holder
from iamtui.mock.errors import AwsError
from iamtui.mock.operations.attachments import holder_of
from iamtui.mock.paging import as_it_is, listed
from iamtui.mock.registry import Request, Result, operation
from iamtui.mock.views import encoded


def _register(kind: str) -> None:
    @operation(f"Put{kind}Policy")
    def put_policy(request: Request) -> Result:
        """Write an inline policy, in place of the one of that name."""
        holder, name = holder_of(request, kind), request.text("PolicyName")
        document = request.text("PolicyDocument")
        check_inline(holder, name, document)
        holder.policies[name] = document
        return None

    @operation(f"Get{kind}Policy")
    def get_policy(request: Request) -> Result:
        """One inline policy with its document."""
        holder, name = holder_of(request, kind), request.text("PolicyName")
        _check_present(holder, kind, name)
        return {
            f"{kind}Name": holder.name,
            "PolicyName": name,
            "PolicyDocument": encoded(holder.policies[name]),
        }

    @operation(f"Delete{kind}Policy")
    def delete_policy(request: Request) -> Result:
        """Delete an inline policy."""
        holder, name = holder_of(request, kind), request.text("PolicyName")
        _check_present(holder, kind, name)
        del holder.policies[name]
        return None

    @operation(f"List{kind}Policies")
    def list_policies(request: Request) -> Result:
        """The names of the inline policies."""
        return listed(request, "PolicyNames", holder_of(request, kind).policies, as_it_is, as_it_is)


def _check_present(holder: Holder, kind: str, name: str) -> None:
    if name not in holder.policies:
        raise AwsError(
            "NoSuchEntity", f"The {kind.lower()} policy with name {name} cannot be found."
        )


for _kind in ("User", "Group", "Role"):
    _register(_kind)
