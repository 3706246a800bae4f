"""What is said of the places for secrets, in the same words on the screen and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from iamtui.vault.contents import Held, Sort
from iamtui.vault.storage import Sealed, Storage
from iamtui.vault.survey import Finding, State

NOT_LISTED = "of no profile that is listed"
SORTS = {sort: (sort.value, f"{sort.value}s") for sort in Sort}


def counted(items: Iterable[Held]) -> str:
    """How many of each sort: `2 access keys, 1 MFA seed`; "nothing" for none."""
    counts = Counter(each.sort for each in items)
    parts = [f"{counts[s]} {words[counts[s] > 1]}" for s, words in SORTS.items() if counts[s]]
    return ", ".join(parts) or "nothing"


def by_profile(items: Iterable[Held]) -> dict[str, tuple[Held, ...]]:
    """The items of each profile by its name, those of no profile last under `NOT_LISTED`."""
    found: dict[str, list[Held]] = {}
    for each in sorted(items, key=lambda held: (not held.profile, held.profile.lower())):
        found.setdefault(each.profile or NOT_LISTED, []).append(each)
    return {name: tuple(held) for name, held in found.items()}


def in_one_word(storage: Storage, finding: Finding) -> str:
    """How a place is: `unlocked`, `locked`, `ready`, `not here`, `refused`, `does not answer`."""
    if finding.place.id == "sealed" and finding.state is State.READY:
        return "unlocked"
    words = {State.MISSING: "not here", State.DENIED: "refused", State.SLOW: "does not answer"}
    return words.get(finding.state, finding.state.value)


def after_reboot(finding: Finding) -> str:
    """Whether it survives a reboot."""
    return "Survives a reboot." if finding.place.survives_reboot else "Gone at the next reboot."


def sealed_facts(sealed: Sealed) -> tuple[tuple[str, str], ...]:
    """The facts of the sealed file as pairs of a label and a text; none where it is not there."""
    if sealed.mode is None:
        return ()
    found = [("File", f"{sealed.path} ({sealed.mode:04o})")]
    if sealed.parameters is not None:
        cost = sealed.parameters
        raised = "; raised at the next unlock" if sealed.is_weaker else ""
        found.append(
            (
                "Key",
                f"Argon2id {_mebibytes(cost.memory_kib)}, {cost.iterations} passes, "
                f"{cost.lanes} lanes{raised}",
            )
        )
    return (*found, ("Unlocked", _until(sealed)), ("Kernel", _remembered(sealed)))


def unfinished_words(storage: Storage) -> str:
    """What is to be said of a move that broke off; "" where none did."""
    record = storage.unfinished
    if record is None:
        return ""
    names = [
        finding.place.name if finding is not None else place_id
        for place_id in (record.source, record.target)
        for finding in [storage.finding(place_id)]
    ]
    began = f"A move from {names[0]} to {names[1]} was not finished."
    if storage.chosen == record.target:
        return f"{began} Everything is in the new place; some may still be in the old one too."
    return f"{began} Everything is still in the old place; some is in the new one too."


def minutes_left(seconds: float) -> str:
    """A time in words: `14 min`, `40 s`."""
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"


def _until(sealed: Sealed) -> str:
    if sealed.idle_left == 0:
        return f"no; once unlocked it locks after {sealed.minutes:g} min without use"
    if sealed.idle_left is None:
        return "until it is locked or iamtui ends"
    return f"for {minutes_left(sealed.idle_left)} more, and {sealed.minutes:g} min after each use"


def _remembered(sealed: Sealed) -> str:
    if sealed.remembered:
        return f"keeps an unlock for other iamtui of this user, at most {sealed.minutes:g} min"
    if sealed.kernel:
        return "its keyring keeps no unlock now"
    return "has no keyring to use here: each iamtui asks for the passphrase itself"


def _mebibytes(kib: int) -> str:
    return f"{kib // 1024} MiB" if kib >= 1024 else f"{kib} KiB"
