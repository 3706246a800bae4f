"""What is wrong in ~/.aws/config and ~/.aws/credentials, by file and line, with the remedy.

It looks for what botocore answers with an exception that names no line, or not at all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from iamtui.aws.config_lines import Section, read_lines
from iamtui.aws.config_rules import Named, Problem, profile_problems

_OTHER_SECTIONS = ("sso-session ", "services ")


@dataclass(frozen=True, slots=True)
class ConfigFinding:
    """A mistake in `path`, at `line` (0: the file as a whole); a `is_error` keeps a profile from
    working, the others only may surprise. `what` and `remedy` hold no secret."""

    path: Path
    line: int
    what: str
    remedy: str
    is_error: bool = True

    @property
    def place(self) -> str:
        """The file and the line, as compilers write it."""
        return f"{self.path}:{self.line}" if self.line else str(self.path)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    is_config: bool
    sections: list[Section]


def check_aws_files(
    vault_profiles: Collection[str] = (), environ: Mapping[str, str] | None = None
) -> tuple[ConfigFinding, ...]:
    """The findings in both files, in their order; `vault_profiles` may be sources of roles too.

    The files are those that the environment names, else those in ~/.aws; a missing one is fine.
    """
    environ = os.environ if environ is None else environ
    findings: list[ConfigFinding] = []
    files: list[_File] = []
    for variable, name in (
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ):
        path = Path(environ.get(variable) or f"~/.aws/{name}").expanduser()
        is_config = name == "config"
        findings += _about_the_file(path, is_config)
        sections = _read(path, findings)
        files.append(_File(path, is_config, sections))
        findings += _about_the_sections(files[-1])
    findings += _about_the_profiles(files, vault_profiles)
    return tuple(sorted(findings, key=lambda f: (str(f.path), f.line)))


def _read(path: Path, findings: list[ConfigFinding]) -> list[Section]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        why = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        findings.append(ConfigFinding(path, 0, f"the file {why}", "Make it a readable UTF-8 file."))
        return []
    sections, mistakes = read_lines(text)
    findings += [ConfigFinding(path, m.line, m.what, m.remedy) for m in mistakes]
    return sections


def _about_the_file(path: Path, is_config: bool) -> Iterator[ConfigFinding]:
    try:
        link, status = path.is_symlink(), path.stat()
    except OSError:
        return
    if os.name != "posix":
        return
    if status.st_uid not in (os.getuid(), 0):
        yield ConfigFinding(path, 0, "the file belongs to another user", "Make it your own: chown.")
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        what = "other users may write to the file, and so choose which program gives credentials"
        yield ConfigFinding(path, 0, what, f"chmod go-w {path}")
    elif not is_config and status.st_mode & (stat.S_IRGRP | stat.S_IROTH):
        what = "other users may read the access keys in the file"
        yield ConfigFinding(path, 0, what, f"chmod 600 {path}, and rotate the keys.")
    if link and not is_config:
        real = os.path.realpath(path)
        what = f"the file is a symbolic link to {real}"
        remedy = "Fine if you made it; whoever can write there chooses your keys."
        yield ConfigFinding(path, 0, what, remedy, is_error=False)


def _about_the_sections(file: _File) -> Iterator[ConfigFinding]:
    for section in file.sections:
        kind, _, name = section.title.partition(" ")
        if file.is_config and not _profile(section, is_config=True):
            other = section.title.startswith(_OTHER_SECTIONS) or section.title in ("plugins", "")
            if not other:
                what = f"[{section.title}] is no profile in this file, and is not read"
                remedy = f"Write [profile {section.title}]."
                yield ConfigFinding(file.path, section.line, what, remedy)
        if not file.is_config and kind == "profile" and name:
            what = f"[{section.title}] is the profile “{section.title}” in this file"
            yield ConfigFinding(file.path, section.line, what, f"Write [{name.strip()}].")


def _about_the_profiles(
    files: list[_File], vault_profiles: Collection[str]
) -> Iterator[ConfigFinding]:
    named: dict[str, Named] = {}
    sso_sessions: set[str] = set()
    for file in files:
        for section in file.sections:
            name = _profile(section, is_config=file.is_config)
            if name:
                known = named.setdefault(name, Named(name, section.line, file.path, {}))
                for key, setting in section.settings.items():
                    known.settings[key] = (setting, file.path)
            elif section.title.startswith("sso-session "):
                sso_sessions.add(_unquoted(section.title.partition(" ")[2]))
    for profile in named.values():
        for problem in profile_problems(profile, named, sso_sessions, vault_profiles):
            yield _placed(profile, problem)


def _placed(profile: Named, problem: Problem) -> ConfigFinding:
    setting, path = profile.settings.get(problem.key, (None, profile.path))
    line = setting.line if setting is not None else profile.line
    what = f"profile {profile.name}: {problem.what}"
    return ConfigFinding(path, line, what, problem.remedy, problem.is_error)


def _profile(section: Section, *, is_config: bool) -> str:
    """The name of the profile that a section is, "" for one that is none."""
    if not is_config or section.title == "default":
        return section.title
    kind, _, name = section.title.partition(" ")
    return _unquoted(name) if kind == "profile" else ""


def _unquoted(name: str) -> str:
    return name.strip().strip("\"'")
