"""The plain text of a key that is kept goes out of ~/.aws; `credential_process` takes its place.

The program is written first: until the key is gone it is not run, so that the `aws` command works
at every moment. Nothing is taken out that the vault does not give back, and no copy is left behind.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from iamtui import paths
from iamtui.errors import IamtuiError, RefusedError
from iamtui.rotation.holders.aws_lines import sections
from iamtui.rotation.holders.file_edit import FileNotEditable, check_editable, edit, read_text
from iamtui.rotation.importing.plain_keys import PlainKey, exposed
from iamtui.rotation.importing.plain_lines import has_key, with_process, without_key
from iamtui.rotation.places import file_paths
from iamtui.vault.contents import is_for_good
from iamtui.vault.index import ProfileIndex
from iamtui.vault.profiles import Profile
from iamtui.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class Files:
    """The AWS files of this user: the one with credentials, and the configuration."""

    credentials: Path
    config: Path

    @classmethod
    def of(cls, home: Path, environ: Mapping[str, str]) -> Files:
        """Those that the environment names, else those in `home`."""
        return cls(*file_paths(home, environ))


def take_out(vault: Vault, plain: PlainKey, files: Files, *, put_process: bool) -> str:
    """Take the key of `plain` out of its file; gives the name of the profile that keeps it.

    With `put_process` the profile of ~/.aws calls iamtui from then on. Raises RefusedError with the
    reason where that would lose or break something, FileNotEditable, FileChanges and VaultErrors;
    the key is then where it was. Blocks.
    """
    _check_file(plain)
    kept = _kept(vault, plain)
    if plain.settings.is_role:
        raise RefusedError(
            f"The profile {plain.name} assumes a role from its own key, which it needs there.",
            f"Give the role a profile of its own, with source_profile = {kept.name}.",
        )
    for path in (files.credentials, files.config):
        if path != plain.path and _other_key(path, plain):
            raise RefusedError(
                f"{path} has another key for {plain.name}, which would be used from then on.",
                "Take that one out by hand first.",
            )
    if put_process:
        _put_process(files.config, plain.name, kept.name)
    edit(plain.path, lambda text: without_key(text, plain.name, plain.key))
    if has_key(read_text(plain.path) or "", plain.name, plain.key):
        raise IamtuiError(
            f"The key of {plain.name} is still in {plain.path}: another program wrote it again.",
            "Stop that program, then try again.",
        )
    return kept.name


def process_command(profile: str) -> str:
    """The command that an AWS SDK runs for the credentials of a kept profile."""
    program = "iamtui" if shutil.which("iamtui") else f"{shlex.quote(sys.executable)} -m iamtui"
    separator = "-- " if profile.startswith("-") else ""
    return f"{program} credential-process {separator}{shlex.quote(profile)}"


def _kept(vault: Vault, plain: PlainKey) -> Profile:
    """The profile that keeps the key and gives it back equal. Raises RefusedError."""
    if not is_for_good(vault.store):
        raise RefusedError(
            f"Secrets are in {vault.store.name} now, which does not last, so the file has the only "
            f"lasting copy of the key of {plain.name}.",
            "Choose a keyring or a sealed file first.",
        )
    key_id = plain.key.access_key_id
    using = [p for p in ProfileIndex(vault.index.path).profiles() if p.access_key_id == key_id]
    # The one of the same name first: it is what people take for the same profile.
    for profile in sorted(using, key=lambda p: p.name != plain.name):
        if vault.access_key(profile) == plain.key:
            return _verified(profile)
    raise RefusedError(
        f"The vault does not give back the key of {plain.name} as it is in {plain.path}; nothing "
        "was taken out.",
        "Import it first." if not using else "One of the two is wrong: check both.",
    )


def _verified(profile: Profile) -> Profile:
    if profile.account_id is None:
        raise RefusedError(
            f"STS has never said whose key {profile.access_key_id} is, so its plain text stays.",
            f"Check it first: iamtui profile check {shlex.quote(profile.name)}",
        )
    return profile


def _check_file(plain: PlainKey) -> None:
    text = read_text(plain.path)
    if text is None or not has_key(text, plain.name, plain.key):
        raise RefusedError(
            f"The key of {plain.name} is no longer in {plain.path} as it was read.",
            "Look at the list again.",
        )
    why = exposed(plain.path)
    if why:
        real = os.path.realpath(plain.path)
        raise FileNotEditable(
            plain.path, why, f"Make it yours alone: chmod 600 {real}. Then rotate the key."
        )
    check_editable(plain.path)


def _other_key(path: Path, plain: PlainKey) -> bool:
    found = (section for section in sections(read_text(path) or "") if section.name == plain.name)
    return any(section.key is not None for section in found)


def _put_process(config: Path, profile: str, kept: str) -> None:
    command = process_command(kept)
    if read_text(config) is None:
        _make(config, with_process("", profile, command))
        return
    check_editable(config)
    edit(config, lambda text: with_process(text, profile, command))


def _make(config: Path, text: str) -> None:
    """A new config file (0600), unless another program has made one meanwhile."""
    try:
        paths.private_folder(config.parent)
        handle = os.open(config, os.O_WRONLY | os.O_CREAT | os.O_EXCL, paths.PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        failure = FileNotEditable(
            config, (error.strerror or type(error).__name__).lower(), "Look at it, then try again."
        )
    else:
        paths.sync_folder(config.parent)
        return
    raise failure
