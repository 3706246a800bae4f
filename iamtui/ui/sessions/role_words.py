"""The two ways to assume a role, and how long each lasts, in words for the dialog."""

from __future__ import annotations

from datetime import timedelta

from iamtui.aws.session import MfaSession
from iamtui.aws.session_lengths import in_words


def plans_in_words(longest: int | None, own_key: bool | None, mfa: MfaSession | None) -> str:
    """What is said before a role is assumed: `longest` is its longest session in seconds (None:
    not known), `own_key` whether there is a long-term key (None: not known), `mfa` the session."""
    most = "not known here" if longest is None else in_words(timedelta(seconds=longest))
    maximum = f"The role's longest session: {most}."
    if own_key is False:
        return (
            f"You sign with a session, so the role's lasts 1 h at most (role chaining). {maximum}"
        )
    code = "no further code" if mfa is not None else "one code, which serves for other roles too"
    return (
        f"Up to 1 h: from your MFA session ({code}; role chaining). Longer: from the access key "
        f"itself, with a code of its own. {maximum}"
    )
