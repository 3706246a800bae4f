"""Who a profile is known to be, compared with who AWS says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamtui.errors import RefusedError

if TYPE_CHECKING:
    from iamtui.aws.api import Api
    from iamtui.vault.profiles import Profile


class WrongIdentity(RefusedError):
    """A profile's credentials are those of another account or user than it was checked for."""


def check_pins(profile: Profile, api: Api, *, always: bool = False) -> None:
    """Ask AWS who signs, and compare it with the account id and the user ARN of `profile`.

    Nothing is asked where the profile pins neither, unless `always`: the answer also tells the
    time. Raises WrongIdentity, and what `Api.ask` gives.
    """
    if not always and profile.account_id is None and _user(profile) is None:
        return
    answer = api.ask("GetCallerIdentity", service="sts")
    check_identity(profile, str(answer.get("Account")), str(answer.get("Arn")))


def check_identity(profile: Profile, account: str, arn: str) -> None:
    """Raises WrongIdentity where `account` and `arn` are not those that `profile` pins."""
    for what, pinned, now in (
        ("account", profile.account_id, account),
        ("user", _user(profile), arn),
    ):
        if pinned is not None and pinned != now:
            raise WrongIdentity(
                f"The profile {profile.name} is for the {what} {pinned}, and its key belongs to "
                f"{now}; nothing was done with it.",
                "If that is meant, remove the profile and add it again.",
            )


def _user(profile: Profile) -> str | None:
    """The pinned ARN where it is a user's: that of a role's session may change."""
    arn = profile.user_arn
    return arn if arn and ":user/" in arn else None
