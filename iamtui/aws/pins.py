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
    pinned = (("account", profile.account_id, "Account"), ("user", _user(profile), "Arn"))
    if not always and all(value is None for _, value, _ in pinned):
        return
    answer = api.ask("GetCallerIdentity", service="sts")
    for what, value, key in pinned:
        if value is not None and answer.get(key) != value:
            raise WrongIdentity(
                f"The profile {profile.name} is for the {what} {value}, and its key belongs to "
                f"{answer.get(key)}; nothing was done with it.",
                "If that is meant, check the profile again in iamtui.",
            )


def _user(profile: Profile) -> str | None:
    """The pinned ARN where it is a user's: that of a role's session may change."""
    arn = profile.user_arn
    return arn if arn and ":user/" in arn else None
