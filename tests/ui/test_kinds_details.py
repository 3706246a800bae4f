"""The detail screens of each kind: links, documents, and what can be taken away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from iamtui.account.entity import Entity, EntityKind
from iamtui.account.field import NOT_ASKED, Known
from iamtui.account.model import (
    Account,
    InlinePolicy,
    InstanceProfile,
    LastUsed,
    Password,
    PolicyVersion,
)
from iamtui.changes.attachments import DetachPolicy
from iamtui.changes.membership import RemoveFromGroup
from iamtui.changes.tags import Untag
from iamtui.ui.columns import Cell
from iamtui.ui.kind import Row, Section, View
from iamtui.ui.kinds import kind_of
from tests.support.accounts import (
    ALLOW_READ,
    DENIED,
    NOW,
    READ_ONLY,
    SLR_PATH,
    account,
    arn,
    device,
    group,
    key,
    policy,
    role,
    small_account,
    user,
)

AUDIT = arn("policy", "Audit")
ANN = Entity(EntityKind.USER, "ann")
ADMINS = Entity(EntityKind.GROUP, "admins")


def sections(made: Account, kind: EntityKind, row: str) -> dict[str, Section]:
    return {one.title: one for one in kind_of(kind).sections(View(made, NOW), row)}


def rows(made: Account, kind: EntityKind, row: str, title: str) -> tuple[Row, ...]:
    return sections(made, kind, row)[title].rows


def facts(made: Account, kind: EntityKind, row: str, title: str = "Summary") -> dict[Cell, Cell]:
    return {one.label: one.value for one in rows(made, kind, row, title)}


def test_a_user_has_all_its_parts() -> None:
    titles = list(sections(small_account(), EntityKind.USER, "ann"))
    assert titles == [
        "Summary",
        "Findings",
        "Groups",
        "Permissions",
        "Access keys",
        "MFA devices",
        "Tags",
        "Other credentials",
    ]


def test_the_summary_of_a_user() -> None:
    made = small_account()
    summary = facts(made, EntityKind.USER, "ann")
    assert summary["ARN"] == arn("user", "ann")
    assert summary["Console access"] == "password, set 2026-03-01 12:00 UTC, 0min ago"
    assert summary["MFA"] == "yes"
    assert summary["Permissions boundary"] == "Audit"
    boundary = rows(made, EntityKind.USER, "ann", "Summary")[-1]
    assert boundary.link == Entity(EntityKind.POLICY, AUDIT)
    assert facts(made, EntityKind.USER, "bob")["Console access"] == "no password"
    denied = account(user("ann", password=DENIED))
    shown = facts(denied, EntityKind.USER, "ann")["Console access"]
    assert shown == ("denied (iam:Example)", "unknown")


def test_groups_of_a_user_can_be_left() -> None:
    (row,) = rows(small_account(), EntityKind.USER, "ann", "Groups")
    assert (row.label, row.link) == ("admins", ADMINS)
    assert row.take_away == RemoveFromGroup("ann", "admins")
    assert sections(small_account(), EntityKind.USER, "bob")["Groups"].note == "in no group"


def test_permissions_of_a_user_say_which_way_they_come() -> None:
    attached, inline, via = rows(small_account(), EntityKind.USER, "ann", "Permissions")
    assert (attached.label, attached.value) == ("Audit", "attached")
    assert attached.link == Entity(EntityKind.POLICY, AUDIT)
    assert attached.take_away == DetachPolicy(ANN, AUDIT)
    assert (inline.label, inline.value, inline.link) == ("own", "inline", None)
    assert inline.document is not None
    assert '"Action": "s3:Get*"' in inline.document.text
    assert (via.label, via.value) == ("ReadOnlyAccess", "via group admins")
    assert via.take_away is None


def test_permissions_that_are_not_known_are_not_left_out() -> None:
    made = account(
        user("ann", groups=Known(("gone", "ops")), attached=DENIED, inline=NOT_ASKED),
        user("bob", groups=DENIED),
        group("ops", attached=DENIED, inline=Known((InlinePolicy("own", ALLOW_READ),))),
    )
    shown = [(row.label, row.value) for row in rows(made, EntityKind.USER, "ann", "Permissions")]
    no = ("not known", "unknown")
    assert shown == [
        (no, ("attached policies: denied (iam:Example)", "unknown")),
        (no, ("inline policies: not asked yet", "unknown")),
        (no, ("policies of group gone: the group is not listed", "unknown")),
        (no, ("attached policies of group ops: denied (iam:Example)", "unknown")),
        ("own", "inline, via group ops"),
    ]
    (row,) = rows(made, EntityKind.USER, "bob", "Permissions")
    assert row.value == ("groups: denied (iam:Example)", "unknown")


def test_access_keys_lead_to_their_own_screen_and_back() -> None:
    made = small_account()
    first, second = rows(made, EntityKind.USER, "ann", "Access keys")
    assert first.label == "AKIA0000000000000001"
    assert isinstance(first.value, str)
    assert isinstance(second.value, str)
    assert first.value.startswith("active, created 2026-03-01")
    assert first.value.endswith("last used: not asked yet")
    assert second.value.startswith("inactive")
    assert first.link == Entity(EntityKind.ACCESS_KEY, "ann/AKIA0000000000000001")
    assert rows(made, EntityKind.ACCESS_KEY, first.link.key, "Summary")[1].link == ANN
    unknown = account(user("ann", access_keys=DENIED))
    (row,) = rows(unknown, EntityKind.USER, "ann", "Access keys")
    assert row.value == ("access keys: denied (iam:Example)", "unknown")


def test_the_use_of_an_access_key_is_told_in_full() -> None:
    use = LastUsed(NOW - timedelta(days=3), "eu-west-1", "s3")
    keys = (key(1, last_used=Known(use)), key(2, last_used=Known(None)))
    made = account(user("ann", access_keys=Known(keys)))
    shown = [
        facts(made, EntityKind.ACCESS_KEY, row)["Last used"]
        for row in kind_of(EntityKind.ACCESS_KEY).keys(made)
    ]
    assert shown == ["2026-02-26 12:00 UTC, 3d ago for s3 in eu-west-1", "never"]


def test_mfa_devices_of_a_user() -> None:
    made = small_account()
    (row,) = rows(made, EntityKind.USER, "ann", "MFA devices")
    assert (row.label, row.value) == ("ann", "virtual, since 2026-03-01 12:00 UTC, 0min ago")
    assert row.link == Entity(EntityKind.MFA_DEVICE, arn("mfa", "ann"))
    assert rows(made, EntityKind.MFA_DEVICE, row.link.key, "Summary")[2].link == ANN
    hidden = account(
        user("ann", mfa_active=Known(True), mfa_devices=NOT_ASKED), device("ann", "ann")
    )
    listed, note = rows(hidden, EntityKind.USER, "ann", "MFA devices")
    assert listed.link == row.link
    assert note.label == ("not all known", "unknown")
    report = account(user("ann", mfa_devices=NOT_ASKED))
    assert sections(report, EntityKind.USER, "ann")["MFA devices"].note == "no MFA device"


def test_tags_can_be_removed() -> None:
    (row,) = rows(small_account(), EntityKind.USER, "ann", "Tags")
    assert (row.label, row.value, row.take_away) == ("Team", "core", Untag(ANN, "Team"))


def test_other_credentials_are_listed_by_sort() -> None:
    shown = rows(small_account(), EntityKind.USER, "ann", "Other credentials")
    assert [row.value for row in shown] == [
        "signing certificate",
        "SSH key",
        "service-specific credential",
    ]
    unasked = account(user("ann", ssh_keys=NOT_ASKED))
    (row,) = rows(unasked, EntityKind.USER, "ann", "Other credentials")
    assert row.value == ("SSH keys: not asked yet", "unknown")


def test_findings_come_with_what_to_do() -> None:
    made = account(user("ann", password=Known(Password(True, NOW, NOW)), groups=DENIED))
    finding, remedy, gap = rows(made, EntityKind.USER, "ann", "Findings")
    assert finding.label == ("high", "error")
    assert finding.value
    assert remedy.label == ("what to do", "muted")
    assert remedy.value
    assert gap.label == ("not all known", "unknown")
    assert sections(small_account(), EntityKind.USER, "bob")["Findings"].note == "nothing found"


def test_members_of_a_group_can_be_removed() -> None:
    made = small_account()
    (row,) = rows(made, EntityKind.GROUP, "admins", "Members")
    assert (row.link, row.take_away) == (ANN, RemoveFromGroup("ann", "admins"))
    (attached,) = rows(made, EntityKind.GROUP, "admins", "Permissions")
    assert attached.take_away == DetachPolicy(ADMINS, READ_ONLY)
    assert sections(made, EntityKind.GROUP, "developers")["Members"].note == "no members"
    unsure = account(user("ann", groups=DENIED), group("ops"))
    (row,) = rows(unsure, EntityKind.GROUP, "ops", "Members")
    assert row.label == ("not all known", "unknown")


def test_a_role_shows_who_may_assume_it() -> None:
    trust = (
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":["' + arn("user", "ann") + '",'
        '"arn:aws:iam::999999999999:root"],"Service":"lambda.amazonaws.com"}}]}'
    )
    made = account(user("ann"), role("web", trust=Known(trust)))
    document, *principals = rows(made, EntityKind.ROLE, "web", "Trusted entities")
    assert document.document is not None
    assert document.document.title == "Trust policy of role web"
    assert [row.label for row in principals] == ["user ann", "account 999999999999", "lambda"]
    assert [row.link for row in principals] == [ANN, None, None]
    denied = account(role("web", trust=DENIED))
    (row,) = rows(denied, EntityKind.ROLE, "web", "Trusted entities")
    assert row.value == ("trust policy: denied (iam:Example)", "unknown")


@pytest.mark.parametrize(
    ("path", "words"),
    [(SLR_PATH, "AWS service"), ("/aws-reserved/sso.amazonaws.com/x/", "Identity Center")],
)
def test_a_locked_role_says_why(path: str, words: str) -> None:
    shown = facts(account(role("ecs", path)), EntityKind.ROLE, "ecs")["Locked"]
    assert isinstance(shown, tuple)
    assert words in shown[0]
    assert "Locked" not in facts(account(role("web")), EntityKind.ROLE, "web")


def test_a_role_and_its_instance_profile_lead_to_each_other() -> None:
    profile = InstanceProfile("web", arn("instance-profile", "web"), "AIPA1", roles=("web",))
    made = account(role("web", instance_profiles=Known(("web", "gone"))))
    made = replace(made, instance_profiles={"web": profile})
    here, gone = rows(made, EntityKind.ROLE, "web", "Instance profiles")
    assert here.link == Entity(EntityKind.INSTANCE_PROFILE, "web")
    assert gone.link is None
    (back,) = rows(made, EntityKind.INSTANCE_PROFILE, "web", "Role")
    assert back.link == Entity(EntityKind.ROLE, "web")
    assert kind_of(EntityKind.ROLE).used_by(made, "web") == (here.link,)


def test_a_policy_shows_its_versions_and_holders() -> None:
    made = small_account()
    (default,) = rows(made, EntityKind.POLICY, AUDIT, "Default version")
    (version,) = rows(made, EntityKind.POLICY, AUDIT, "Versions")
    assert default.document == version.document
    assert default.document is not None
    assert default.document.title == "Audit v1"
    assert version.label == "v1 (default)"
    (holder,) = rows(made, EntityKind.POLICY, AUDIT, "Attached to")
    assert (holder.link, holder.take_away) == (ANN, DetachPolicy(ANN, AUDIT))
    (bounded,) = rows(made, EntityKind.POLICY, AUDIT, "Boundary of")
    assert (bounded.link, bounded.take_away) == (ANN, None)
    assert kind_of(EntityKind.POLICY).used_by(made, AUDIT) == (ANN,)
    assert "Tags" not in sections(made, EntityKind.POLICY, READ_ONLY)


def test_holders_that_only_aws_counts_are_not_left_out() -> None:
    counted = replace(policy("p"), attachment_count=Known(3), boundary_count=NOT_ASKED)
    made = replace(small_account(), policies={counted.arn: counted})
    shown = sections(made, EntityKind.POLICY, counted.arn)
    assert [row.value for row in shown["Attached to"].rows] == [("AWS counts 3", "unknown")]
    assert shown["Boundary of"].rows[0].label == ("not all known", "unknown")


def test_versions_without_documents_say_so() -> None:
    bare = replace(policy("p"), versions=Known((PolicyVersion("v1", True),)))
    lost = replace(policy("q"), default_version="v9")
    unknown = replace(policy("r"), versions=DENIED)
    made = account(bare, lost, unknown)
    (row,) = rows(made, EntityKind.POLICY, bare.arn, "Default version")
    assert (row.value, row.document) == (("not asked yet", "unknown"), None)
    (row,) = rows(made, EntityKind.POLICY, lost.arn, "Default version")
    assert row.value == ("not listed by AWS", "unknown")
    (row,) = rows(made, EntityKind.POLICY, unknown.arn, "Default version")
    assert row.value == ("document of v1: denied (iam:Example)", "unknown")


def test_documents_that_name_an_entity_use_it() -> None:
    ann, ops = arn("user", "ann"), arn("group", "ops")
    made = account(
        user("ann"),
        user("bob", inline=Known((InlinePolicy("own of mine", f'"{ann}"'),))),
        group("ops"),
        role("web", trust=Known(f'"{ann}"')),
        policy("p", f'"{ann}" "{ops}"'),
    )
    named = kind_of(EntityKind.USER).used_by(made, "ann")
    assert set(named) == {
        Entity(EntityKind.USER, "bob"),
        Entity(EntityKind.ROLE, "web"),
        Entity(EntityKind.POLICY, arn("policy", "p")),
    }
    group_users = kind_of(EntityKind.GROUP).used_by(made, "ops")
    assert group_users == (Entity(EntityKind.POLICY, arn("policy", "p")),)
    keys_of = kind_of(EntityKind.ACCESS_KEY).used_by(made, "bob/#1")
    assert keys_of == (Entity(EntityKind.USER, "bob"),)
