"""`iamtui profile import`: keys in plain text in ~/.aws go into the vault, and out of the files."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path

from iamtui.commands.output import complain, note, printable, put, quiet_at_closed_pipe
from iamtui.commands.unlocking import keyring_of
from iamtui.errors import AnswerIsNo, IamtuiError, UsageError
from iamtui.rotation.importing.keeping import Verdict, keep
from iamtui.rotation.importing.plain_keys import PlainKey, plain_keys
from iamtui.rotation.importing.taking_out import Files, take_out
from iamtui.terminal import quiet
from iamtui.vault.index import ProfileIndex
from iamtui.vault.vault import Vault

_CODES = {
    Verdict.VERIFIED: 0,
    Verdict.DEAD: AnswerIsNo.exit_code,
    Verdict.NOT_ASKED: IamtuiError.exit_code,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with each key."""

    new_name: str
    removes: bool
    puts_process: bool
    as_json: bool


@quiet_at_closed_pipe
def run(arguments: argparse.Namespace) -> int:
    """Import what is named, one after the other; the code of the first that fails is the exit
    code. Without names list what is there."""
    quiet()
    _check_usage(arguments)
    found = plain_keys(ProfileIndex().profiles(), Path.home(), os.environ)
    if not arguments.names and not arguments.all:
        return _list(found, as_json=arguments.json)
    chosen = _chosen(found, arguments)
    vault = keyring_of(arguments.passphrase_fd).vault()
    wanted = Wanted(
        arguments.new_name or "",
        arguments.remove_plaintext,
        arguments.write_credential_process,
        arguments.json,
    )
    codes = [_one(vault, name, wanted) for name in chosen]
    return next((code for code in codes if code), 0)


def _check_usage(arguments: argparse.Namespace) -> None:
    if arguments.all and arguments.names:
        raise UsageError("--all names every profile.", "Leave out --all, or the names.")
    if arguments.new_name and len(arguments.names) != 1:
        raise UsageError("--as is the name of one profile.", "Name one profile.")
    if arguments.write_credential_process and not arguments.remove_plaintext:
        raise UsageError(
            "A key in plain text comes before a credential_process, which would never be run.",
            "Add --remove-plaintext.",
        )


def _chosen(found: tuple[PlainKey, ...], arguments: argparse.Namespace) -> list[str]:
    names = [plain.name for plain in found]
    if arguments.all:
        return names
    for name in arguments.names:
        if name not in names:
            raise UsageError(
                f"No profile {name!r} of ~/.aws has a long-term access key.",
                "`iamtui profile import` lists those that have one.",
            )
    return list(dict.fromkeys(arguments.names))


def _list(found: tuple[PlainKey, ...], *, as_json: bool) -> int:
    for plain in found:
        if as_json:
            put(json.dumps(_described(plain), ensure_ascii=False))
            continue
        kept = f"kept as {', '.join(plain.kept_as)}" if plain.kept_as else "not kept"
        same = f", the same key as {', '.join(plain.same_as)}" if plain.same_as else ""
        put(
            printable(
                f"{plain.name}: {plain.key.access_key_id} in {plain.path}:{plain.line}, "
                f"{kept}{same}"
            )
        )
        for warning in plain.warnings:
            note(warning)
    if not found:
        note("No profile of ~/.aws has a long-term access key.")
    return 0


def _described(plain: PlainKey) -> dict[str, object]:
    return {
        "name": plain.name,
        "accessKeyId": plain.key.access_key_id,
        "file": str(plain.path),
        "line": plain.line,
        "keptAs": list(plain.kept_as),
        "sameAs": list(plain.same_as),
        "warnings": list(plain.warnings),
    }


def _one(vault: Vault, name: str, wanted: Wanted) -> int:
    """Import one. The files are read anew: the one before may have kept the same key."""
    result: dict[str, object] = {"name": name}
    code = 0
    try:
        plain = _present(vault, name)
        if not plain.kept_as or wanted.new_name:
            code = _keep(vault, plain, wanted, result)
            plain = _present(vault, name)
        else:
            _say(wanted, f"{name}: kept already, as {', '.join(plain.kept_as)}")
            result["result"] = "kept already"
        if wanted.removes and not code:
            _take_out(vault, plain, wanted, result)
    except IamtuiError as error:
        code = error.exit_code
        result |= {"error": error.what, "nextStep": error.next_step}
        if not wanted.as_json:
            complain(error)
    if wanted.as_json:
        put(json.dumps(result, ensure_ascii=False))
    return code


def _present(vault: Vault, name: str) -> PlainKey:
    found = plain_keys(vault.index.profiles(), Path.home(), os.environ)
    for plain in found:
        if plain.name == name:
            return plain
    raise UsageError(f"The key of {name} is gone from ~/.aws.", "Another program took it out.")


def _keep(vault: Vault, plain: PlainKey, wanted: Wanted, result: dict[str, object]) -> int:
    done = keep(vault, plain, wanted.new_name)
    result |= {
        "result": done.verdict.value,
        "profile": done.profile.name,
        "account": done.profile.account_id,
        "userArn": done.profile.user_arn,
        "said": done.said,
    }
    who = f": {done.profile.user_arn}" if done.profile.user_arn else ""
    _say(wanted, f"{plain.name}: kept as {done.profile.name}, {done.verdict.value}{who}")
    for sentence in (done.said, *plain.warnings):
        if sentence and not wanted.as_json:
            note(sentence)
    return _CODES[done.verdict]


def _take_out(vault: Vault, plain: PlainKey, wanted: Wanted, result: dict[str, object]) -> None:
    files = Files.of(Path.home(), os.environ)
    kept = take_out(vault, plain, files, put_process=wanted.puts_process)
    result["plaintext"] = "removed"
    _say(wanted, f"{plain.name}: its plain text is gone from {plain.path}; {kept} keeps the key")
    if wanted.puts_process:
        _say(wanted, f"{plain.name}: {files.config} asks iamtui for its credentials now")
    elif not wanted.as_json:
        note(f"`aws --profile {plain.name}` has no credentials now.")


def _say(wanted: Wanted, sentence: str) -> None:
    if not wanted.as_json:
        put(printable(sentence))
