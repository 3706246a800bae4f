"""Where secrets are, as a picture: a box for the place in use, and the other places below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from iamtui.ui.pictures.drawing import PictureLine, Piece, shortened, wrapped
from iamtui.ui.text import fit
from iamtui.vault.contents import Held, Sort
from iamtui.vault.storage import Storage
from iamtui.vault.storage_words import (
    after_reboot,
    by_profile,
    counted,
    in_one_word,
    sealed_facts,
    unfinished_words,
)
from iamtui.vault.survey import Finding, State

PLACE = "place:"
LEAST = 40
_LABEL = 10
_NAME, _STATE = 30, 16
_SIGNS = {State.READY: "○", State.LOCKED: "○", State.DENIED: "×", State.SLOW: "?"}
_STYLES = {
    State.READY: "success",
    State.LOCKED: "warning",
    State.MISSING: "muted",
    State.DENIED: "error",
    State.SLOW: "unknown",
}


@dataclass(frozen=True, slots=True)
class _Frame:
    """The signs that a box is drawn with, and their style."""

    signs: tuple[str, str, str, str, str, str]
    style: str


_USED = _Frame(("┏", "━", "┓", "┃", "┗", "┛"), "success")
_OTHER = _Frame(("┌", "─", "┐", "│", "└", "┘"), "muted")


def draw_storage(storage: Storage, width: int) -> tuple[PictureLine, ...]:
    """`storage` in lines of at most `width` cells; each place is a node `place:ID`."""
    return tuple(_Drawing(storage, max(width, LEAST)).lines())


class _Drawing:
    """Draws one picture."""

    def __init__(self, storage: Storage, width: int) -> None:
        self._storage = storage
        self._width = width
        self._inner = width - 4
        self._name = min(_NAME, (width - _STATE) // 2)

    def lines(self) -> Iterator[PictureLine]:
        used = self._storage.finding(self._storage.used)
        if used is None:
            yield from self._box("nowhere yet", "", _OTHER, [(self._storage.problem, "warning")])
        else:
            yield from self._used(used)
        yield from self._warnings()
        others = [each for each in self._storage.findings if each is not used]
        for finding in sorted(others, key=lambda each: not _is_offered(each)):
            yield from self._other(finding)
        yield from self._refused()
        yield from self._contents()

    def _used(self, finding: Finding) -> Iterator[PictureLine]:
        storage = self._storage
        state = in_one_word(storage, finding)
        texts: list[Piece] = [(storage.why, "")]
        if finding.state is not State.READY:
            texts.append((f"{finding.reason} {finding.remedy}", _STYLES[finding.state]))
        facts = sealed_facts(storage.sealed) if finding.place.id == "sealed" else ()
        lies = f"{finding.place.encrypted}. {after_reboot(finding)}"
        held = counted(storage.contents) + ("" if storage.is_listed else " (by the profiles)")
        for name, text in (*facts, ("On disk", lies), ("Readers", finding.place.readers)):
            texts += self._fact(name, text)
        texts += self._fact("Holds", held)
        yield from self._box(finding.place.name, f"in use, {state}", _USED, texts, finding)

    def _fact(self, name: str, text: str) -> Iterator[Piece]:
        first, *others = wrapped(text, self._inner - _LABEL)
        yield f"{name:<{_LABEL}}{first}", ""
        yield from ((f"{'':<{_LABEL}}{line}", "") for line in others)

    def _warnings(self) -> Iterator[PictureLine]:
        text = unfinished_words(self._storage)
        for line in wrapped(f"! {text}", self._width) if text else ():
            yield PictureLine(("", ""), ((line, "warning"),))

    def _other(self, finding: Finding) -> Iterator[PictureLine]:
        state = in_one_word(self._storage, finding)
        count = self._storage.elsewhere.get(finding.place.id, 0)
        left = f"Holds {count} item{'s' * (count > 1)} that iamtui does not use." if count else ""
        if _is_offered(finding) or left:
            reason = f"{finding.reason} {finding.remedy}".strip()
            texts: list[Piece] = [(reason, "")]
            texts += [(left, "warning")] if left else []
            yield from self._box(finding.place.name, state, _OTHER, texts, finding)
            return
        sign = _SIGNS.get(finding.state, "·")
        name = shortened(finding.place.name, self._name)
        why = finding.place.readers if finding.state is State.READY else finding.reason
        room = self._width - self._name - _STATE - 4
        pieces = (
            (f"{fit(name, self._name)}  ", ""),
            (fit(state, _STATE), _STYLES[finding.state]),
            (shortened(why, room), "muted"),
        )
        yield PictureLine((f"{sign} ", _STYLES[finding.state]), pieces, *self._node(finding))

    def _refused(self) -> Iterator[PictureLine]:
        for text in self._storage.refused:
            first, *others = wrapped(text, self._width - 2)
            yield PictureLine(("× ", "error"), ((first, ""),))
            yield from (PictureLine(("  ", ""), ((line, ""),)) for line in others)

    def _contents(self) -> Iterator[PictureLine]:
        profiles = by_profile(self._storage.contents)
        if profiles:
            yield PictureLine(("", ""))
            yield PictureLine(("What it holds, by profile", "muted"))
        for name, held in profiles.items():
            text = fit(shortened(name, self._name), self._name)
            told = shortened(counted(held), self._width - self._name - 4)
            pieces = ((f"{text}  ", "link"), (told, ""))
            yield PictureLine(("  ", ""), pieces, f"profile:{name}", None, _in_full(name, held))

    def _box(
        self,
        name: str,
        state: str,
        frame: _Frame,
        texts: list[Piece],
        finding: Finding | None = None,
    ) -> Iterator[PictureLine]:
        left, line, right, side, low_left, low_right = frame.signs
        said = f" {state} " if state else ""
        title = f" {shortened(name, self._width - cell_len(said) - 8)} "
        fill = line * (self._width - cell_len(title) - cell_len(said) - 4)
        style = _STYLES[finding.state] if finding is not None else frame.style
        pieces = (
            (title, "link"),
            (fill, frame.style),
            (said, style),
            (f"{line}{right}", frame.style),
        )
        node = self._node(finding) if finding is not None else ("", None, "")
        yield PictureLine((f"{left}{line}", frame.style), pieces, *node)
        for text, text_style in texts:
            for part in wrapped_keeping(text, self._inner):
                row = ((fit(part, self._inner), text_style), (f" {side}", frame.style))
                yield PictureLine((f"{side} ", frame.style), row)
        yield PictureLine((f"{low_left}{line * (self._width - 2)}{low_right}", frame.style))

    def _node(self, finding: Finding) -> tuple[str, None, str]:
        return f"{PLACE}{finding.place.id}", None, in_full(self._storage, finding)


def wrapped_keeping(text: str, cells: int) -> list[str]:
    """`text` as it is where it fits, so that its columns stay; else broken between words."""
    return [text] if cell_len(text) <= cells else wrapped(text, cells)


def in_full(storage: Storage, finding: Finding) -> str:
    """All there is to say of a place."""
    place = finding.place
    parts = [
        f"{place.name}: {in_one_word(storage, finding)}",
        f"{finding.reason} {finding.remedy}".strip(),
        f"On disk: {place.encrypted}. {after_reboot(finding)}",
        f"Who else could read it: {place.readers}",
    ]
    if place.id == "sealed":
        parts += [f"{name}: {text}" for name, text in sealed_facts(storage.sealed)]
    parts.append(f"In the configuration: store = “{place.id}”")
    return "\n\n".join(parts)


def _in_full(name: str, held: tuple[Held, ...]) -> str:
    lines = [f"{e.sort.value} {e.label}".strip() for e in held if e.sort is not Sort.SESSION]
    sessions = sum(each.sort is Sort.SESSION for each in held)
    lines += [f"sessions: {sessions}"] if sessions else []
    return "\n".join([name, "", *lines])


def _is_offered(finding: Finding) -> bool:
    """Whether it could be moved to now: there, maybe locked, and not one that forgets."""
    return finding.place.survives_reboot and finding.state in (State.READY, State.LOCKED)
