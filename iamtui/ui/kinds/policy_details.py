"""A managed policy's detail screen."""

from __future__ import annotations

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import Field, Known
from iamtui.account.model import ManagedPolicy, PolicyVersion
from iamtui.changes.attachments import DetachPolicy
from iamtui.policy.holder import Holder
from iamtui.ui.kind import Document, Row, Section, View
from iamtui.ui.kinds.entity_findings import findings_section
from iamtui.ui.kinds.json_text import document
from iamtui.ui.kinds.sections import (
    GONE,
    fact,
    incomplete,
    listed,
    not_known,
    section,
    text_or_none,
    value_of,
    when,
)
from iamtui.ui.kinds.tag_rows import tag_section


def scope(policy: ManagedPolicy) -> str:
    """Whose policy it is, in the words of the console's filter."""
    if not policy.is_aws_managed:
        return "customer"
    return "job function" if policy.path.startswith("/job-function/") else "AWS"


def sections(view: View, key: str) -> tuple[Section, ...]:
    """All that is known of the policy with the ARN `key`."""
    account = view.account
    policy = account.policies.get(key)
    if policy is None:
        return GONE
    attached = account.index.attached_to.get(key, ())
    boundaries = account.index.boundary_of.get(key, ())
    users_of = [_holder(policy, holder) for holder in attached]
    bounded = [Row(str(one), one.key, one.kind.value, link=one) for one in boundaries]
    return (
        _summary(view, policy),
        findings_section(view, Entity(EntityKind.POLICY, policy.arn)),
        _default_version(policy),
        listed("Versions", policy.versions, lambda version: _version(view, policy, version)),
        _counted("Attached to", users_of, policy.attachment_count),
        _counted("Boundary of", bounded, policy.boundary_count),
        *_tags(policy),
    )


def _summary(view: View, policy: ManagedPolicy) -> Section:
    return section(
        "Summary",
        (
            fact("ARN", policy.arn),
            fact("Policy id", text_or_none(policy.id)),
            fact("Scope", scope(policy)),
            fact("Path", policy.path),
            fact("Description", value_of(policy.description, text_or_none)),
            fact("Created", when(view, policy.created)),
            fact("Updated", when(view, policy.updated)),
        ),
    )


def _default_version(policy: ManagedPolicy) -> Section:
    title, version_id = "Default version", policy.default_version
    if not isinstance(policy.versions, Known):
        return section(title, (not_known(f"document of {version_id}", policy.versions),))
    for version in policy.versions.value:
        if version.id == version_id:
            return section(title, (_document_row(policy, version),))
    return section(title, (Row(version_id, version_id, ("not listed by AWS", "unknown")),))


def _document_row(policy: ManagedPolicy, version: PolicyVersion) -> Row:
    shown = value_of(version.document, lambda _: "JSON")
    return Row(version.id, version.id, shown, document=_document(policy, version))


def _version(view: View, policy: ManagedPolicy, version: PolicyVersion) -> Row:
    default = f"{version.id} (default)" if version.id == policy.default_version else version.id
    return Row(
        version.id, default, when(view, version.created), document=_document(policy, version)
    )


def _document(policy: ManagedPolicy, version: PolicyVersion) -> Document | None:
    other = _compared_with(policy, version)
    return _plain_document(
        policy, version, None if other is None else _plain_document(policy, other)
    )


def _plain_document(
    policy: ManagedPolicy, version: PolicyVersion, other: Document | None = None
) -> Document | None:
    if not isinstance(version.document, Known):
        return None
    title = f"{policy.name} {version.id}"
    return document(title, version.document.value, Holder.MANAGED_POLICY, other)


def _compared_with(policy: ManagedPolicy, version: PolicyVersion) -> PolicyVersion | None:
    """The version in force; for that one itself the youngest of those before it."""
    versions = policy.versions.otherwise(())
    if version.id != policy.default_version:
        return next((one for one in versions if one.id == policy.default_version), None)
    older = [one for one in versions if _number(one) < _number(version)]
    return max(older, key=_number, default=None)


def _number(version: PolicyVersion) -> int:
    digits = version.id.removeprefix("v")
    return int(digits) if digits.isdecimal() else 0


def _holder(policy: ManagedPolicy, holder: Entity) -> Row:
    detach = DetachPolicy(holder, policy.arn)
    return Row(str(holder), holder.key, holder.kind.value, link=holder, take_away=detach)


def _counted(title: str, rows: list[Row], count: Field[int]) -> Section:
    """The holders that are known of, beside AWS's own count of them."""
    if not isinstance(count, Known):
        rows = [*rows, incomplete(f"AWS's count of them: {count}")]
    elif count.value > len(rows):
        rows = [*rows, incomplete(f"AWS counts {count.value}")]
    return section(title, rows, "nobody")


def _tags(policy: ManagedPolicy) -> tuple[Section, ...]:
    if policy.is_aws_managed:
        return ()
    return (tag_section(Entity(EntityKind.POLICY, policy.arn), policy.tags),)
