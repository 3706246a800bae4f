"""The smallest changes that would allow a refused request, each tried on a copy of the account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from iamtui.access.grants import grants
from iamtui.access.obstacles import obstacles
from iamtui.access.proposal import Proposal, ProposalStep, StepKind
from iamtui.access.question import Question
from iamtui.access.what_if import with_steps
from iamtui.account.entity import EntityKind
from iamtui.account.field import Known
from iamtui.account.model import Account
from iamtui.policy import Decision, Effect, Verdict
from iamtui.policy.condition_words import condition_in_words

_OF_EACH_KIND = 3
_MOST_STEPS = 8
_BETTER = {
    Verdict.EXPLICIT_DENY: 0,
    Verdict.IMPLICIT_DENY: 0,
    Verdict.CONDITIONAL: 1,
    Verdict.ALLOWED: 2,
}


def proposals(account: Account, question: Question, decision: Decision) -> tuple[Proposal, ...]:
    """What would allow the request: an MFA session, a grant, fewer obstacles; in this order.

    Each is the outcome of trying: it allows the request for certain, or, where nothing does, names
    what it depends on. () where the request is allowed as it is.
    """
    if decision.verdict is Verdict.ALLOWED:
        return ()
    found = list(_once(_tried(account, question, decision)))
    certain = [proposal for proposal in found if not proposal.depends]
    return tuple(certain or found)


def unmovable(account: Account, question: Question, decision: Decision) -> tuple[str, ...]:
    """The obstacles that no step can remove from here, a sentence each."""
    found = obstacles(account, question, decision)
    return tuple(dict.fromkeys(each for each in found if isinstance(each, str)))


def mfa_step(account: Account, question: Question) -> ProposalStep:
    """The step of signing in with MFA."""
    if question.entity.kind is EntityKind.ROLE:
        return ProposalStep(StepKind.MFA_SESSION, "Assume the role with an MFA code")
    sentence = "Use an MFA session"
    user = account.users.get(question.entity.key)
    if user is not None and user.mfa_active == Known(value=False):
        sentence += f" ({question.entity} has no MFA device yet: enrol one first)"
    return ProposalStep(StepKind.MFA_SESSION, sentence)


def _tried(account: Account, question: Question, decision: Decision) -> Iterator[Proposal]:
    if question.with_mfa.put_to(account).allowed:
        yield Proposal(_joined([mfa_step(account, question)]), (mfa_step(account, question),))
    without_grant = _completed(account, question, ())
    if without_grant is not None and not without_grant.depends:
        yield without_grant
    else:
        for kind in grants(account, question):
            tried = (_completed(account, question, (g.step,), g.extra) for g in kind)
            yield from islice((each for each in tried if each is not None), _OF_EACH_KIND)
    denied = any(match.effect is Effect.DENY for match in decision.matched)
    if denied and decision.verdict is Verdict.CONDITIONAL:
        narrowed = _completed(account, question, (), thorough=True)
        if narrowed is not None:
            yield narrowed


def _completed(
    account: Account,
    question: Question,
    first: tuple[ProposalStep, ...],
    extra: int = 0,
    *,
    thorough: bool = False,
) -> Proposal | None:
    """`first`, and what removes the obstacles that are left; None where that does not help."""
    steps, before = first, question.put_to(account).verdict
    for _ in range(_MOST_STEPS):
        changed = with_steps(account, steps)
        decision = question.put_to(changed)
        if decision.allowed:
            return _proposal(steps, extra, ())
        step = next(obstacles(changed, question, decision, thorough=thorough), None)
        if not isinstance(step, ProposalStep):
            break
        steps = _with(steps, step)
    if question.with_mfa.put_to(with_steps(account, steps)).allowed:
        return _proposal((mfa_step(account, question), *steps), extra, ()) if steps else None
    if not steps or _BETTER[decision.verdict] <= _BETTER[before]:
        return None
    return _proposal(steps, extra, _dependence(decision))


def _with(steps: tuple[ProposalStep, ...], step: ProposalStep) -> tuple[ProposalStep, ...]:
    """One step more; two edits of the same text become one, which says both."""
    for place, earlier in enumerate(steps):
        same = (earlier.kind, earlier.entity, earlier.name) == (step.kind, step.entity, step.name)
        if same and step.document:
            sentence = f"{earlier.sentence}; {step.sentence[:1].lower()}{step.sentence[1:]}"
            merged = replace(step, sentence=sentence, statement=step.statement or earlier.statement)
            return (*steps[:place], merged, *steps[place + 1 :])
    return (*steps, step)


def _proposal(
    steps: tuple[ProposalStep, ...], extra: int, depends: tuple[str, ...]
) -> Proposal | None:
    return Proposal(_joined(steps, extra, depends), steps, extra, depends) if steps else None


def _joined(steps: Iterable[ProposalStep], extra: int = 0, depends: tuple[str, ...] = ()) -> str:
    sentences = [step.sentence for step in steps]
    rest = [f"{sentence[:1].lower()}{sentence[1:]}" for sentence in sentences[1:]]
    text = ", and ".join([sentences[0], *rest])
    if extra:
        text += f": it grants {extra:,} other {'action' if extra == 1 else 'actions'}"
    if depends:
        text += f"; it then still depends on this: {'; '.join(depends)}"
    return f"{text}."


def _dependence(decision: Decision) -> tuple[str, ...]:
    """On what a conditional verdict depends, a phrase each."""
    phrases = [
        f"{'denied' if match.effect is Effect.DENY else 'allowed only'} while {phrase}"
        for match in decision.matched
        for phrase in map(condition_in_words, match.undecided)
    ]
    phrases += [f"{name}, which could not be read" for name in decision.unreadable]
    return tuple(dict.fromkeys(phrases)) or ("policies that could not be read",)


def _once(found: Iterable[Proposal]) -> Iterator[Proposal]:
    """Without those that take all steps of an earlier one, and more."""
    seen: list[frozenset[ProposalStep]] = []
    for proposal in found:
        steps = frozenset(proposal.steps)
        if not any(enough <= steps for enough in seen):
            seen.append(steps)
            yield proposal
