"""Whoever started a run of a rotation: who is told, and who answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from iamtui.errors import IamtuiError
from iamtui.rotation.actions import Question, Wait
from iamtui.rotation.states import Rotation, Seen
from iamtui.rotation.verification import Verification


@dataclass(frozen=True, slots=True)
class Contact:
    """Called in the thread of the run.

    told        hears of each state that was written down
    answer      answers a question about a key with yes or no
    keep_trying says whether to try again to save a new secret, which is in memory only
    waits       hears what is waited for
    checked     hears of each check of a key
    looked      hears what each look has shown
    """

    told: Callable[[Rotation], None]
    answer: Callable[[Question, str], bool]
    keep_trying: Callable[[IamtuiError], bool]
    waits: Callable[[Wait], None] = lambda _wait: None
    checked: Callable[[Verification], None] = lambda _verification: None
    looked: Callable[[Seen], None] = lambda _seen: None
