"""What is said of a rotation at each step, on the screen and on the command line alike.

What is true now, what happens next, what can go wrong, and how to go back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from iamtui.rotation.leak_words import FIRST, leak_words, lift_words, session_words
from iamtui.rotation.states import IN_VAULT, Phase, Rotation

_BACK = "iamtui rotate --back"


@dataclass(frozen=True, slots=True)
class Words:
    """Four sentences about one state of a rotation; each may be empty where there is nothing."""

    now: str
    next: str
    risk: str
    back: str


_WORDS: Mapping[Phase, Words] = {
    Phase.PREPARED: Words(
        "Nothing was changed. {user} has the one key {old}.",
        "A second key is created. The request is sent once.",
        "If the answer is lost there may be a key whose secret nobody has; it is found and shown.",
        "Stop here: there is nothing to take back.",
    ),
    Phase.CONTAINING: Words(*FIRST[Phase.CONTAINING]),
    Phase.CONTAINED: Words(*FIRST[Phase.CONTAINED]),
    Phase.CREATING: Words(
        "A new key was asked for; {old} works as before.",
        "Its secret is saved, read back and compared before anything else.",
        "If it cannot be saved, the new key is deleted again.",
        "{back} deletes the new key, if there is one.",
    ),
    Phase.SAVED: Words(
        "The secret of {new} is saved and was read back. {old} works as before.",
        "{new} is tried at STS and at IAM until it passed three times in a row.",
        "AWS may take seconds to know it everywhere. Nothing uses it until then.",
        "{back} deletes {new}.",
    ),
    Phase.VERIFIED: Words(
        "{new} works. {old} is still what everything uses.",
        "What is on this machine is switched to {new}: profiles and ~/.aws.",
        "Places that iamtui cannot see keep using {old}, which stays active.",
        "{back} deletes {new}.",
    ),
    Phase.SWITCHING: Words(
        "What is on this machine is being switched to {new}. Both keys work.",
        "The rest is switched.",
        "A file may be changed by another program; then this is repeated.",
        "{back} switches back to {old} and deletes {new}.",
    ),
    Phase.SWITCHED: Words(
        "This machine uses {new}. {old} is still active.",
        "Once {old} has been unused for long enough it is deactivated.",
        "AWS shows late when a key was used: that no use is seen is no proof that there is none.",
        "{back} switches back to {old} and deletes {new}.",
    ),
    Phase.DEACTIVATING: Words(
        "{old} is being deactivated. {new} works.",
        "This is repeated until AWS answers.",
        "Whatever still uses {old} fails from now on.",
        "{back} activates {old} again, switches back and deletes {new}.",
    ),
    Phase.INACTIVE: Words(
        "{old} is inactive, and not deleted. This machine uses {new}.",
        "After the time of observation {old} is deleted for good.",
        "Whatever still uses {old} fails; until it is deleted it can be activated again.",
        "{back} activates {old} again, switches back and deletes {new}.",
    ),
    Phase.DELETING: Words(
        "{old} is being deleted. {new} works.",
        "This is repeated until AWS answers.",
        "",
        "There is no way back from here.",
    ),
    Phase.DELETED: Words(
        "{old} is deleted. {new} works.",
        "The old secret is removed from this machine.",
        "",
        "There is no way back from here.",
    ),
    Phase.DONE: Words(
        "Done: {user} has the one key {new}, and this machine uses it.",
        "",
        "Sessions that were made with {old} last until they expire.",
        "There is no way back; rotate again if {new} must go.",
    ),
    Phase.RETURNING: Words(
        "The rotation is being taken back.",
        "{old} is activated again where it was deactivated.",
        "",
        "",
    ),
    Phase.REACTIVATED: Words(
        "{old} is active.",
        "It is tried at STS and at IAM until it passed three times in a row.",
        "AWS may take seconds to know it everywhere; {new} works until then.",
        "",
    ),
    Phase.RETURNABLE: Words(
        "{old} works.",
        "This machine is switched back to it, and {new} is deleted.",
        "Whoever was given {new} elsewhere cannot use it any more.",
        "",
    ),
    Phase.UNDOING: Words(
        "{new} is being deleted. {old} works.", "This is repeated until AWS answers.", "", ""
    ),
    Phase.UNDONE: Words(
        "{new} is deleted. {old} works.", "Its secret is removed from this machine.", "", ""
    ),
    Phase.ROLLED_BACK: Words(
        "Taken back: {user} has the one key {old}, and this machine uses it.", "", "", ""
    ),
}


# Another user's key: nothing on this machine works with it.
_HANDED_OVER: Mapping[Phase, Words] = {
    Phase.VERIFIED: Words(
        "{new} works. {old} is still what {user} uses.",
        "{new} is handed over to {user}, who lets everything use it.",
        "Until then its secret is in the vault here, and nowhere else.",
        "{back} deletes {new}.",
    ),
    Phase.SWITCHED: Words(
        "Both keys of {user} work. {user} is to use {new}, once it was handed over.",
        "Once {old} has been unused for long enough it is deactivated.",
        "AWS shows late when a key was used: that no use is seen is no proof that there is none.",
        "{back} deletes {new}; {user} goes on with {old}.",
    ),
    Phase.INACTIVE: Words(
        "{old} is inactive, and not deleted. {user} has {new}.",
        "After the time of observation {old} is deleted for good.",
        "Whatever still uses {old} fails; until it is deleted it can be activated again.",
        "{back} activates {old} again and deletes {new}.",
    ),
    Phase.DONE: Words(
        "Done: {user} has the one key {new}.",
        "",
        "Sessions that were made with {old} last until they expire.",
        "There is no way back; rotate again if {new} must go.",
    ),
    Phase.ROLLED_BACK: Words("Taken back: {user} has the one key {old}.", "", "", ""),
}


_LOST = (
    "AWS never answered the creation of a second key, and shows none. Should one appear, nobody "
    "has its secret: delete it."
)


def _words(rotation: Rotation) -> Words:
    handed = _HANDED_OVER if rotation.form == IN_VAULT else {}
    return handed.get(rotation.phase, _WORDS[rotation.phase])


def words(rotation: Rotation, back: str = _BACK, lift: str = "") -> Words:
    """What is said of `rotation` as it is now; `back` is what takes it back, `lift` what ends the
    denial of sessions after a leak."""
    leaked = leak_words(rotation)
    said = Words(*leaked) if leaked is not None else _words(rotation)
    if rotation.lost_a_creation:
        said = replace(said, risk=_LOST)
    names = {
        "user": rotation.user,
        "old": rotation.old_key_id,
        "new": rotation.new_key_id or "the new key",
        "back": back,
        "sessions": session_words(rotation),
        "lift": lift_words(rotation, lift or f"iamtui rotate --user {rotation.user} --lift"),
    }
    return Words(
        said.now.format(**names),
        said.next.format(**names),
        said.risk.format(**names),
        said.back.format(**names),
    )
