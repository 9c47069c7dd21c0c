"""Rules as JSON Schema: those whose condition is sure to be seen in the document. What they refuse, the validator does.

An editor shows the summary of the rule at the answer that it is about, or says that this answer is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from terracutter.questions.composites import Objects, inner_type
from terracutter.questions.conditions import Formula, Scope, Translator, assuming, known_with, literals, schema_of
from terracutter.questions.questionnaire import Questionnaire, Rule

Schema: TypeAlias = dict[str, Any]

_LONGEST: Final = 4000
"""Characters of JSON beyond which a rule is left to the validator: the defaults of many questions decide it."""


def rules_of_document(questionnaire: Questionnaire) -> Iterator[tuple[Rule, Schema]]:
    """Of the scopes `repository` and `environment`."""
    translator = Translator(questionnaire)
    for rule in _refusing(questionnaire):
        if rule.scope == "entry":
            continue
        scope: Scope = "repository" if rule.scope == "repository" else "environment"
        schema = _refused(translator.formula(rule.when, scope, doubt=False), rule)
        if schema and len(json.dumps(schema)) <= _LONGEST:
            yield rule, {"$comment": f"{rule.question}: {rule.summary}", **schema}


def rules_of_entries(questionnaire: Questionnaire) -> Iterator[tuple[Rule, Schema]]:
    """Of the scope `entry`: for each named object of the rule's question."""
    for rule in _refusing(questionnaire):
        kind = inner_type(questionnaire.by_name[rule.question].type)
        if rule.scope != "entry" or not isinstance(kind, Objects):
            continue
        holds = Translator(questionnaire, kind.by_name).formula(rule.when, "entry", doubt=False)
        if holds is not False:
            about = rule.field or next(literals(holds)).question
            yield rule, {"if": schema_of(holds), "then": _never(about, rule)}


def _refusing(questionnaire: Questionnaire) -> Iterator[Rule]:
    return (rule for rule in questionnaire.rules if rule.severity == "error" and not rule.for_each)


def _never(name: str, rule: Rule) -> Schema:
    """No document: what it has there is refused, and what it has not is missing."""
    return {"required": [name], "properties": {name: False}, "errorMessage": f"{rule.summary}."}


def _refused(holds: Formula, rule: Rule) -> Schema:
    """Decides first what the repository's answers say, so that only an environment's own are left; {}: nothing."""
    if holds is False:
        return {}
    if holds is True:
        return _never(rule.question, rule)
    scopes = {one.scope: one for one in literals(holds)}
    if "environment" not in scopes:
        return {"if": schema_of(holds), "then": _never(rule.question, rule)}
    first = scopes.get("repository")
    if first is None:
        return _in_environments(holds, rule)
    then, otherwise = (_refused(assuming(holds, known_with(first, holds=here)), rule) for here in (True, False))
    if then == otherwise:
        return then
    branches = {"then": then, "else": otherwise}
    return {"if": schema_of(first), **{name: branch for name, branch in branches.items() if branch}}


def _in_environments(holds: Formula, rule: Rule) -> Schema:
    """Of each environment's own answers; one that has none is as the formula has it of nothing."""
    each = {"additionalProperties": {"not": schema_of(holds), "errorMessage": f"{rule.summary}."}}
    own: Schema = {"properties": {"environments": each}}
    if assuming(holds, lambda one: one.or_absent) is not True:
        return own
    are_told = {"required": ["environments"], "properties": {"environments": {"type": "object"}}}
    return {"if": are_told, "then": own, "else": _never(rule.question, rule)}
