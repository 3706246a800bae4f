"""The list of profiles: a file without secrets that several iamtui may change at once."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from pathlib import Path

from iamtui.paths import config_folder, locked, write_private
from iamtui.vault.errors import IndexUnusable, ProfileChanged, ProfileExists, ProfileUnknown
from iamtui.vault.index_file import dump, parse
from iamtui.vault.profiles import Profile


class ProfileIndex:
    """The profiles in the file `path` (`profiles.json` in the configuration folder by default).

    Every change reads the file anew under a lock and replaces it whole (0600). Every method
    raises IndexUnusable where the file cannot be read, understood or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_folder() / "profiles.json"

    def profiles(self) -> tuple[Profile, ...]:
        """All profiles, in the order in which they were added."""
        with self._readable():
            return parse(self.path)

    def profile(self, name: str) -> Profile:
        """The profile of that name; raises ProfileUnknown."""
        for profile in self.profiles():
            if profile.name == name:
                return profile
        raise ProfileUnknown(name)

    def add(self, profile: Profile) -> None:
        """Append a profile; raises ProfileExists where its name or id is taken."""
        with self._changing() as profiles:
            if any(profile.name == other.name or profile.id == other.id for other in profiles):
                raise ProfileExists(profile.name)
            profiles.append(profile)

    def replace(self, old: Profile, new: Profile) -> None:
        """Put `new` in the place of `old`, which has the same id.

        Raises ProfileChanged where the file no longer holds exactly `old`, ProfileExists where
        another profile has the new name, ValueError for another id.
        """
        if old.id != new.id:
            raise ValueError("a profile keeps its id")
        with self._changing() as profiles:
            if old not in profiles:
                raise ProfileChanged(old.name)
            if any(new.name == other.name and new.id != other.id for other in profiles):
                raise ProfileExists(new.name)
            profiles[profiles.index(old)] = new

    def rename(self, name: str, new_name: str) -> Profile:
        """Give a profile another name; raises ProfileUnknown and ProfileExists."""
        old = self.profile(name)
        new = dataclasses.replace(old, name=new_name)
        self.replace(old, new)
        return new

    def remove(self, profile: Profile) -> None:
        """Take the profile out; raises ProfileChanged where it is not there like this."""
        with self._changing() as profiles:
            if profile not in profiles:
                raise ProfileChanged(profile.name)
            profiles.remove(profile)

    @contextlib.contextmanager
    def _changing(self) -> Iterator[list[Profile]]:
        """The profiles, under the lock; written back after the block unless it raised."""
        with self._readable(), locked(self.path.with_suffix(".lock")):
            profiles = list(parse(self.path))
            yield profiles
            write_private(self.path, dump(tuple(profiles)))

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise IndexUnusable(
                self.path, f"cannot be used ({error.strerror or type(error).__name__})"
            ) from None
