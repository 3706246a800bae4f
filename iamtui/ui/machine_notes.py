"""What this machine knows of an access key, for the plan that takes it away."""

from __future__ import annotations

import os
from pathlib import Path

from iamtui.changes.change import Change
from iamtui.changes.keys import DeactivateKey, DeleteKey
from iamtui.rotation.places import Unreadable, places_of
from iamtui.vault.index import ProfileIndex


def machine_notes(change: Change) -> tuple[str, ...]:
    """Where the key of `change` is held here: a sentence for each place; () for other Changes.

    Reads the AWS files and the list of profiles, so it belongs into a worker thread. Raises
    VaultError where that list cannot be read.
    """
    if not isinstance(change, (DeactivateKey, DeleteKey)):
        return ()
    places = places_of(change.key_id, Path.home(), os.environ)
    profiles = [p.name for p in ProfileIndex().profiles() if change.key_id in p.key_ids]
    return (
        *(
            str(place) if isinstance(place, Unreadable) else f"It is in {place}."
            for place in places
        ),
        *(f"The profile {name} of iamtui signs with it." for name in profiles),
    )
