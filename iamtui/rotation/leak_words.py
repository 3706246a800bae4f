"""What is said of the replacing of a leaked key, where that differs from any other rotation."""

from __future__ import annotations

from collections.abc import Mapping

from iamtui.rotation.states import Leak, Phase, Rotation

# Sentences in the order of `Words`: now, next, risk, back.
Four = tuple[str, str, str, str]

_BACK = "{back} activates {old} again and ends the denial of sessions; whoever has the key is back."
FIRST: Mapping[Phase, Four] = {
    Phase.PREPARED: (
        "Nothing was changed. The leaked key {old} of {user} works, for whoever has it.",
        "It is deactivated before anything else; then sessions that were made with it are denied.",
        "Whatever of {user}'s uses {old} fails from then on, until it has the new key.",
        "Stop here: there is nothing to take back.",
    ),
    Phase.CONTAINING: (
        "The leaked key {old} is being deactivated.",
        "This is repeated until AWS answers.",
        "Whatever of {user}'s uses {old} fails from now on.",
        _BACK,
    ),
    Phase.CONTAINED: (
        "The leaked key {old} is inactive.{sessions}",
        "A new key is created, saved and verified.",
        "Whatever of {user}'s uses {old} fails until it has the new key. Sessions of roles that "
        "were assumed with it last until they expire: revoke them at each role.",
        _BACK,
    ),
    Phase.CREATING: (
        "A new key was asked for; the leaked key {old} is inactive.{sessions}",
        "Its secret is saved, read back and compared before anything else.",
        "If it cannot be saved, the new key is deleted again.",
        _BACK,
    ),
    Phase.SAVED: (
        "The secret of {new} is saved. The leaked key {old} is inactive.{sessions}",
        "{new} is tried at STS and at IAM until it passed three times in a row.",
        "AWS may take seconds to know it everywhere. Until then no key of {user} works.",
        _BACK,
    ),
    Phase.VERIFIED: (
        "{new} works. The leaked key {old} is inactive.{sessions}",
        "What is to use {new} gets it.",
        "Whatever of {user}'s uses {old} fails until it has {new}.",
        _BACK,
    ),
    Phase.SWITCHING: (
        "What is on this machine is being switched to {new}. The leaked key {old} is inactive.",
        "The rest is switched.",
        "A file may be changed by another program; then this is repeated.",
        _BACK,
    ),
}
BOTH: Mapping[Phase, Four] = {
    Phase.SWITCHED: (
        "This machine uses {new}; the leaked key is {old}.",
        "{old} is deactivated at once, if it is active, whoever still uses it.",
        "Whatever else uses {old} fails.",
        _BACK,
    ),
    Phase.INACTIVE: (
        "The leaked key {old} is inactive.{sessions} {user} has {new}.",
        "Sessions are denied up to the moment at which all of AWS knows that; later {old} is "
        "deleted.",
        "Sessions of roles that were assumed with it last until they expire: revoke them at each "
        "role.",
        _BACK,
    ),
    Phase.DONE: (
        "Done: {user} has the one key {new}; the leaked key {old} is deleted.{sessions}",
        "",
        "Sessions of roles that were assumed with it last until they expire.",
        "There is no way back.{lift}",
    ),
}


def leak_words(rotation: Rotation) -> Four | None:
    """The sentences about a leaked key in the present phase; None where the usual ones are true."""
    if rotation.leak is Leak.NO:
        return None
    if rotation.leak is Leak.FIRST and rotation.phase in FIRST:
        return FIRST[rotation.phase]
    return BOTH.get(rotation.phase)


def lift_words(rotation: Rotation, lift: str) -> str:
    """That `lift` ends the denial of sessions, with a blank before it; "" where there is none."""
    return f" {lift} ends the denial of sessions." if rotation.cutoff is not None else ""


def session_words(rotation: Rotation) -> str:
    """What became of the user's sessions, with a blank before it; "" where nothing did yet."""
    if rotation.spared:
        return " Sessions that were made with it were left alone."
    if rotation.denied is None or rotation.cutoff is None:
        return ""
    return f" The user's sessions from before {rotation.cutoff:%H:%M:%S} UTC are denied."
