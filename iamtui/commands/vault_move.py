"""`iamtui vault move PLACE`: everything to another place, which is the chosen one from then on."""

from __future__ import annotations

import argparse

from iamtui.aws.session_index import SessionIndex
from iamtui.commands.opened_vault import unlocked
from iamtui.commands.output import note, put
from iamtui.commands.passphrases import MOST_TRIES, PassphraseOf, new_passphrase, passphrase_of
from iamtui.errors import AnswerIsNo
from iamtui.terminal import quiet
from iamtui.vault.errors import StoreNotChosen
from iamtui.vault.index import ProfileIndex
from iamtui.vault.migration import Outcome, Report, Step
from iamtui.vault.move_record import unfinished
from iamtui.vault.moving import Move, check_lasting, choose, store_id
from iamtui.vault.open_store import chosen_store, open_store
from iamtui.vault.places import place
from iamtui.vault.store import SecretStore
from iamtui.vault.targets import ready_target


def run(arguments: argparse.Namespace) -> int:
    """Move, and say each step. Raises AnswerIsNo where some could not be moved."""
    quiet()
    wanted = place(arguments.place).id
    ask = passphrase_of(arguments.passphrase_fd)
    tries = MOST_TRIES if arguments.passphrase_fd is None else 1
    source = _source(wanted, ask, tries)
    target = _target(wanted, ask, tries)
    if source is None or store_id(source) == wanted:
        check_lasting(target)
        choose(wanted)
        put(f"Secrets are kept in {target.name}.")
        return 0
    sessions = tuple(each.item for each in SessionIndex().listed())
    report = Move(source, target, ProfileIndex(), sessions).run(_tell)
    _check(report)
    moved = sum(each.outcome is Outcome.REMOVED for each in report.items)
    put(f"Moved {moved} item{'s' * (moved != 1)}. Secrets are kept in {target.name}.")
    return 0


def _source(wanted: str, ask: PassphraseOf, tries: int) -> SecretStore | None:
    """Where everything is now; None where nothing is chosen, and so nothing kept."""
    record = unfinished()
    if record is not None and record.target == wanted and record.source != wanted:
        return unlocked(lambda: open_store(record.source), ask, tries)
    try:
        return unlocked(chosen_store, ask, tries)
    except StoreNotChosen:
        return None


def _target(wanted: str, ask: PassphraseOf, tries: int) -> SecretStore:
    return unlocked(
        lambda: ready_target(wanted, lambda what: new_passphrase(what, ask)), ask, tries
    )


def _tell(step: Step) -> None:
    note(f"{step.phase.value} {step.number} of {step.count}: {step.item}")


def _check(report: Report) -> None:
    """Raises AnswerIsNo, and says why, where an item could not be moved."""
    failed = [each for each in report.items if each.error is not None]
    for each in failed:
        note(f"{each.item}: {each.error}")
    if not report.complete:
        raise AnswerIsNo(
            f"{len(failed)} of {len(report.items)} items could not be moved; nothing is lost, and "
            "they are where they were.",
            "Put that right, then run it again.",
        )
