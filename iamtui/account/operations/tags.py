"""Tags on users, roles, managed policies and virtual MFA devices.

On users and roles tag keys keep their case but are unique without regard to it: adding
`department` replaces `Department`. On policies and devices the two stand side by side (IAM User
Guide, "Tagging IAM resources", case sensitivity).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from iamtui.account.call import Call, Parameters, tags_of, text, texts
from iamtui.account.edit import changed, found, with_device, with_policy, with_role, with_user
from iamtui.account.entity import EntityKind
from iamtui.account.field import Field
from iamtui.account.model import Account
from iamtui.account.operation import Impossible, Inverse, Irreversible, Operation, declare

MOST_TAGS = 50

_Tags = Mapping[str, str]


def _same(kind: str, key: str) -> str:
    """What two keys on an entity of `kind` have in common when AWS takes them for one."""
    return key.lower() if kind in ("User", "Role") else key


def _added(kind: str, tags: _Tags, new: _Tags) -> _Tags:
    after = {**_removed(kind, tags, tuple(new)), **new}
    if len(after) > MOST_TAGS:
        raise Impossible(f"AWS keeps at most {MOST_TAGS} tags; this makes {len(after)}.")
    return dict(sorted(after.items()))


def _removed(kind: str, tags: _Tags, keys: tuple[str, ...]) -> _Tags:
    gone = {_same(kind, key) for key in keys}
    return {k: v for k, v in tags.items() if _same(kind, k) not in gone}


def _tags(account: Account, kind: str, name: str) -> Field[_Tags]:
    if kind == "User":
        return found(account.users, name, "user").tags
    if kind == "Role":
        return found(account.roles, name, "role").tags
    if kind == "MFADevice":
        return found(account.mfa_devices, name, "MFA device").tags
    policy = found(account.policies, name, "policy")
    if policy.is_aws_managed:
        raise Impossible(f"AWS owns the policy {policy.name}, which therefore takes no tags.")
    return policy.tags


def _with_tags(account: Account, kind: str, name: str, change: Callable[[_Tags], _Tags]) -> Account:
    tags = changed(_tags(account, kind, name), change)
    if kind == "User":
        return with_user(account, replace(account.users[name], tags=tags))
    if kind == "Role":
        return with_role(account, replace(account.roles[name], tags=tags))
    if kind == "MFADevice":
        return with_device(account, replace(account.mfa_devices[name], tags=tags))
    return with_policy(account, replace(account.policies[name], tags=tags))


def _declare(kind: str, name_of: str, entity: EntityKind) -> None:
    noun = entity.value

    def named(p: Parameters) -> str:
        return f"the {noun} {text(p, name_of).rsplit('/', 1)[-1]}"

    def tag_words(_account: Account, p: Parameters) -> str:
        pairs = ", ".join(f"{key}={value}" for key, value in tags_of(p).items())
        return f"Tag {named(p)} with {pairs}"

    def untag_words(_account: Account, p: Parameters) -> str:
        keys = texts(p, "TagKeys")
        return f"Remove the tag{'s' * (len(keys) > 1)} {', '.join(keys)} from {named(p)}"

    def tag(account: Account, p: Parameters) -> Account:
        return _with_tags(account, kind, text(p, name_of), lambda t: _added(kind, t, tags_of(p)))

    def untag(account: Account, p: Parameters) -> Account:
        keys = texts(p, "TagKeys")
        return _with_tags(account, kind, text(p, name_of), lambda t: _removed(kind, t, keys))

    def restored(before: Account, p: Parameters) -> Inverse:
        old = _tags(before, kind, text(p, name_of)).otherwise(None)
        if old is None:
            return Irreversible(f"the tags of {named(p)} before are not known")
        keys = texts(p, "TagKeys") if "TagKeys" in p else tuple(tags_of(p))
        touched = {_same(kind, key) for key in keys}
        lost = [{"Key": k, "Value": v} for k, v in old.items() if _same(kind, k) in touched]
        fresh = touched - {_same(kind, k) for k in old}
        if not lost:
            return Call(f"Untag{kind}", {name_of: p[name_of], "TagKeys": list(keys)})
        if fresh and "Tags" in p:
            return Irreversible("some of the tags were new and others were there before")
        return Call(f"Tag{kind}", {name_of: p[name_of], "Tags": lost})

    def field(account: Account, p: Parameters) -> Field[object]:
        return _tags(account, kind, text(p, name_of))

    target = (entity, name_of)
    declare(Operation(f"Tag{kind}", tag_words, tag, restored, field, target=target))
    declare(Operation(f"Untag{kind}", untag_words, untag, restored, field, target=target))


_declare("User", "UserName", EntityKind.USER)
_declare("Role", "RoleName", EntityKind.ROLE)
_declare("Policy", "PolicyArn", EntityKind.POLICY)
_declare("MFADevice", "SerialNumber", EntityKind.MFA_DEVICE)
