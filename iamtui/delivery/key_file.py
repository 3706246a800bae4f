"""The text of a file that holds one access key, in the forms that people and programs know.

CONSOLE is what the IAM console of today lets one download. IMPORT is what `aws configure import
--csv file://…` reads: it asks for the columns "User Name", "Access Key ID" and "Secret Access Key",
in any case, cuts lines at commas and knows no quotes (AWS CLI 2, configure/importer.py). The
console's own file of 2016 to 2022 is such a one, so that is what is written.
"""

from __future__ import annotations

import csv
import enum
import io
import re

from iamtui.delivery.new_secret import NewSecret
from iamtui.errors import UsageError
from iamtui.secret import Secret

_KEY, _SECRET = "Access key ID", "Secret access key"
_CONSOLE = (_KEY, _SECRET)
_IMPORT = ("User name", "Password", _KEY, _SECRET, "Console login link")
# What IAM allows in a user's name (API reference, CreateUser) and in a secret, without the comma.
_PLAIN = re.compile(r"[\w+=.@/:-]*", re.ASCII)
_NO_FILE_NAME = re.compile(r"[^\w+=,.@-]", re.ASCII)
_FORMULA = ("=", "+", "-", "@")


class Form(enum.Enum):
    """How the file is written; the value is the word on the command line."""

    CONSOLE = "console"
    IMPORT = "import"


def file_name(new: NewSecret, form: Form) -> str:
    """What the console calls such a file; a mock's user may have any name."""
    name = _NO_FILE_NAME.sub("_", new.user_name)
    return f"{name}_{'accessKeys' if form is Form.CONSOLE else 'credentials'}.csv"


def file_bytes(new: NewSecret, form: Form) -> bytes:
    """The file, with CRLF; the console's begins with a byte order mark.

    Nothing in it is quoted, as nobody who reads it expects quotes. Raises UsageError for a name
    that such a file cannot hold.
    """
    values = {
        "User name": new.user_name,
        "Password": "",
        _KEY: new.access_key_id,
        _SECRET: new.secret.reveal(),
        "Console login link": new.sign_in_url,
    }
    columns = _CONSOLE if form is Form.CONSOLE else _IMPORT
    fields = [values[column] for column in columns]
    if not all(_PLAIN.fullmatch(field) for field in fields):
        raise UsageError(
            f"The name {new.user_name} has a character that ends a field of such a file.",
            "Take the console's form, which does not hold the name.",
        )
    lines = (",".join(columns), ",".join(fields))
    text = "".join(f"{line}\r\n" for line in lines)
    return text.encode("utf-8-sig" if form is Form.CONSOLE else "utf-8")


def read_file(data: bytes) -> tuple[str, Secret] | None:
    """The id and the secret of the only key in a file of either form; None where there is none.

    Raises UnicodeDecodeError.
    """
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    if len(rows) != 1 or not rows[0].get(_KEY) or not rows[0].get(_SECRET):
        return None
    return rows[0][_KEY], Secret(rows[0][_SECRET])


def spreadsheet_note(new: NewSecret, form: Form) -> str:
    """What becomes of the file in a spreadsheet, where that is not what it says; "" elsewhere.

    A field that begins with one of = + - @ counts as a formula there. IAM allows them at the start
    of a name, and secrets may begin with +. They are written as they are: a mark in front of them
    would make another name, or a wrong secret, for every program. Without brackets, blanks, ! and
    |, which IAM does not allow, such a formula calls and reaches nothing; it only shows wrongly.
    """
    fields = [new.secret.reveal(), *((new.user_name,) if form is Form.IMPORT else ())]
    if not any(field.startswith(_FORMULA) for field in fields):
        return ""
    return "A spreadsheet takes a field of this file for a formula: open it as text."
