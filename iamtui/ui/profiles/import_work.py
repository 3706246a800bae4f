"""The work behind the import screen: one key after the other, each with how it went."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from iamtui.errors import IamtuiError
from iamtui.vault.errors import ProfileExists, ProfileInvalid, VaultError
from iamtui.vault.index import ProfileIndex
from iamtui.vault.vault import Vault

if TYPE_CHECKING:
    from iamtui.rotation.importing.plain_keys import PlainKey

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Result:
    """How it went with the profile `name` of ~/.aws: `state` in a word, `style` for its cell, and
    `said` in full; `needs_name` where the vault cannot take its name."""

    name: str
    state: str
    style: str
    said: str = ""
    needs_name: bool = False


def read_plain_keys() -> tuple[PlainKey, ...]:
    """The keys in plain text in ~/.aws. Raises UsageError and FileNotEditable; blocks."""
    # botocore is imported with it.
    from iamtui.rotation.importing.plain_keys import plain_keys

    return plain_keys(ProfileIndex().profiles(), Path.home(), os.environ)


def keep_all(
    vault: Callable[[], Vault], names: Sequence[str], as_name: str, tell: Tell
) -> tuple[Result, ...]:
    """Keep the keys of `names`; `as_name` is the name for the only one, "" for its own.

    Raises VaultErrors that hold for all of them; nothing more is kept then. Blocks.
    """
    return tuple(_kept(vault(), name, as_name, tell) for name in names)


def take_out_all(
    vault: Callable[[], Vault], names: Sequence[str], tell: Tell, *, put_process: bool
) -> tuple[Result, ...]:
    """Take the plain text of `names` out. Raises as `keep_all` does; blocks."""
    return tuple(_taken_out(vault(), name, tell, put_process) for name in names)


def _kept(vault: Vault, name: str, as_name: str, tell: Tell) -> Result:
    from iamtui.rotation.importing.keeping import Verdict, keep

    tell(f"Keeping the key of {name}, and asking STS whose it is …")
    try:
        done = keep(vault, _fresh(name), as_name)
    except (ProfileExists, ProfileInvalid) as error:
        return Result(name, "needs a name", "warning", str(error), needs_name=True)
    except VaultError:
        raise
    except IamtuiError as error:
        return Result(name, "not kept", "error", str(error))
    styles = {Verdict.VERIFIED: "success", Verdict.DEAD: "error", Verdict.NOT_ASKED: "warning"}
    who = f"It is {done.profile.user_arn}." if done.profile.user_arn else ""
    said = f"{who} {done.said}".strip()
    return Result(name, done.verdict.value, styles[done.verdict], said)


def _taken_out(vault: Vault, name: str, tell: Tell, put_process: bool) -> Result:
    from iamtui.rotation.importing.taking_out import Files, take_out

    tell(f"Taking the plain text of {name} out of ~/.aws …")
    files = Files.of(Path.home(), os.environ)
    try:
        kept = take_out(vault, _fresh(name), files, put_process=put_process)
    except VaultError:
        raise
    except IamtuiError as error:
        return Result(name, "still there", "error", str(error))
    said = f"The vault keeps the key as {kept}."
    if put_process:
        said = f"{said} {files.config} asks iamtui for it now, so that aws goes on working."
    return Result(name, "taken out", "success", said)


def _fresh(name: str) -> PlainKey:
    """The profile as the files have it now: the one before may have kept the same key."""
    for plain in read_plain_keys():
        if plain.name == name:
            return plain
    raise IamtuiError(f"The key of {name} is gone from ~/.aws.", "Another program took it out.")
