"""The `aws` command line that does the same as a call."""

from __future__ import annotations

import json
import re
import shlex

from iamtui.account.call import Call, Value
from iamtui.account.new_key import as_sent

# The two cuts of botocore's xform_name, which names commands and options of the aws CLI:
# before a capital that starts a word, and between a small letter or digit and a capital.
_WORD = re.compile(r"(.)([A-Z][a-z]+)")
_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")


def hyphenated(name: str) -> str:
    """`DetachUserPolicy` as `detach-user-policy`, as the aws CLI spells names of the API."""
    return _CAPITAL.sub(r"\1-\2", _WORD.sub(r"\1-\2", name)).lower()


def aws_command(call: Call) -> str:
    """`call` as one line for a POSIX shell, every argument quoted where it must be."""
    words = ["aws", call.service, hyphenated(call.operation)]
    for name, value in as_sent(call).parameters.items():
        words += _option(name, value)
    return shlex.join(words)


def _option(name: str, value: Value) -> list[str]:
    option = f"--{hyphenated(name)}"
    if isinstance(value, bool):
        return [option if value else f"--no-{hyphenated(name)}"]
    plain = isinstance(value, (str, int))
    argument = str(value) if plain else json.dumps(value, ensure_ascii=False)
    # A name may start with a hyphen, and would then be read as an option of its own.
    return [f"{option}={argument}"] if argument.startswith("-") else [option, argument]
