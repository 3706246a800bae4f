"""The names and levels of the actions of a service, from a packed file or from the data itself.

Reading all of the data takes a quarter of a second, the packed file a few milliseconds. The file is
made by `make action-names`, and only used for the version of the data that it was made from.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from functools import lru_cache

from iamtui.policy import service_data
from iamtui.policy.access_level import AccessLevel

FILE = "action_names.json.z"

_LETTERS = {level: level.name[0] for level in AccessLevel}
_LEVELS = {letter: level for level, letter in _LETTERS.items()}


def levels_of(service: str) -> Mapping[str, AccessLevel]:
    """The level of each action of a known service by its name, sorted by lower-case name."""
    packed = _packed(service_data.version())
    return levels_in_data(service) if packed is None else _unpacked(*packed[service])


def levels_in_data(service: str) -> Mapping[str, AccessLevel]:
    """The same as `levels_of`, from the data itself."""
    entries = sorted(service_data.actions_file(service).items())
    return {entry["name"]: AccessLevel.strongest(entry["accessLevel"]) for _, entry in entries}


def pack() -> bytes:
    """The bytes of the packed file for the data that is installed."""
    services = {}
    for service in service_data.services():
        levels = levels_in_data(service)
        letters = "".join(_LETTERS[level] for level in levels.values())
        services[service] = [" ".join(levels), letters]
    whole = {"version": service_data.version(), "services": services}
    return zlib.compress(json.dumps(whole, separators=(",", ":")).encode(), 9)


def _unpacked(names: str, letters: str) -> Mapping[str, AccessLevel]:
    return dict(zip(names.split(), map(_LEVELS.__getitem__, letters), strict=True))


@lru_cache(maxsize=1)
def _packed(version: str) -> Mapping[str, tuple[str, str]] | None:
    """Names and letters by service; None where the file was not made from this version."""
    from importlib.resources import files

    packed = files("iamtui.policy").joinpath("data", FILE).read_bytes()
    whole = json.loads(zlib.decompress(packed))
    if whole["version"] != version:
        return None
    services: Mapping[str, tuple[str, str]] = whole["services"]
    return services
