"""The list of all rules: a rule is a function that yields the faults it finds.

A rule of documents looks at the whole policy once, a rule of statements at each statement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from iamtui.policy.rules import (
    action_names,
    condition_addresses,
    condition_grammar,
    condition_keys,
    condition_sets,
    condition_types,
    credentials,
    document_grammar,
    escalation,
    kind_grammar,
    mfa,
    open_principals,
    pass_role,
    principal_grammar,
    redundancy,
    redundant_statements,
    resource_arns,
    resource_fit,
    sids,
    sizes,
    statement_grammar,
    variables,
    wide_grants,
)
from iamtui.policy.rules.draft import Draft, DraftStatement
from iamtui.policy.rules.fault import Faults

DocumentRule: TypeAlias = Callable[[Draft], Faults]
StatementRule: TypeAlias = Callable[[Draft, DraftStatement], Faults]

DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    document_grammar.syntax,
    document_grammar.shape,
    document_grammar.characters,
    sids.unique,
    sizes.length,
    redundant_statements.statements,
    wide_grants.everything,
    escalation.sets,
    credentials.exposed,
)

STATEMENT_RULES: tuple[StatementRule, ...] = (
    statement_grammar.elements,
    statement_grammar.effect,
    statement_grammar.actions_and_resources,
    statement_grammar.sid_type,
    sids.characters,
    condition_grammar.form,
    principal_grammar.presence,
    principal_grammar.form,
    kind_grammar.trust,
    kind_grammar.resource_control,
    action_names.known,
    resource_arns.form,
    resource_fit.fit,
    condition_keys.known,
    condition_keys.supported,
    condition_types.operators,
    condition_types.values,
    condition_addresses.ranges,
    condition_sets.qualifiers,
    mfa.presence,
    variables.used,
    redundancy.actions,
    redundancy.resources,
    redundancy.values,
    wide_grants.all_but,
    pass_role.unlimited,
    open_principals.anybody,
    open_principals.services,
    open_principals.whole_accounts,
    open_principals.web_identities,
)
