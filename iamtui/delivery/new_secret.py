"""An access key that was just made, and whose secret AWS will not show again."""

from __future__ import annotations

from dataclasses import dataclass

from iamtui.secret import Secret


@dataclass(frozen=True, slots=True)
class NewSecret:
    """The access key `access_key_id` of `user_name` in the account with the id `account` ("" where
    that is not known); `sign_in_url` is where the account's users sign in, "" likewise."""

    user_name: str
    access_key_id: str
    secret: Secret
    account: str = ""
    sign_in_url: str = ""


def sign_in_url(account: str, alias: str = "") -> str:
    """Where the users of an account sign in to the console; "" where its id is not known.

    IAM User Guide, "How IAM users sign in to the AWS Management Console".
    """
    name = alias or account
    return f"https://{name}.signin.aws.amazon.com/console" if name else ""
