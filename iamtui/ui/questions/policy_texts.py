"""What a policy says, and what changes between two of its versions, as texts to be read."""

from __future__ import annotations

from iamtui.policy import parse
from iamtui.policy.comparison import ChangeKind, compare
from iamtui.policy.comparison_words import change_in_words
from iamtui.policy.holder import Holder
from iamtui.policy.kinds import PolicyKind
from iamtui.policy.lint import lint
from iamtui.policy.text_lines import line_diff
from iamtui.policy.words import in_words

_SIGNS = {
    ChangeKind.GRANTED: "+",
    ChangeKind.REVOKED: "−",
    ChangeKind.DENIED: "−",
    ChangeKind.NO_LONGER_DENIED: "+",
    ChangeKind.CONDITIONS: "~",
}


def words_of(text: str, holder: Holder) -> str:
    """A policy's statements as sentences, then what is wrong with it, a line each."""
    kind = PolicyKind.TRUST if holder is Holder.TRUST else PolicyKind.IDENTITY
    sentences = [sentence.text for sentence in in_words(parse(text))]
    findings = [
        f"Line {finding.line}, {finding.severity.value}: {finding.message}"
        for finding in lint(text, kind, holder=holder)
    ]
    said = "\n\n".join(sentences) or "It says nothing."
    found = "\n\n".join(findings) or "Nothing is wrong with it."
    return f"{said}\n\n\nWhat the linter finds:\n\n{found}"


def difference_of(before: str, after: str) -> str:
    """What the policy `after` allows and denies other than `before`, a paragraph each."""
    comparison = compare(parse(before), parse(after))
    told = [f"{_SIGNS[row.kind]} {change_in_words(row)}" for row in comparison.rows]
    if not told:
        told = ["Both allow and deny the same." if comparison.same else "No difference is seen."]
    if not comparison.complete:
        told.append("A part of them cannot be understood, and may differ too.")
    lines = [f"{line.sign} {line.text}" for line in line_diff(before, after) if line.sign.strip()]
    if lines:
        told += ["The lines that differ:", "\n".join(lines)]
    return "\n\n".join(told)
