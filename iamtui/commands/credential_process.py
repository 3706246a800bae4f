"""`iamtui credential-process PROFILE`: credentials as the AWS SDKs take them from a program.

AWS SDKs and Tools Reference Guide, "Process credential provider". Standard output holds the
credentials and nothing else; whoever must be asked is asked on the terminal.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC

from iamtui.aws.sign_in import SignedIn
from iamtui.commands.output import put
from iamtui.commands.signing_in import say_what_it_lacks, sign_in, wanted_by
from iamtui.errors import UsageError
from iamtui.terminal import quiet

VERSION = 1


def run(arguments: argparse.Namespace) -> int:
    """Sign in and print one JSON object. Raises IamtuiError, and then prints nothing."""
    wanted = wanted_by(arguments)
    if sys.stdout.isatty() and not arguments.show:
        raise UsageError(
            "This prints credentials for an SDK to read, and standard output is a terminal, whose "
            "scrollback would keep them.",
            "Put `credential_process = iamtui credential-process NAME` into ~/.aws/config; to see "
            "them all the same, add --show.",
        )
    quiet()
    signed_in = sign_in(wanted)
    say_what_it_lacks(signed_in)
    put(_document(signed_in))
    return 0


def _document(signed_in: SignedIn) -> str:
    keys, session = signed_in.keys, signed_in.session
    document = {
        "Version": VERSION,
        "AccessKeyId": keys.access_key_id,
        "SecretAccessKey": keys.secret.reveal(),
    }
    if keys.token is not None:
        document["SessionToken"] = keys.token.reveal()
    if session is not None:
        end = session.expires.astimezone(UTC)
        document["Expiration"] = end.strftime("%Y-%m-%dT%H:%M:%SZ")
    return json.dumps(document)
